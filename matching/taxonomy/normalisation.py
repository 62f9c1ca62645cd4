"""Words of a text in the form in which labels are compared, with their places in the text."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = r"\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\ufeff\u00ad"
_WORD = rf"[^\W_]++(?:[{_MARKS}]++[^\W_]*+)*+"
# Second halves of inclusive writing: conseiller·ère, chargé(e), développeur/se, operador/a, مستشار(ة).
_GENDER_ENDING = (
    r"(?i:ères?|ières?|eres?|ieres?|euses?|trices?|rices?|ices?|iennes?|nnes?|nes?|lles?|ves?|esses?|"
    r"tes?|ses?|ées?|es?|oras?|ras?|as?|os|s|ة|ه|ات|ين)"
)
_TOKEN = re.compile(
    rf"""
    (?P<gender>(?=[(HFhfMm])(?<!\w)\(?[HFhf]\s?[/\-|.]\s?[HFMhfm](?:\s?/\s?[XDxd])?\)?(?!\w)
      |(?<!\w)\(?[Mm]\s?/\s?[FWfw](?:\s?/\s?[XDxd])?\)?(?!\w))
    |(?P<acronym>(?<![\w.])(?:Ph\.D(?!\w)\.?|(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?))
    |(?P<word>(?<!\w)\.(?i:net)(?!\w)|{_WORD}(?:\+\+|\#)?)
      (?:\s?\({_GENDER_ENDING}\)s?|[/·.‧•\-⁄]{_GENDER_ENDING}(?:[.·\-]s)?(?!\w|[.\-/]\w))?
    |(?P<pause>[,;:|()\[\]{{}}«»"“”!?…•●▪■►➢✓،؛؟]|\.(?=\s|$)|(?<=\s)[-–—/](?=\s)|\n)
    """,
    re.VERBOSE,
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

_WRAPPED_LINE_LENGTH = 40

PAUSE = "\n"
"""Stands in a stream of words where a label cannot go on: a comma, a bullet, the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: folded forms, and the half-open range that each covers."""

    forms: list[str]
    starts: list[int]
    ends: list[int]


def is_function_word(form: str) -> bool:
    """Tell whether a folded word only links others (`de`, `of`, `la`): labels are compared without it."""
    return form in _FUNCTION_WORDS


@lru_cache(maxsize=1 << 16)  # texts repeat their words; a pure function may remember
def fold(word: str) -> str:
    """Return `word` without case, accents, Arabic vowel signs, hamza variants and article."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Cf"})
    folded = letters.translate(_LETTERS).translate(_ARABIC_DIGITS)
    return _ARTICLE.sub("", folded)


def words(text: str) -> Words:
    """Return the words of `text`, with a `PAUSE` wherever punctuation separates them.

    `h/f` is left out; the second half of inclusive writing (`chargé(e)`) belongs to its word;
    `S.A.V.` is one word; `C++`, `C#` and `.NET` keep their signs. The end of a line is a pause
    unless a long line goes on in lower case.
    """
    forms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(text):
        if form := _form(match, text):
            forms.append(form)
            starts.append(match.start())
            ends.append(match.end())
    return Words(forms, starts, ends)


def content_forms(text: str) -> tuple[str, ...]:
    """Return the folded words of a short text, such as a label, without pauses and function words."""
    plain = text.replace("'", " ")
    if plain.replace(" ", "").isalnum():
        forms = [fold(word) for word in plain.split()]
    else:
        forms = [form for form in words(text).forms if form != PAUSE]
    return tuple(form for form in forms if form and form not in _FUNCTION_WORDS)


def _form(match: re.Match[str], text: str) -> str:
    group = match.lastgroup
    if group == "word":
        return fold(match["word"])
    if group == "pause":
        return "" if match.group() == "\n" and _is_wrapped(text, match.start()) else PAUSE
    return fold(match.group().replace(".", "")) if group == "acronym" else ""


def _is_wrapped(text: str, line_end: int) -> bool:
    """Whether the line is long enough to have been broken, and the next goes on in lower case."""
    if line_end - text.rfind("\n", 0, line_end) <= _WRAPPED_LINE_LENGTH:
        return False
    return text[line_end + 1 : line_end + 20].lstrip(" \t")[:1].islower()
