"""What a training step reads: texts of the taught languages, and the English texts that they mean."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from matching.encoding.pack.parallel import PIVOT, TAUGHT, AlignedSet
from matching.encoding.pack.recipe import Recipe
from matching.types import LanguageCode

N_PASSES_APART = 4
"""A passage is read in one pass of so many: passages take most of the time."""

_JOINTS = (". ", " - ", "\n", ", ", " ; ")


@dataclass(frozen=True, slots=True)
class Example:
    """Token numbers of a text, and which English texts it means, as places in the list of them."""

    ids: tuple[int, ...]
    meanings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that is taught: aligned sets, and passages that are several of them in a row."""

    sets: tuple[AlignedSet, ...]
    passages: tuple[AlignedSet, ...]

    @property
    def english(self) -> list[str]:
        """Every English text once."""
        texts = (text for aligned in (*self.sets, *self.passages) for text in aligned.pivots)
        return list(dict.fromkeys(texts))


def passages(sets: Sequence[AlignedSet], recipe: Recipe) -> tuple[AlignedSet, ...]:
    """Return sets made of two to five others at random, in every language that all of them have."""
    chance = random.Random(f"{recipe.seed}-passages")  # noqa: S311 - an order, not a secret
    n_passages = recipe.n_passages * N_PASSES_APART
    return tuple(_joined(chance, chance.sample(sets, chance.randint(2, 5))) for _ in range(n_passages))


def _joined(chance: random.Random, parts: Sequence[AlignedSet]) -> AlignedSet:
    joint = chance.choice(_JOINTS)

    def text(language: LanguageCode) -> tuple[str, ...]:
        texts = [part.texts[language] for part in parts if language in part.texts]
        return (joint.join(map(chance.choice, texts)),) if len(texts) == len(parts) else ()

    languages = {code: text(code) for code in (PIVOT, *TAUGHT)}
    return AlignedSet({code: texts for code, texts in languages.items() if texts})


@dataclass(frozen=True, slots=True)
class ExampleMaker:
    """Cuts texts into tokens: whole words as far as they are known, or into pieces alone."""

    whole: Tokenizer
    in_pieces: Tokenizer
    places: dict[str, int]
    recipe: Recipe

    def batches(self, lesson: Lesson, *, epoch: int) -> list[list[Example]]:
        """Batches of texts of like length; each pass draws other names and puts other texts together."""
        chance = random.Random(f"{self.recipe.seed}-{epoch}")  # noqa: S311 - an order, not a secret
        examples = list(self._examples(lesson, chance))
        examples.sort(key=lambda example: len(example.ids) + chance.uniform(0, 4))
        size = self.recipe.batch_size
        batches = [examples[start : start + size] for start in range(0, len(examples), size)]
        chance.shuffle(batches)
        return batches

    def _examples(self, lesson: Lesson, chance: random.Random) -> Iterator[Example]:
        passages_now = chance.sample(lesson.passages, len(lesson.passages) // N_PASSES_APART)
        for aligned in (*lesson.sets, *passages_now):
            meanings = tuple(self.places[text] for text in aligned.pivots)
            for language in TAUGHT:
                texts = aligned.texts.get(language, ())
                for text in chance.sample(texts, min(self.recipe.n_texts, len(texts))):
                    tokenizer = self.in_pieces if chance.random() < self.recipe.in_pieces else self.whole
                    yield Example(tuple(tokenizer.encode(text).ids[: self.recipe.max_length]), meanings)
