"""The job that makes a candidate of a document: text, profile, vectors, searchable."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from matching.encoding.encoder import Vectors
from matching.errors import UnreadableText
from matching.profile import Flag, Profile
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Mention, Origin, Span
from service.candidates import store
from service.candidates.corrections import Corrections, corrected_identity, corrected_profile
from service.candidates.duplicates import find_duplicates, marks_of
from service.candidates.json_resume import JsonResume, resume_text
from service.candidates.profile_reader import TextReading
from service.candidates.rows import Claim
from service.candidates.turns import Turns
from service.documents.originals.originals import Originals
from service.documents.reading.document_text import DocumentText
from service.documents.rows import Document, DocumentKind
from service.documents.use_cases import document_to_read, replace_text
from service.errors import DocumentRejected, JobFailed, RejectionReason, Unavailable
from service.inference import Inference
from service.serialization import identity_to_json, profile_to_json, segments_to_json
from service.tenancy import OrganisationId, TenantConnection, TenantDatabase
from service.webhooks.events import announce, matches_changed
from service.webhooks.rows import Event

_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)

PARSER = "1"
"""Version of everything between a document and its profile; profiles of another one may be read again."""


class ReadsDocuments(Protocol):
    """Turns the bytes of a document into text, in a process that may die without harm."""

    async def read(self, data: bytes, *, file_name: str | None) -> DocumentText:
        """Return the text; raise `DocumentRejected` for a document that cannot be read."""


class ReadsProfiles(Protocol):
    """Turns a CV text into what it states."""

    async def read(self, text: str, *, today: date) -> TextReading:
        """Return what the text states; raise as `ProfileReader.read` does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The document of one revision of a candidate, to be read."""

    organisation_id: OrganisationId
    candidate_id: UUID
    revision: int


@dataclass(frozen=True, slots=True)
class PlainText:
    """The text of a document, whatever its form was."""

    text: str
    pages: tuple[Span, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of reading a document; the vectors by the key of their encoder."""

    plain: PlainText
    reading: TextReading
    vectors: Mapping[str, Vectors]


