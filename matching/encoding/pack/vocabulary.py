"""Which words and word pieces a language pack adds to the tokenizer of the base model."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.trainers import WordPieceTrainer

CONTINUATION = "##"

_ARABIC = "\u0621-\u064a"
_ARABIC_LETTER = re.compile(f"[{_ARABIC}]")
_ROOTED = (
    "ظيف ظايف ثيق ثايق رش زار زير سيط سط سايل سيل سايط كال كيل كلاء لاي لاد صف صول صل ضع ضو قت قاي قوف احد "
    "حد حيد جد جب جه جود عد عي فق فر فاء رق رد زن اجب اجه ارد اضح اسع اقع يب يند ورد اتس ايت"
).replace(" ", "|")
ARABIC_PROCLITICS = f"^(?:[وف]?(?:[بك]?ال|لل)|و(?!{_ROOTED}))(?=[{_ARABIC}]{{3}})"
"""What Arabic writes together with the next word: the article, with `and`, `with`, `as` or `for` before it,
and `and` alone, unless the letter belongs to the word (`_ROOTED`, after the normaliser of the base).

Cut off, a word is the same token with and without it.
"""

RETOLD = frozenset(
    {
        *("al", "au", "aux", "avec", "ce", "como", "con", "dans", "de", "del", "des", "du", "ecole", "el"),
        *("elle", "en", "et", "etudes", "femme", "francais", "francaise", "il", "je", "la", "las", "le"),
        *("les", "lo", "los", "ne", "nivel", "ou", "par", "para", "pas", "por", "que", "qui", "se", "ser"),
        *("sin", "su", "sur", "tres", "un", "une", "universidad", "universite", "y"),
    }
)
"""Words of French and Spanish that the base has as tokens and English all but never uses: they get a row
that means what they mean. So do all tokens in Arabic letters. `pour`, `est`, `son` stay English."""


def prepared(base: Tokenizer, *, proclitics: str = ARABIC_PROCLITICS) -> Tokenizer:
    """Return the tokenizer of the base, which also parts words from what is written before them."""
    description = json.loads(base.to_str())
    split = {
        "type": "Split",
        "pattern": {"Regex": proclitics},
        "behavior": "Isolated",
        "invert": False,
    }
    splitters = [description["pre_tokenizer"], split]
    description["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": splitters}
    return Tokenizer.from_str(json.dumps(description))


def extended(base: Tokenizer, tokens: Sequence[str], *, proclitics: str = ARABIC_PROCLITICS) -> Tokenizer:
    """Return the tokenizer with further tokens, numbered after its own.

    A token that the base has already leaves its old number, whose row nothing then uses.
    """
    description = json.loads(prepared(base, proclitics=proclitics).to_str())
    vocabulary = description["model"]["vocab"]
    first = max(vocabulary.values()) + 1
    vocabulary.update({token: first + index for index, token in enumerate(tokens)})
    return Tokenizer.from_str(json.dumps(description))


@dataclass(frozen=True, slots=True)
class NewTokens:
    """What a pack adds to the tokenizer.

    Attributes:
        pieces: Beginnings and continuations (`##eur`) that many words share; with them any word can be cut.
        words: Whole words.
    """

    pieces: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, in the order of their rows."""
        return self.pieces + self.words


def learnt_tokens(base: Tokenizer, texts: Sequence[str], *, english: Sequence[str], size: int) -> NewTokens:
    """Return at most `size` tokens, learnt from texts of the taught languages.

    They are tokens of the base that English does not use (`de`, Arabic letters), which are learnt anew, word
    pieces, then whole words, the frequent ones first. None changes how a word of the English texts is cut:
    the English vectors have to stay what they are.
    """
    words = _words(base, texts)
    pieces = [*_retold(base), *_pieces(base, words, size=size // 2)]
    known = set(base.get_vocab()) | set(pieces)
    whole = [word for word, _ in words.most_common() if word not in known and len(word) > 1]
    kept = set(_without_english(base, [*pieces, *whole][:size], english=english))
    return NewTokens(tuple(t for t in pieces if t in kept), tuple(t for t in whole if t in kept))


def _words(base: Tokenizer, texts: Iterable[str]) -> Counter[str]:
    tokenizer = prepared(base)
    normalizer, splitter = tokenizer.normalizer, tokenizer.pre_tokenizer
    return Counter(
        word for text in texts for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))
    )


def _pieces(base: Tokenizer, words: Mapping[str, int], *, size: int) -> list[str]:
    """Pieces that many words share. Each word counts once per power of two of its frequency."""
    learner = Tokenizer(WordPiece(unk_token="[UNK]"))  # noqa: S106 - a token of text, not a secret
    learner.pre_tokenizer = prepared(base).pre_tokenizer
    trainer = WordPieceTrainer(
        vocab_size=size, min_frequency=3, continuing_subword_prefix=CONTINUATION, show_progress=False
    )
    learner.train_from_iterator((word for word, n in words.items() for _ in range(n.bit_length())), trainer)
    known = base.get_vocab()
    return sorted(t for t in learner.get_vocab() if t not in known and len(_bare(t)) > 1)


def _retold(base: Tokenizer) -> list[str]:
    return sorted(t for t in base.get_vocab() if t in RETOLD or _ARABIC_LETTER.search(t))


def _bare(token: str) -> str:
    return token.removeprefix(CONTINUATION)


def _without_english(base: Tokenizer, tokens: Sequence[str], *, english: Sequence[str]) -> tuple[str, ...]:
    """Drop tokens until every English word is cut as before; dropping one may let a shorter one in."""
    words = sorted(_words(base, english).keys() - RETOLD | _plain_words(base))
    before = [encoding.ids for encoding in base.encode_batch(words, add_special_tokens=False)]
    kept = list(tokens)
    while True:
        tokenizer = extended(base, kept)
        after = tokenizer.encode_batch(words, add_special_tokens=False)
        used = {t for old, new in zip(before, after, strict=True) if old != new.ids for t in new.tokens}
        intruders = used & set(kept)
        if not intruders:
            return tuple(kept)
        kept = [token for token in kept if token not in intruders]


def _plain_words(base: Tokenizer) -> set[str]:
    """Words of the base in Latin letters, most of them English."""
    return {t for t in base.get_vocab() if t.isalpha() and t.isascii() and len(t) > 2} - RETOLD
