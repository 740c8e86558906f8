"""What would answer each refusal and each unknown: reasons turned into questions.

`ASKED` says for every reason what is asked, `NOT_ASKED` why nothing is.
"""

from collections.abc import Callable, Iterable, Iterator

from utfall.measures import reasons as r
from utfall.request.ask import Asker
from utfall.request.gaps import Gap
from utfall.request.question import Question, Target
from utfall.selection import Selection
from utfall.values import Value

__all__ = ["ASKED", "NOT_ASKED", "questions_of"]

_Ask = Callable[[Asker, Value], Iterator[Question]]


def _both(*asks: _Ask) -> _Ask:
    return lambda asker, v: (question for ask in asks for question in ask(asker, v))


ASKED: dict[str, _Ask] = {
    r.NO_MONEY: Asker.whole_cost,
    r.NO_PEOPLE: Asker.people_of_money,
    r.MONEY_PERIOD_NOT_STATED: Asker.money_period,
    r.PEOPLE_PERIOD_NOT_STATED: Asker.people_period,
    r.PERIODS_NOT_STATED: _both(Asker.money_period, Asker.people_period),
    r.WHOLE_PERIOD_OVER_SO_FAR: Asker.people_of_money,
    r.STOCK_OVER_PERIOD: Asker.people_of_money,
    r.OTHER_PERIOD: Asker.people_of_money,
    r.OTHER_PLACE: Asker.people_of_money,
    r.OTHER_COMPONENT: Asker.people_of_money,
    r.OTHER_POPULATION: Asker.people_of_money,
    r.OTHER_READING: Asker.people_of_money,
    r.OPPOSITE_BOUNDS: Asker.people_of_money,
    r.PLACE_NOT_STATED: Asker.place,
    r.APPLIED: Asker.whole_cost,
    r.TURNOVER: Asker.whole_cost,
    r.ONE_FUNDERS_PART: Asker.whole_cost,
    r.SOURCES_DISAGREE: Asker.whole_cost,
    r.NO_OUTCOMES: Asker.outcomes,
    r.MOST_STILL_THERE: Asker.final_outcomes,
    r.OUTCOME_NOT_KNOWN: Asker.unknown_count,
    r.NOT_KNOWN: Asker.unknown_count,
    r.NO_OWN_PARTICIPANTS: lambda asker, _: asker.own_participants(),
}


