"""Binary Word documents, where the program `catdoc` is installed to read them."""

import shutil
import subprocess

from service.documents.reading.document_text import Extraction
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import DocumentRejected, RejectionReason

_ADVICE = (
    "Old Word documents (.doc) are not read here: save the CV as DOCX or PDF. Whoever runs this service can "
    "install the program catdoc to have them read."
)


def read_doc(data: bytes, *, limits: ReadingLimits) -> Extraction:
    """Return the text of a binary Word document.

    The program inherits the bounds of the process that reads, gets the document through a pipe and writes
    no file.

    Raises:
        DocumentRejected: `catdoc` is not installed or cannot read the document.
    """
    program = shutil.which("catdoc", path="/usr/bin:/usr/local/bin")
    if program is None:
        raise DocumentRejected(_ADVICE, reason=RejectionReason.UNSUPPORTED_TYPE)
    command = [program, "-w", "-d", "utf-8", "-"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the document is only its input
            command, input=data, capture_output=True, check=True, timeout=limits.wall_seconds, env={}
        )
    except (subprocess.SubprocessError, OSError) as exc:
        raise rejected(RejectionReason.BROKEN) from exc
    return Extraction(pages=(done.stdout.decode("utf-8", errors="replace"),))
