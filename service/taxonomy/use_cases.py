"""What those who keep the taxonomy do: check the data files, and bring concepts in from elsewhere."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from matching.taxonomy.concepts import Concept, ConceptKind
from matching.taxonomy.consistency import faults
from matching.taxonomy.importers.esco import concepts_from_esco
from matching.taxonomy.importers.merging import without_known_labels
from matching.taxonomy.importers.rome import concepts_from_rome
from matching.taxonomy.importers.writing import as_toml
from matching.taxonomy.loading import load_taxonomy, read_taxonomy
from matching.taxonomy.taxonomy import Taxonomy
from service.errors import InvalidRequest

Progress = Callable[[str, float], None]
"""Told what is being done and the share of all that is done, in [0, 1]."""

_ESCO_FILES = ("occupations", "skills", "broaderRelations", "occupationSkillRelations")
_MARK_OF_UTF8 = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class DataCheck:
    """What a folder of data files holds, and one sentence for each thing that does not hold together."""

    n_concepts: Mapping[ConceptKind, int]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: the files, with the number of concepts in each, and those left out."""

    n_concepts: Mapping[Path, int]
    n_known: int


def check_data(folder: Path | None = None) -> DataCheck:
    """Return what is wrong with the data files of `folder`, by default those that are used.

    Raises:
        InvalidRequest: A file cannot be read; the message names the file or the concept.
    """
    taxonomy = _read(folder)
    concepts = _all_concepts(taxonomy)
    counts = {kind: len(taxonomy.concepts(kind)) for kind in ConceptKind}
    return DataCheck(counts, tuple(faults(concepts)))


def import_esco(source: Path, *, into: Path, progress: Progress) -> Imported:
    """Write the occupations and skills of a download of ESCO as data files below `into`.

    Args:
        source: The ZIP as downloaded, or a folder of its CSV files.
        into: A folder of data files.
        progress: Shown to who waits.

    Raises:
        InvalidRequest: There are no files of ESCO in `source`.
    """
    progress("reading", 0.0)
    files = _esco_files(source)
    if not files:
        raise InvalidRequest(f"{source} holds no CSV files of ESCO, such as occupations_fr.csv.")
    return _write(concepts_from_esco(files), name="esco", into=into, progress=progress)


def import_rome(trades: Path, titles: Path, *, into: Path, progress: Progress) -> Imported:
    """Write the trades of ROME with their titles as a data file below `into`.

    Args:
        trades: The CSV of codes: `code_rome`, `libelle_rome`.
        titles: The CSV of titles: `code_rome`, `libelle_appellation_long`, `libelle_appellation_court`.
        into: A folder of data files.
        progress: Shown to who waits.

    Raises:
        InvalidRequest: A file is missing or lacks a column.
    """
    progress("reading", 0.0)
    try:
        concepts = concepts_from_rome(trades=_text(trades), titles=_text(titles))
    except KeyError as error:
        raise InvalidRequest(f"A column is missing: {error.args[0]}.") from error
    return _write(concepts, name="rome", into=into, progress=progress)


def _write(concepts: Sequence[Concept], *, name: str, into: Path, progress: Progress) -> Imported:
    progress("comparing labels", 0.2)
    kept = without_known_labels(
        concepts,
        known=_all_concepts(load_taxonomy()),
        progress=lambda share: progress("comparing labels", 0.2 + 0.7 * share),
    )
    progress("writing", 0.9)
    written: dict[Path, int] = {}
    for kind in (ConceptKind.OCCUPATION, ConceptKind.SKILL):
        of_kind = [concept for concept in kept if concept.kind is kind]
        if of_kind:
            file = into / f"{kind}s" / f"{name}.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(as_toml(of_kind), encoding="utf-8")
            written[file] = len(of_kind)
    progress("done", 1.0)
    return Imported(written, n_known=len(concepts) - len(kept))


def _read(folder: Path | None) -> Taxonomy:
    try:
        return load_taxonomy() if folder is None else read_taxonomy(folder)
    except (ValueError, OSError) as error:
        raise InvalidRequest(str(error)) from error


def _all_concepts(taxonomy: Taxonomy) -> list[Concept]:
    return [concept for kind in ConceptKind for concept in taxonomy.concepts(kind)]


def _esco_files(source: Path) -> dict[str, str]:
    """The CSV files of ESCO by name, from a ZIP or from a folder, wherever in it they stand."""
    try:
        if source.is_dir():
            return {file.name: _text(file) for file in sorted(source.rglob("*.csv")) if _is_esco(file.name)}
        with zipfile.ZipFile(source) as archive:
            return {
                PurePosixPath(name).name: archive.read(name).decode(_MARK_OF_UTF8)
                for name in archive.namelist()
                if _is_esco(PurePosixPath(name).name)
            }
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{source} cannot be read: {error}.") from error


def _is_esco(name: str) -> bool:
    return name.endswith(".csv") and name.startswith(_ESCO_FILES)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding=_MARK_OF_UTF8)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{file} cannot be read: {error}.") from error
