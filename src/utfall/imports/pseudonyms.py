"""Identifiers replaced by a keyed hash: the same person the same pseudonym, and no way back."""

import hmac
import os
import stat
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from utfall.data.guard import would_take
from utfall.data.identities import personal_number
from utfall.errors import ParamsError

__all__ = ["KEY_VARIABLE", "Key"]

KEY_VARIABLE = "UTFALL_KEY"

# As many as the hexadecimal digits of 128 bits; a shorter key can be found by trying.
_SHORTEST = 32
# Of 32 drawn hexadecimal digits fewer than eight are different less than once in ten million times.
_DIFFERENT = 8
# Bytes that SHA-256 takes at a time (FIPS 180-4).
_BLOCK = 64
_MAKE = 'make one with: python -c "import secrets; print(secrets.token_hex(32))"'


class Key:
    """The secret that makes pseudonyms; neither `repr` nor `str` shows it.

    Whoever holds the key can find out whom a pseudonym stands for, by hashing the
    personnummer of all that may be meant; without it, nobody can. It is therefore never kept
    with the data.
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls, file: Path | None, env: Mapping[str, str], data_folder: Path) -> "Key":
        """Read the key from a file, or else from the environment variable ``UTFALL_KEY``.

        Parameters
        ----------
        file : Path or None
            A text file that holds the key and nothing else; white space around it is no part
            of it. It is asked before the environment.
        env : mapping
            The environment.
        data_folder : Path
            Where the records are or will be; it need not exist.

        Raises
        ------
        ParamsError
            If there is no key, it has fewer than 32 characters or can be guessed, or its file
            cannot be read, lies inside `data_folder`, can be read or written by others, or is
            something that git has or would take. All that is wrong
            is told at once, and never the key.
        """
        where = str(file) if file else KEY_VARIABLE
        text, problems = _read(file, data_folder) if file else (env.get(KEY_VARIABLE, ""), [])
        secret = text.strip()
        if not problems and not secret:
            cure = f"{_MAKE}; give it in a file (--key-file) or in {KEY_VARIABLE}"
            problems = [f"{where}: no key; {cure}"]
        elif secret and len(secret) < _SHORTEST:
            problems = [*problems, f"{where}: a key of fewer than {_SHORTEST} characters; {_MAKE}"]
        elif secret and len(set(secret)) < _DIFFERENT:
            problems = [*problems, f"{where}: a key that can be guessed; {_MAKE}"]
        if problems:
            raise ParamsError("\n".join(problems))
        return cls(secret.encode())

    def pseudonym(self, identifier: str, as_of: date) -> str:
        """Return the pseudonym of an identifier: 32 hexadecimal digits.

        Parameters
        ----------
        identifier : str
            A personnummer or samordningsnummer in any written form, which all give the same
            pseudonym, or any other identifier, of which capitals and white space around do
            not count.
        as_of : date
            The day of the export; it tells the century of a personnummer with ten digits.

        Raises
        ------
        ValueError
            If `identifier` is empty: nobody is no person.

        Notes
        -----
        HMAC-SHA-256 (RFC 2104, FIPS 180-4), cut to 128 bits. Somebody whose samordningsnummer
        was replaced by a personnummer is two persons here.
        """
        plain = unicodedata.normalize("NFKC", identifier).strip().casefold()
        if not plain:
            raise ValueError("an empty identifier stands for nobody")
        return self._digest("identifier:" + (personal_number(identifier, as_of) or plain))[:32]

    def check(self) -> str:
        """Return eight hexadecimal digits that tell one key from another and show neither."""
        return self._digest("check")[:8]

    def pads(self, use: str) -> tuple[bytes, bytes]:
        """Return the inner and the outer pad of HMAC-SHA-256, for a database to hash rows with.

        Parameters
        ----------
        use : str
            What is hashed; each use has a key of its own, made of this one.
        """
        block = hmac.digest(self._secret, f"key:{use}".encode(), "sha256").ljust(_BLOCK, b"\0")
        return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)

    def __repr__(self) -> str:
        return "Key(...)"

    def __reduce__(self) -> str:
        # Pickled, the key would lie in a cache or travel to another process.
        raise TypeError("a key is never pickled or copied")

    def _digest(self, text: str) -> str:
        return hmac.digest(self._secret, text.encode(), "sha256").hex()


def _read(file: Path, data_folder: Path) -> tuple[str, list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        mode = file.stat().st_mode
    except (OSError, UnicodeDecodeError):
        # `from None` is not enough here: the decoder's error carries the bytes of the key.
        return "", [f"{file}: no key that can be read; {_MAKE} and write it to this file"]
    problems = []
    if file.resolve().is_relative_to(data_folder.resolve()):
        problems.append(
            f"{file}: a key inside the data folder; keep it elsewhere: with both, anybody can "
            "find out who the records are about"
        )
    if would_take(file):
        problems.append(f"{file}: a key that git has or would take; keep it outside the repository")
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        problems.append(f"{file}: a key that others can read; run: chmod 600 {file}")
    return text, problems
