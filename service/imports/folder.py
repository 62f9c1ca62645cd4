"""A folder of CVs taken in from this machine, file by file; what is there already is passed over."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from service.candidates.receiving import Sender, Submission, receive_candidate, sent_before
from service.documents.originals.originals import Originals
from service.documents.reading.rejection import rejected
from service.documents.rows import DocumentKind
from service.errors import DocumentRejected, RejectionReason
from service.settings import LimitSettings
from service.tenancy import OrganisationId, TenantDatabase

_LEFTOVERS = ("thumbs.db", "desktop.ini")

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


@dataclass(slots=True)
class FolderReport:
    """What became of the files.

    Attributes:
        n_new: Files that made a candidate.
        n_known: Files that had been sent before.
        refused: Those that cannot be taken in, with the reason; others may be refused when they are read.
    """

    n_new: int = 0
    n_known: int = 0
    refused: list[tuple[Path, RejectionReason]] = field(default_factory=list)


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and of those inside it, in order; hidden ones are left out."""
    return sorted(_files(folder))


async def import_folder(
    database: TenantDatabase,
    files: list[Path],
    *,
    organisation_id: OrganisationId,
    originals: Originals,
    limits: LimitSettings,
    progress: Progress,
) -> FolderReport:
    """Return what became of files, each taken in by a transaction of its own.

    Safe to break off at any moment and to begin again: a document that was sent before makes nobody new.
    """
    report = FolderReport()
    for number, path in enumerate(files, start=1):
        try:
            is_new = await _take_in(database, path, organisation_id, originals, limits)
        except DocumentRejected as rejection:
            report.refused.append((path, rejection.reason))
        else:
            report.n_new += is_new
            report.n_known += not is_new
        progress(number, len(files))
    return report


async def _take_in(
    database: TenantDatabase,
    path: Path,
    organisation_id: OrganisationId,
    originals: Originals,
    limits: LimitSettings,
) -> bool:
    submission = await asyncio.to_thread(_submission, path, limits)
    async with database.tenant(organisation_id) as connection:
        if await sent_before(connection, submission) is not None:
            return False
    original = await originals.keep(database, submission.content, organisation_id=organisation_id)
    sender = Sender(organisation_id, organisation_id, is_bulk=True)
    async with database.tenant(organisation_id) as connection:
        # Asked again under the lock that keeps others from taking in the same document at the same moment.
        if await sent_before(connection, submission) is not None:
            return False
        await receive_candidate(connection, submission, sender=sender, original=original)
    return True


def _submission(path: Path, limits: LimitSettings) -> Submission:
    if path.stat().st_size > limits.max_cv_bytes:
        raise rejected(RejectionReason.TOO_LARGE)
    return Submission(DocumentKind.FILE, path.read_bytes(), file_name=path.name)


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.name.lower() not in _LEFTOVERS:
            yield path
