"""What comes in: a document for a new candidate, or for a known one in place of the last."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from service.candidates import store
from service.candidates.json_resume import JsonResume
from service.candidates.rows import CandidateStatus, Standing
from service.documents.naming import display_name
from service.documents.originals.originals import Original
from service.documents.reading.rejection import rejected
from service.documents.rows import Document, DocumentKind
from service.documents.use_cases import candidate_of_content, keep_document, was_sent_last
from service.errors import RejectionReason
from service.idempotency.use_cases import Effect, KeyUse, once
from service.jobs.queue import Job, enqueue
from service.tenancy import OrganisationId, TenantConnection

READ_CANDIDATE = "read_candidate"
BULK_PRIORITY = -10
"""Below that of single uploads, for which somebody may be waiting."""

_UNREADABLE = str.maketrans({"\x00": " "})


@dataclass(frozen=True, slots=True)
class Submission:
    """A document as someone sends it.

    Attributes:
        kind: A file, a text, or structured data.
        content: The bytes that are kept.
        media_type: As the sender names it; what the bytes really are is found out by reading them.
        file_name: As the sender names it; cleaned before anybody sees it.
    """

    kind: DocumentKind
    content: bytes
    media_type: str = "application/octet-stream"
    file_name: str | None = None

    @classmethod
    def of_text(cls, text: str) -> Self:
        """A CV as plain text."""
        readable = text.translate(_UNREADABLE).encode("utf-8", "replace")
        return cls(DocumentKind.TEXT, readable, "text/plain; charset=utf-8", "cv.txt")

    @classmethod
    def of_resume(cls, resume: JsonResume) -> Self:
        """A CV as structured data."""
        content = resume.model_dump_json(exclude_defaults=True).encode()
        return cls(DocumentKind.JSON_RESUME, content, "application/json", "resume.json")

    @property
    def sha256(self) -> bytes:
        """Digest of all that is sent."""
        return hashlib.sha256(self.kind.encode() + b"\0" + self.content).digest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission.

    Attributes:
        candidate_id: The candidate.
        revision: The number of this document among those of the candidate, from 1.
        is_new: Whether the candidate was not known before.
        is_unchanged: Whether this very document had been sent before, so that nothing is to be done.
    """

    candidate_id: UUID
    revision: int
    is_new: bool
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """For whom a candidate comes in, and who sends it.

    Attributes:
        organisation_id: To whom the candidate belongs.
        sender_id: Whose API key it is: the same, or a partner's.
        is_bulk: Whether it is one of many that nobody waits for; whoever sends a single one goes first.
    """

    organisation_id: OrganisationId
    sender_id: OrganisationId
    is_bulk: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A submission on its way in."""

    submission: Submission
    sender: Sender
    original: Original | None
    external_id: str | None
    replaces_duplicates: bool


async def receive_candidate(
    connection: TenantConnection,
    submission: Submission,
    *,
    sender: Sender,
    original: Original | None = None,
    external_id: str | None = None,
    idempotency_key: str | None = None,
    replaces_duplicates: bool = False,
) -> Receipt:
    """Keep a document and have it read; all in the connection's transaction, or not at all.

    The same external id replaces what was sent before; until the new document has been read, the profile
    of the earlier one stays. The very same document again changes nothing, unless it was refused.

    Args:
        connection: Of the organisation, and of the partner who sends.
        submission: What is sent.
        sender: For whom, by whom.
        original: How its content is kept, from `Originals.keep`; None keeps it in the database as it is.
        external_id: The sender's own name for the candidate.
        idempotency_key: Of a request that may be repeated.
        replaces_duplicates: Whether it takes the place of the sender's candidates whom it is certain to be.

    Raises:
        DocumentRejected: there is nothing in it.
        InvalidRequest: the idempotency key was used with something else.
        Conflict: the request with that key is still being worked on, or its candidate was erased.
    """
    if not submission.content.strip():
        raise rejected(RejectionReason.EMPTY)
    use = idempotency_key and _key_use(sender, idempotency_key, external_id, submission)
    return await once(
        connection,
        use or None,
        _receiving(connection, Arrival(submission, sender, original, external_id, replaces_duplicates)),
        kind=Receipt,
    )


def reading_key(organisation_id: UUID, candidate_id: UUID) -> str:
    """Return what the keys of all jobs about a candidate begin with."""
    return f"candidate/{organisation_id}/{candidate_id}/"


async def sent_before(connection: TenantConnection, submission: Submission) -> UUID | None:
    """Return the sender's candidate whose newest document is exactly this one, unless it was refused.

    Whoever else asks about the same document waits until this transaction ends.
    """
    return await candidate_of_content(connection, kind=submission.kind, content=submission.content)


async def have_it_read(
    connection: TenantConnection,
    *,
    organisation_id: OrganisationId,
    candidate_id: UUID,
    revision: int,
    priority: int = 0,
) -> None:
    """Enqueue the reading of one revision, in the connection's transaction."""
    job = Job(
        READ_CANDIDATE,
        f"{reading_key(organisation_id, candidate_id)}{revision}",
        {
            "organisation_id": str(organisation_id),
            "candidate_id": str(candidate_id),
            "revision": revision,
        },
        priority,
    )
    await enqueue(connection, job)


def _receiving(connection: TenantConnection, arrival: Arrival) -> Callable[[], Awaitable[Effect[Receipt]]]:
    async def receive() -> Effect[Receipt]:
        receipt = await _unchanged(connection, arrival) or await _received(connection, arrival)
        return Effect(receipt.candidate_id, receipt)

    return receive


async def _received(connection: TenantConnection, arrival: Arrival) -> Receipt:
    candidate = await store.receive(
        connection, external_id=arrival.external_id, replaces_duplicates=arrival.replaces_duplicates
    )
    await keep_document(connection, _document(candidate, arrival))
    await have_it_read(
        connection,
        organisation_id=arrival.sender.organisation_id,
        candidate_id=candidate.id,
        revision=candidate.revision,
        priority=BULK_PRIORITY if arrival.sender.is_bulk else 0,
    )
    return Receipt(candidate.id, candidate.revision, is_new=candidate.revision == 1)


async def _unchanged(connection: TenantConnection, arrival: Arrival) -> Receipt | None:
    if arrival.external_id is None:
        return None
    known = await store.lock_by_external_id(connection, external_id=arrival.external_id)
    if known is None or known.status is CandidateStatus.REFUSED:
        return None
    if not await was_sent_last(connection, candidate_id=known.id, content=arrival.submission.content):
        return None
    return Receipt(known.id, known.revision, is_new=False, is_unchanged=True)


def _document(candidate: Standing, arrival: Arrival) -> Document:
    submission = arrival.submission
    original = arrival.original or Original(submission.content)
    return Document(
        candidate_id=candidate.id,
        revision=candidate.revision,
        kind=submission.kind,
        media_type=submission.media_type,
        display_name=display_name(submission.file_name),
        sha256=hashlib.sha256(submission.content).digest(),
        content=original.content,
        key=original.key,
        place=original.place,
    )


def _key_use(sender: Sender, key: str, external_id: str | None, submission: Submission) -> KeyUse:
    named = b"" if external_id is None else b"\0" + external_id.encode("utf-8", "replace")
    return KeyUse(sender.sender_id, key, hashlib.sha256(submission.sha256 + named).digest())
