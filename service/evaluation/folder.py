"""A judged set as a folder: `openings/*.json`, `candidates/*.json`, `qrels.csv`, `facts.csv`, `files/`."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from matching.evaluation.judged_set import Fact, JudgedCv, JudgedOpening, JudgedSet
from matching.evaluation.metrics import Judgements
from service.errors import DocumentRejected, InvalidRequest

ReadFile = Callable[[Path], str]
"""Text of a document; raises `DocumentRejected`."""


def read_folder(folder: Path, *, read_file: ReadFile | None = None) -> JudgedSet:
    """Return the judged set of a folder; with `read_file`, documents of `files/` replace the given texts.

    A document that is refused keeps its place in the set without a text, and its reason in `unreadable`.

    Raises:
        InvalidRequest: the folder is not a judged set.
    """
    for name in ("openings", "candidates", "qrels.csv"):
        if not (folder / name).exists():
            raise InvalidRequest(
                f"{folder} holds no {name}; a judged set has openings/, candidates/ and qrels.csv"
            )
    judged = JudgedSet(
        openings=tuple(
            JudgedOpening(id=row["id"], language=row["lang"], title=row["title"], text=row["text"])
            for row in _json_files(folder / "openings")
        ),
        cvs=tuple(
            JudgedCv(id=row["id"], language=row["lang"], text=row["text"])
            for row in _json_files(folder / "candidates")
        ),
        judgements=_grades(folder / "qrels.csv"),
        facts=_facts(folder / "facts.csv"),
    )
    return _with_files(judged, folder / "files", read_file) if read_file else judged


def _json_files(folder: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _grades(path: Path) -> Judgements:
    grades: dict[str, dict[str, int]] = {}
    for row in _rows(path):
        grades.setdefault(row["opening_id"], {})[row["candidate_id"]] = int(row["grade"])
    return Judgements(grades)


def _facts(path: Path) -> tuple[Fact, ...]:
    return tuple(Fact(row["candidate_id"], row["field"], row["value"]) for row in _rows(path))


def _with_files(judged: JudgedSet, files: Path, read_file: ReadFile) -> JudgedSet:
    documents = {path.stem: path for path in sorted(files.glob("*")) if path.is_file()}
    texts: dict[str, str] = {}
    unreadable: dict[str, str] = {}
    for candidate_id, path in documents.items():
        try:
            texts[candidate_id] = read_file(path)
        except DocumentRejected as error:
            texts[candidate_id], unreadable[candidate_id] = "", str(error)
    cvs = tuple(replace(cv, text=texts.get(cv.id, cv.text)) for cv in judged.cvs)
    return replace(judged, cvs=cvs, unreadable=unreadable)
