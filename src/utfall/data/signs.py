"""The signs that spreadsheets, mails and web pages write for the same digit, dash or space."""

import unicodedata

__all__ = ["plain"]


def plain(text: str) -> str:
    """Write digits as 0 to 9, dashes as hyphens, spaces as spaces, and nothing invisible.

    Examples
    --------
    >>> plain("１２\N{MINUS SIGN}３"), plain("1\N{NO-BREAK SPACE}234")
    ('12-3', '1 234')
    """
    if text.isascii():
        return text
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFKC", text))


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Pd":
            return "-"
        case "Zs" | "Zl" | "Zp":
            return " "
        case "Cf":
            return ""
        case _:
            # The minus sign and the hyphen bullet are no dashes to Unicode.
            return "-" if sign in "\N{MINUS SIGN}\N{HYPHEN BULLET}" else sign
