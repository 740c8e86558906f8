"""What somebody typed into a form that names a person, also in the midst of other words."""

import re
from itertools import pairwise

from utfall.data.names import GIVEN_NAMES, NOT_PERSONS
from utfall.data.signs import plain

__all__ = ["identities"]

# Given names that are words of Swedish too, or a municipality: alone they name nobody.
_WORDS_TOO = frozenset(
    """
    axel björn ester hans inga iris jan klara lova marina max mina moa nora per rosa rut saga
    svea tom tor uno viking ville viola
    """.split()  # noqa: SIM905  (as in utfall.data.names)
)
_SURNAME = re.compile(
    r"\w+(?:sson|berg|bäck|dahl|gren|holm|kvist|qvist|lund|löf|stedt|strand|ström)s?"
)
# Nothing but a surname ends so.
_SURNAME_ONLY = re.compile(r"\w{2,}ssons?")


def identities(text: str) -> list[str]:
    """Return the kinds of what identifies a person in one cell of free words.

    Parameters
    ----------
    text : str
        The cell; an empty one holds nothing.

    Returns
    -------
    list of str
        What `utfall.data.identities.scan` finds, and "name" in a longer text as well.

    Notes
    -----
    A column of an export is judged as a whole, but a form has one cell of a kind, written by
    somebody who can write it anew. So one word is enough here, in small letters too: a common
    given name, or what ends like Andersson. A name that is a word as well (`per år`, `inga`)
    needs what looks like a surname behind it. ``Maria Skola`` names no person. Names that are not
    among the few hundred most common ones are not found.

    Examples
    --------
    >>> identities("ring Anna Andersson i Vara"), identities("18 per år")
    (['name'], [])
    """
    import pyarrow as pa

    from utfall.data.identities import scan

    if not text:
        return []
    kinds: list[str] = [one.kind for one in scan("", pa.array([text]))]
    return kinds if "name" in kinds or not _names(plain(text)) else [*kinds, "name"]


def _names(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return any(_is_name(word, after) for word, after in pairwise([*words, ""]))


def _is_name(word: str, after: str) -> bool:
    small, behind = word.casefold(), after.casefold()
    if _SURNAME_ONLY.fullmatch(small):
        return True
    given = next((name for name in (small, small.removesuffix("s")) if name in GIVEN_NAMES), "")
    if not given or (word[0].isupper() and behind in NOT_PERSONS):
        return False
    if given not in _WORDS_TOO:
        return True
    both = word[0].isupper() and after[:1].isupper()
    return both or bool(_SURNAME.fullmatch(behind))
