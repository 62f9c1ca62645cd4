"""Words of a text in the form in which labels are compared, with their places in the text."""

import re
import unicodedata
from dataclasses import dataclass

_MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\ufeff\u00ad"
_WORD = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
# Second halves of inclusive writing: conseiller·ère, chargé(e), développeur/se, operador/a, مستشار(ة).
_GENDER_ENDING = (
    r"(?:ères?|ières?|eres?|ieres?|euses?|trices?|rices?|ices?|iennes?|nnes?|nes?|lles?|ves?|esses?|"
    r"tes?|ses?|ées?|es?|oras?|ras?|as?|os|s|ة|ه|ات|ين)"
)
_TOKEN = re.compile(
    rf"""
    (?P<gender>(?<!\w)\(?[HF]\s?[/\-|.]\s?[HFM](?:\s?/\s?[XD])?\)?(?!\w)
      |(?<!\w)\(?M\s?/\s?[FW](?:\s?/\s?[XD])?\)?(?!\w))
    |(?P<acronym>(?<![\w.])(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?)
    |(?P<word>(?<!\w)\.net(?!\w)|{_WORD}(?:\+\+|\#)?)
      (?:\s?\({_GENDER_ENDING}\)s?|[/·.‧•\-⁄]{_GENDER_ENDING}(?:[.·\-]s)?(?!\w|[.\-/]\w))?
    |(?P<pause>[,;:|()\[\]{{}}«»"“”!?…•●▪■►➢✓،؛؟]|\.(?=\s|$)|(?<=\s)[-–—](?=\s)|\n(?!\s*(?-i:[a-zà-ÿ])))
    """,
    re.VERBOSE | re.IGNORECASE,
)
# casefold() and NFKD do the rest: accents, ß, hamza on its carrier, madda, presentation forms.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
        "ى": "ي", "ة": "ه", "ٱ": "ا", "ء": "", "ـ": "",
        "ڭ": "ك", "گ": "ك", "ک": "ك", "ی": "ي", "پ": "ب", "ڤ": "ف",
    }
)  # fmt: skip
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{3})")
_FUNCTION_WORDS = frozenset({
    "a", "al", "an", "au", "aux", "d", "de", "del", "des", "du", "el", "en", "for", "in",
    "l", "la", "las", "le", "les", "los", "of", "the", "to", "في",
})  # fmt: skip

PAUSE = "\n"
"""Stands in a stream of words where a label cannot go on: a comma, a bullet, the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its folded form, and the half-open range it covers in the text."""

    form: str
    start: int
    end: int

    @property
    def is_function_word(self) -> bool:
        """Whether it only links others (`de`, `of`, `la`), so that labels are compared without it."""
        return self.form in _FUNCTION_WORDS


def fold(word: str) -> str:
    """Return `word` without case, accents, Arabic vowel signs, hamza variants and article."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
    folded = letters.translate(_LETTERS).translate(_ARABIC_DIGITS)
    return _ARTICLE.sub("", folded)


def words(text: str) -> list[Word]:
    """Return the words of `text` in order, with a `PAUSE` wherever punctuation separates them.

    `h/f` is left out; the second half of inclusive writing (`chargé(e)`) belongs to its word;
    `S.A.V.` is one word; `C++`, `C#` and `.NET` keep their signs. A line break is a pause unless
    the next line goes on in lower case.
    """
    return [_word(match) for match in _TOKEN.finditer(text) if match.lastgroup != "gender"]


def _word(match: re.Match[str]) -> Word:
    start, end = match.span()
    if match.lastgroup == "pause":
        return Word(PAUSE, start, end)
    if match.lastgroup == "acronym":
        return Word(fold(match.group().replace(".", "")), start, end)
    return Word(fold(match["word"]), start, end)
