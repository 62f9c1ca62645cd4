"""Words put right that a file format, a copy or a typesetter broke."""

import re
import unicodedata
from functools import partial

from matching.text.traced import TracedText


def encoding(traced: TracedText) -> TracedText:
    """The text with UTF-8 that was read as Windows-1252 put right: `DÃ©veloppeur`, `Ø§Ù„`."""
    if not any(mark in traced.text for mark in ("Ã", "Ø", "Ù", "Â", "â€")):
        return traced
    return traced.replaced(_MISREAD, _reread)


def words(traced: TracedText) -> TracedText:
    """The text with ligatures, detached accents, spaced-out letters, hyphens and lam-alef put right."""
    for pattern, replacement in _REPAIRS:
        traced = traced.replaced(pattern, replacement)
    return traced


_CONTINUATION = "\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MISREAD = re.compile(f"(?:[\u00c2-\u00df][{_CONTINUATION}]|[\u00e0-\u00ef][{_CONTINUATION}]{{2}})+")


def _reread(match: re.Match[str]) -> str:
    try:
        return match.group().encode("cp1252").decode("utf-8")
    except UnicodeError:
        pass
    try:
        return match.group().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return match.group()


# A PDF typeset with TeX keeps the accent and the letter apart: `D´eveloppeur`.
_DETACHED = {"´": "\u0301", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "¸": "\u0327", "`": "\u0300"}
_DETACHED_ACCENT = re.compile(
    r"(?<![^\W\d_]\s)(?P<accent>[´ˆ¨˜¸`])\s?(?P<letter>[aeiouyncAEIOUNC](?=[a-z]|\b))"
)


def _attach(match: re.Match[str]) -> str:
    letter = unicodedata.normalize("NFC", match["letter"] + _DETACHED[match["accent"]])
    return letter if len(letter) == 1 else match.group()


# `ﬁ chiers` -> `fichiers`: a space after a ligature at the start of a word is the typesetter's.
_SPLIT_LIGATURE = re.compile(r"(?<![^\W\d_])(?P<letters>f[fil]{1,2}) (?=[a-zà-ÿ]{3})")
_WORDS_OF_THEIR_OWN = frozenset({"ff", "fil", "fi"})

# `C U R R I C U L U M   V I T A E`: letters one space apart, words further apart.
_SPACED_LETTERS = re.compile(r"(?<![^\s•])[^\W\d_](?:[ ]{1,6}(?:[^\W\d_]'?|[&])(?![^\s:.])){4,}")
_WORD_GAP = re.compile(r" {2,}")


def _join_letters(match: re.Match[str]) -> str:
    letters = match.group()
    if sum(map(str.isupper, letters)) not in (0, 1, sum(map(str.isalpha, letters))):
        return letters
    return " ".join(word.replace(" ", "") for word in _WORD_GAP.split(letters))


_HYPHEN_AT_LINE_END = re.compile(
    r"(?<![a-zà-öø-ÿœ])(?P<before>[a-zà-öø-ÿœ]+)-[^\S\n]*\n[^\S\n]*(?P<after>[a-zà-öø-ÿœ]{2,})"
)
# fmt: off
_KEPT_HYPHENS = frozenset((
    "e", "non", "sous", "co", "semi", "mi", "demi", "anti", "ex", "auto", "multi", "full", "front", "back",
    "self", "well", "vice", "sub", "over", "in", "off", "on", "socio", "cross", "pré", "bi", "tri", "plug",
))
# fmt: on


def _join_line_ends(match: re.Match[str]) -> str:
    if match["before"] in _KEPT_HYPHENS:
        return f"{match['before']}-{match['after']}"
    return match["before"] + match["after"]


# Some PDF writers store the ligature lam-alef backwards after the article: `االتصال` for `الاتصال`.
_DOUBLE_ALEF = re.compile(r"(?<![ء-ي])(?P<prefix>[وفبك]?)ا(?P<alef>[أإآا])ل(?=[ء-ي])")


def _lam_alef(match: re.Match[str]) -> str:
    return f"{match['prefix']}ال{match['alef']}"


# The same writers double the lam in `إلكتروني`.
_DOUBLE_LAM = re.compile(r"(?<![ء-ي])(?P<article>[وفبكل]?(?:ال)?)إلل(?=[ء-ي])")


def _single_lam(match: re.Match[str]) -> str:
    return f"{match['article']}إل"


def _group(match: re.Match[str], *, name: str) -> str:
    return match[name]


# A page of paper read by a machine: `2Ol9`, `Ang1ais`, `EXPERlENCE`, `rnaternelle`.
_YEAR_READ_AS_LETTERS = re.compile(r"(?<!\w)(?:[12][0O][\dOlI]{2})(?!\w)")
_ONE_IN_WORD = re.compile(
    r"(?<=[a-zà-ÿ])1(?=[a-zà-ÿ])|(?<=[a-zà-ÿ])1(?=1[a-zà-ÿ])|(?<=[a-zà-ÿ]1)1(?=[a-zà-ÿ])"
)
_L_AMONG_CAPITALS = re.compile(
    r"(?<=[A-ZÀ-Ý])l(?=[A-ZÀ-Ý])|(?<![^\W])l(?=[A-ZÀ-Ý]{3})|(?<=[A-ZÀ-Ý]{3})l(?!\w)"
)
_RN_FOR_M = re.compile(r"(?<![^\W\d_])rn(?=[a-zà-ÿ]{3})|(?<=[a-zà-ÿ])rn(?=[pb])")


def _as_figures(match: re.Match[str]) -> str:
    return match.group().translate(_FIGURES)


_FIGURES = str.maketrans("OlI", "011")
_REPAIRS = (
    (_YEAR_READ_AS_LETTERS, _as_figures),
    (_ONE_IN_WORD, lambda _: "l"),
    (_L_AMONG_CAPITALS, lambda _: "I"),
    (_RN_FOR_M, lambda _: "m"),
    (_DETACHED_ACCENT, _attach),
    (_SPLIT_LIGATURE, partial(_group, name="letters")),
    (_SPACED_LETTERS, _join_letters),
    (_HYPHEN_AT_LINE_END, _join_line_ends),
    (_DOUBLE_ALEF, _lam_alef),
    (_DOUBLE_LAM, _single_lam),
)
