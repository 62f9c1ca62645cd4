"""Texts in nearly the same letters: within the training data, and in what an encoder is tested on."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from matching.encoding.pack.parallel import AlignedSet
from matching.types import LanguageCode

NEARLY = 0.8
"""Share of their trigrams, of all that two texts have, from which they are near-duplicates."""

_TRIGRAM = 3


def folded(text: str) -> str:
    """Return the letters and digits of a text, without case or accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def near_duplicates(texts: Sequence[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of a text of `others` and one of `texts` that is nearly the same.

    Trigrams of letters are compared, so that another number, gender or order of two words is a duplicate.
    Time grows with the pairs that share a rare trigram, not with all pairs.
    """
    known = [_trigrams(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, trigrams in enumerate(known):
        for trigram in trigrams:
            holders[trigram].append(place)
    for other in others:
        trigrams = _trigrams(other)
        # Two sets that share four fifths share one of any fifth of either: the rarest are the cheapest.
        rare = sorted(trigrams, key=lambda trigram: len(holders.get(trigram, ())))
        asked = rare[: len(rare) - int(len(rare) * NEARLY) + 1]
        for place in sorted({place for trigram in asked for place in holders.get(trigram, ())}):
            shared = len(trigrams & known[place])
            if shared >= NEARLY * (len(trigrams) + len(known[place]) - shared):
                yield other, texts[place]


def _trigrams(text: str) -> frozenset[str]:
    padded = f" {folded(text)} "
    return frozenset(padded[i : i + _TRIGRAM] for i in range(max(len(padded) - _TRIGRAM + 1, 1)))


def without_leaks(
    sets: Iterable[AlignedSet], held_out: Mapping[LanguageCode, Sequence[str]]
) -> tuple[AlignedSet, ...]:
    """Return the sets without texts that nearly are, in their language, what an encoder is tested on.

    A set that is left without English, or without another language, goes.
    """
    sets = tuple(sets)
    leaks = {code: _leaks(sets, code, texts) for code, texts in held_out.items()}
    kept = (
        AlignedSet(
            {
                code: rest
                for code, texts in aligned.texts.items()
                if (rest := tuple(text for text in texts if text not in leaks.get(code, ())))
            }
        )
        for aligned in sets
    )
    return tuple(aligned for aligned in kept if aligned.pivots and any(aligned.taught()))


def _leaks(sets: Sequence[AlignedSet], code: LanguageCode, held_out: Sequence[str]) -> set[str]:
    texts = list(dict.fromkeys(text for aligned in sets for text in aligned.texts.get(code, ())))
    return {text for _, text in near_duplicates(texts, held_out)}
