"""One effect for one key: a request that is sent again gets the first answer and changes nothing."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from service.errors import Conflict, InvalidRequest
from service.idempotency import store
from service.serialization import from_json, to_json
from service.tenancy import OrganisationId, TenantConnection

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key as a client sends it with a request.

    Attributes:
        sender_id: Whose key it is; keys of two senders never meet.
        key: Chosen by the client.
        body_sha256: Digest of all that the request asks for.
    """

    sender_id: OrganisationId
    key: str
    body_sha256: bytes


@dataclass(frozen=True, slots=True)
class Effect(Generic[A]):
    """What a request led to: the thing it made or changed, and the answer, a dataclass without secrets."""

    subject_id: UUID
    answer: A


async def once(
    connection: TenantConnection,
    use: KeyUse | None,
    work: Callable[[], Awaitable[Effect[A]]],
    *,
    kind: type[A],
) -> A:
    """Return the answer of `work`, or the one that the first use of the key got.

    Key and effect are in one transaction: after a crash there are both or neither. Two requests at once take
    turns, and the second gets the answer of the first.

    Args:
        connection: In the transaction of the effect.
        use: None for a request without a key, which is simply done.
        work: Makes the effect.
        kind: Class of the answer.

    Raises:
        InvalidRequest: the key was used with another body.
        Conflict: what the key led to was erased, or is still being made.
    """
    if use is None:
        return (await work()).answer
    is_first = await store.begin(
        connection, sender_id=use.sender_id, key=use.key, body_sha256=use.body_sha256
    )
    if not is_first:
        return await _first_answer(connection, use, kind)
    effect = await work()
    await store.finish(
        connection,
        sender_id=use.sender_id,
        key=use.key,
        subject_id=effect.subject_id,
        answer=to_json(kind, effect.answer),
    )
    return effect.answer


async def erase_answers(connection: TenantConnection, *, subject_id: UUID) -> None:
    """Forget every answer about something that is being erased; its keys cannot be used again."""
    await store.erase(connection, subject_id=subject_id)


async def _first_answer(connection: TenantConnection, use: KeyUse, kind: type[A]) -> A:
    used = await store.used_key(connection, sender_id=use.sender_id, key=use.key)
    if used is None or used.body_sha256 is None or used.answer is None:
        raise Conflict("What this Idempotency-Key led to has been erased.")
    if not hmac.compare_digest(used.body_sha256, use.body_sha256):
        raise InvalidRequest("This Idempotency-Key was used with another request.")
    return from_json(kind, used.answer)
