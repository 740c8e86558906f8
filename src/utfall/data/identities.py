"""Identities in an export: numbers, addresses and names of persons, found and never shown."""

import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
from personnummer import personnummer

from utfall.data.names import GIVEN_NAMES, NOT_PERSONS
from utfall.data.signs import plain

__all__ = ["Found", "Kind", "header_identity", "identity_column", "personal_number", "scan"]

Kind = Literal["personnummer", "e-mail address", "telephone number", "name"]


@dataclass(frozen=True)
class Found:
    """Identities of one kind in one column; never which.

    Attributes
    ----------
    column : str
        The column's own header.
    kind : str
        "personnummer" stands for samordningsnummer as well.
    count : int
        Cells, not persons.
    """

    column: str
    kind: Kind
    count: int


def scan(
    column: str,
    cells: pa.StringArray | pa.ChunkedArray,
    *,
    known: frozenset[str] = frozenset(),
    identifiers: bool = False,
) -> list[Found]:
    """Find what identifies a person in the cells of one column.

    Parameters
    ----------
    column : str
        The column's header, repeated in what is found. Of it is only judged whether it speaks of
        telephones; whether it names persons says `identity_column`.
    cells : pyarrow array of texts
        One batch; null and empty cells are nothing.
    known : frozenset of str
        Texts that name no person though they may look so: programmes called Klara or Max,
        municipalities. Case, spaces and punctuation do not matter. Numbers are found all the same.
    identifiers : bool
        Whether the cells tell rows or persons apart. Then single names and numbers are found in
        forms that elsewhere only a whole column of them makes sure: see below.

    Returns
    -------
    list of Found
        At most one of each kind; empty where nothing was found.

    Notes
    -----
    *Chance.* One in ten numbers with a date in front has the right check digit, so that some of
    a column's case numbers are a personnummer, or a telephone number, by chance. Where twenty
    or more different cells have one shape (their letters and digits apart), these judge each
    other: as personnummer count such of which a fifth verify, or more than chance explains (a
    tenth of those with a date, four standard deviations and one); as telephone numbers such of
    which half are valid, and four fifths of those that begin like one, unless the header speaks
    of telephones. Fewer cells, and texts of a shape of their own, are judged one by one.
    So a few true numbers among many others of the very same shape pass.

    A *personnummer or samordningsnummer* has a day of the calendar (of the latter 60 is taken
    from the day) and the right check digit. It is found with ten or twelve digits, anywhere in
    a text; as a number of Excel's; and with nine digits where a cell holds nothing else, since
    numbers lose the first zero of those born 2001 to 2009. The parts of its date stand together
    or with one kind of sign between them; before the last four digits stand up to five signs
    that are no letters or digits (`%20` and `&nbsp;` are spaces), where the date has signs
    itself only such as a dash, point, slash, space or its own. With more digits before or behind,
    within a key of hexadecimal digits, and with seven or eight digits (born in 2000) numbers are
    found where half of five or more cells of the shape are such, or a fifth of twenty or more;
    with more digits also wherever `identifiers` is true. They are not found in fractions of five
    or more decimals. Numbers without a right check digit, with letters in place of digits, with
    the day before the year, or without their last four digits pass.

    An *e-mail address* is written with @, or with at or snabel-a in its place.

    A *telephone number* begins with 0 or +, has at least nine digits where it is written
    without a sign between them, and is valid in the country it belongs to (`phonenumbers`,
    Google's libphonenumber). The zero may be lost where `column` speaks of telephones.

    A *name* is two to five words that begin with capitals, one of which is among a few hundred
    given names and none of which is a word for organisations, as Skola; columns are judged, not
    cells: it takes a quarter of the different cells of that shape. Of cells with a single word,
    or with two or three in small letters or joined by a point, a low line or a hyphen, half of
    five or more different ones must have a given name. Where `identifiers` is true one cell with
    two words is enough. Names within a longer text are not found.
    """
    counted = pc.value_counts(cells.cast(pa.string()).drop_null())
    values = _plain_cells(counted.field("values"))
    counts: list[int] = counted.field("counts").to_pylist()
    left = set(range(len(values)))
    found: list[Found] = []
    hits: dict[Kind, set[int]] = {
        "personnummer": _personal_numbers(values, identifiers=identifiers),
        "e-mail address": _addresses(values),
        "telephone number": _telephones(values, zero_lost=bool(_ABOUT_TELEPHONES.search(column))),
        "name": _names(values, known, identifiers=identifiers),
    }
    for kind, places in hits.items():
        # A cell is counted once: ten digits may be valid as two kinds of number.
        if places & left:
            found.append(Found(column, kind, sum(counts[i] for i in places & left)))
        left -= places
    return found


