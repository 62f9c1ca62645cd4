"""The files of a ZIP archive as items, each unpacked only as far as one file may go."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from service.candidates.receiving import Submission
from service.documents.naming import display_name
from service.documents.reading.archive import entries_overlap
from service.documents.reading.limits import MIB
from service.documents.reading.rejection import rejected
from service.documents.rows import DocumentKind
from service.errors import RejectionReason
from service.imports.items import CandidateItem, RefusedItem
from service.settings import LimitSettings

_UNPACK_RATIO = 100
_ENCRYPTED_BIT = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)

# Left beside files by the programs that make archives.
_LEFTOVERS = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_LEFTOVER_FOLDER = "__MACOSX"


def files_of(spool: IO[bytes], *, limits: LimitSettings) -> Iterator[CandidateItem | RefusedItem]:
    """Yield the files of an archive in their order; folders and leftovers of archiving programs are no items.

    Raises:
        DocumentRejected: the archive cannot be opened, or announces more than any honest one would.
    """
    try:
        archive = zipfile.ZipFile(spool)
    except _BROKEN as exc:
        raise rejected(RejectionReason.BROKEN) from exc
    entries = archive.infolist()
    _refuse_bomb(entries, limits)
    for entry in entries:
        if not entry.is_dir() and not _is_leftover(entry.filename):
            yield _file(archive, entry, limits)


def _refuse_bomb(entries: list[zipfile.ZipInfo], limits: LimitSettings) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > 2 * limits.max_import_items
        or unpacked > limits.max_import_unpacked_bytes
        or (unpacked > MIB and unpacked > packed * _UNPACK_RATIO)
        or entries_overlap(entries)
    ):
        raise rejected(RejectionReason.ZIP_BOMB)


def _is_leftover(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        _LEFTOVER_FOLDER in path.parts
        or path.name.lower() in _LEFTOVERS
        or path.name.startswith(("._", "~$"))
    )


def _file(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: LimitSettings
) -> CandidateItem | RefusedItem:
    name = display_name(entry.filename)
    if entry.flag_bits & _ENCRYPTED_BIT:
        return RefusedItem(name, RejectionReason.ENCRYPTED)
    if entry.compress_type not in _METHODS:
        return RefusedItem(name, RejectionReason.UNSUPPORTED_TYPE)
    try:
        with archive.open(entry) as stream:
            # What is announced may be a lie; what comes out is counted.
            content = stream.read(limits.max_cv_bytes + 1)
    except _BROKEN:
        return RefusedItem(name, RejectionReason.BROKEN)
    if len(content) > limits.max_cv_bytes:
        return RefusedItem(name, RejectionReason.TOO_LARGE)
    if not content.strip():
        return RefusedItem(name, RejectionReason.EMPTY)
    return CandidateItem(name, Submission(DocumentKind.FILE, content, file_name=entry.filename))
