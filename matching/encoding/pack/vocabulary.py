"""Which words and word pieces a language pack adds to the tokenizer of the base model."""

import json
from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

CONTINUATION = "##"


def learnt_tokens(
    base: Tokenizer, texts: Sequence[str], *, english: Sequence[str], size: int
) -> tuple[str, ...]:
    """Return at most about `size` tokens that the base lacks, learnt from texts of the taught languages.

    No token changes how a word of the English texts is cut: the English vectors have to stay what they are.
    """
    learner = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of text, not a secret
    learner.normalizer, learner.pre_tokenizer = base.normalizer, base.pre_tokenizer
    trainer = WordPieceTrainer(vocab_size=size, min_frequency=2, continuing_subword_prefix=CONTINUATION)
    learner.train_from_iterator(texts, trainer)
    known = base.get_vocab()
    fresh = sorted(token for token in learner.get_vocab() if token not in known and len(_bare(token)) > 1)
    return _without_english(base, fresh, english=english)


def extended(base: Tokenizer, tokens: Sequence[str]) -> Tokenizer:
    """Return the tokenizer with further tokens, numbered after its own."""
    description = json.loads(base.to_str())
    vocabulary = description["model"]["vocab"]
    first = max(vocabulary.values()) + 1
    vocabulary.update({token: first + index for index, token in enumerate(tokens)})
    return Tokenizer.from_str(json.dumps(description))


def _bare(token: str) -> str:
    return token.removeprefix(CONTINUATION)


def _without_english(base: Tokenizer, tokens: Sequence[str], *, english: Sequence[str]) -> tuple[str, ...]:
    """Drop tokens until every English word is cut as before; dropping one may let a shorter one in."""
    words = sorted(_words(base, english))
    before = [encoding.tokens for encoding in base.encode_batch(words, add_special_tokens=False)]
    kept = list(tokens)
    while True:
        after = extended(base, kept).encode_batch(words, add_special_tokens=False)
        used = {t for old, new in zip(before, after, strict=True) if old != new.tokens for t in new.tokens}
        intruders = used & set(kept)
        if not intruders:
            return tuple(kept)
        kept = [token for token in kept if token not in intruders]


def _words(base: Tokenizer, texts: Iterable[str]) -> set[str]:
    normalizer, splitter = base.normalizer, base.pre_tokenizer
    return {
        word for text in texts for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))
    } | {token for token in base.get_vocab() if token.isalpha() and token.isascii() and len(token) > 2}
