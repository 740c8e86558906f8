"""Identities in an export: numbers, addresses and names of persons, found and never shown."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import phonenumbers
import pyarrow as pa
import pyarrow.compute as pc
from personnummer import personnummer

from utfall.data.names import GIVEN_NAMES, NOT_PERSONS
from utfall.data.signs import plain

__all__ = ["Found", "Kind", "identity_column", "personal_number", "scan"]

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


def scan(column: str, cells: pa.StringArray | pa.ChunkedArray) -> list[Found]:
    """Find what identifies a person in the cells of one column.

    Parameters
    ----------
    column : str
        The column's header, repeated in what is found; it is not judged here, but by
        `identity_column`.
    cells : pyarrow array of texts
        One batch; null and empty cells are nothing.

    Returns
    -------
    list of Found
        At most one of each kind; empty where nothing was found.

    Notes
    -----
    A *personnummer or samordningsnummer* has a day of the calendar (of the latter 60 is taken
    from the day) and the right check digit. It is found with ten or twelve digits, anywhere in
    a text, with any space, dash, plus, point or slash before its last four digits and between
    the parts of its date; as a number of Excel's; and with nine digits where a cell holds
    nothing else, since numbers lose the first zero of those born 2001 to 2009 (but not where
    fewer than a twentieth of twenty or more such numbers could be one). It is not found in
    UUIDs, other keys of 16 or more hexadecimal digits and fractions of eight or more decimals,
    which contain anything by chance. Numbers without a right check digit, with letters in place
    of digits, or without their last four digits pass.

    A *telephone number* begins with 0 or +, has at least nine digits where it is written
    without a sign between them, and is valid in the country it belongs to (`phonenumbers`,
    Google's libphonenumber). Ten digits alone are none where twenty or more such cells are
    there and not a quarter of them could be one.

    A *name* is two to five words that begin with capitals, one of which is among a few hundred given names and none of which is a word for organisations, as Skola;
    columns are judged, not cells: it takes a quarter of the different cells of that shape. Of
    cells with a single word half of five or more different ones must be given names. Names
    within a longer text, and names in small letters, are not found.
    """
    counted = pc.value_counts(cells.cast(pa.string()).drop_null())
    values = _plain_cells(counted.field("values"))
    counts: list[int] = counted.field("counts").to_pylist()
    left = set(range(len(values)))
    found: list[Found] = []
    for kind, find in _FINDERS.items():
        hits = find(values) & left
        # A cell is counted once: ten digits may be valid as two kinds of number.
        left -= hits
        if hits:
            found.append(Found(column, kind, sum(counts[i] for i in hits)))
    return found


def _plain_cells(values: pa.Array) -> pa.Array:
    ascii_only = pc.string_is_ascii(values)
    if pc.all(ascii_only, min_count=0).as_py():
        return values
    plain_ones = [plain(text) for text in values.filter(pc.invert(ascii_only)).to_pylist()]
    return pc.replace_with_mask(values, pc.invert(ascii_only), pa.array(plain_ones, pa.string()))


def _matching(values: pa.Array, pattern: str) -> list[tuple[int, str]]:
    """Return the cells that `pattern` (RE2) is found in, with their places."""
    mask = pc.match_substring_regex(values, pattern)
    return list(
        zip(pc.indices_nonzero(mask).to_pylist(), values.filter(mask).to_pylist(), strict=True)
    )


# --- personnummer -----------------------------------------------------------------------------

_CENTURY = r"(?:18|19|20)"
_MM = r"(?:0[1-9]|1[0-2])"
_DD = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_SIGN = r"\s{0,2}[-+./_]{0,2}\s{0,2}"
_LAST = r"[0-9]{3}[-\s]?[0-9]"
_PARTED = "(?:" + "|".join(rf"[0-9]{{2}}{s}{_MM}{s}{_DD}" for s in ("-", r"\.", "/", r"\s")) + ")"
_TWELVE = (
    rf"(?:{_CENTURY}{_PARTED}|{_CENTURY}[-\s]?[0-9]{{2}}{_MM}{_DD}"
    rf"|{_CENTURY}[0-9]{{2}}\s{_MM}{_DD})"
)
_TEN = rf"(?:{_PARTED}|[0-9]{{2}}{_MM}{_DD})"

# Of the period 2022-03-01 - 2022-06-30 the second year is not the last four digits of a number.
_NO_YEAR = rf"(?!(?:19|20)[0-9]{{2}}[-./]{_MM}[-./][0-9]{{2}}(?![0-9]))"
_WITHIN = [
    re.compile(rf"(?<![0-9])(?=({start}{_SIGN}{_NO_YEAR}{_LAST})(?![0-9]))")
    for start in (_TWELVE, _TEN)
]
_WHOLE = [re.compile(rf"{start}{_SIGN}{_LAST}") for start in (_TWELVE, _TEN)]
# Fifteen decimals hold anything by chance.
_FRACTION = re.compile(r"-?[0-9]{1,5}[.,][0-9]{8,}")

_NINE = r"[1-9][0-9]{8}(?:[.,]0+)?"
# One in 150 numbers of nine digits has a day and a check digit by chance, and one in 15 of ten
# digits is a telephone number; where there are as many as this, a column's cells judge each other.
_MANY = 20
_SCIENTIFIC = r"[0-9][.,][0-9]+[eE]\+?[01]?[0-9]"
# RE2 has no look-around: this takes a few cells more than the patterns above.
_CANDIDATES = (
    rf"(?:^|[^0-9])(?:{_TWELVE}|{_TEN}){_SIGN}{_LAST}(?:[^0-9]|$)|^\s*(?:{_NINE}|{_SCIENTIFIC})\s*$"
)
_KEYS = re.compile(
    r"\b(?=[0-9]*[a-f])[0-9a-f]{16,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    re.IGNORECASE,
)


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
    cell = _number(plain(text).strip())
    digits = re.sub(r"[^0-9]", "", cell)
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


def _personal_numbers(values: pa.Array) -> set[int]:
    found = {i for i, text in _matching(values, _CANDIDATES) if _names_somebody(text)}
    return _without_chance(found, {i for i, _ in _matching(values, rf"^\s*{_NINE}\s*$")}, 0.05)


def _without_chance(found: set[int], alike: set[int], part: float) -> set[int]:
    """Leave out what was found among many cells of one shape, if hardly any others were."""
    by_chance = len(alike) >= _MANY and len(found & alike) < part * len(alike)
    return found - alike if by_chance else found


def _names_somebody(text: str) -> bool:
    cell = _number(_KEYS.sub(" ", text).strip())
    if re.fullmatch(_NINE, cell):
        return _valid("200" + cell[:9])
    if _FRACTION.fullmatch(cell):
        return False
    for form in _WITHIN:
        for found in form.findall(cell):
            digits = re.sub(r"[^0-9]", "", found)
            # The check digit does not hang on the century, and 2000 had a 29 February.
            if _valid(digits if len(digits) == 12 else "20" + digits):
                return True
    return False


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

_AT = r"(?:@|[\[(]\s?(?:at|snabel-?a|@)\s?[\])])"
_ADDRESS = rf"[^\s@()<>,;:\[\]]\s?{_AT}\s?[^\s@()<>,;:\[\]]+\.[A-Za-z]{{2,}}"


def _addresses(values: pa.Array) -> set[int]:
    return {i for i, _ in _matching(values, _ADDRESS)}


_DIALLED = r"(?:\(?\+|\(?0)[0-9 \t()./-]{5,40}[0-9]"
_TELEPHONE = re.compile(rf"(?<![\w.,/+-])({_DIALLED})(?!\w)")
_MAYBE_TELEPHONE = rf"(?:^|[^0-9A-Za-z.,/+-]){_DIALLED}|^\s*467[0-9]{{8}}(?:[.,]0+)?\s*$"
# Fifteen digits (ITU-T E.164) and the two zeros before a country.
_SHORTEST_NUMBER, _LONGEST_NUMBER = 8, 17
# What else begins with zero: 01-03-2022, 01-03-22, 0.85, 08.00-16.00, 0279-2488, 050132-1234, 01234567.
_NOT_DIALLED = re.compile(
    r"0?[0-9][./\s-]+(?:0?[1-9]|[12][0-9]|3[01])[./\s-]+(?:19|20)[0-9]{2}(?:[^0-9]|$).*"
    r"|0[0-9]?[./\s-]+[0-9]{1,2}[./\s-]+[0-9]{2}"
    r"|0\..*|[0-9]{2}\.[0-9]{2}\s?-\s?[0-9]{2}\.[0-9]{2}"
    r"|0[0-9]{3}-[0-9]{4}|0[0-9]{5}-[0-9]{4}|[0-9]{1,8}|00[0-9]{1,8}"
)


def _telephones(values: pa.Array) -> set[int]:
    found = {i for i, text in _matching(values, _MAYBE_TELEPHONE) if _dials(text.strip())}
    return _without_chance(found, {i for i, _ in _matching(values, r"^\s*[0-9]{10}\s*$")}, 0.25)


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
_PART_OF_NAMES, _PART_OF_SINGLE, _FEWEST_SINGLE = 0.25, 0.5, 5


def _names(values: pa.Array) -> set[int]:
    phrases = {i: _capitalised(text) for i, text in _matching(values, r"^\s*\p{Lu}[^0-9@]*$")}
    several = {i: words for i, words in phrases.items() if len(words) > 1}
    single = {i: words for i, words in phrases.items() if len(words) == 1}
    names = {i for i, words in several.items() if _is_name(words)}
    given = {i for i, words in single.items() if _is_name(words)}
    if len(names) < _PART_OF_NAMES * len(several):
        names = set()
    if len(single) < _FEWEST_SINGLE or len(given) < _PART_OF_SINGLE * len(single):
        given = set()
    return names | given


def _capitalised(text: str) -> list[str]:
    """Return the words of a text that could be a name: all begin with a capital, but for "von"."""
    words = re.split(r"[\s,]+", text.strip()) if _WORDS.fullmatch(text.strip()) else []
    return words if all(w[0].isupper() or w in _PARTICLES for w in words) else []


def _is_name(words: list[str]) -> bool:
    small = {word.casefold() for word in words}
    parts = small | {part for word in small for part in word.split("-")}
    return bool(parts & GIVEN_NAMES) and not parts & NOT_PERSONS


_FINDERS: dict[Kind, Callable[[Any], set[int]]] = {
    "personnummer": _personal_numbers,
    "e-mail address": _addresses,
    "telephone number": _telephones,
    "name": _names,
}


# --- headers ----------------------------------------------------------------------------------

_WHO = (
    r"(?:deltagar|person|klient|brukar|medborgar|sökande|handläggar|anhörig|kontakt|kontaktperson)"
)
_HEADERS = re.compile(
    rf"{_WHO}?(?:en)?s?namn(?:et)?"
    r"|(?:för|efter|mellan|tilltals|fullständiga?|hel|smek|flick|familje|släkt)namn(?:et)?"
    r"|(?:first|last|sur|fore|given|family|full|middle)?names?"
    r"|(?:handläggar|kontaktperson|kontakthandläggar|anhörig|vårdnadshavar|ombud)(?:e|en|ens)?"
    r"|kontaktperson(?:en|ens)?|ansvarighandläggare|godman"
    r"|(?:gatu|bostads|hem|post|besöks|folkbokförings|mejl|mail|epost|co)?(?:adress|address)(?:en|er)?"
    r"|gata|co"
    r"|epost|mejl|mail|email|epostadress"
    r"|(?:mobil|hem|arbets)?(?:telefon|tele|tel|tfn|mobil)(?:nummer|nr)?|phone|mobile"
    r"|person(?:nummer|nr|beteckning)|pers?n(?:umme)?r|pnr|ssn"
    r"|samordnings(?:nummer|nr)|samnr"
)
# Whose name it is, or what is told of the person instead of who it is.
_OTHER_THINGS = re.compile(
    r"(?:insats|program|projekt|kommun|enhet|aktivitet|åtgärd|organisation|myndighet|förbund"
    r"|verksamhet|utbildning|län|region|yrke|bransch|medlem|part|kurs|tjänst|grupp|antal|har)"
    r"(?:s|et|en|ens|ets|er|ets|mets|met)?"
)


def identity_column(header: str) -> bool:
    """Tell whether a column's header says that its cells name, or lead to, a person.

    True of names (``Namn``, ``Efternamn``, ``first_name``), addresses, telephones, e-mail,
    personnummer, and those who hold such names (``Handläggare``, ``Kontaktperson``). False where
    another word says what is named: ``Insatsnamn``, ``Namn på insats``, ``Handläggarens enhet``.

    Examples
    --------
    >>> identity_column("För- och efternamn"), identity_column("Programnamn")
    (True, False)
    """
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])", " ", plain(header))
    words = re.findall(r"[a-zåäö]+", parted.casefold())
    pairs = ["".join(pair) for pair in pairwise(words)]
    whole = "".join(words)
    if any(_OTHER_THINGS.fullmatch(word) for word in words):
        return False
    return any(_HEADERS.fullmatch(word) for word in (*words, *pairs, whole))
