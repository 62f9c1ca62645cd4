"""What is told to a person whose document is refused."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from service.errors import DocumentRejected, RejectionReason

ADVICE: Final[Mapping[RejectionReason, str]] = MappingProxyType(
    {
        RejectionReason.EMPTY: "The file is empty: choose it again and check its size before sending.",
        RejectionReason.TOO_LARGE: "The file is too large: remove pictures or export it again as PDF.",
        RejectionReason.TOO_MANY_PAGES: "The document has too many pages for a CV: send the CV alone, "
        "without certificates or other files.",
        RejectionReason.TOO_MUCH_TEXT: "The document holds far more text than a CV: send the CV alone.",
        RejectionReason.UNSUPPORTED_TYPE: "This kind of file is not read: send the CV as PDF, DOCX, ODT, "
        "RTF, HTML or plain text.",
        RejectionReason.NOT_A_CV_TYPE: "This is a spreadsheet, a presentation, an archive or a program, not "
        "a CV: send the CV as PDF, DOCX, ODT, RTF, HTML or plain text.",
        RejectionReason.ENCRYPTED: "The document asks for a password: save it without one and send it again.",
        RejectionReason.BROKEN: "The file is damaged or incomplete: open it, save it again and send "
        "the copy.",
        RejectionReason.NO_TEXT: "The document was opened but holds no words: check that it is the "
        "right file.",
        RejectionReason.SCAN_WITHOUT_TEXT: "The document is a picture of a page, without text that can be "
        "read: send the original file, or a scan saved with text recognition.",
        RejectionReason.ZIP_BOMB: "The file unpacks to far more than a CV holds and is not opened: save "
        "the CV again as PDF.",
        RejectionReason.FORBIDDEN_CONTENT: "The file holds macros, foreign declarations or a second file "
        "type, which a CV does not need: save the CV again as PDF.",
        RejectionReason.TOO_SLOW: "Reading the document takes too long: save it again as a simple PDF.",
        RejectionReason.TOO_MUCH_MEMORY: "Reading the document takes too much memory: save it again as a "
        "simple PDF, with smaller pictures.",
        RejectionReason.PROCESSING_FAILED: "Something went wrong on our side, several times: send the "
        "CV again later, or in another format.",
    }
)

INSTALL_ADVICE: Final = (
    "Whoever runs this service can install the program tesseract with its languages fra, ara, spa and eng to "
    "have pictures of pages read."
)


def rejected(reason: RejectionReason) -> DocumentRejected:
    """Return the error for `reason`, worded so that its reader knows what to do."""
    return DocumentRejected(ADVICE[reason], reason=reason)
