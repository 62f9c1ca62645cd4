"""What can be done with openings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import numpy as np

from matching.encoding.encoder import Vectors
from matching.ranking.subjects import Opening, Segment, advert_text
from matching.requirements import Requirement, Requirements
from service.errors import Conflict, InvalidRequest, NotFound
from service.idempotency.use_cases import Effect, KeyUse, erase_answers, once
from service.openings import store
from service.openings.corrections import Correction, corrected, merged
from service.openings.reading import OpeningDraft, OpeningReader, OpeningReading
from service.openings.rows import OpeningRow
from service.openings.stated import resolved
from service.serialization import from_json, requirements_from_json, segments_from_json
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase
from service.webhooks.events import announce, matches_changed
from service.webhooks.rows import Event

NO_SUCH_OPENING = "There is no such opening."
MAX_CORRECTIONS = 200


@dataclass(frozen=True, slots=True)
class OpeningRecord:
    """An opening as it is kept.

    Attributes:
        stated: Requirements that came as data.
        read: Requirements as understood, before corrections.
        corrections: What people changed.
        requirements: `read` with `corrections` laid over it: what is matched against.
        segments: Passages that are encoded.
    """

    id: UUID
    external_id: str | None
    title: str
    text: str
    stated: tuple[Requirement, ...]
    read: Requirements
    corrections: tuple[Correction, ...]
    requirements: Requirements
    segments: tuple[Segment, ...]
    headcount: int
    revision: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningChange:
    """What a person changes; None leaves a thing as it is."""

    title: str | None = None
    text: str | None = None
    headcount: int | None = None
    is_closed: bool | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningFilter:
    """Which openings are listed."""

    external_id: str | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of sending an opening."""

    opening_id: UUID
    is_new: bool


async def submit_opening(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    draft: OpeningDraft,
    *,
    reader: OpeningReader,
    today: date,
    key_use: KeyUse | None = None,
) -> tuple[OpeningRecord, Saved]:
    """Read an opening and keep it; one with the same external id is replaced and keeps its corrections.

    Raises:
        InvalidRequest: something stated is unknown to the taxonomy, or the key was used with another body.
        Conflict: what the key led to has been deleted.
    """
    reading = await reader.read(draft, today=today)
    async with database.tenant(organisation_id) as connection:

        async def add() -> Effect[Saved]:
            saved = await _add(connection, organisation_id, draft, reading, encoder_key=reader.encoder_key)
            return Effect(subject_id=saved.opening_id, answer=saved)

        saved = await once(connection, key_use, add, kind=Saved)
        return await opening(connection, opening_id=saved.opening_id), saved


async def _add(
    connection: TenantConnection,
    organisation_id: OrganisationId,
    draft: OpeningDraft,
    reading: OpeningReading,
    *,
    encoder_key: str,
) -> Saved:
    found = reading.requirements.headcount
    saved = await store.add_opening(
        connection,
        external_id=draft.external_id,
        title=draft.title,
        text=draft.text,
        stated=reading.stated,
        requirements=reading.requirements,
        segments=reading.segments,
        headcount=draft.headcount or (found.value if found else 1),
    )
    await _keep_vectors(connection, saved.id, encoder_key=encoder_key, vectors=reading.vectors)
    await announce(connection, organisation_id, event=Event.OPENING_READY, data={"opening_id": str(saved.id)})
    await matches_changed(connection)
    return Saved(opening_id=saved.id, is_new=saved.is_new)


async def opening(connection: TenantConnection, *, opening_id: UUID) -> OpeningRecord:
    """Return one opening.

    Raises:
        NotFound: the organisation has no such opening.
    """
    row = await store.opening(connection, opening_id=opening_id)
    if row is None:
        raise NotFound(NO_SUCH_OPENING)
    return _record(row)


async def openings(
    connection: TenantConnection, *, wanted: OpeningFilter, after: UUID | None, limit: int
) -> list[OpeningRecord]:
    """Return openings, the newest first, those that come after the opening `after`."""
    rows = await store.openings(
        connection, after=after, limit=limit, external_id=wanted.external_id, is_open=wanted.is_open
    )
    return [_record(row) for row in rows]


async def change_opening(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    opening_id: UUID,
    change: OpeningChange,
    reader: OpeningReader,
    today: date,
) -> OpeningRecord:
    """Return an opening as changed by a person. A new text is read again, corrections stay.

    Raises:
        NotFound: the organisation has no such opening.
        InvalidRequest: a correction is about a requirement that does not exist, or names an unknown concept.
        Conflict: someone else changed the opening at the same moment.
    """
    async with database.tenant(organisation_id) as connection:
        record = await opening(connection, opening_id=opening_id)
    corrections = _with_new(record, _resolved(change.corrections, reader))
    reading = await _reading_after(record, change, reader=reader, today=today)
    async with database.tenant(organisation_id) as connection:
        await _save(connection, record, change, reading=reading, corrections=corrections)
        await matches_changed(connection)
        if reading is not None:
            await _keep_vectors(
                connection, opening_id, encoder_key=reader.encoder_key, vectors=reading.vectors
            )
        return await opening(connection, opening_id=opening_id)


def as_if_corrected(
    record: OpeningRecord, corrections: Sequence[Correction], *, reader: OpeningReader
) -> OpeningRecord:
    """Return an opening as these corrections would leave it, without keeping them.

    Raises:
        InvalidRequest: a correction is about a requirement that does not exist, or names an unknown concept.
    """
    after = _with_new(record, _resolved(corrections, reader))
    return replace(record, corrections=after, requirements=corrected(record.read, after))


