"""Texts in which the gender of the person who wrote them no longer shows."""

import re
import tomllib
from functools import cache
from importlib import resources

_ENDINGS = "e|ne|le|ère|trice|euse|rice"
_MARKED = re.compile(
    rf"(?<=[^\W\d_])[·•](?:{_ENDINGS})(?:[·•.]?s)?\b"
    rf"|(?<=[értnfl])\.(?:{_ENDINGS})(?:\.s)?(?![\w@]|\.\w)"
    rf"|(?<=[^\W\d_])\((?:{_ENDINGS}|a|ة)\)"
)
"""Both forms in one: `chargé·e`, `conseiller(ère)`, `motivé.e.s`, `operador(a)`."""

_WORD = re.compile(r"[^\W\d_]+")
_ARABIC_PREFIX = re.compile(r"(?P<before>[وف]?(?:ال|لل|ب|ك|ل)?)(?P<rest>\w+)")


def in_one_gender(text: str) -> str:
    """Return the text with words for a person in their masculine form, the one that taxonomies list.

    `Téléconseillère confirmée` and `Téléconseiller confirmé` become the same; so do `مستشارة` and `مستشار`,
    `gestora` and `gestor`. The words are those of `data/genders.toml`; all others stay as they are.

    Example: `in_one_gender("Vendeuse, diplômée")` is `"Vendeur, diplômé"`.
    """
    return _WORD.sub(lambda match: _in_one_form(match[0]), _MARKED.sub("", text))


def _in_one_form(word: str) -> str:
    lower = word.lower()
    forms = _masculine_forms()
    if found := forms.get(lower) or _plural(lower, forms):
        return _in_case(word, found)
    arabic = _ARABIC_PREFIX.fullmatch(word)
    if arabic and arabic["before"] and (found := forms.get(arabic["rest"])):
        return arabic["before"] + found
    return word


def _plural(word: str, forms: dict[str, str]) -> str | None:
    found = forms.get(word[:-1]) if word.endswith("s") else None
    return found and (found if found.endswith("x") else found + "s")


def _in_case(word: str, form: str) -> str:
    if word.isupper() and len(word) > 1:
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form


@cache
def _masculine_forms() -> dict[str, str]:
    source = resources.files("matching.text") / "data" / "genders.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    forms: dict[str, str] = {}
    for endings in table.values():
        for ending, stems in endings.items():
            feminine, _, masculine = (part.strip() for part in ending.partition("->"))
            forms |= {stem + feminine: stem + masculine for stem in stems.split() or [""]}
    return forms
