"""Files that attack are refused in time with their reason, harmless ones are read, the API stays quick."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import psutil
import pytest

from service.documents.reading.recognition.program import is_installed
from service.errors import RejectionReason
from tests.data.documents.hostile import HostileFile, hostile_bombs, hostile_files
from tests.data.documents.office import docx, odt, p
from tests.data.documents.pdf import Words, page_of
from tests.proofs.fleet import Answer, Fleet, call, running

pytestmark = pytest.mark.prove

N_HOSTILE = 120
N_HARMLESS = 200
REFUSED_SECONDS = 10.0
CHILD_BYTES = 512 * 1024 * 1024
API_P99_MS = 300.0
_NO_PICTURE = frozenset(
    {
        RejectionReason.BROKEN,
        RejectionReason.NO_TEXT,
        RejectionReason.TOO_LARGE,
        RejectionReason.FORBIDDEN_CONTENT,
    }
)
ODD_NAMES = (
    "../../etc/passwd",
    "..\\..\\windows\\system32\\x.pdf",
    "/tmp/x.pdf",  # noqa: S108  nothing is ever opened by it
    "cv.pdf\x00.exe",
    "x" * 1000 + ".pdf",
    "\u202efdp.exe",
    "CON",
    "'; rm -rf / #.docx",
    "%2e%2e%2fcv.pdf",
    "-rf",
)
WORDS = (
    "Salma Exemple",
    "Conseillère clientèle à Oujda",
    "Expérience",
    "01/2021 - 06/2025 Conseillère clientèle, Centre Exemple, Oujda",
    "Langues",
    "Français courant (C1), arabe langue maternelle, anglais B{n}",
)


@dataclass
class Watch:
    """What the API and the children that read did meanwhile.

    Attributes:
        milliseconds: Of each answer to someone who only reads.
        most_bytes: The most memory that any process below the worker held.
    """

    fleet: Fleet
    milliseconds: list[float] = field(default_factory=list)
    most_bytes: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def watching(self) -> Iterator[None]:
        threads = [threading.Thread(target=work) for work in (self._probe, self._measure)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    @property
    def p99(self) -> float:
        return sorted(self.milliseconds)[int(0.99 * len(self.milliseconds))]

    def _probe(self) -> None:
        while not self._stop.is_set():
            answer = call(self.fleet.ports[0], "GET", "/v1/openings", headers=self.fleet.tenant.headers)
            assert answer.status == 200
            self.milliseconds.append(1000 * answer.seconds)
            time.sleep(0.1)

    def _measure(self) -> None:
        worker = psutil.Process(self.fleet.workers[0].process.pid)
        while not self._stop.is_set():
            for child in worker.children(recursive=True):
                try:
                    self.most_bytes = max(self.most_bytes, child.memory_info().rss)
                except psutil.Error:
                    continue
            time.sleep(0.05)


@dataclass(frozen=True)
class Fate:
    """What became of one file."""

    name: str
    status: str
    reason: str | None
    seconds: float
    expected: frozenset[RejectionReason]

    @property
    def is_right(self) -> bool:
        return self.status == "refused" and self.reason in self.expected and self.seconds <= REFUSED_SECONDS


def test_hostile_files_are_refused_in_time_and_harmless_ones_are_read() -> None:
    with running() as fleet:
        watch = Watch(fleet)
        with watch.watching():
            fates = [_fate(fleet, file) for file in _numbered(hostile_files())]
            fates += [_fate(fleet, file) for file in _numbered(hostile_bombs())]
            harmless = Counter(_fate_of(fleet, name, data).status for name, data in _harmless())
    wrong = [fate for fate in fates if not fate.is_right]
    slowest = max(fate.seconds for fate in fates)
    print(f"{len(fates)} hostile, {len(wrong)} not refused as they should; the slowest after {slowest:.1f} s")
    print(f"{dict(harmless)} harmless; API p99 {watch.p99:.0f} ms; child {watch.most_bytes / 2**20:.0f} MiB")
    assert not wrong
    assert len(fates) >= N_HOSTILE
    assert harmless == {"ready": N_HARMLESS}
    assert watch.most_bytes <= CHILD_BYTES
    assert watch.p99 < API_P99_MS


def test_without_limits_on_the_child_the_proof_fails() -> None:
    """The planted fault."""
    lax = {"LIMIT_READING_MEMORY_BYTES": str(8 * 2**30)}
    lax |= {"LIMIT_READING_SECONDS": "60", "LIMIT_READING_CPU_SECONDS": "60"}
    with running(changes=lax) as fleet:
        watch = Watch(fleet)
        with watch.watching():
            fates = [_fate(fleet, file) for file in hostile_bombs()]
    assert watch.most_bytes > CHILD_BYTES or not all(fate.is_right for fate in fates)


def _numbered(files: Iterable[HostileFile]) -> Iterator[HostileFile]:
    for number, file in enumerate(files, 1):
        if number % 20 == 0:
            print(f"{number} files", flush=True)
        yield file


def _harmless() -> Iterator[tuple[str, bytes]]:
    forms = (_pdf, _docx, _odt, _html, _text)
    for number in range(N_HARMLESS):
        lines = [line.format(n=1 + number % 2) for line in WORDS] + [f"Dossier {number}"]
        name, data = forms[number % len(forms)](lines)
        yield (ODD_NAMES[number // len(forms) % len(ODD_NAMES)] if number % 3 == 0 else name), data


def _pdf(lines: list[str]) -> tuple[str, bytes]:
    return "cv.pdf", page_of(*(Words(50, 60 + 20 * n, line) for n, line in enumerate(lines)))


def _docx(lines: list[str]) -> tuple[str, bytes]:
    return "cv.docx", docx("".join(map(p, lines)))


def _odt(lines: list[str]) -> tuple[str, bytes]:
    return "cv.odt", odt("".join(f"<text:p>{line}</text:p>" for line in lines))


def _html(lines: list[str]) -> tuple[str, bytes]:
    return "cv.html", ("<html>" + "".join(f"<p>{line}</p>" for line in lines) + "</html>").encode()


def _text(lines: list[str]) -> tuple[str, bytes]:
    return "cv.txt", "\n".join(lines).encode("cp1252")


def _fate(fleet: Fleet, file: HostileFile) -> Fate:
    # Where words of pictures are recognised, what is no picture after all is refused as such.
    is_picture = RejectionReason.SCAN_WITHOUT_TEXT in file.reasons
    expected = file.reasons | (_NO_PICTURE if is_picture and is_installed() else frozenset())
    fate = _fate_of(fleet, file.name, file.data, expected=expected)
    if not fate.is_right:
        print(f"  {fate.name}: {fate.status} {fate.reason} after {fate.seconds:.1f} s", flush=True)
    return fate


def _fate_of(
    fleet: Fleet, name: str, data: bytes, *, expected: frozenset[RejectionReason] = frozenset()
) -> Fate:
    started = time.monotonic()
    answer = _sent(fleet, name, data)
    if answer.status == 422:
        return Fate(name, "refused", answer.json["reason"], time.monotonic() - started, expected)
    assert answer.status == 202, (name, answer)
    while True:
        progress = fleet.call("GET", f"/v1/candidates/{answer.json['id']}/status").json
        if progress["status"] != "received" or time.monotonic() - started > 90:
            seconds = time.monotonic() - started
            return Fate(name, progress["status"], _reason(progress), seconds, expected)
        time.sleep(0.05)


def _sent(fleet: Fleet, name: str, data: bytes) -> Answer:
    mark = uuid4().hex
    shown = name.encode().replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="'.encode() + shown
    body = head + b'"\r\n\r\n' + data + f"\r\n--{mark}--\r\n".encode()
    headers = {**fleet.tenant.headers, "Content-Type": f"multipart/form-data; boundary={mark}"}
    return call(fleet.ports[0], "POST", "/v1/candidates", body, headers=headers)


def _reason(progress: Mapping[str, object]) -> str | None:
    reason = progress.get("reason")
    return None if reason is None else str(reason)
