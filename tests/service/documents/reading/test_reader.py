"""Documents are read in children that fall without harm, and hostile ones are refused with their reason."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import psutil
import pytest

from service.documents.reading import DocumentReader, ReadingLimits
from service.documents.reading.child_process import ChildLost, ReadingChild
from service.documents.reading.legacy_doc import PROGRAM_FOLDERS
from service.documents.reading.limits import MIB
from service.documents.reading.rejection import ADVICE
from service.errors import DocumentRejected, RejectionReason, Unavailable
from service.settings import LimitSettings
from tests.data.documents.hostile import HostileFile, endless_search, hostile_bombs, hostile_files
from tests.data.documents.office import docx, odt, p
from tests.data.documents.pdf import Words, flate_bomb, page_of
from tests.data.documents.word97 import word97

BENIGN = {
    "cv.pdf": page_of(Words(50, 60, "Conseillère clientèle à Oujda")),
    "cv.docx": docx(p("Conseillère clientèle à Oujda")),
    "cv.odt": odt("<text:p>Conseillère clientèle à Oujda</text:p>"),
    "cv.rtf": rb"{\rtf1\ansi Conseill\'e8re client\'e8le \'e0 Oujda}",
    "cv.html": "<html><p>Conseillère clientèle à Oujda</p></html>".encode(),
    "cv.txt": "Conseillère clientèle à Oujda".encode("cp1252"),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(n_processes=1) as reader:
        yield reader


@pytest.fixture
async def bounded() -> AsyncIterator[DocumentReader]:
    """A reader whose children get little of everything, so that limits are met soon."""
    with DocumentReader(limits=ReadingLimits(memory_bytes=200 * MIB, cpu_seconds=1), n_processes=1) as reader:
        yield reader


def outcome(reader: DocumentReader, file: HostileFile) -> RejectionReason | str:
    try:
        return reader.read_blocking(file.data, file_name=file.name).text
    except DocumentRejected as refusal:
        return refusal.reason


@pytest.mark.parametrize("file_name", BENIGN)
async def test_every_format_is_read(reader: DocumentReader, file_name: str) -> None:
    result = await reader.read(BENIGN[file_name], file_name=file_name)
    assert result.text == "Conseillère clientèle à Oujda"
    assert result.pages[0].text_in(result.text) == result.text


async def test_the_name_of_a_file_does_not_decide_what_it_is(reader: DocumentReader) -> None:
    for name in ("photo.png", "../../etc/passwd", "cv.exe", "a" * 5000, "\x00", "", None):
        result = await reader.read(BENIGN["cv.pdf"], file_name=name)
        assert result.media_type == "application/pdf"


def wrong_outcomes(reader: DocumentReader, files: Iterable[HostileFile]) -> dict[str, RejectionReason | str]:
    return {file.name: found for file in files if (found := outcome(reader, file)) not in file.reasons}


def test_every_hostile_file_is_refused_for_its_reason(reader: DocumentReader) -> None:
    files = list(hostile_files())
    assert len(files) >= 110
    assert wrong_outcomes(reader, files) == {}


@pytest.mark.prove
def test_every_bomb_is_refused_for_its_reason(reader: DocumentReader) -> None:
    assert wrong_outcomes(reader, hostile_bombs()) == {}


async def test_a_pdf_that_unpacks_without_end_runs_out_of_its_childs_memory(bounded: DocumentReader) -> None:
    with pytest.raises(DocumentRejected) as refusal:
        await bounded.read(flate_bomb(180_000_000))
    assert refusal.value.reason is RejectionReason.TOO_MUCH_MEMORY


async def test_a_page_that_is_searched_without_end_runs_out_of_its_childs_time(
    bounded: DocumentReader,
) -> None:
    with pytest.raises(DocumentRejected) as refusal:
        await bounded.read(endless_search())
    assert refusal.value.reason is RejectionReason.TOO_SLOW


async def test_the_next_document_is_read_after_a_child_fell(bounded: DocumentReader) -> None:
    for _ in range(2):
        with pytest.raises(DocumentRejected):
            await bounded.read(flate_bomb(180_000_000))
        assert (await bounded.read(BENIGN["cv.docx"])).text


async def test_documents_read_at_once_do_not_mix(reader: DocumentReader) -> None:
    texts = [f"Conseillère numéro {number}" for number in range(40)]
    results = await asyncio.gather(*(reader.read(text.encode()) for text in texts))
    assert [result.text for result in results] == texts


async def test_a_document_whose_child_is_killed_from_outside_is_read_by_another(
    reader: DocumentReader,
) -> None:
    async def kill_children() -> None:
        for child in psutil.Process().children():
            # The database of the tests is a child of this process too.
            if any("service.documents.reading" in word for word in child.cmdline()):
                child.send_signal(signal.SIGKILL)

    await reader.read(b"Oujda")
    result, _ = await asyncio.gather(reader.read(BENIGN["cv.pdf"]), kill_children())
    assert result.text


async def test_a_child_is_replaced_after_its_share_of_documents() -> None:
    with DocumentReader(n_processes=1, documents_per_process=2) as reader:
        children = []
        for _ in range(4):
            await reader.read(b"Oujda")
            children.append({child.pid for child in psutil.Process().children()})
    assert children[0] != children[2]


async def test_children_end_with_their_reader() -> None:
    before = {child.pid for child in psutil.Process().children()}
    async with DocumentReader.open(LimitSettings()) as reader:
        await reader.read(b"Oujda")
    assert {child.pid for child in psutil.Process().children()} == before
    with pytest.raises(Unavailable):
        reader.read_blocking(b"Oujda")


def test_a_child_that_is_too_slow_is_ended() -> None:
    child = ReadingChild(limits=ReadingLimits())
    with pytest.raises(ChildLost) as lost:
        child.ask(b"-" + b"Oujda " * 20_000, seconds=0.001)
    assert lost.value.reason is RejectionReason.TOO_SLOW
    assert not child.is_alive


def test_a_child_knows_no_secret_and_can_write_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@nowhere")
    child = ReadingChild(limits=ReadingLimits())
    try:
        process = psutil.Process(child.pid)
        assert set(process.environ()) <= {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "LC_CTYPE"}
        assert process.cwd() == "/"
        assert process.rlimit(psutil.RLIMIT_FSIZE)[0] == 0
        assert process.rlimit(psutil.RLIMIT_AS) == (512 * MIB, 512 * MIB)
        assert len(process.net_connections()) == 0
    finally:
        child.end()


def test_relations_to_other_files_and_hosts_are_not_followed(reader: DocumentReader, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
        relations = "".join(
            f'<Relationship Id="r{number}" Type="t/{kind}" TargetMode="External" Target="{target}"/>'
            for number, (kind, target) in enumerate(
                [("image", address), ("attachedTemplate", address), ("subDocument", secret.as_uri())]
            )
        )
        more = {"word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>"}
        linked = '<w:subDoc r:id="r2"/><w:altChunk r:id="r2"/>'
        assert reader.read_blocking(docx(p("Oujda") + linked, more=more)).text == "Oujda"
        links = f'<link rel=stylesheet href="{address}"><img src="{address}"><iframe src="{secret.as_uri()}">'
        page = f"<html>{links}</iframe><p>Oujda</p>"
        assert reader.read_blocking(page.encode()).text == "Oujda"
        with pytest.raises(TimeoutError):
            canary.accept()


def test_names_that_leave_their_folder_write_nothing(reader: DocumentReader) -> None:
    target = "/tmp/oujda-traversal"  # noqa: S108 - nothing may be written there
    names = {f"../../..{target}": b"x", target: b"x", "C:\\oujda-traversal": b"x"}
    assert reader.read_blocking(docx(p("Oujda"), more=names)).text == "Oujda"
    assert not Path(target).exists()


HAS_CATDOC = shutil.which("catdoc", path=PROGRAM_FOLDERS) is not None


@pytest.mark.skipif(not HAS_CATDOC, reason="catdoc is not installed")
def test_an_old_word_document_is_read_where_catdoc_is_installed(reader: DocumentReader) -> None:
    result = reader.read_blocking(word97("Conseillère clientèle\nمستشارة زبناء"))
    assert result.text == "Conseillère clientèle\nمستشارة زبناء"


@pytest.mark.skipif(HAS_CATDOC, reason="catdoc is installed")
def test_an_old_word_document_is_refused_with_advice_elsewhere(reader: DocumentReader) -> None:
    with pytest.raises(DocumentRejected, match="save the CV as DOCX or PDF"):
        reader.read_blocking(word97("Conseillère clientèle"))


def test_every_reason_has_a_sentence_that_says_what_to_do() -> None:
    assert set(ADVICE) == set(RejectionReason)
    assert [sentence for sentence in ADVICE.values() if ": " not in sentence] == []


def test_a_refusal_carries_its_sentence(reader: DocumentReader) -> None:
    with pytest.raises(DocumentRejected, match="asks for a password"):
        reader.read_blocking(
            next(file.data for file in hostile_files() if file.name == "a PDF under a password")
        )


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_child_has_no_open_file_of_its_parent(reader: DocumentReader, tmp_path: Path) -> None:
    with (tmp_path / "open.txt").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        child = ReadingChild(limits=ReadingLimits())
        try:
            targets = {str(entry.readlink()) for entry in Path(f"/proc/{child.pid}/fd").iterdir()}
        finally:
            child.end()
    assert not any("open.txt" in target for target in targets)
