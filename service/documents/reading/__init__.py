"""Documents as people send them, to text that can be understood."""

from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.reader import DocumentReader

__all__ = ["DocumentReader", "DocumentText", "HiddenText", "MediaType", "ReadingLimits"]
