"""A sentence-transformers model of a few kilobytes, made on the spot; another seed is another model."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

SPECIAL = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,-'/&+()"
WORDS = (
    "agent",
    "call",
    "calls",
    "customer",
    "adviser",
    "sales",
    "developer",
    "team",
    "leader",
    "taking",
    "the",
)
N_DIMENSIONS = 32


def make_tiny_model(folder: Path, *, seed: int = 0, n_layers: int = 2) -> Path:
    """Return the folder, in which a BERT with random weights now lies."""
    torch.manual_seed(seed)
    tokens = [*SPECIAL.values(), *LETTERS, *(f"##{letter}" for letter in LETTERS), *WORDS]
    parts = folder / "parts"
    _tokenizer(tokens).save_pretrained(parts)
    config = BertConfig(
        vocab_size=len(tokens),
        hidden_size=N_DIMENSIONS,
        num_hidden_layers=n_layers,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(N_DIMENSIONS), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


def _tokenizer(tokens: list[str]) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(WordPiece({token: place for place, token in enumerate(tokens)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    numbers = [(token, tokens.index(token)) for token in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=numbers)
    names = {f"{name}_token": token for name, token in SPECIAL.items()}
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # not annotated there
        tokenizer_object=tokenizer, model_max_length=64, **names
    )