async def delete_opening(connection: TenantConnection, *, opening_id: UUID) -> None:
    """Delete an opening.

    Raises:
        NotFound: the organisation has no such opening.
    """
    if not await store.delete_opening(connection, opening_id=opening_id):
        raise NotFound(NO_SUCH_OPENING)
    await erase_answers(connection, subject_id=opening_id)


async def openings_to_match(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    records: Sequence[OpeningRecord],
    *,
    reader: OpeningReader,
) -> list[Opening]:
    """Return openings ready to be scored; those without vectors of the present encoder are encoded first."""
    async with database.tenant(organisation_id) as connection:
        rows = await store.vectors(
            connection, opening_ids=[record.id for record in records], encoder_key=reader.encoder_key
        )
    stored = {
        opening_id: np.array([row.vector for row in group])
        for opening_id, group in groupby(rows, key=lambda row: row.opening_id)
    }
    openings = []
    for record in records:
        vectors = stored.get(record.id)
        if vectors is None or len(vectors) != len(record.segments):
            vectors = await _encoded_again(database, organisation_id, record, reader=reader)
        openings.append(as_opening(record, vectors))
    return openings


def as_opening(record: OpeningRecord, vectors: Vectors) -> Opening:
    """Return an opening ready to be scored."""
    return Opening(
        id=str(record.id),
        requirements=record.requirements,
        text=advert_text(title=record.title, text=record.text),
        segments=record.segments,
        vectors=vectors,
    )


async def _encoded_again(
    database: TenantDatabase, organisation_id: OrganisationId, record: OpeningRecord, *, reader: OpeningReader
) -> Vectors:
    vectors = await reader.encode(record.segments)
    async with database.tenant(organisation_id) as connection:
        current = await store.opening(connection, opening_id=record.id)
        if current is not None and current.revision == record.revision:
            await store.add_vectors(
                connection, opening_id=record.id, encoder_key=reader.encoder_key, vectors=vectors
            )
    return vectors


async def _keep_vectors(
    connection: TenantConnection, opening_id: UUID, *, encoder_key: str, vectors: Vectors
) -> None:
    await store.forget_vectors(connection, opening_id=opening_id)
    await store.add_vectors(connection, opening_id=opening_id, encoder_key=encoder_key, vectors=vectors)


async def _reading_after(
    record: OpeningRecord, change: OpeningChange, *, reader: OpeningReader, today: date
) -> OpeningReading | None:
    """Return the reading of a changed text; None when the text stays."""
    title = record.title if change.title is None else change.title
    text = record.text if change.text is None else change.text
    if (title, text) == (record.title, record.text):
        return None
    return await reader.read_again(title=title, text=text, stated=record.stated, today=today)


async def _save(
    connection: TenantConnection,
    record: OpeningRecord,
    change: OpeningChange,
    *,
    reading: OpeningReading | None,
    corrections: tuple[Correction, ...],
) -> None:
    was_saved = await store.change_opening(
        connection,
        opening_id=record.id,
        seen_revision=record.revision,
        title=record.title if change.title is None else change.title,
        text=record.text if change.text is None else change.text,
        requirements=reading.requirements if reading else record.read,
        segments=reading.segments if reading else record.segments,
        corrections=corrections,
        headcount=change.headcount or record.headcount,
        is_closed=record.closed_at is not None if change.is_closed is None else change.is_closed,
    )
    if not was_saved:
        raise Conflict("The opening was changed by someone else at the same moment.")


def _resolved(corrections: Sequence[Correction], reader: OpeningReader) -> list[Correction]:
    return [
        correction
        if correction.wanted is None
        else replace(
            correction,
            wanted=resolved(correction.wanted, taxonomy=reader.taxonomy, field=f"requirements.{position}"),
        )
        for position, correction in enumerate(corrections)
    ]


def _with_new(record: OpeningRecord, given: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return all corrections of an opening after `given`; additions get the next free ids."""
    known = {item.id for item in record.read.items} | {c.requirement_id for c in record.corrections}
    named = []
    for position, correction in enumerate(given):
        if correction.requirement_id and correction.requirement_id not in known:
            raise InvalidRequest(
                "The opening has no requirement of that id.", field=f"requirements.{position}.id"
            )
        identifier = correction.requirement_id or _free_id(known)
        known.add(identifier)
        named.append(replace(correction, requirement_id=identifier))
    corrections = merged(record.corrections, named)
    if len(corrections) > MAX_CORRECTIONS:
        raise InvalidRequest("The opening has too many corrections.", field="requirements")
    return corrections


def _free_id(known: set[str]) -> str:
    return next(name for n in range(1, len(known) + 2) if (name := f"added-{n}") not in known)


def _record(row: OpeningRow) -> OpeningRecord:
    read = requirements_from_json(row.requirements)
    corrections = from_json(tuple[Correction, ...], row.corrections)
    return OpeningRecord(
        id=row.id,
        external_id=row.external_id,
        title=row.title,
        text=row.text,
        stated=from_json(tuple[Requirement, ...], row.stated),
        read=read,
        corrections=corrections,
        requirements=corrected(read, corrections),
        segments=segments_from_json(row.segments),
        headcount=row.headcount,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
    )
