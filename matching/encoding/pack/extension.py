"""A language pack put into a sentence-transformers model."""

from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from transformers import PreTrainedTokenizerFast

from matching.encoding.pack.pack import LanguagePack

_SPECIAL_TOKENS = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")


def extend_model(model: SentenceTransformer, pack: LanguagePack) -> None:
    """Add the tokens of a pack to the model's tokenizer and their rows to its word embeddings, in place."""
    base = model.tokenizer
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # not annotated there
        tokenizer_object=pack.extend(base.backend_tokenizer),
        model_max_length=base.model_max_length,
        **{name: getattr(base, name) for name in _SPECIAL_TOKENS},
    )
    first: Any = model[0]
    first.processor = first.input_formatter.processor = tokenizer
    transformer = transformer_of(model)
    words = transformer.embeddings.word_embeddings
    weight = torch.cat([words.weight.data, torch.from_numpy(pack.rows).to(words.weight.dtype)])
    transformer.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]  # not annotated there
        weight, freeze=True, padding_idx=words.padding_idx
    )
    transformer.config.vocab_size = len(weight)


def transformer_of(model: SentenceTransformer) -> Any:  # noqa: ANN401 - its class is known at run time only
    """Return the transformer inside the model."""
    first: Any = model[0]
    return first.model
