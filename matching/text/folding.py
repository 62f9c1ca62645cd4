"""Text in its plainest form, for patterns that must not mind case, accents or Arabic spelling."""

import unicodedata
from functools import cache

_QUOTES = dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "،": ",", "؛": ";"}
    | {"ی": "ي", "ک": "ك", "ڭ": "ك", "گ": "ك", "ڤ": "ف", "پ": "ب", "چ": "ج"}
)
_LAST_FOLDED = 0x24F  # end of Latin Extended-B
_ARABIC_DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")


def fold(text: str) -> str:
    """`text` in lower case, without accents, character for character: offsets stay as they are.

    Quotes become `'`, dashes `-`, Arabic digits and commas their Latin forms, and the spellings of
    alef, ya, ta marbuta and hamza that people mix up become one.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    digits = {ord(digit): str(value) for row in _ARABIC_DIGITS for value, digit in enumerate(row)}
    letters = {code: _plain_letter(chr(code)) for code in range(ord("A"), _LAST_FOLDED + 1)}
    return letters | digits | _QUOTES | _DASHES | _SPACES | _ARABIC


def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter.lower())[:1] if letter.isalpha() else letter
    return base if len(base) == 1 else letter
