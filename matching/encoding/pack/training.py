"""Train a language pack: texts of other languages are drawn to the base model's vectors of their English."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from matching.encoding.pack.alignment import translation_table
from matching.encoding.pack.pack import LanguagePack, PackCard, extend_model, transformer_of
from matching.encoding.pack.parallel import AlignedSet, data_hash
from matching.encoding.pack.vocabulary import extended, learnt_tokens

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of the whole that is done."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a pack is trained.

    Attributes:
        name: Of the pack.
        n_tokens: Size of the vocabulary learnt, about; those the base has are not added again.
        n_epochs: Passes over the sets.
        n_texts: Texts drawn per set, language and pass.
        batch_size: Pairs per step; the others of a batch are what a text must not be drawn to.
        learning_rate: At the start; it falls evenly to 0.
        temperature: Of the contrastive loss.
        max_length: Word pieces read per text while training.
        seed: Of the order of the pairs.
    """

    name: str = "oujda-4l"
    n_tokens: int = 14_000
    n_epochs: int = 12
    n_texts: int = 3
    batch_size: int = 96
    learning_rate: float = 2e-3
    temperature: float = 0.05
    max_length: int = 48
    seed: int = 7


ALIKE = 0.9
"""Two English texts this near are the same meaning: neither is what the other's translation must not be."""


def train_pack(
    model: SentenceTransformer,
    sets: Sequence[AlignedSet],
    *,
    recipe: Recipe,
    base_hash: str,
    progress: Progress,
) -> LanguagePack:
    """Return a pack trained on these sets; the base model's own rows and layers stay as they are.

    `model` is changed: afterwards it holds the pack's tokens and rows. Two runs with the same recipe on the
    same machine give the same pack.

    Source: Reimers & Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual using Knowledge
    Distillation"; here only new embedding rows learn.
    """
    torch.manual_seed(recipe.seed)
    pairs = [pair for aligned in sets for pair in aligned.pairs()]
    progress("teacher vectors", 0.0)
    teacher = _teacher_vectors(model, sets)
    progress("vocabulary", 0.02)
    tokens = learnt_tokens(
        model.tokenizer.backend_tokenizer,
        [text for text, _ in pairs],
        english=list(teacher),
        size=recipe.n_tokens,
    )
    rows = _starting_rows(model, tokens, pairs)
    extend_model(model, tokens, rows)
    trained = _distil(model, len(tokens), sets, teacher, recipe=recipe, progress=progress)
    card = PackCard(
        name=recipe.name,
        base_hash=base_hash,
        data_hash=data_hash(sets),
        seed=recipe.seed,
        n_epochs=recipe.n_epochs,
        n_pairs=len(pairs),
    )
    return LanguagePack(card, tokens, trained.numpy().astype(np.float16))


def _teacher_vectors(model: SentenceTransformer, sets: Sequence[AlignedSet]) -> dict[str, torch.Tensor]:
    texts = list(dict.fromkeys(text for aligned in sets for text in aligned.pivots))
    vectors = model.encode(texts, normalize_embeddings=True, batch_size=64, show_progress_bar=False)
    return dict(zip(texts, torch.from_numpy(np.asarray(vectors)), strict=True))


def _starting_rows(
    model: SentenceTransformer, tokens: tuple[str, ...], pairs: Sequence[tuple[str, str]]
) -> torch.Tensor:
    """Each new row starts as the mean of the English rows it stands beside, drawn to its own old pieces."""
    base = model.tokenizer.backend_tokenizer
    words = transformer_of(model).embeddings.word_embeddings.weight.detach().numpy()
    wider = extended(base, tokens)
    first_new = len(words)
    texts = wider.encode_batch([text for text, _ in pairs], add_special_tokens=False)
    english = base.encode_batch([text for _, text in pairs], add_special_tokens=False)
    table = translation_table(
        [
            ([i - first_new for i in t.ids if i >= first_new], e.ids)
            for t, e in zip(texts, english, strict=True)
        ],
        n_tokens=len(tokens),
        n_pivots=first_new,
    )
    rows = np.asarray(table @ words, dtype=np.float32)
    own = _own_pieces(base, tokens, words)
    is_seen = np.asarray(table.sum(axis=1)).ravel() > 0
    return torch.from_numpy(np.where(is_seen[:, np.newaxis], rows, own))


