"""What candidates sent, and the text it was read as."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from matching.profile import Profile
from matching.types import Span
from service.documents import store
from service.documents.rows import Document, DocumentKind
from service.documents.searchable import searchable_text
from service.errors import NotFound
from service.tenancy import TenantConnection


async def keep_document(connection: TenantConnection, document: Document) -> None:
    """Store a document for one revision of its candidate."""
    await store.add_document(connection, document)


async def was_sent_last(connection: TenantConnection, *, candidate_id: UUID, content: bytes) -> bool:
    """Return whether the candidate's newest document has exactly this content."""
    digest = await store.document_digest(connection, candidate_id=candidate_id)
    return digest == hashlib.sha256(content).digest()


async def candidate_of_content(
    connection: TenantConnection, *, kind: DocumentKind, content: bytes
) -> UUID | None:
    """Return the sender's candidate whose newest document is exactly this one, unless it was refused.

    Until the transaction ends, others who ask about the same content wait.
    """
    digest = hashlib.sha256(content).digest()
    return await store.candidate_of_digest(connection, kind=kind, digest=digest)


async def document_to_read(connection: TenantConnection, *, candidate_id: UUID, revision: int) -> Document:
    """Return the document of one revision.

    Raises:
        NotFound: there is none.
    """
    found = await store.document_of_revision(connection, candidate_id=candidate_id, revision=revision)
    if found is None:
        raise NotFound
    return found


async def document_in_use(connection: TenantConnection, *, candidate_id: UUID) -> Document:
    """Return the document a candidate's profile was read from; the newest while none has been read.

    Raises:
        NotFound: there is no such candidate.
    """
    found = await store.document_in_use(connection, candidate_id=candidate_id)
    if found is None:
        raise NotFound
    return found


async def replace_text(
    connection: TenantConnection,
    *,
    candidate_id: UUID,
    revision: int,
    text: str,
    pages: tuple[Span, ...],
    hidden: tuple[str, ...],
    profile: Profile,
) -> None:
    """Store the text of a candidate's document, searchable but for words of identity; older documents go."""
    await store.keep_text(
        connection,
        candidate_id=candidate_id,
        revision=revision,
        text=text,
        pages=pages,
        hidden=hidden,
        searchable=searchable_text(text, language=profile.language, masked=profile.masked),
    )
    await store.forget_other_documents(connection, candidate_id=candidate_id, kept_revision=revision)


async def keep_texts(
    connection: TenantConnection,
    *,
    candidate_ids: Sequence[UUID],
    texts: Sequence[str],
    profiles: Sequence[Profile],
) -> None:
    """Store CVs that new candidates sent as text, searchable but for words of identity."""
    await store.add_texts(
        connection,
        candidate_ids=candidate_ids,
        names=["cv.txt"] * len(texts),
        texts=texts,
        searchable=[
            searchable_text(text, language=profile.language, masked=profile.masked)
            for text, profile in zip(texts, profiles, strict=True)
        ],
    )
