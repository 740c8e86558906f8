"""Given names that are common in Sweden, by which a column of names is known."""

__all__ = ["GIVEN_NAMES", "NOT_PERSONS"]

# Statistics Sweden (SCB), Namnstatistik: the most borne given names of women and men, all ages.
# Names that are also everyday words (Bo, My, Stig, Sol, Love, Liv, Juni, Dag) are left out.
GIVEN_NAMES = frozenset(
    """
    agneta agnes aina alexandra alice alicia alma amanda amelia amina anette anita anja anna
    anneli annelie annette annie ann-christin ann-charlotte ann-marie ann-sofie ann annika astrid
    asta barbro beatrice birgit birgitta britt britta camilla carina carin carolina caroline
    catarina cecilia charlotta charlotte christina clara cornelia cristina dagny daniela disa
    ebba edith eira elin elina elisabet elisabeth elise ella ellen ellinor elsa elvira emelie
    emilia emma emmy ester eva evelina fanny fatima felicia filippa freja frida gabriella gerd
    gertrud greta gun gunborg gunilla gunnel gunvor hanna hannah harriet hedda hedvig helen helena
    helene hilda hilma ida inga inger ingegerd ingela ingeborg ingrid irene iris isabella isabelle
    jasmine jeanette jennie jenny jessica johanna josefin josefine josefina julia kajsa karin
    karolina katarina katja kerstin klara kristina laila laura leila lena lilian lilly lina linda
    linn linnea lisa lisbeth lisen louise lova lovisa lucia lykke maja malin margareta margaretha
    margit maria mariam marianne marie marina marita martina mary matilda maud mia michaela mikaela
    mimmi mina minna mira moa mona monica monika märta märit nadia nadja natalie nathalie nellie
    nelly nina nora nour olga olivia paula pauline pernilla petra pia rebecca rebecka ritva rose-marie
    rosa rut ruth saga samira sandra sanna sara sarah selma signe sigrid siri siv sofia sofie solveig
    sonja stella stina susann susanna susanne svea sylvia tanja teresia terese therese theres tilda
    tilde tindra tina tova tove tuva tyra ulla ulrika ulla-britt vanja vendela vera veronica victoria
    viktoria vilma viola vivianne yasmin ylva yvonne zahra zainab zeinab åsa
    abdi abdullah abdulrahman adam adrian ahmad ahmed albin aleksander alex alexander alf alfred ali
    allan alvar alvin amir anders andreas anton antonio arne aron arthur artur arvid august axel
    bengt benjamin bernt bertil birger björn börje carl casper charlie christer christian christoffer
    claes conny dan daniel david dennis dick ebbe eddie edvard edvin edward einar elias elis elliot
    elmer elton elvin emanuel emil erik eric erland ernst evert fabian felix ferdinand filip folke
    frank frans fredrik fritz gabriel georg gerhard glenn gottfrid greger gunnar gustaf gustav göran
    gösta hampus hans harald harry hasan hassan helge henning henric henrik henry herbert herman hjalmar
    holger hugo hussein håkan ibrahim igor ingemar ingmar ingvar isac isak ismail ivan ivar jack jacob
    jakob jan jens jerker jerry jesper jim jimmy joakim joar joel johan johannes john johnny jon jonas
    jonatan jonathan jonny jonathan josef joseph jörgen julian julius kaj karim karl kenneth kenny kent
    kevin khaled kim kjell klas kristian kristoffer krister kurt lars lars-erik lars-göran leif lennart
    leo leon leonard liam linus loke louis lucas ludvig ludwig lukas magnus mahmoud manfred marcus
    mario markus martin mats matteo matteus matthias mattias max maximilian melker melvin michael mikael
    milo milton mohamad mohamed mohammad mohammed morgan muhammad mustafa måns mårten nicholas nicklas
    niclas niklas nils noah noel oliver olle olof olov omar orvar oscar oskar osman ossian otto ove
    patric patrick patrik paul per per-olof peter petter philip pontus per-erik rafael ragnar ralf rasmus
    reza richard rickard rikard robert robin roger roland rolf ronny rune samuel sebastian sigge sigurd
    simon sixten stefan staffan sten sture sune sven svante sören tage thage theo theodor thomas tobias
    tom tomas tommy tor tord torbjörn tore torsten ture ulf urban uno valdemar valter verner victor
    vidar viggo viking viktor vilgot vilhelm ville vincent walter werner wilhelm willy wilmer yngve
    yousef yusuf åke östen örjan
    """.split()  # noqa: SIM905  (two hundred lines otherwise)
)

# Words that make a capitalised phrase the name of something else than a person.
NOT_PERSONS = frozenset(
    """
    ab hb kb arbetsförmedlingen avdelning boende center centret centrum daglig verksamhet
    enhet enheten folkhögskola fond föreningen förbund förbundet försäkringskassan förvaltning
    gata gatan grupp gruppen gymnasium gymnasiet gård gården hem hemmet hus huset insats insatsen
    kansli kommun kommunen kyrka linjen län metod metoden modell modellen mottagning myndighet
    park parken plats platsen program programmet projekt projektet region regionen resurs
    samordningsförbund sjukhus sjukhuset skola skolan stad stiftelse stiftelsen stöd studio
    antal belopp dag dagar månad månader person personer procent timmar timme vecka veckor år
    team teamet torg torget vård vårdcentral vården väg vägen verkstad verkstaden
    """.split()  # noqa: SIM905
)
