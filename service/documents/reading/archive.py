"""The files inside a DOCX or ODT, unpacked in memory and never further than the limits allow."""

import io
import zipfile
import zlib
from itertools import pairwise
from typing import IO

from service.documents.reading.limits import MIB, ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

_CHUNK_BYTES = 256 * 1024
_ENCRYPTED_BIT = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Archive:
    """A ZIP file whose directory was checked before anything is unpacked.

    Names are only compared, never used as paths.

    Raises:
        DocumentRejected: It is not a ZIP file, asks for a password, or announces more than the limits.
    """

    def __init__(self, data: bytes, *, limits: ReadingLimits) -> None:
        self._limits = limits
        self._n_unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as exc:
            raise rejected(RejectionReason.BROKEN) from exc
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_directory()

    def names(self) -> tuple[str, ...]:
        """Return the names of all entries, as the archive spells them."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return one entry, counted while it is unpacked; None when there is no such entry.

        Raises:
            DocumentRejected: More comes out than the limits allow, or the entry is damaged.
        """
        entry = self._entries.get(name)
        if entry is None:
            return None
        try:
            with self._zip.open(entry) as stream:
                return self._counted(stream)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as exc:
            raise rejected(RejectionReason.BROKEN) from exc
        except RuntimeError as exc:
            raise rejected(RejectionReason.ENCRYPTED) from exc

    def _counted(self, stream: IO[bytes]) -> bytes:
        chunks = []
        while chunk := stream.read(_CHUNK_BYTES):
            self._n_unpacked += len(chunk)
            if self._n_unpacked > self._limits.unpacked_bytes:
                raise rejected(RejectionReason.ZIP_BOMB)
            chunks.append(chunk)
        return b"".join(chunks)

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        if (
            len(entries) > self._limits.archive_entries
            or unpacked > self._limits.unpacked_bytes
            or (unpacked > MIB and unpacked > packed * self._limits.unpack_ratio)
            or entries_overlap(entries)
        ):
            raise rejected(RejectionReason.ZIP_BOMB)
        if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
            raise rejected(RejectionReason.ENCRYPTED)
        if any(entry.compress_type not in _METHODS for entry in entries):
            raise rejected(RejectionReason.UNSUPPORTED_TYPE)


def entries_overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Return whether two entries share packed bytes, which lets a small file unpack without end."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        first.header_offset + first.compress_size > second.header_offset
        for first, second in pairwise(ordered)
    )
