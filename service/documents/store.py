import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.types import Span
from service.database.queries import load_queries
from service.database.rows import to_row_or_none, to_rows
from service.documents.rows import Document, DocumentKind
from service.tenancy import Connection, TenantConnection

QUERIES = load_queries(__package__)


@dataclass(frozen=True, slots=True)
class SearchableText:
    """The words of a text that may be searched, without identity.

    Attributes:
        words: As written.
        configuration: PostgreSQL's text search configuration of their language.
        folded: The same without case, accents and marks, for those who type without.
    """

    words: str
    configuration: str
    folded: str


async def add_document(connection: TenantConnection, document: Document) -> None:
    """Store a document; its revision must be new."""
    await connection.execute(
        QUERIES["add_document"],
        document.candidate_id,
        document.revision,
        document.kind,
        document.media_type,
        document.display_name,
        document.sha256,
        document.content,
        document.key,
        document.place,
    )
    if document.place is not None:
        await connection.execute(QUERIES["adopt"], document.place)


async def document_digest(connection: TenantConnection, *, candidate_id: UUID) -> bytes | None:
    """Return the SHA-256 of the document sent last; None for a candidate without one."""
    digest: bytes | None = await connection.fetchval(QUERIES["document_digest"], candidate_id)
    return digest


async def candidate_of_digest(
    connection: TenantConnection, *, kind: DocumentKind, digest: bytes
) -> UUID | None:
    """Return the sender's candidate whose newest document has this digest; others who ask wait."""
    await connection.execute(QUERIES["lock_digest"], digest)
    candidate_id: UUID | None = await connection.fetchval(QUERIES["candidate_of_digest"], kind, digest)
    return candidate_id


async def document_of_revision(
    connection: TenantConnection, *, candidate_id: UUID, revision: int
) -> Document | None:
    """Return the document of one revision."""
    record = await connection.fetchrow(QUERIES["document_of_revision"], candidate_id, revision)
    return to_row_or_none(Document, record)


async def document_in_use(connection: TenantConnection, *, candidate_id: UUID) -> Document | None:
    """Return the document a profile was read from; the newest while none has been read."""
    return to_row_or_none(Document, await connection.fetchrow(QUERIES["document_in_use"], candidate_id))


async def forget_other_documents(
    connection: TenantConnection, *, candidate_id: UUID, kept_revision: int
) -> None:
    """Delete the documents of revisions before the one kept."""
    await connection.execute(QUERIES["forget_other_documents"], candidate_id, kept_revision)


async def keep_text(
    connection: TenantConnection,
    *,
    candidate_id: UUID,
    revision: int,
    text: str,
    pages: tuple[Span, ...],
    hidden: tuple[str, ...],
    searchable: SearchableText,
) -> None:
    """Store the text of a candidate in place of an earlier one."""
    await connection.execute(
        QUERIES["keep_text"],
        candidate_id,
        revision,
        text,
        [[page.start, page.end] for page in pages],
        list(hidden),
        searchable.words,
        searchable.configuration,
        searchable.folded,
    )


async def add_texts(
    connection: TenantConnection,
    *,
    candidate_ids: Sequence[UUID],
    names: Sequence[str],
    texts: Sequence[str],
    searchable: Sequence[SearchableText],
) -> None:
    """Store the CVs of new candidates, both as they came and as they are read."""
    contents = [text.encode() for text in texts]
    await connection.execute(
        QUERIES["add_texts"],
        list(candidate_ids),
        list(names),
        [hashlib.sha256(content).digest() for content in contents],
        contents,
    )
    await connection.execute(
        QUERIES["keep_texts"],
        list(candidate_ids),
        list(texts),
        [it.words for it in searchable],
        [it.configuration for it in searchable],
        [it.folded for it in searchable],
    )


async def documents_after(
    connection: TenantConnection, *, after: tuple[UUID, int] | None, limit: int
) -> list[Document]:
    """Return documents in the order of (candidate, revision), from behind `after`."""
    candidate_id, revision = after or (None, None)
    records = await connection.fetch(QUERIES["documents_after"], candidate_id, revision, limit)
    return to_rows(Document, records)


async def replace_original(connection: TenantConnection, document: Document) -> None:
    """Record that the original of a document is kept otherwise."""
    await connection.execute(
        QUERIES["replace_original"],
        document.candidate_id,
        document.revision,
        document.content,
        document.key,
        document.place,
    )
    if document.place is not None:
        await connection.execute(QUERIES["adopt"], document.place)


async def forsake(connection: Connection, *, place: str) -> None:
    """Record that nothing names an object yet, so that it is swept away should that stay so."""
    await connection.execute(QUERIES["forsake"], place)


async def lock_forsaken(connection: Connection, *, limit: int) -> list[str]:
    """Return objects to be removed, locked until the transaction ends."""
    return [record["place"] for record in await connection.fetch(QUERIES["lock_forsaken"], limit)]


async def forget_forsaken(connection: Connection, *, places: list[str]) -> None:
    """Record that objects are gone."""
    await connection.execute(QUERIES["forget_forsaken"], places)
