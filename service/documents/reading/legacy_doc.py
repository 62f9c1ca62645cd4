"""Binary Word documents, where the program `catdoc` is installed to read them."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from service.documents.reading.document_text import Extraction
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import DocumentRejected, RejectionReason

PROGRAM_FOLDERS = "/usr/bin:/usr/local/bin"

_ADVICE = (
    "Old Word documents (.doc) are not read here: save the CV as DOCX or PDF. Whoever runs this service can "
    "install the program catdoc to have them read."
)


def read_doc(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the text of a binary Word document.

    The program inherits the bounds of the process that reads and finds the document in memory, not on disk.

    Raises:
        DocumentRejected: `catdoc` is not installed or cannot read the document.
    """
    program = shutil.which("catdoc", path=PROGRAM_FOLDERS)
    if program is None:
        raise DocumentRejected(_ADVICE, reason=RejectionReason.UNSUPPORTED_TYPE)
    with _file_in_memory(data) as descriptor:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command; the document is only its input
                [program, "-w", "-s", "cp1252", "-d", "utf-8", f"/dev/fd/{descriptor}"],
                capture_output=True,
                check=True,
                timeout=limits.wall_seconds,
                env={},
                pass_fds=[descriptor],
            )
        except (subprocess.SubprocessError, OSError) as exc:
            raise rejected(RejectionReason.BROKEN) from exc
    return Extraction(pages=(done.stdout.decode("utf-8", errors="replace"),))


@contextmanager
def _file_in_memory(data: bytes) -> Iterator[int]:
    """Yield a descriptor to read `data` from; the program seeks in it, which it cannot do in a pipe.

    Writing files is forbidden in the process that reads, so that has to be lifted for a moment.
    """
    descriptor = os.memfd_create("document")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        try:
            os.write(descriptor, data)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        yield descriptor
    finally:
        os.close(descriptor)
