"""The same person twice: found by address, telephone and text, told, and merged so that it can be undone.

The rule. Two candidates of one organisation are *linked* when they share an e-mail address or a telephone
number, or when their texts are nearly the same. The link is *certain* when the names agree too. Nothing else
happens to a link, unless the sender asked to replace duplicates: then a candidate whose document has just
been read takes the place of those whom it is certain to be and who were sent by the same sender. They stay as
they are, but are ranked no more, until that is undone.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from matching.profile import Identity
from matching.text.folding import fold
from matching.text.sketch import NEAR_IDENTICAL, Sketch, bands, likeness, sketch_of
from matching.types import Span
from service.candidates import store
from service.candidates.rows import DuplicateState, MarkKind, Sharing
from service.errors import Conflict, InvalidRequest, NotFound
from service.serialization import identity_from_json
from service.tenancy import TenantConnection

NO_SUCH_CANDIDATE = "There is no such candidate."

_MAX_FOUND = 50
_NAME_PART = re.compile(r"\w+")
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that tells a person; as a digest, but for the sketch of a text."""

    kind: MarkKind
    value: bytes


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another candidate who seems to be the same person.

    Attributes:
        because: What the two share: `email`, `phone`, `text`; or `person`, who said so.
        is_certain: Whether the names agree too.
    """

    candidate_id: UUID
    because: tuple[str, ...]
    is_certain: bool
    state: DuplicateState


def marks_of(text: str, identity: Identity, *, masked: Iterable[Span]) -> tuple[Mark, ...]:
    """Return what tells this person; of the text, what is left without the words of identity."""
    contacts = [
        *(Mark(MarkKind.EMAIL, _digest(mention.value.lower())) for mention in identity.emails),
        *(Mark(MarkKind.PHONE, _digest(re.sub(r"\D", "", mention.value))) for mention in identity.phones),
    ]
    sketch = sketch_of(_without(text, masked))
    if sketch is None:
        return tuple(dict.fromkeys(contacts))
    of_text = [Mark(MarkKind.TEXT, band) for band in bands(sketch)]
    whole = Mark(MarkKind.SKETCH, sketch.astype("<u4").tobytes())
    return tuple(dict.fromkeys([*contacts, *of_text, whole]))


async def find_duplicates(
    connection: TenantConnection,
    *,
    candidate_id: UUID,
    marks: Sequence[Mark],
    identity: Identity,
    may_replace: bool,
) -> None:
    """Link a candidate that has been read to others who seem to be the same person.

    Args:
        connection: In the transaction in which it is read.
        candidate_id: The candidate.
        marks: Of its text and identity.
        identity: Who it is.
        may_replace: Whether it takes the place of others, where its sender asked for that.
    """
    await store.replace_marks(
        connection, candidate_id=candidate_id, marks=[(mark.kind, mark.value) for mark in marks]
    )
    found = list(_found(await store.sharing(connection, candidate_id=candidate_id), marks, identity))
    await store.replace_links(
        connection,
        candidate_id=candidate_id,
        links=[(other.candidate_id, other.because, other.is_certain) for other in found[:_MAX_FOUND]],
    )
    if may_replace:
        await store.merge_certain(connection, candidate_id=candidate_id)


async def merge(connection: TenantConnection, *, candidate_id: UUID, into: UUID) -> None:
    """Let another candidate stand for this one, who is ranked no more.

    Raises:
        NotFound: the connection sees no such candidates.
        InvalidRequest: they are one and the same.
        Conflict: the other one is merged into somebody itself.
    """
    if candidate_id == into:
        raise InvalidRequest("A candidate cannot be merged into itself.", field="into")
    # In one order, whoever merges whom: two who merge the other way round would wait for each other.
    for known in sorted((candidate_id, into)):
        if await store.standing(connection, candidate_id=known) is None:
            raise NotFound(NO_SUCH_CANDIDATE)
        await store.touch(connection, candidate_id=known)
    if not await store.merge(connection, candidate_id=candidate_id, into=into):
        raise Conflict("The other candidate is merged into somebody else: merge into that one.")
    await store.decide(connection, candidate_id=candidate_id, other_id=into, state=DuplicateState.MERGED)
    await store.pool_changed(connection)


async def undo_merge(connection: TenantConnection, *, candidate_id: UUID) -> None:
    """Let a candidate stand for itself again; no rule will merge it into that other one any more.

    Raises:
        NotFound: the connection sees no such candidate.
        Conflict: it is not merged.
    """
    if await store.standing(connection, candidate_id=candidate_id) is None:
        raise NotFound(NO_SUCH_CANDIDATE)
    other_id = await store.undo_merge(connection, candidate_id=candidate_id)
    if other_id is None:
        raise Conflict("The candidate is not merged into another one.")
    await store.decide(connection, candidate_id=candidate_id, other_id=other_id, state=DuplicateState.APART)
    await store.pool_changed(connection)


def _found(rows: Iterable[Sharing], marks: Sequence[Mark], identity: Identity) -> Iterator[Duplicate]:
    own_sketch = next((_sketch(mark.value) for mark in marks if mark.kind is MarkKind.SKETCH), None)
    for row in rows:
        because = [kind for kind in row.kinds if kind != MarkKind.TEXT]
        if own_sketch is not None and row.sketch is not None:
            other = _sketch(row.sketch)
            if len(other) == len(own_sketch) and likeness(own_sketch, other) >= NEAR_IDENTICAL:
                because.append(MarkKind.TEXT)
        if because:
            agrees = _names_agree(identity, identity_from_json(row.identity) if row.identity else None)
            yield Duplicate(row.candidate_id, tuple(sorted(because)), agrees, DuplicateState.OPEN)


def _names_agree(identity: Identity, other: Identity | None) -> bool:
    """Whether both are named, by the same words in any order: `EXEMPLE Salma` is `Salma Exemple`."""
    if other is None or identity.name is None or other.name is None:
        return False
    first, second = (set(_NAME_PART.findall(fold(known.value))) for known in (identity.name, other.name))
    return bool(first) and first == second


def _without(text: str, masked: Iterable[Span]) -> str:
    characters = list(text)
    for span in masked:
        characters[span.start : span.end] = " " * len(characters[span.start : span.end])
    return "".join(characters)


def _sketch(stored: bytes) -> Sketch:
    return np.frombuffer(stored, dtype="<u4").astype(np.uint32)


def _digest(value: str) -> bytes:
    return hashlib.blake2s(value.encode("utf-8", "replace"), digest_size=_DIGEST_BYTES).digest()
