"""Errors of the use cases; `api` gives each its HTTP answer.

ServiceError
├── NotFound
├── Conflict
├── NotPermitted
├── NotAuthenticated
├── InvalidRequest
├── DocumentRejected
├── QuotaExceeded
├── Unavailable
│   └── StorageFull
├── UnfitToServe
└── JobFailed
"""

from collections.abc import Sequence
from enum import StrEnum


class ServiceError(Exception):
    """The request cannot be served."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class NotFound(ServiceError):
    """There is no such thing here."""


class Conflict(ServiceError):
    """The request contradicts what is stored."""


class NotPermitted(ServiceError):
    """This key may not do that."""


class NotAuthenticated(ServiceError):
    """The key is missing, unknown or revoked."""


class InvalidRequest(ServiceError):
    """The request makes no sense as it stands.

    Attributes:
        field: The part of the request at fault, as a dotted path; None for the whole.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class RejectionReason(StrEnum):
    """Why a document is refused; the values are part of the API."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_TEXT = "too_much_text"
    UNSUPPORTED_TYPE = "unsupported_type"
    NOT_A_CV_TYPE = "not_a_cv_type"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    NO_TEXT = "no_text"
    SCAN_WITHOUT_TEXT = "scan_without_text"
    ZIP_BOMB = "zip_bomb"
    FORBIDDEN_CONTENT = "forbidden_content"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    PROCESSING_FAILED = "processing_failed"


class DocumentRejected(ServiceError):
    """The document cannot be read.

    Attributes:
        reason: Why not.
    """

    def __init__(self, message: str | None = None, *, reason: RejectionReason) -> None:
        super().__init__(message or f"The document cannot be read: {reason.replace('_', ' ')}.")
        self.reason = reason


class QuotaExceeded(ServiceError):
    """This key has asked for more than it may in this time.

    Attributes:
        quota: Which of its quotas is used up.
        retry_after_seconds: When there is more of it.
    """

    def __init__(self, quota: str, *, limit: int, retry_after_seconds: int) -> None:
        super().__init__(f"The quota `{quota}` of this key, {limit}, is used up for now.")
        self.quota = quota
        self.retry_after_seconds = retry_after_seconds


class Unavailable(ServiceError):
    """Something this service depends on is away; the same request may succeed later.

    Attributes:
        dependency: What is away, e.g. `database`.
    """

    def __init__(self, message: str | None = None, *, dependency: str) -> None:
        super().__init__(message or f"The {dependency} cannot be reached.")
        self.dependency = dependency


class StorageFull(Unavailable):
    """There is no room to keep more; what is kept can be read."""

    def __init__(self) -> None:
        super().__init__("There is no room to keep more; what is kept can be read.", dependency="storage")


class UnfitToServe(ServiceError):
    """The surroundings would make this process unsafe or wrong, so it does not start.

    Attributes:
        faults: One sentence per fault, each with its remedy.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class JobFailed(ServiceError):
    """A job did not end well.

    Attributes:
        retry: Whether a later attempt may end otherwise.
        after_seconds: When to try again, of a job that counts by itself; None leaves it to the queue.
    """

    def __init__(
        self, message: str | None = None, *, retry: bool, after_seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.after_seconds = after_seconds
