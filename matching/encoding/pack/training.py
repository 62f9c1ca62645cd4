"""Train a language pack: texts of other languages are drawn to the base model's vectors of their English."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from matching.encoding.pack.distillation import Student, Teaching
from matching.encoding.pack.examples import ExampleMaker, Lesson, passages
from matching.encoding.pack.extension import transformer_of
from matching.encoding.pack.pack import LanguagePack, PackCard
from matching.encoding.pack.parallel import AlignedSet, data_hash
from matching.encoding.pack.recipe import Progress, Recipe
from matching.encoding.pack.rows import starting_rows
from matching.encoding.pack.vocabulary import ARABIC_PROCLITICS, NewTokens, extended, learnt_tokens


def train_pack(
    model: SentenceTransformer,
    *,
    sentences: Sequence[AlignedSet],
    labels: Sequence[AlignedSet],
    recipe: Recipe,
    base_hash: str,
    progress: Progress,
) -> Iterator[LanguagePack]:
    """Yield the pack after each pass over the texts; the last one is the result.

    The base model's own rows and layers stay as they are; `model` itself is changed and of no use afterwards.
    Two runs with the same recipe on the same machine give the same pack.

    Args:
        model: The base model.
        sentences: Sets of one text per language; passages are made of them.
        labels: Names of things, several per language.
        recipe: Sizes and rates.
        base_hash: Of the base model's weights, `base_hash_of`.
        progress: Told how far the training is.

    Source: Reimers & Gurevych 2020, "Making Monolingual Sentence Embeddings Multilingual using Knowledge
    Distillation"; here only new embedding rows learn.
    """
    torch.manual_seed(recipe.seed)
    sets = (*sentences, *labels)
    lesson = Lesson(sets, passages(sentences, recipe) if len(sentences) >= _FEWEST_FOR_PASSAGES else ())
    english = lesson.english
    progress("English vectors", 0.0)
    teacher = _vectors(model, english)
    progress("vocabulary", 0.02)
    base = _plain(model)
    taught = [text for aligned in sets for _, text in aligned.taught()]
    tokens = learnt_tokens(base, taught, english=english, size=recipe.n_tokens)
    progress("first rows", 0.04)
    words = transformer_of(model).embeddings.word_embeddings.weight.detach().numpy()
    rows = torch.from_numpy(starting_rows(base, tokens, sets, words=words))
    student = Student.of(transformer_of(model), rows)
    maker = ExampleMaker(
        extended(base, tokens.all),
        extended(base, tokens.pieces),
        {text: place for place, text in enumerate(english)},
        recipe,
    )
    card = PackCard(
        base_hash=base_hash,
        data_hash=data_hash(sets),
        n_sets=len(sets),
        n_texts=len(taught),
        n_tokens=len(tokens.all),
        proclitics=ARABIC_PROCLITICS,
        recipe=asdict(recipe),
    )
    for _ in _passes(student, teacher, maker, lesson, progress):
        yield _pack(card, tokens, student)


_FEWEST_FOR_PASSAGES = 10


def _passes(
    student: Student, teacher: torch.Tensor, maker: ExampleMaker, lesson: Lesson, progress: Progress
) -> Iterator[int]:
    recipe = maker.recipe
    n_steps = recipe.n_epochs * len(maker.batches(lesson, epoch=0))
    teaching = Teaching(student, teacher, recipe, n_steps=n_steps)
    n_done = 0
    for epoch in range(recipe.n_epochs):
        losses = []
        for batch in maker.batches(lesson, epoch=epoch):
            losses.append(teaching.step(batch))
            n_done += 1
            if n_done % 10 == 0:
                progress(
                    f"pass {epoch + 1}, loss {np.mean(losses[-50:]):.2f}", 0.05 + 0.95 * n_done / n_steps
                )
        yield epoch


def _pack(card: PackCard, tokens: NewTokens, student: Student) -> LanguagePack:
    rows = student.rows.new.detach().numpy().astype(np.float16)
    return LanguagePack(card, tokens.all, rows)


def _vectors(model: SentenceTransformer, texts: Sequence[str]) -> torch.Tensor:
    vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return torch.from_numpy(np.asarray(vectors, dtype=np.float32))


def _plain(model: SentenceTransformer) -> Tokenizer:
    """The tokenizer of the base, which neither pads nor cuts."""
    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
