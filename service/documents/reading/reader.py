"""Documents to text through a small pool of child processes."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from matching.types import Span
from service.documents.reading.child import RequestKind
from service.documents.reading.child_process import ChildLost, ReadingChild
from service.documents.reading.document_text import DocumentText, HiddenText, MediaType
from service.documents.reading.limits import ReadingLimits
from service.documents.reading.recognition.program import is_installed
from service.documents.reading.rejection import ADVICE, INSTALL_ADVICE, rejected
from service.errors import DocumentRejected, RejectionReason, Unavailable

if TYPE_CHECKING:  # children import this package too and have no use for settings
    from service.settings import LimitSettings

_HTML_NAMES = frozenset({".html", ".htm", ".xhtml"})
_MAX_TRIES = 2

logger = logging.getLogger(__name__)


class DocumentReader:
    """Reads documents in children that are bounded in memory and time, and replaced when they fall.

    Children start when they are first needed and wait for the next document. One reader serves any number
    of threads and tasks.

    Args:
        limits: What one document may cost.
        n_processes: Documents read at once.
        documents_per_process: Documents after which a child is replaced, so that leaks stay small.
        recognises: Whether the words of pictures are recognised; which takes Tesseract.
    """

    def __init__(
        self,
        *,
        limits: ReadingLimits | None = None,
        n_processes: int = 2,
        documents_per_process: int = 200,
        recognises: bool = False,
    ) -> None:
        self._limits = limits or ReadingLimits()
        self._documents_per_process = documents_per_process
        self._recognises = recognises
        self._places = threading.BoundedSemaphore(n_processes)
        self._idle: list[ReadingChild] = []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(n_processes, thread_name_prefix="document-reader")
        self._is_closed = False

    @classmethod
    @asynccontextmanager
    async def open(cls, limits: "LimitSettings") -> AsyncIterator[Self]:
        """Yield a reader bounded as the settings say; its children end with the block.

        It recognises the words of pictures where Tesseract is installed.
        """
        reader = cls(
            limits=ReadingLimits(
                file_bytes=limits.max_cv_bytes,
                pages=limits.max_pages,
                characters=limits.max_text_chars,
                memory_bytes=limits.reading_memory_bytes,
                cpu_seconds=limits.reading_cpu_seconds,
                wall_seconds=limits.reading_seconds,
                recognised_pages=limits.max_recognised_pages,
                recognition_seconds=limits.recognition_seconds,
            ),
            recognises=is_installed(),
        )
        try:
            yield reader
        finally:
            await asyncio.to_thread(reader.close)

    async def read(self, data: bytes, *, file_name: str | None = None) -> DocumentText:
        """Return the text of a document.

        Args:
            data: The file.
            file_name: As its sender calls it. Only tells a web page from plain text where the content
                does not; nothing is ever opened by this name.

        Raises:
            DocumentRejected: With the reason, worded for the sender.
            Unavailable: No child can be started.
        """
        work = partial(self.read_blocking, data, file_name=file_name)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def read_blocking(self, data: bytes, *, file_name: str | None = None) -> DocumentText:
        """Return the same as `read`, for callers without an event loop."""
        if not data:
            raise rejected(RejectionReason.EMPTY)
        if len(data) > self._limits.file_bytes:
            raise rejected(RejectionReason.TOO_LARGE)
        is_named_html = PurePath(file_name or "").suffix.lower() in _HTML_NAMES
        kind = RequestKind.NAMED_HTML if is_named_html else RequestKind.BY_CONTENT
        answer = self._answer(kind + data, seconds=self._limits.wall_seconds)
        return _document_text(self._with_recognised_words(data, answer=answer))

    def warm_up(self) -> None:
        """Start a first child, so that the first document need not wait for it."""
        with self._child():
            pass

    def close(self) -> None:
        """End all children; readings in hand are waited for."""
        with self._lock:
            self._is_closed = True
        self._threads.shutdown()
        with self._lock:
            while self._idle:
                self._idle.pop().end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _with_recognised_words(self, data: bytes, *, answer: dict[str, Any]) -> dict[str, Any]:
        """Return the answer; for a document with pages that are pictures, one that has their words."""
        is_scan = answer.get("reason") == RejectionReason.SCAN_WITHOUT_TEXT
        if not is_scan and not answer.get("unread_pages"):
            return answer
        if not self._recognises:
            return answer | {"message": f"{answer['message']} {INSTALL_ADVICE}"} if is_scan else answer
        recognised = self._answer(RequestKind.PICTURES + data, seconds=self._limits.recognition_seconds)
        return answer if "reason" in recognised and not is_scan else recognised

    def _answer(self, request: bytes, *, seconds: float) -> dict[str, Any]:
        """Return the child's answer; a document whose child was ended from outside gets another one."""
        for _ in range(_MAX_TRIES):
            try:
                with self._child() as child:
                    return child.ask(request, seconds=seconds)
            except ChildLost as lost:
                if lost.reason is not None:
                    raise rejected(lost.reason) from lost
        raise rejected(RejectionReason.TOO_MUCH_MEMORY)

    @contextmanager
    def _child(self) -> Iterator[ReadingChild]:
        with self._places:
            child = self._idle_child() or ReadingChild(limits=self._limits)
            try:
                yield child
            finally:
                self._give_back(child)

    def _idle_child(self) -> ReadingChild | None:
        with self._lock:
            if self._is_closed:
                raise Unavailable(dependency="document reader")
            while self._idle:
                child = self._idle.pop()
                if child.is_alive:
                    return child
                child.end()
        return None

    def _give_back(self, child: ReadingChild) -> None:
        is_fit = child.is_alive and child.n_documents < self._documents_per_process
        with self._lock:
            if is_fit and not self._is_closed:
                self._idle.append(child)
                return
        child.end()


def _document_text(answer: dict[str, Any]) -> DocumentText:
    if "fault" in answer:
        logger.warning("a parser failed: %s", answer["fault"])
    if "reason" in answer:
        reason = RejectionReason(answer["reason"])
        raise DocumentRejected(answer.get("message", ADVICE[reason]), reason=reason)
    return DocumentText(
        text=answer["text"],
        pages=tuple(Span(page["start"], page["end"]) for page in answer["pages"]),
        media_type=MediaType(answer["media_type"]),
        hidden=tuple(HiddenText(kind) for kind in answer["hidden"]),
        unread_pages=tuple(answer["unread_pages"]),
    )
