"""A BERT transformer with mean pooling as an OpenVINO graph, built from its weights without torch."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as op
from safetensors.numpy import load_file

_TINY = np.float32(1e-12)

Tensor = NDArray[np.float32]
Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class BertShape:
    """Sizes that the weights do not tell, and how long a text may be."""

    n_layers: int
    n_heads: int
    epsilon: float
    max_tokens: int

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return the shape of the model in `folder`; None unless it is a BERT that pools by the mean."""
        config = _json(folder / "config.json")
        pooling = _json(folder / "1_Pooling" / "config.json")
        modules = [module["type"].rpartition(".")[2] for module in _json(folder / "modules.json", [])]
        is_known = (
            config.get("model_type") == "bert"
            and config.get("hidden_act") == "gelu"
            and config.get("position_embedding_type", "absolute") == "absolute"
            and modules == ["Transformer", "Pooling", "Normalize"]
            and {name for name, value in pooling.items() if value is True} <= _MEAN_ALONE
            and pooling.get("pooling_mode_mean_tokens", True)
            and pooling.get("pooling_mode", "mean") == "mean"
        )
        if not is_known:
            return None
        longest = _json(folder / "sentence_bert_config.json").get("max_seq_length")
        return cls(
            n_layers=config["num_hidden_layers"],
            n_heads=config["num_attention_heads"],
            epsilon=config["layer_norm_eps"],
            max_tokens=longest or config["max_position_embeddings"],
        )


_MEAN_ALONE = {"pooling_mode_mean_tokens", "include_prompt"}


def _json(path: Path, default: object = None) -> dict:  # type: ignore[type-arg]  # JSON of any shape
    if not path.is_file():
        return {} if default is None else default  # type: ignore[return-value]  # a list where one is meant
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # JSON of any shape


def read_weights(folder: Path) -> Weights:
    """Return the tensors of `model.safetensors` in single precision, without a prefix of their names."""
    tensors = load_file(folder / "model.safetensors")
    return {name.removeprefix("bert."): tensor.astype(np.float32) for name, tensor in tensors.items()}


def bert_graph(weights: Weights, shape: BertShape, *, quantised_group: int = 0) -> ov.Model:
    """Return the graph: token numbers and mask, both of shape (n_texts, n_tokens), to unit vectors.

    Args:
        weights: As `read_weights` gives them.
        shape: Of the model.
        quantised_group: Weights of dense layers that share a scale, kept in eight bits; 0 keeps them whole.
    """
    graph = _Graph(weights, shape, quantised_group)
    ids = op.parameter([-1, -1], np.int32, name="ids")
    mask = op.parameter([-1, -1], np.float32, name="mask")
    # Added to what attention weighs: nothing for a word, very much less for what only fills up.
    silence = op.multiply(op.subtract(np.float32(1), op.unsqueeze(mask, [1, 2])), np.float32(-1e9))
    hidden = graph.embedded(ids)
    for layer in range(shape.n_layers):
        hidden = graph.layer(hidden, silence, f"encoder.layer.{layer}")
    return ov.Model([_unit(_mean(hidden, mask))], [ids, mask], "bert")


def _mean(hidden: ov.Output, mask: ov.Output) -> ov.Output:
    weight = op.unsqueeze(mask, [2])
    total = op.reduce_sum(op.multiply(hidden, weight), [1], keep_dims=False)
    return op.divide(total, op.reduce_sum(weight, [1], keep_dims=False))


def _unit(vectors: ov.Output) -> ov.Output:
    squares = op.reduce_sum(op.multiply(vectors, vectors), [1], keep_dims=True)
    return op.divide(vectors, op.sqrt(squares))


class _Graph:
    def __init__(self, weights: Weights, shape: BertShape, quantised_group: int) -> None:
        self._weights = weights
        self._shape = shape
        self._group = quantised_group

    def embedded(self, ids: ov.Output) -> ov.Output:
        words = op.gather(self._constant("embeddings.word_embeddings.weight"), ids, np.int32(0))
        n_tokens = op.gather(op.shape_of(ids, "i32"), np.int32(1), np.int32(0))
        places = op.range(np.int32(0), n_tokens, np.int32(1), "i32")
        # All tokens are of the first of the two kinds that BERT knows, whose row is the same for each place.
        positions = (
            self._weights["embeddings.position_embeddings.weight"]
            + self._weights["embeddings.token_type_embeddings.weight"][0]
        )
        return self._normalised(
            op.add(words, op.gather(op.constant(positions), places, np.int32(0))), "embeddings.LayerNorm"
        )

    def layer(self, hidden: ov.Output, silence: ov.Output, name: str) -> ov.Output:
        attended = self._dense(
            self._attention(hidden, silence, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        hidden = self._normalised(op.add(attended, hidden), f"{name}.attention.output.LayerNorm")
        inner = op.gelu(self._dense(hidden, f"{name}.intermediate.dense"), "erf")
        outer = self._dense(inner, f"{name}.output.dense")
        return self._normalised(op.add(outer, hidden), f"{name}.output.LayerNorm")

    def _attention(self, hidden: ov.Output, silence: ov.Output, name: str) -> ov.Output:
        query, key, value = (
            self._heads(self._dense(hidden, f"{name}.{part}")) for part in ("query", "key", "value")
        )
        mixed = op.scaled_dot_product_attention(query, key, value, silence)
        return op.reshape(op.transpose(mixed, [0, 2, 1, 3]), np.array([0, 0, -1]), special_zero=True)

    def _heads(self, hidden: ov.Output) -> ov.Output:
        parted = op.reshape(hidden, np.array([0, 0, self._shape.n_heads, -1]), special_zero=True)
        return op.transpose(parted, [0, 2, 1, 3])

    def _dense(self, hidden: ov.Output, name: str) -> ov.Output:
        weights, bias = self._matrix(self._weights[f"{name}.weight"]), self._weights[f"{name}.bias"]
        return op.add(op.matmul(hidden, weights, transpose_a=False, transpose_b=True), op.constant(bias))

    def _matrix(self, weights: Tensor) -> ov.Output:
        if not self._group or weights.shape[1] % self._group:
            return op.constant(weights)
        groups = weights.reshape(len(weights), -1, self._group)
        scale = np.maximum(np.abs(groups).max(axis=2, keepdims=True) / np.float32(127), _TINY)
        whole = op.convert(op.constant(np.rint(groups / scale).astype(np.int8)), "f32")
        return op.reshape(op.multiply(whole, op.constant(scale)), weights.shape, special_zero=False)

    def _normalised(self, hidden: ov.Output, name: str) -> ov.Output:
        centred = op.mvn(
            hidden,
            np.array([-1]),
            normalize_variance=True,
            eps=self._shape.epsilon,
            eps_mode="inside_sqrt",
        )
        scaled = op.multiply(centred, self._constant(f"{name}.weight"))
        return op.add(scaled, self._constant(f"{name}.bias"))

    def _constant(self, name: str) -> ov.Output:
        return op.constant(self._weights[name])
