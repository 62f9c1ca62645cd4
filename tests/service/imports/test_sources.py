"""Whatever form an import has, its items are the same; what is hostile is refused in time."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from service.errors import DocumentRejected, RejectionReason
from service.imports.items import CandidateItem, Item, OpeningItem, RefusedItem, packed, unpacked
from service.imports.rows import ImportForm, ImportSubject
from service.imports.sources import MAX_LINE_BYTES, Source
from service.settings import LimitSettings
from service.spreadsheets import WorkbookWriter

LIMITS = LimitSettings(max_cv_bytes=100_000, max_text_chars=5_000, max_import_unpacked_bytes=10_000_000)


def read(content: bytes, subject: ImportSubject = ImportSubject.CANDIDATES) -> list[Item | RefusedItem]:
    source = Source(
        io.BytesIO(content), subject, lambda name, line: RefusedItem(name, "read", str(len(line)))
    )
    return list(source.items(source.form(), limits=LIMITS))


def form_of(content: bytes) -> ImportForm:
    return Source(io.BytesIO(content), ImportSubject.CANDIDATES, lambda name, _: RefusedItem(name, "")).form()


def texts(items: list[Item | RefusedItem]) -> list[str]:
    return [item.submission.content.decode() for item in items if isinstance(item, CandidateItem)]


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(*rows: list[object]) -> bytes:
    writer = WorkbookWriter()
    return writer.start() + b"".join(map(writer.add, rows)) + writer.end()


def test_the_form_is_seen_by_the_content() -> None:
    assert form_of(b'{"text": "a"}\n') is ImportForm.NDJSON
    assert form_of(b"\xef\xbb\xbf\n{}") is ImportForm.NDJSON
    assert form_of(b"nom;ville\nSalma;Oujda") is ImportForm.CSV
    assert form_of(zipped({"a.txt": b"a"})) is ImportForm.ZIP
    assert form_of(workbook(["nom"])) is ImportForm.XLSX
    with pytest.raises(DocumentRejected) as refusal:
        form_of(b" \n\n")
    assert refusal.value.reason is RejectionReason.EMPTY


@pytest.mark.parametrize(
    "table",
    [
        (
            "Référence;Nom;Prénom;Titre;Ville;Téléphone;E-mail;Langues;Niveau d'études\n"
            "A-7;Exemple;Salma;Conseillère clientèle;Oujda;06 00 00 12 34;salma@exemple.example;"
            "français C1, arabe;Bac+2\n"
        ),
        (
            "External ID,Last name,First name,Job title,City,Phone,Email,Langues,Niveau d'études\n\n"
            "A-7,Exemple,Salma,Conseillère clientèle,Oujda,06 00 00 12 34,salma@exemple.example,"
            '"français C1, arabe",Bac+2'
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_row_becomes_a_cv_whatever_its_columns_are_called(table: str, encoding: str) -> None:
    (item,) = read(table.encode(encoding))
    assert isinstance(item, CandidateItem)
    assert (item.name, item.external_id) == ("A-7", "A-7")
    assert item.submission.content.decode().splitlines() == [
        "Salma Exemple",
        "Conseillère clientèle",
        "Oujda - 06 00 00 12 34 - salma@exemple.example",
        "Langues : français C1, arabe",
        "Niveau d'études : Bac+2",
    ]


def test_a_workbook_gives_what_the_same_rows_as_csv_give() -> None:
    rows: list[list[object]] = [
        ["الاسم الكامل", "المدينة", "المهارات"],
        ["سلمى مثال", "وجدة", "Excel\nAccueil"],
        [None],
        ["كريم مثال", "بركان", ""],
    ]
    assert texts(read(workbook(*rows))) == [
        "سلمى مثال\nوجدة\n\nالمهارات\nExcel\nAccueil\n",
        "كريم مثال\nبركان\n",
    ]


def test_openings_of_a_table_have_title_text_and_headcount() -> None:
    table = (
        "ref;Intitulé du poste;Description;Nombre de postes;Horaires\n"
        "o-1;Agent;Français C1 exigé;20;nuit\n;;sans titre;;"
    )
    opening, refused = read(table.encode(), ImportSubject.OPENINGS)
    assert isinstance(opening, OpeningItem)
    assert (opening.draft.title, opening.draft.headcount, opening.external_id) == ("Agent", 20, "o-1")
    assert opening.draft.text == "Français C1 exigé\nHoraires : nuit"
    assert isinstance(refused, RefusedItem)
    assert refused.reason == "no_title"


def test_items_wait_and_come_back_as_they_were() -> None:
    items = [item for item in read("id,text\n1,a\n2,é".encode()) if not isinstance(item, RefusedItem)]
    openings = [
        item
        for item in read(b"title,text\nAgent,C1", ImportSubject.OPENINGS)
        if not isinstance(item, RefusedItem)
    ]
    numbered = list(enumerate([*items, *openings], start=5))
    assert list(unpacked(packed(numbered))) == numbered


def test_one_bad_file_of_an_archive_does_not_stop_the_others() -> None:
    bad = bytearray(
        zipped({"good.txt": b"a CV", "damaged.txt": b"0123456789" * 50, "big.txt": b"ab" * 60_000})
    )
    at = bad.index(b"damaged.txt") + len(b"damaged.txt")
    bad[at : at + 4] = b"\xff\xff\xff\xff"
    good, damaged, big = read(bytes(bad))
    assert isinstance(good, CandidateItem)
    assert isinstance(damaged, RefusedItem)
    assert damaged.reason == RejectionReason.BROKEN
    assert isinstance(big, RefusedItem)
    assert big.reason == RejectionReason.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped({"a.txt": b"\0" * 5_000_000}), id="unpacks a thousandfold"),
        pytest.param(
            zipped({f"{n}.txt": bytes([n]) * 1_000_000 for n in range(11)}), id="unpacks to too much"
        ),
        pytest.param(zipped({f"{n}": b"" for n in range(20_001)}), id="too many entries"),
    ],
)
def test_an_archive_that_promises_too_much_is_not_opened(content: bytes) -> None:
    with pytest.raises(DocumentRejected) as refusal:
        read(content)
    assert refusal.value.reason is RejectionReason.ZIP_BOMB


def test_entries_that_share_their_bytes_are_a_bomb() -> None:
    content = zipped({"a.txt": b"x" * 50, "b.txt": b"y" * 50})
    directory = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", directory + 4)
    shared = bytearray(content)
    shared[second + 42 : second + 46] = content[directory + 42 : directory + 46]
    with pytest.raises(DocumentRejected):
        read(bytes(shared))


def test_a_workbook_that_is_none_or_bursts_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b" " * 1024 * 1024)
    for content, reason in (
        (zipped({"xl/workbook.xml": b"<broken"}), RejectionReason.BROKEN),
        (bomb.getvalue(), RejectionReason.ZIP_BOMB),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, RejectionReason.BROKEN),
    ):
        with pytest.raises(DocumentRejected) as refusal:
            read(content)
        assert refusal.value.reason is reason


def test_a_line_that_never_ends_costs_one_item() -> None:
    endless, short = read(b"{" + b"a" * (2 * MAX_LINE_BYTES + 10) + b"\n{}\n")
    assert isinstance(endless, RefusedItem)
    assert endless.reason == RejectionReason.TOO_LARGE
    assert isinstance(short, RefusedItem)
    assert short.reason == "read"
