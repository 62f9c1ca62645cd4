"""The short notation in which data files write several forms of a label at once."""

import re
from itertools import product

from matching.taxonomy.normalisation import content_forms

_GENDERED = re.compile(
    r"(?P<stem>[^\W\d_]+)(?:/(?P<suffix>ère|ière|euse|se|trice|rice|ve|ne|le|te|sse|esse|fe|e|a|ora|as)(?!\w)"
    r"|\((?P<arabic>ة)\))"
)
_CHOICE = re.compile(r"\{([^{}]*)\}|\[([^\[\]]*)\]")
_REPLACED_ENDINGS = {
    "ère": "er",
    "ière": "ier",
    "euse": "eur",
    "se": "eur",
    "trice": "teur",
    "rice": "teur",
    "ve": "f",
    "a": "o",
    "as": "os",
}
_FULL_ENDINGS = {"se": "euse", "rice": "trice"}


def expand(label: str) -> list[str]:
    """Return every form that `label` stands for, the plainest first.

    `{a|b}` is one of several words or word groups, `[a|b]` one that may be left out;
    `conseiller/ère`, `développeur/se`, `chargé/e`, `operador/a` and `مستشار(ة)` give both genders, all
    words of a label agreeing:

    >>> expand("{conseiller/ère|chargé/e} client")
    ['conseiller client', 'conseillère client', 'chargé client', 'chargée client']
    """
    chosen = (" ".join("".join(parts).split()) for parts in product(*alternatives(label)))
    return list(dict.fromkeys(form for label_form in chosen for form in genders(label_form)))


def alternatives(label: str) -> list[list[str]]:
    """Return the parts of `label` in order, each with its alternatives; "" where it may be left out."""
    if "{" not in label and "[" not in label:
        return [[label]]
    parts: list[list[str]] = []
    position = 0
    for choice in _CHOICE.finditer(label):
        if fixed := label[position : choice.start()]:
            parts.append([fixed])
        parts.append(choice[1].split("|") if choice[1] is not None else _optional(choice[2].split("|")))
        position = choice.end()
    return [*parts, [label[position:]]] if position < len(label) else parts


def _optional(options: list[str]) -> list[str]:
    """A word that only links others makes no difference to a text, so the label is read with it."""
    return ["", *options] if any(map(content_forms, options)) else options


def genders(label: str) -> list[str]:
    """Return `label` in the masculine and, where it is written for both, in the feminine."""
    if "/" not in label and "(" not in label:
        return [label]
    masculine = _GENDERED.sub(lambda match: match["stem"], label)
    feminine = _GENDERED.sub(_feminine, label)
    return [masculine] if feminine == masculine else [masculine, feminine]


def _feminine(match: re.Match[str]) -> str:
    stem, suffix = match["stem"], match["suffix"]
    if suffix is None:
        return stem + match["arabic"]
    replaced = _REPLACED_ENDINGS.get(suffix)
    if replaced and stem.endswith(replaced):
        return stem.removesuffix(replaced) + _FULL_ENDINGS.get(suffix, suffix)
    return stem + suffix