@dataclass(frozen=True, slots=True)
class CandidateReader:
    """Reads documents of candidates; has what that takes.

    Attributes:
        originals: What brings back the documents as they were sent.
        following: Of the encoder that is to take the place of the one that serves, while that is prepared.
        max_attempts: Attempts after which a document counts as one that cannot be read.
        turns: Who reads beside whom.
    """

    database: TenantDatabase
    documents: ReadsDocuments
    profiles: ReadsProfiles
    inference: Inference
    taxonomy: Taxonomy
    max_attempts: int
    originals: Originals = field(default_factory=Originals)
    turns: Turns = field(default_factory=Turns)
    following: Inference | None = None

    async def read(self, job: Reading) -> None:
        """Make a candidate of the document, or record why it cannot be read.

        Safe to repeat and to kill at any point: the result is written in one transaction, once. A document
        that was tried before is read alone, so that, should it end this process once more, no other one is
        tried in vain with it.

        Raises:
            JobFailed: every attempt allowed has failed; the candidate is refused and the job is to be parked.
        """
        async with self.database.tenant(job.organisation_id) as connection:
            n_attempts = await store.attempts(
                connection, candidate_id=job.candidate_id, revision=job.revision
            )
        if n_attempts is not None:
            async with self.turns.alone() if n_attempts else self.turns.beside_others():
                await self._claim_and_read(job)

    async def _claim_and_read(self, job: Reading) -> None:
        async with self.database.tenant(job.organisation_id) as connection:
            # Counted and committed before anything else, so that an attempt that kills this process counts.
            claim = await store.claim(connection, candidate_id=job.candidate_id, revision=job.revision)
            if claim is None:
                return
            document = await document_to_read(
                connection, candidate_id=job.candidate_id, revision=job.revision
            )
        if claim.attempts > self.max_attempts:
            await self._refuse(job, RejectionReason.PROCESSING_FAILED)
            raise JobFailed("Every attempt allowed has failed.", retry=False)
        await self._attempt_patiently(job, document, claim)

    async def _attempt_patiently(self, job: Reading, document: Document, claim: Claim) -> None:
        """Try again after the database was away for a while: that is not the document's fault."""
        for pause in _PAUSES_SECONDS:
            try:
                await self._attempt(job, document, claim)
            except Unavailable:
                await asyncio.sleep(pause)
            else:
                return
        await self._attempt(job, document, claim)

    async def _attempt(self, job: Reading, document: Document, claim: Claim) -> None:
        try:
            sent = await self.originals.fetch(document, organisation_id=job.organisation_id)
            plain = await self._text(sent)
            reading = await self._profile(plain, today=claim.today)
        except DocumentRejected as rejection:
            await self._refuse(job, rejection.reason)
        except UnreadableText:
            await self._refuse(job, RejectionReason.NO_TEXT)
        else:
            texts = [segment.text for segment in reading.segments]
            vectors = {
                inference.description.key: await inference.encode_passages(texts)
                for inference in (self.inference, self.following)
                if inference is not None
            }
            async with self.database.tenant(job.organisation_id) as connection:
                await self._keep(connection, job, claim, _Outcome(plain, reading, vectors))

    async def _text(self, document: Document) -> PlainText:
        assert document.content is not None
        match document.kind:
            case DocumentKind.FILE:
                read = await self.documents.read(document.content, file_name=document.display_name)
                return PlainText(read.text, read.pages, tuple(read.hidden))
            case DocumentKind.TEXT:
                return _one_page(document.content.decode())
            case DocumentKind.JSON_RESUME:
                return _one_page(resume_text(JsonResume.model_validate_json(document.content)))

    async def _profile(self, plain: PlainText, *, today: date) -> TextReading:
        reading = await self.profiles.read(plain.text, today=today)
        if not plain.hidden:
            return reading
        flag = Mention(Flag.INVISIBLE_TEXT, None, Origin.INFERRED)
        return replace(reading, profile=replace(reading.profile, flags=(*reading.profile.flags, flag)))

    async def _keep(
        self,
        connection: TenantConnection,
        job: Reading,
        claim: Claim,
        outcome: "_Outcome",
    ) -> None:
        """Write everything that was read, unless someone else has done so or the document was replaced."""
        plain, reading = outcome.plain, outcome.reading
        if not await store.finish(connection, candidate_id=job.candidate_id, revision=job.revision):
            return
        earlier = await store.corrections(connection, candidate_id=job.candidate_id)
        corrections = Corrections.model_validate_json(earlier.corrections) if earlier else Corrections()
        identity = corrected_identity(reading.identity, corrections)
        marks = marks_of(plain.text, identity, masked=reading.profile.masked)
        await replace_text(
            connection,
            candidate_id=job.candidate_id,
            revision=job.revision,
            text=plain.text,
            pages=plain.pages,
            hidden=plain.hidden,
            profile=reading.profile,
        )
        await store.keep_identity(
            connection,
            candidate_id=job.candidate_id,
            read=identity_to_json(reading.identity),
            identity=identity_to_json(identity),
        )
        await store.keep_profile(
            connection,
            candidate_id=job.candidate_id,
            revision=job.revision,
            read=profile_to_json(reading.profile),
            profile=profile_to_json(self._corrected(reading.profile, corrections)),
            segments=segments_to_json(reading.segments),
            parser=PARSER,
        )
        await store.forget_vectors(connection, candidate_id=job.candidate_id)
        for encoder, rows in outcome.vectors.items():
            await store.add_vectors(connection, candidate_id=job.candidate_id, encoder=encoder, vectors=rows)
        await find_duplicates(
            connection,
            candidate_id=job.candidate_id,
            marks=marks,
            identity=identity,
            may_replace=claim.may_replace,
        )
        await store.pool_changed(connection)
        await self._tell(connection, job, Event.CANDIDATE_READY)
        await matches_changed(connection)

    def _corrected(self, profile: Profile, corrections: Corrections) -> Profile:
        return corrected_profile(profile, corrections, taxonomy=self.taxonomy)

    async def _refuse(self, job: Reading, reason: RejectionReason) -> None:
        async with self.database.tenant(job.organisation_id) as connection:
            was_refused = await store.refuse(
                connection, candidate_id=job.candidate_id, revision=job.revision, reason=reason
            )
            if was_refused:
                await self._tell(connection, job, Event.CANDIDATE_REFUSED, reason=reason.value)

    @staticmethod
    async def _tell(connection: TenantConnection, job: Reading, event: Event, **more: str) -> None:
        data = {"candidate_id": str(job.candidate_id), "revision": job.revision, **more}
        await announce(connection, job.organisation_id, event=event, data=data)


def _one_page(text: str) -> PlainText:
    # PostgreSQL keeps no U+0000, and half a surrogate pair cannot be written at all.
    readable = text.replace("\x00", " ").encode("utf-8", "replace").decode()
    return PlainText(readable, (Span(0, len(readable)),))
