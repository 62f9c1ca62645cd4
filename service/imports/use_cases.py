"""What can be done with imports: send many things at once, watch them come in, call the rest off."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO
from uuid import UUID

from service.candidates.receiving import BULK_PRIORITY, Sender
from service.documents.originals.keyring import Keyring
from service.errors import InvalidRequest, NotFound
from service.idempotency.use_cases import Effect, KeyUse, once
from service.imports import store
from service.imports.items import CandidateItem, Item, ItemFault, RefusedItem, packed
from service.imports.rows import ImportForm, ImportRow, ItemOutcome, ItemRow
from service.imports.sources import Source
from service.jobs.queue import Job, discard, enqueue
from service.settings import LimitSettings
from service.tenancy import OrganisationId, TenantConnection

__all__ = [
    "ImportReceipt",
    "ImportRow",
    "ItemOutcome",
    "ItemRow",
    "Order",
    "cancel_import",
    "import_items",
    "import_job_key",
    "import_progress",
    "imports",
    "receive_import",
    "watching_job",
]

DO_BATCH = "import_batch"
WATCH_IMPORT = "watch_import"
_FIRST_LOOK_SECONDS = 2.0
_LATER_LOOKS = 1.3
_LONGEST_PAUSE_SECONDS = 30.0
NO_SUCH_IMPORT = "There is no such import."
_BATCH_ITEMS = 50
_BATCH_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Order:
    """Who sends an import, and what must be known to take it in.

    Attributes:
        sender: Whoever it is.
        keyring: Seals what waits to be done.
        limits: Of an import, and of its items.
        idempotency_key: Of a request that may be repeated.
        replaces_duplicates: Whether its candidates take the place of those they are certain to be.
    """

    sender: Sender
    keyring: Keyring
    limits: LimitSettings
    idempotency_key: str | None = None
    replaces_duplicates: bool = False


@dataclass(frozen=True, slots=True)
class ImportReceipt:
    """What became of sending an import."""

    import_id: UUID
    n_items: int


async def receive_import(connection: TenantConnection, source: Source, order: Order) -> ImportReceipt:
    """Keep an import and have its items done; all in the connection's transaction, or not at all.

    Every item is looked at now, so that one which cannot be taken in is refused at once; the others wait
    sealed for the jobs that do them.

    Raises:
        DocumentRejected: the file as a whole cannot be read.
        InvalidRequest: there is no item in it, or too many, or the idempotency key was used otherwise.
        Conflict: the request with that key is still being worked on.
    """

    async def receive() -> Effect[ImportReceipt]:
        receipt = await _received(connection, source, order)
        return Effect(receipt.import_id, receipt)

    use = None
    if order.idempotency_key is not None:
        digest = await asyncio.to_thread(_digest, source, order)
        use = KeyUse(order.sender.sender_id, order.idempotency_key, digest)
    return await once(connection, use, receive, kind=ImportReceipt)


async def import_progress(connection: TenantConnection, *, import_id: UUID) -> ImportRow:
    """Return how far an import is.

    Raises:
        NotFound: the connection sees no such import.
    """
    row = await store.one(connection, import_id=import_id)
    if row is None:
        raise NotFound(NO_SUCH_IMPORT)
    return row


async def imports(connection: TenantConnection, *, after: UUID | None, limit: int) -> list[ImportRow]:
    """Return imports, the newest first, those that come after the import `after`."""
    return await store.page(connection, after=after, limit=limit)


async def import_items(
    connection: TenantConnection, *, import_id: UUID, after_position: int, limit: int
) -> list[ItemRow]:
    """Return what became of items so far, in the order in which they were sent, from a position on."""
    return await store.items(connection, import_id=import_id, after_position=after_position, limit=limit)


async def cancel_import(
    connection: TenantConnection, *, organisation_id: OrganisationId, import_id: UUID
) -> ImportRow:
    """Return an import of which nothing waits any more; what is done stays.

    Raises:
        NotFound: the connection sees no such import.
    """
    if not await store.cancel(connection, import_id=import_id):
        raise NotFound(NO_SUCH_IMPORT)
    await discard(connection, key_prefix=import_job_key(organisation_id, import_id))
    return await import_progress(connection, import_id=import_id)


def import_job_key(organisation_id: UUID, import_id: UUID) -> str:
    """Return what the keys of all jobs about an import begin with."""
    return f"import/{organisation_id}/{import_id}/"


def watching_job(organisation_id: UUID, import_id: UUID, *, number: int) -> Job:
    """Return the job that looks whether an import is over; the later the look, the longer it waits."""
    return Job(
        WATCH_IMPORT,
        f"watched-import/{organisation_id}/{import_id}/{number}",
        {"organisation_id": str(organisation_id), "import_id": str(import_id), "number": number},
        after_seconds=min(_FIRST_LOOK_SECONDS * _LATER_LOOKS ** min(number, 20), _LONGEST_PAUSE_SECONDS),
    )


async def _received(connection: TenantConnection, source: Source, order: Order) -> ImportReceipt:
    form = await asyncio.to_thread(source.form)
    import_id = await store.begin(
        connection, subject=source.subject, form=form, replaces_duplicates=order.replaces_duplicates
    )
    arrival = _Arrival(connection, order, import_id)
    batches = _batches(source, form, order.limits)
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        await arrival.keep(batch)
    if arrival.n_items == 0:
        raise InvalidRequest("There is nothing to import in this file.")
    await store.count_items(connection, import_id=import_id, n_items=arrival.n_items)
    await enqueue(connection, watching_job(order.sender.organisation_id, import_id, number=1))
    return ImportReceipt(import_id, arrival.n_items)


class _Arrival:
    """Keeps the batches of one import, each with its job."""

    def __init__(self, connection: TenantConnection, order: Order, import_id: UUID) -> None:
        self._connection = connection
        self._order = order
        self._import_id = import_id
        self._n_batches = 0
        self.n_items = 0

    async def keep(self, batch: list[Item | RefusedItem]) -> None:
        numbered = list(enumerate(batch, start=self.n_items + 1))
        self.n_items += len(batch)
        await store.add_items(
            self._connection,
            import_id=self._import_id,
            items=[
                (position, item.name, item if isinstance(item, RefusedItem) else None)
                for position, item in numbered
            ],
        )
        taken = [(position, item) for position, item in numbered if not isinstance(item, RefusedItem)]
        if taken:
            await self._have_done(taken)

    async def _have_done(self, items: list[tuple[int, Item]]) -> None:
        organisation_id, keyring = self._order.sender.organisation_id, self._order.keyring
        self._n_batches += 1
        content = await asyncio.to_thread(_sealed, items, keyring, organisation_id)
        await store.add_batch(
            self._connection,
            import_id=self._import_id,
            number=self._n_batches,
            content=content,
            key=keyring.newest,
        )
        job = Job(
            DO_BATCH,
            f"{import_job_key(organisation_id, self._import_id)}{self._n_batches}",
            {
                "organisation_id": str(organisation_id),
                "import_id": str(self._import_id),
                "number": self._n_batches,
            },
            priority=BULK_PRIORITY,
        )
        await enqueue(self._connection, job)


def _sealed(items: list[tuple[int, Item]], keyring: Keyring, organisation_id: OrganisationId) -> bytes:
    return keyring.seal(packed(items), organisation_id=organisation_id)


def _batches(source: Source, form: ImportForm, limits: LimitSettings) -> Iterator[list[Item | RefusedItem]]:
    items = _without_repetitions(source.items(form, limits=limits))
    n_items = 0
    batch: list[Item | RefusedItem] = []
    n_bytes = 0
    for item in islice(items, limits.max_import_items + 1):
        n_items += 1
        batch.append(item)
        n_bytes += len(item.submission.content) if isinstance(item, CandidateItem) else 0
        if len(batch) >= _BATCH_ITEMS or n_bytes >= _BATCH_BYTES:
            yield batch
            batch, n_bytes = [], 0
    if n_items > limits.max_import_items:
        raise InvalidRequest(f"An import has at most {limits.max_import_items} items: send several.")
    if batch:
        yield batch


def _without_repetitions(items: Iterator[Item | RefusedItem]) -> Iterator[Item | RefusedItem]:
    """Refuse a second item with an external id: which of the two should count, only their sender knows."""
    seen = set[str]()
    for item in items:
        external_id = None if isinstance(item, RefusedItem) else item.external_id
        if external_id is not None and external_id in seen:
            yield RefusedItem(item.name, ItemFault.REPEATED_EXTERNAL_ID)
            continue
        if external_id is not None:
            seen.add(external_id)
        yield item


def _digest(source: Source, order: Order) -> bytes:
    digest = hashlib.sha256(f"import {source.subject} {order.replaces_duplicates}\0".encode())
    for chunk in _chunks(source.spool):
        digest.update(chunk)
    return digest.digest()


def _chunks(spool: IO[bytes]) -> Iterator[bytes]:
    while chunk := spool.read(_CHUNK_BYTES):
        yield chunk
    spool.seek(0)