# Why a reason leads to no question; everything else in `measures.reasons` is in ASKED.
_RECORDS = "it is about figures from records, which a later export completes and not a form"
_A_BOUND = "the figure is shown as a bound or under an assumption; nothing is refused"
_A_FACT = "nothing is missing: this is what the known figures say"
_REGISTER = "the register of open statistics lacks it, not the programme's owner"
_CONTRIBUTION = "a member's form asks for its contributions whatever is refused"
_IN_TOTAL = "what is missing is asked for programme by programme, where its cost is refused"
NOT_ASKED: dict[str, str] = {
    r.ASKED_NOT_STATED: "a survey is answered once: who made it has the number, and not a form",
    r.NOBODY_ASKED: _A_FACT,
    r.NOBODY_ANSWERED: _A_FACT,
    r.HIDDEN: "it is known, and hidden so that nobody can be recognised",
    r.STRUCTURE: _A_FACT,
    **dict.fromkeys(
        (r.TOO_FEW_TO_SHOW, r.NOT_EVEN_ALL, r.FEWER_THAN_THREE, r.NOTHING_VARIES), _A_FACT
    ),
    r.FEWER_THAN_THIRTY: _RECORDS,
    r.FEWER_THAN_THIRTY_CAME: _RECORDS,
    r.TOO_FEW_LEFT: _A_FACT,
    r.STILL_WAITING: _A_BOUND,
    r.NO_TEST_OF_SEXES: _RECORDS,
    r.NOBODY_ELSE: _A_FACT,
    r.NO_OWN_COST: _A_FACT,
    r.NO_MODEL: _RECORDS,
    r.EXPECTED_BY_MODEL: _A_BOUND,
    r.NONE_EXPECTED: _A_FACT,
    r.DRAWN_TOGETHER: _A_BOUND,
    r.ASSUMED: _A_BOUND,
    r.NEVER_PAID_BACK: _A_FACT,
    r.NO_PARAMETERS: "the association writes a file in params/payback (params/payback/README.md)",
    r.OTHER_PRICES: "the association writes a file of that year's prices in params/payback/",
    r.NO_COST_AND_OUTCOME: "the costs and outcomes that are missing are asked for one by one",
    r.NO_YEAR_WITH_COST: "the costs and outcomes that are missing are asked for one by one",
    **dict.fromkeys(
        (r.STUDIES_NOT_KNOWN, r.OTHER_PROGRAMMES),
        "the costs and outcomes that are missing are asked for one by one",
    ),
    r.PAYERS_NOT_STATED: (
        "who paid would be rows of its own in funding.csv; a form asks for cells that are empty"
    ),
    r.SUBSIDISED_NOT_APART: _A_BOUND,
    r.SUBSIDISED_NOT_PRICED: _A_BOUND,
    r.PRICES_OF_PARAMETERS: _A_BOUND,
    r.COMPONENTS_NOT_KNOWN: "whoever made the calculation has them, and no form goes there",
    r.NOBODY_REACHED: _A_FACT,
    r.TOO_FEW: _A_FACT,
    r.WORDS_ONLY: _A_FACT,
    r.OTHER_BASIS: (
        "both amounts are known, of different kinds; an amount of the missing kind would be "
        "another source's, and the rest of a total is only worked out within one source"
    ),
    r.NO_PRICE_INDEX: _REGISTER,
    r.HIDDEN_BY_REGISTER: _REGISTER,
    r.MISSING_IN_REGISTER: _REGISTER,
    r.STILL_RUNNING: _A_BOUND,
    r.PEOPLE_ARE_PART: _A_BOUND,
    r.MONEY_IS_FOR_PART: _A_BOUND,
    r.ALSO_STRUCTURE: _A_BOUND,
    r.ONE_READING: _A_BOUND,
    r.SOME_UNACCOUNTED: _A_BOUND + "; the people it speaks of are asked about by n_unaccounted",
    r.OUTCOMES_FOR_SOME: _A_BOUND,
    r.EXCLUSIVE_INFERRED: _A_BOUND,
    r.ONE_OUTCOME_EACH: _A_BOUND,
    r.LEFT_AND_BACK: _A_BOUND,
    r.SPENT_WHEN_UNKNOWN: _A_BOUND,
    r.OTHER_YEARS_MISSING: _A_BOUND,
    r.LIST_IS_MIXED: _A_BOUND,
    r.NOT_SPLIT: _A_BOUND + "; a member's own number is asked for in the member's form",
    r.BY_POPULATION: _A_BOUND,
    r.CONTRIBUTION_NOT_STATED: _CONTRIBUTION,
    r.CONTRIBUTION_NOT_YEARLY: _CONTRIBUTION,
    r.CONTRIBUTIONS_INCOMPLETE: _CONTRIBUTION,
    r.CONTRIBUTION_ZERO: _A_FACT,
    r.NO_RESIDENTS: _A_FACT,
    r.NO_MONEY_IN_YEARS: _IN_TOTAL,
    r.NO_PEOPLE_IN_YEARS: _IN_TOTAL,
    r.MONEY_YEARS_MISSING: _A_BOUND,
    r.PEOPLE_YEARS_MISSING: _A_BOUND,
    r.MIXED_BASES: _A_BOUND,
    r.NOT_SPLIT_ON_MEMBERS: _A_BOUND,
    r.PAYER_NOT_STATED: _A_BOUND,
    r.SAME_PERSON_AGAIN: _A_BOUND,
    r.AVERAGE_NOT_MARGINAL: _A_BOUND,
    r.YEAR_NOT_OVER: _RECORDS,
    r.NOT_REACHED: _RECORDS,
    r.SOME_NOT_REACHED: _RECORDS,
    r.RECORDS_BEGIN_LATER: _RECORDS,
    r.RESIDENCE_MISSING: _RECORDS,
    r.EVERYBODY_COUNTED: _RECORDS,
    r.PERIOD_NOT_OVER: _RECORDS,
    r.ANONYMOUS: _RECORDS,
    r.UNCONFIRMED: _RECORDS,
    r.EXIT_REASON_MISSING: _RECORDS,
    r.SITUATION_MISSING: _RECORDS,
    r.NONE_DUE: _RECORDS,
    r.NOBODY_PLANNED: _RECORDS,
    r.PLAN_OF_SOME: _RECORDS,
    r.PLAN_WITHIN_YEARS: _RECORDS,
    r.TOO_FEW_STAYS: _RECORDS,
    r.NO_RECORDS: _RECORDS,
    r.NOT_COVERED: _RECORDS,
    r.DAY_NOT_STATED: _RECORDS,
    r.PERIOD_NOT_STATED: _RECORDS,
    r.NO_NUMBER: _RECORDS,
    r.NOT_PARTICIPANTS: _RECORDS,
    r.COMPONENT_UNRECORDED: _RECORDS,
    r.OUTCOME_UNRECORDED: _RECORDS,
    r.NOT_RESIDENTS: _RECORDS,
    r.TIME_UNRECORDED: _RECORDS,
}


def questions_of(
    selection: Selection, gaps: Iterable[Gap], *, member: str = "", programme: str = ""
) -> list[Question]:
    """Return what to ask so that the gaps close, each figure once.

    Parameters
    ----------
    selection : Selection
        The data, checked.
    gaps : iterable of Gap
        What the reports refuse or do not know.
    member, programme : str
        Whom the form is for, as in `gaps_of`; a member is asked for its contributions too.

    Returns
    -------
    list of Question
        By programme, then money before people. Nothing that the data state is asked, nor what
        somebody has said that cannot be answered.
    """
    ask = Asker(selection, member)
    found: dict[str, Question] = {}
    for gap in gaps:
        for question in _about(ask, gap):
            found.setdefault(question.question_id, question)
    if member:
        for question in ask.contributions():
            found.setdefault(question.question_id, question)
    closed = set(selection.folder["findings"]["finding_id"])
    order = list(selection.programmes)

    def place(question: Question) -> tuple[int, str, str]:
        name = _programme_of(question.target, selection)
        first = {"contributions": "0", "funding": "1"}.get(question.target.table, "2")
        return (order.index(name) if name in order else -1), first, ""

    return sorted(
        (q for key, q in found.items() if f"svar-{key}" not in closed),
        key=place,
    )


def _about(ask: Asker, gap: Gap) -> Iterator[Question]:
    """Yield the questions of one gap, as its measure and its reasons want."""
    v = gap.value
    if v.measure in {"n_unaccounted", "n_not_reported"}:
        yield from ask.unknown_people(v)
    elif v.measure.startswith("n_") and v.measure != "n_participations":
        # The reason is the source's own words.
        yield from ask.unknown_count(v)
    else:
        for reason in gap.reasons:
            if reason in ASKED:
                yield from ASKED[reason](ask, v)


def _programme_of(target: Target, selection: Selection) -> str:
    if target.new:
        return target.new[target.rows[0]].get("programme_id", "")
    rows = selection.folder[target.table]
    own = rows[rows[rows.columns[0]] == target.rows[0]]
    return str(own.iloc[0]["programme_id"])
