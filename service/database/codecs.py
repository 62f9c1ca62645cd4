"""How JSON and vectors cross the wire."""

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from service.errors import Unavailable

if TYPE_CHECKING:
    import asyncpg

_HEADER = struct.Struct(">HH")


async def register_codecs(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Make `json`/`jsonb` Python values, and `halfvec` numpy float32 arrays, on one connection.

    Raises:
        Unavailable: the database has no pgvector yet, that is, its migrations have not run.
    """
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=to_json, decoder=json.loads)
    try:
        await connection.set_type_codec(
            "halfvec", schema="public", encoder=halfvec_to_wire, decoder=halfvec_from_wire, format="binary"
        )
    except ValueError as exc:
        raise Unavailable(
            "The database has no pgvector extension: run `oujda-match migrate` first.",
            dependency="migrations",
        ) from exc


def to_json(value: Any) -> str:  # noqa: ANN401 - JSON is any value
    """Return a value as JSON that PostgreSQL accepts.

    Raises:
        ValueError: it holds NaN or an infinity.
    """
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def halfvec_to_wire(vector: NDArray[np.float32] | bytes) -> bytes:
    """Return a vector of shape (n_dimensions,) in the binary form of `halfvec`.

    Bytes are taken to be in that form already: the driver looks into arrays of arrays, and so can send many
    vectors in one `halfvec[]` only as bytes.
    """
    if isinstance(vector, bytes):
        return vector
    return _HEADER.pack(len(vector), 0) + np.asarray(vector).astype(">f2").tobytes()


def halfvec_from_wire(data: bytes) -> NDArray[np.float32]:
    """Return the vector of shape (n_dimensions,) that `halfvec_to_wire` wrote, rounded to half precision."""
    return np.frombuffer(data, dtype=">f2", offset=_HEADER.size).astype(np.float32)
