"""New embedding rows are drawn to the vectors that the base model gives the English texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from matching.encoding.pack.examples import Example
from matching.encoding.pack.recipe import Recipe

ALIKE = 0.9
"""Two English texts this near are the same meaning: neither is what the other's translation must not be."""


class GrowingEmbedding(torch.nn.Module):
    """Word embeddings of which only the rows after those of the base can learn."""

    def __init__(self, frozen: torch.Tensor, new: torch.Tensor) -> None:
        super().__init__()
        self.frozen = torch.nn.Buffer(frozen)
        self.new = torch.nn.Parameter(new.clone())

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the row of each token number."""
        first = len(self.frozen)
        is_new = ids >= first
        old = functional.embedding(ids.masked_fill(is_new, 0), self.frozen)
        new = functional.embedding((ids - first).clamp(min=0), self.new, sparse=True)
        return torch.where(is_new.unsqueeze(-1), new, old)


@dataclass(frozen=True, slots=True)
class Student:
    """The base model, all of it frozen but the new rows."""

    transformer: torch.nn.Module
    rows: GrowingEmbedding

    @classmethod
    def of(cls, transformer: torch.nn.Module, rows: torch.Tensor) -> "Student":
        """Return the transformer with further rows that can learn; it is changed in place."""
        for parameter in transformer.parameters():
            parameter.requires_grad_(False)
        embeddings = transformer.get_submodule("embeddings")
        words = embeddings.get_parameter("word_embeddings.weight")
        growing = GrowingEmbedding(words.detach().clone(), rows)
        embeddings.add_module("word_embeddings", growing)
        transformer.eval()  # no dropout: the frozen layers have to answer as they will in use
        return cls(transformer, growing)

    def encode(self, texts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Mean-pooled unit vectors, as the base model's own pooling makes them."""
        longest = max(map(len, texts))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in texts])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in texts])
        hidden = self.transformer(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).float()
        return functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=-1)


class Teaching:
    """Steps of training, with the state they carry on."""

    def __init__(self, student: Student, teacher: torch.Tensor, recipe: Recipe, *, n_steps: int) -> None:
        self._student = student
        self._teacher = teacher
        self._recipe = recipe
        self._optimizer = torch.optim.SparseAdam([student.rows.new], lr=recipe.learning_rate)
        self._schedule = torch.optim.lr_scheduler.LinearLR(
            self._optimizer, 1.0, 0.02, total_iters=max(n_steps, 1)
        )

    def step(self, batch: Sequence[Example]) -> float:
        """Learn from one batch; return the loss before it."""
        vectors = self._student.encode([example.ids for example in batch])
        loss = self._loss(vectors, _places(example.meanings for example in batch))
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # not annotated there
        self._optimizer.step()  # type: ignore[no-untyped-call]  # not annotated there
        self._schedule.step()
        return loss.item()

    def _loss(self, vectors: torch.Tensor, meanings: torch.Tensor) -> torch.Tensor:
        """Contrastive loss against every English text there is, plus the distance to the nearest meaning.

        A text that may mean several English ones need only be near one of them.
        """
        cosines = vectors @ self._teacher.T
        is_meant = torch.zeros_like(cosines, dtype=torch.bool)
        is_meant[torch.arange(len(meanings)).unsqueeze(1), meanings] = True
        meant = cosines.masked_fill(~is_meant, -1.0)
        closest, nearest = meant.max(dim=1)
        with torch.no_grad():
            is_alike = self._teacher[nearest] @ self._teacher.T > ALIKE
        logits = cosines / self._recipe.temperature
        rivals = logits.masked_fill(is_alike & ~is_meant, -1e4).logsumexp(dim=1)
        contrastive = rivals - logits.masked_fill(~is_meant, -1e4).logsumexp(dim=1)
        return (contrastive + self._recipe.closeness * (1.0 - closest)).mean()


def _places(meanings: Iterable[tuple[int, ...]]) -> torch.Tensor:
    """Rows of equal length; a shorter one repeats its first entry."""
    rows = list(meanings)
    longest = max(map(len, rows))
    return torch.tensor([row + row[:1] * (longest - len(row)) for row in rows])