def header_identity(cells: Sequence[str]) -> bool:
    """Tell whether a header row, or the name of a sheet, itself holds an identity.

    Parameters
    ----------
    cells : sequence of str
        The names of the columns. Each is judged by itself: one personnummer, e-mail address,
        telephone number or full name among them is enough.

    Examples
    --------
    >>> header_identity(["Insats", "Namn"]), header_identity(["Insats", "Anna Svensson"])
    (False, True)
    """
    return any(scan("", pa.array([cell], pa.string())) for cell in cells)


def _plain_cells(values: pa.Array) -> pa.Array:
    odd = pc.or_(pc.invert(pc.string_is_ascii(values)), pc.match_substring_regex(values, _SPACES))
    if not pc.any(odd, min_count=0).as_py():
        return values
    plain_ones = [re.sub(_SPACES, " ", plain(text)) for text in values.filter(odd).to_pylist()]
    return pc.replace_with_mask(values, odd, pa.array(plain_ones, pa.string()))


def _matching(values: pa.Array, pattern: str) -> list[tuple[int, str]]:
    """Return the cells that `pattern` (RE2) is found in, with their places."""
    mask = pc.match_substring_regex(values, pattern)
    return list(
        zip(pc.indices_nonzero(mask).to_pylist(), values.filter(mask).to_pylist(), strict=True)
    )


