"""The job that does a part of an import: each of its items once in effect, whatever dies meanwhile."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from service.candidates.receiving import Receipt, Sender, receive_candidate, sent_before
from service.documents.originals.originals import Originals
from service.errors import Conflict, DocumentRejected, InvalidRequest
from service.idempotency.use_cases import KeyUse
from service.imports import store
from service.imports.items import CandidateItem, Item, ItemFault, OpeningItem, Settled, unpacked
from service.imports.rows import BatchRow, ItemOutcome
from service.openings.reading import OpeningReader
from service.openings.use_cases import submit_opening
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase


@dataclass(frozen=True, slots=True)
class Batch:
    """A part of an import."""

    organisation_id: OrganisationId
    import_id: UUID
    number: int


@dataclass(frozen=True, slots=True)
class ImportProcessor:
    """Does parts of imports; has what that takes."""

    database: TenantDatabase
    openings: OpeningReader
    originals: Originals

    async def do(self, batch: Batch) -> None:
        """Take in every item of a part that still waits. Safe to repeat and to kill at any point."""
        async with self.database.tenant(batch.organisation_id) as connection:
            row = await store.batch(connection, import_id=batch.import_id, number=batch.number)
        if row is None:
            return
        work = _Work(self, batch, row)
        content = self.originals.keyring.unseal(
            row.content, key=row.key, organisation_id=batch.organisation_id
        )
        for position, item in unpacked(content):
            await work.take_in(position, item)
        async with self.database.tenant(batch.organisation_id) as connection:
            await store.finish_batch(connection, import_id=batch.import_id, number=batch.number)


@dataclass(frozen=True, slots=True)
class _Work:
    """One part in hand."""

    processor: ImportProcessor
    batch: Batch
    row: BatchRow

    async def take_in(self, position: int, item: Item) -> None:
        match item:
            case CandidateItem():
                await self._candidate(position, item)
            case OpeningItem():
                await self._opening(position, item)

    async def _candidate(self, position: int, item: CandidateItem) -> None:
        original = await self.processor.originals.keep(
            self.processor.database, item.submission.content, organisation_id=self.batch.organisation_id
        )
        async with self._claimed(position) as connection:
            if connection is None:
                return
            sender = Sender(self.batch.organisation_id, self._sender_id, is_bulk=True)
            if item.external_id is None:
                known = await sent_before(connection, item.submission)
                if known is not None:
                    await self._settle(
                        connection, position, Settled(ItemOutcome.DUPLICATE, candidate_id=known)
                    )
                    return
            try:
                receipt = await receive_candidate(
                    connection,
                    item.submission,
                    sender=sender,
                    original=original,
                    external_id=item.external_id,
                    replaces_duplicates=self.row.replaces_duplicates,
                )
            except DocumentRejected as rejection:
                settled = Settled(ItemOutcome.REFUSED, reason=rejection.reason)
            else:
                settled = _settled(receipt)
            await self._settle(connection, position, settled)

    async def _opening(self, position: int, item: OpeningItem) -> None:
        """Openings are read outside a transaction; the key makes each count once all the same."""
        name = f"import/{self.batch.import_id}/{position}"
        key = KeyUse(self._sender_id, name, hashlib.sha256(name.encode()).digest())
        async with self._claimed(position) as connection:
            if connection is None:
                return
        try:
            record, saved = await submit_opening(
                self.processor.database,
                self.batch.organisation_id,
                item.draft,
                reader=self.processor.openings,
                today=self.row.today,
                key_use=key,
            )
        except InvalidRequest as fault:
            settled = Settled(ItemOutcome.REFUSED, reason=ItemFault.INVALID, detail=str(fault))
        except Conflict:  # it was there, and was deleted before this could be written down
            settled = Settled(ItemOutcome.CANCELLED)
        else:
            outcome = ItemOutcome.CREATED if saved.is_new else ItemOutcome.REPLACED
            settled = Settled(outcome, opening_id=record.id)
        async with self._claimed(position) as connection:
            if connection is not None:
                await self._settle(connection, position, settled)

    @asynccontextmanager
    async def _claimed(self, position: int) -> AsyncIterator[TenantConnection | None]:
        """Yield a transaction that holds the item; None where it is done already, or called off."""
        uploaded_by = self.row.uploaded_by
        async with self.processor.database.tenant(
            self.batch.organisation_id, partner_id=OrganisationId(uploaded_by) if uploaded_by else None
        ) as connection:
            waits = await store.claim(connection, import_id=self.batch.import_id, position=position)
            yield connection if waits else None

    async def _settle(self, connection: TenantConnection, position: int, settled: Settled) -> None:
        await store.settle(connection, import_id=self.batch.import_id, position=position, settled=settled)

    @property
    def _sender_id(self) -> OrganisationId:
        return OrganisationId(self.row.uploaded_by or self.batch.organisation_id)


def _settled(receipt: Receipt) -> Settled:
    if receipt.is_unchanged:
        outcome = ItemOutcome.UNCHANGED
    else:
        outcome = ItemOutcome.CREATED if receipt.is_new else ItemOutcome.REPLACED
    return Settled(outcome, candidate_id=receipt.candidate_id, revision=receipt.revision)
