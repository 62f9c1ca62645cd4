from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of the whole that is done."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a pack is trained.

    Attributes:
        name: Of the pack.
        n_tokens: New tokens, at most; each takes 0.75 kB in the pack.
        n_epochs: Passes over the sets.
        n_texts: Texts drawn per set, language and pass: a trade has a hundred names, a sentence one, and
            drawing keeps the names from drowning the sentences.
        n_passages: Passages made of several sentences, read in each pass beside the single ones.
        in_pieces: Share of the texts that are cut into word pieces, so that pieces learn to make up words
            never seen.
        batch_size: Texts per step.
        learning_rate: At the start; it falls evenly to 0.
        temperature: Of the contrastive loss.
        closeness: Weight of the distance to the English text beside the contrastive loss.
        max_length: Word pieces read per text while training.
        seed: Of the order of the texts.
    """

    name: str = "oujda-4l"
    n_tokens: int = 18_900
    n_epochs: int = 5
    n_texts: int = 3
    n_passages: int = 400
    in_pieces: float = 0.15
    batch_size: int = 128
    learning_rate: float = 3e-3
    temperature: float = 0.05
    closeness: float = 4.0
    max_length: int = 96
    seed: int = 7