def _of_one_shape(values: pa.Array, found: Set[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Part what was found by shape; yield it with all cells of the same shape."""
    if not found:
        return
    shapes = pc.replace_substring_regex(values, _KEY_SHAPED, "\N{SECTION SIGN}")
    for pattern, sign in ((r"\p{L}+", "a"), ("[0-9]", "0"), (r"\s+", " ")):
        shapes = pc.replace_substring_regex(shapes, pattern, sign)
    encoded = shapes.dictionary_encode().indices
    of_cell: list[int] = encoded.to_pylist()
    alike: dict[int, list[int]] = {of_cell[i]: [] for i in found}
    for i, shape in enumerate(of_cell):
        if shape in alike:
            alike[shape].append(i)
    for cells in alike.values():
        yield [i for i in cells if i in found], cells


# --- personnummer -----------------------------------------------------------------------------

_SPACES = "%20|&nbsp;|&#160;"
_CENTURY = r"(?:18|19|20)"
_MM = r"(?:0[1-9]|1[0-2])"
_DD = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_NEITHER = r"[^0-9A-Za-zåäöÅÄÖ]"
_SIGN = r"\s{0,2}[-+./_]{0,2}\s{0,2}"
_LAST = r"[0-9]{3}[-\s]?[0-9]"
_JOINED = rf"[0-9]{{2}}{_MM}{_DD}"
# 81-12-18, 81 1218 and 8112 18, of which the sign may stand before the last four digits as well.
_PARTED = (
    rf"[0-9]{{2}}(?P<sign>{_NEITHER}{{1,3}}){_MM}(?:(?P=sign))?{_DD}(?:{_SIGN}|(?P=sign))"
    rf"|[0-9]{{2}}{_MM}(?P<late>{_NEITHER}{{1,3}}){_DD}(?:{_SIGN}|(?P=late))"
)
_DATED = rf"(?:{_PARTED}|{_JOINED}{_NEITHER}{{0,5}})"
_TWELVE = rf"{_CENTURY}[-\s]?{_DATED}"

# Of the period 2022-03-01 - 2022-06-30 the second year is not the last four digits of a number.
_NO_YEAR = rf"(?!(?:19|20)[0-9]{{2}}[-./]{_MM}[-./][0-9]{{2}}(?![0-9]))"
_WITHIN = [
    re.compile(rf"(?<![0-9])(?=(?P<number>{start}{_NO_YEAR}{_LAST})(?![0-9]))")
    for start in (_TWELVE, _DATED)
]
_WHOLE = [re.compile(rf"{start}{_LAST}") for start in (_TWELVE, _DATED)]
# With more digits behind, or before.
_BARE = rf"{_JOINED}{_NEITHER}?[0-9]{{4}}"
_LONGER = [
    re.compile(rf"(?<![0-9])0*(?=(?P<number>{_CENTURY}{_BARE}))"),
    re.compile(rf"(?<![0-9])0*(?=(?P<number>{_BARE}))"),
    re.compile(rf"(?=(?P<number>{_BARE})(?![0-9]))"),
]
# Fifteen decimals hold anything by chance.
_FRACTION = re.compile(r"-?[0-9]{1,9}[.,][0-9]{5,}")

_NINE = rf"[1-9]{_MM}{_DD}[0-9]{{4}}"
_FEWER = rf"(?:1[0-2]|[1-9]){_DD}[0-9]{{4}}"
_SCIENTIFIC = r"[0-9][.,][0-9]+[eE]\+?[01]?[0-9]"
# RE2 knows neither look-around nor what a group held: this takes more than the patterns above.
_CANDIDATES = (
    rf"[0-9]{{2}}{_NEITHER}{{0,3}}{_MM}{_NEITHER}{{0,3}}{_DD}{_NEITHER}{{0,6}}{_LAST}"
    rf"|^\s*(?:(?:{_NINE}|{_FEWER})(?:[.,]0+)?|{_SCIENTIFIC})\s*$"
)
_UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
_KEY_SHAPED = rf"(?i){_UUID}|\b[0-9a-f]{{16,}}\b"
# 198112189876abcd is no key, though it might be one.
_KEYS = re.compile(
    rf"{_UUID}|\b(?![a-f]*{_CENTURY}[0-9]{{10}}[a-f]*\b)(?=[0-9]*[a-f])[0-9a-f]{{16,}}\b",
    re.IGNORECASE,
)
# From as many cells of one shape on they judge each other; what only a column makes sure needs
# a few at least.
_MANY, _FEWEST = 20, 5
_PART_VERIFIED = 0.2
# Of nine or ten random digits with a zero in front two in three are valid telephone numbers.
_PART_OF_ALIKE, _PART_OF_BEGUN = 0.5, 0.8


def personal_number(text: str, as_of: date) -> str | None:
    """Return the twelve digits of a cell that is a personnummer or samordningsnummer.

    Parameters
    ----------
    text : str
        The whole cell, in any written form: see `scan`. Here a number that has lost two or
        three zeros (born in 2000) counts as well.
    as_of : date
        The day of the export. With ten digits the year of birth is the latest one that is not
        after it, and a hundred years earlier where there is a plus (Act 1991:481, section 18:
        from the year somebody turns 100).

    Returns
    -------
    str or None
        ``YYYYMMDDNNNC``; None where the cell is anything else, or holds more.

    Notes
    -----
    Somebody of 100 years or more whose plus was lost becomes 100 years younger.

    Examples
    --------
    >>> personal_number("811218-9876", date(2024, 12, 31))
    '198112189876'
    """
    cell = _number(re.sub(r"^\W+|\W+$", "", re.sub(_SPACES, " ", plain(text))))
    digits = _digits(cell)
    twelve, ten = (bool(form.fullmatch(cell)) for form in _WHOLE)
    if twelve and _valid(digits):
        return digits
    if not ten:
        if not re.fullmatch(r"[1-9][0-9]{6,8}", cell):
            return None
        digits = digits.zfill(10)
    year = as_of.year - (as_of.year - int(digits[:2])) % 100 - 100 * ("+" in cell)
    full = f"{year // 100}{digits}"
    return full if _valid(full) else None


@dataclass(frozen=True)
class _Reading:
    """What one cell may hold: how many numbers with a day, and whether one has its check digit."""

    dated: int
    sure: bool
    unsure: bool


def _personal_numbers(values: pa.Array, *, identifiers: bool) -> set[int]:
    read = {i: _read(text) for i, text in _matching(values, _CANDIDATES)}
    verified = {i for i, one in read.items() if one.sure or one.unsure}
    found: set[int] = set()
    for hits, alike in _of_one_shape(values, verified):
        if len(alike) >= _MANY:
            by_chance = _by_chance(sum(read[i].dated for i in alike if i in read))
            few = len(hits) < _PART_VERIFIED * len(alike) and len(hits) <= by_chance
            found.update(() if few else hits)
        else:
            all_count = len(hits) >= max(_FEWEST, len(alike) / 2)
            longer = {i for i in hits if identifiers and len(_digits(values[i].as_py())) > 9}
            found.update(i for i in hits if all_count or read[i].sure or i in longer)
    return found


def _by_chance(dated: int) -> float:
    """Return how many of so many numbers with a day may have the right check digit by chance."""
    return dated / 10 + 4 * math.sqrt(dated * 0.1 * 0.9) + 1


def _read(text: str) -> _Reading:
    cell = _number(text.strip())
    if re.fullmatch(rf"{_NINE}|{_FEWER}", cell):
        # Those of 2000 to 2009 as numbers.
        valid = _valid("20" + cell.zfill(10))
        return _Reading(1, sure=valid and len(cell) == 9, unsure=valid)
    if _FRACTION.fullmatch(cell):
        return _Reading(0, sure=False, unsure=False)
    sure = _numbers(_WITHIN, _KEYS.sub(" ", cell))
    # More ways to read a cell are more chances.
    unsure = sure or _numbers(_LONGER, cell)
    return _Reading(
        len({number[2:] for number in sure | unsure}),
        any(map(_valid, sure)),
        any(map(_valid, unsure)),
    )


def _numbers(forms: list[re.Pattern[str]], text: str) -> set[str]:
    """Return the digits of what is written as a number in a text, with a century."""
    written = {_digits(one["number"]) for form in forms for one in form.finditer(text)}
    # The check digit does not hang on the century, and 2000 had a 29 February.
    return {digits if len(digits) == 12 else "20" + digits for digits in written}


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _number(text: str) -> str:
    """Write a number of Excel's, 198112189876.0 or 1.98112189876E+11, with its digits alone."""
    if re.fullmatch(r"[0-9]{7,12}[.,]0+", text):
        return re.split(r"[.,]", text)[0]
    if re.fullmatch(_SCIENTIFIC, text):
        number = Decimal(text.replace(",", "."))
        return str(int(number)) if number == int(number) else text
    return text


def _valid(twelve: str) -> bool:
    # The library's exceptions repeat the number; this function of its drops them.
    return bool(personnummer.valid(twelve))


# --- e-mail addresses and telephone numbers ---------------------------------------------------

_AT = r"(?:@|[\[(]\s?(?:a|at|snabel-?a|@)\s?[\])])"
_ADDRESS = (
    rf"[^\s@()<>,;:\[\]]\s?{_AT}\s?[^\s@()<>,;:\[\]]+\.[A-Za-zåäöÅÄÖ]{{2,}}"
    r"|(?i:\w\s(?:at|snabel-?a)\s[\w-]+(?:\.[\w-]+)*\.(?:se|nu|com|org|net|eu|dk|fi|no)(?:\W|$))"
)


def _addresses(values: pa.Array) -> set[int]:
    return {i for i, _ in _matching(values, _ADDRESS)}


_DIALLED = r"(?:\(?\+|\(?0)[0-9 \t()./-]{5,40}[0-9]"
_CALLED = ("tel", "tfn", "telefon", "mobil", "mob", "nr", "phone")
_AFTER = "|".join([r"(?<![\w.,/+-])", *(rf"(?i:(?<={word}))" for word in _CALLED)])
_TELEPHONE = re.compile(rf"(?:{_AFTER})({_DIALLED})(?!\w)")
_MAYBE_TELEPHONE = (
    rf"(?:^|[^0-9A-Za-z.,/+-]|(?i:{'|'.join(_CALLED)})){_DIALLED}"
    r"|^\s*467[0-9]{8}(?:[.,]0+)?\s*$"
)
_ABOUT_TELEPHONES = re.compile(r"tele|\btel|tfn|mobil|phone|\bring|\bnås", re.IGNORECASE)
_ZERO_LOST = r"^\s*[1-9][0-9]{6,8}(?:[.,]0+)?\s*$"
# Fifteen digits (ITU-T E.164) and the two zeros before a country.
_SHORTEST_NUMBER, _LONGEST_NUMBER = 8, 17
# What else begins with zero: 01-03-2022, 01-03-22, 0.85, 08.00-16.00, 0279-2488, 050132-1234, 01234567.
_NOT_DIALLED = re.compile(
    r"0?[0-9][./\s-]+(?:0?[1-9]|[12][0-9]|3[01])[./\s-]+(?:19|20)[0-9]{2}(?:[^0-9]|$).*"
    r"|0[0-9]?[./\s-]+[0-9]{1,2}[./\s-]+[0-9]{2}"
    r"|0\..*|[0-9]{2}\.[0-9]{2}\s?-\s?[0-9]{2}\.[0-9]{2}"
    r"|0[0-9]{3}-[0-9]{4}|0[0-9]{5}-[0-9]{4}|[0-9]{1,8}|00[0-9]{1,8}"
)


def _telephones(values: pa.Array, *, zero_lost: bool) -> set[int]:
    begun = dict(_matching(values, _MAYBE_TELEPHONE))
    dialled = {i for i, text in begun.items() if _dials(text.strip())}
    if zero_lost:
        short = _matching(values, _ZERO_LOST)
        return dialled | {i for i, text in short if _rings("0" + re.split("[.,]", text.strip())[0])}
    found: set[int] = set()
    for hits, alike in _of_one_shape(values, dialled):
        few = len(hits) < max(
            _PART_OF_ALIKE * len(alike), _PART_OF_BEGUN * sum(i in begun for i in alike)
        )
        found.update(() if few and len(alike) >= _MANY else hits)
    return found


def _dials(text: str) -> bool:
    if re.match(r"467[0-9]{8}\b", text):
        return _rings("+" + text[:11])
    return any(_rings(one) for one in _TELEPHONE.findall(_KEYS.sub(" ", text)))


def _rings(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    if digits > _LONGEST_NUMBER and "/" in text:
        # Two numbers; of a single one the slash may stand after the area code.
        return any(_rings(one) for one in text.split("/"))
    if not _SHORTEST_NUMBER <= digits <= _LONGEST_NUMBER or _NOT_DIALLED.fullmatch(text):
        return False
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(text, "SE")))
    except phonenumbers.NumberParseException:
        return False


# --- names ------------------------------------------------------------------------------------

_WORD = r"[^\W\d_]+\.?(?:['’-][^\W\d_]+)*"
_WORDS = re.compile(rf"{_WORD}(?:(?:\s?,\s?|\s+){_WORD}){{0,4}}")
_PARTICLES = {"af", "al", "ben", "bin", "da", "de", "del", "den", "der", "el", "van", "von"}
# RE2 takes long to make a pattern of bounded repetitions; what is longer is sorted out later.
_WORDS_ONLY = r"^\s*[^\s0-9@][^0-9@:;()/!?]*$"
_LONGEST_NAME = 80
_JOINTS, _APART = r"[\s,._-]+", r"[\s,.'’_-]+"
_PART_OF_NAMES, _PART_OF_OTHERS, _MOST_JOINED = 0.25, 0.5, 3


def _names(values: pa.Array, known: frozenset[str], *, identifiers: bool) -> set[int]:
    told = {_letters(text) for text in known}
    texts = {
        i: text.strip()
        for i, text in _matching(values, _WORDS_ONLY)
        if len(text) <= _LONGEST_NAME and not (told and _letters(text) in told)
    }
    # Most columns hold none, and need no counting.
    if GIVEN_NAMES.isdisjoint(re.split(_APART, "\n".join(texts.values()).casefold())):
        return set()
    phrases = {i: words for i, text in texts.items() if len(words := _capitalised(text)) > 1}
    single = {i: [text] for i, text in texts.items() if re.fullmatch(_WORD, text)}
    joined = {
        i: words
        for i, text in texts.items()
        if i not in phrases and 1 < len(words := re.split(_JOINTS, text)) <= _MOST_JOINED
    }
    found: set[int] = set()
    for cells, part, fewest, sure in (
        (phrases, _PART_OF_NAMES, 1, identifiers),
        (joined, _PART_OF_OTHERS, _FEWEST, identifiers),
        (single, _PART_OF_OTHERS, _FEWEST, False),
    ):
        names = {i for i, words in cells.items() if _is_name(words)}
        if sure or (len(cells) >= fewest and len(names) >= part * len(cells)):
            found |= names
    return found


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", plain(text).casefold()))


def _capitalised(text: str) -> list[str]:
    """Return the words of a text that could be a name: all begin with a capital, but for "von"."""
    words = re.split(r"[\s,]+", text.strip()) if _WORDS.fullmatch(text.strip()) else []
    return words if all(w[0].isupper() or w in _PARTICLES for w in words) else []


def _is_name(words: list[str]) -> bool:
    small = {word.casefold() for word in words}
    parts = small | {part for word in small for part in word.split("-")}
    return bool(parts & GIVEN_NAMES) and not parts & NOT_PERSONS


# --- headers ----------------------------------------------------------------------------------

_WHO = (
    r"(?:deltagar|person|klient|brukar|medborgar|sökande|handläggar|anhörig|kontakt|kontaktperson)"
)
# Who it is, whatever the header says besides.
_PERSONS = re.compile(
    rf"{_WHO}(?:en)?s?namn(?:et)?"
    r"|(?:för|efter|mellan|tilltals|fullständiga?|hel|smek|flick|familje|släkt|användar|f|e)"
    r"namn(?:et)?"
    r"|(?:first|last|sur|fore|given|family|full|middle|user)names?"
    r"|(?:handläggar|kontakthandläggar|vårdnadshavar|läkar)(?:e|en)?|handl|coach(?:en)?"
    r"|kontaktperson(?:en)?|anhörig|ombud|ansvarighandläggare|godman"
    r"|initialer|signatur|legitimation"
    r"|person(?:nummer|nr|beteckning)|pers?n(?:umme)?r|pnr|ssn|personal(?:number|id)"
    r"|(?:samordnings|födelse|identitets)(?:nummer|nr)|samnr"
)
# Who it is, or who somebody else is, or what it is called.
_NAMED = re.compile(
    r"namn(?:et)?|names?"
    r"|(?:handläggar|kontakthandläggar|vårdnadshavar|läkar)(?:ens)|kontaktpersonens|ombudens|coachens"
    r"|(?:gatu|bostads|hem|post|besöks|folkbokförings|mejl|mail|epost|co)?(?:adress|address)(?:en|er)?"
    r"|gata|co"
    r"|epost|mejl|mail|email|epostadress"
    r"|(?:mobil|hem|arbets)?(?:telefon|tele|tel|tfn|mobil)(?:nummer|nr)?|phone|mobile"
)
_PERSON = re.compile(
    r"(?:deltagare|person|klient|brukare|medborgare|sökande|participant)(?:n|ns|s)?"
)
_OTHER_THINGS = re.compile(
    r"(?:insats|program|projekt|kommun|enhet|aktivitet|åtgärd|organisation|myndighet|förbund"
    r"|verksamhet|utbildning|län|region|yrke|bransch|medlem|part|kurs|tjänst|grupp|anordnar"
    r"|arbetsgivar|skol|företag|programme|project|municipality|activity|organi[sz]ation|employer"
    r"|school|unit|provider|group|course)"
    r"(?:s|e|et|a|an|en|ens|ets|er|ets|mets|met|ans)?"
)
# Something told of the person or the address, as yes or no or a number.
_TOLD = re.compile(
    r"antal|har|saknas|saknad|finns|skickat|skickad|utskickat|utskickad|samtycke|medgivande"
    r"|kontrollerad|kontrollerat|verifierad|verifierat|godkänd|godkänt"
)


def identity_column(header: str) -> bool:
    """Tell whether a column's header says that its cells name, or lead to, a person.

    True of names (``Namn``, ``Efternamn``, ``first_name``), addresses, telephones, e-mail,
    personnummer, and those who hold such names (``Handläggare``, ``Kontaktperson``). False where
    another word says what is named, unless a person is (``Insatsnamn``, ``Namn på insats``,
    ``Handläggarens enhet``, but not ``Handläggare enhet``), or that something is only told of it
    (``Personnummer saknas``).

    Examples
    --------
    >>> identity_column("För- och efternamn"), identity_column("Programnamn")
    (True, False)
    """
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", plain(header))
    words = re.findall(r"[a-zåäö]+", parted.casefold())
    joined = {*words, *("".join(pair) for pair in pairwise(words)), "".join(words)}
    if any(map(_TOLD.fullmatch, words)):
        return False
    if any(map(_PERSONS.fullmatch, joined)):
        return True
    about_others = any(map(_OTHER_THINGS.fullmatch, words))
    if about_others and not any(map(_PERSON.fullmatch, words)):
        return False
    return any(map(_NAMED.fullmatch, joined))