def _own_pieces(base: object, tokens: tuple[str, ...], words: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of the rows of the pieces that the base cuts each token into."""
    encodings = base.encode_batch(list(tokens), add_special_tokens=False)  # type: ignore[attr-defined]  # untyped
    return np.stack([words[encoding.ids].mean(axis=0) for encoding in encodings])


class _GrowingEmbedding(torch.nn.Module):
    """Word embeddings of which only the rows from `first_new` on can learn."""

    def __init__(self, weight: torch.Tensor, first_new: int) -> None:
        super().__init__()
        self.frozen = torch.nn.Buffer(weight[:first_new].clone())
        self.new = torch.nn.Parameter(weight[first_new:].clone())

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return functional.embedding(ids, torch.cat([self.frozen, self.new]))


def _distil(
    model: SentenceTransformer,
    n_new: int,
    sets: Sequence[AlignedSet],
    teacher: Mapping[str, torch.Tensor],
    *,
    recipe: Recipe,
    progress: Progress,
) -> torch.Tensor:
    bert, growing = transformer_of(model), _freeze_but_new_rows(model, n_new)
    batches = _batches(model, sets, recipe)
    optimizer = torch.optim.Adam([growing.new], lr=recipe.learning_rate)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=len(batches))
    for step, batch in enumerate(batches):
        vectors = _encode(bert, [row for row, _ in batch])
        wanted = torch.stack([teacher[english] for _, english in batch])
        loss = _loss(vectors, wanted, temperature=recipe.temperature)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # not annotated there
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            progress(f"training, loss {loss.item():.3f}", 0.05 + 0.95 * step / len(batches))
    return growing.new.detach()


def _freeze_but_new_rows(model: SentenceTransformer, n_new: int) -> _GrowingEmbedding:
    bert = transformer_of(model)
    for parameter in bert.parameters():
        parameter.requires_grad_(False)
    weight = bert.embeddings.word_embeddings.weight.detach()
    growing = _GrowingEmbedding(weight, len(weight) - n_new)
    bert.embeddings.word_embeddings = growing
    bert.eval()  # no dropout: the frozen layers have to answer as they will in use
    return growing


Example = tuple[list[int], str]
"""Token numbers of a text, and the English text it means."""


def _batches(model: SentenceTransformer, sets: Sequence[AlignedSet], recipe: Recipe) -> list[list[Example]]:
    """Batches of texts of like length; every epoch draws other names and puts other texts together."""
    tokenizer = model.tokenizer.backend_tokenizer
    batches: list[list[Example]] = []
    for epoch in range(recipe.n_epochs):
        chance = random.Random(f"{recipe.seed}-{epoch}")  # noqa: S311 - an order, not a secret
        pairs = [pair for aligned in sets for pair in aligned.draw(chance, n_texts=recipe.n_texts)]
        encodings = tokenizer.encode_batch([text for text, _ in pairs])
        examples = [
            (e.ids[: recipe.max_length], english) for e, (_, english) in zip(encodings, pairs, strict=True)
        ]
        lengths = [len(ids) + chance.uniform(0, 4) for ids, _ in examples]
        order = sorted(range(len(examples)), key=lengths.__getitem__)
        epoch_batches = [
            [examples[index] for index in order[start : start + recipe.batch_size]]
            for start in range(0, len(order), recipe.batch_size)
        ]
        chance.shuffle(epoch_batches)
        batches += epoch_batches
    return batches


def _encode(bert: torch.nn.Module, rows: Sequence[Sequence[int]]) -> torch.Tensor:
    """Mean-pooled unit vectors, as the base model's own pooling makes them."""
    longest = max(len(row) for row in rows)
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=-1)


def _loss(vectors: torch.Tensor, teacher: torch.Tensor, *, temperature: float) -> torch.Tensor:
    """Contrastive loss within the batch, plus the distance to the vector of the English text."""
    alike = (teacher @ teacher.T > ALIKE) & ~torch.eye(len(teacher), dtype=torch.bool)
    logits = (vectors @ teacher.T / temperature).masked_fill(alike, -1e4)
    contrastive = functional.cross_entropy(logits, torch.arange(len(teacher)))
    distance = 1.0 - (vectors * teacher).sum(-1).mean()
    return contrastive + 4.0 * distance
