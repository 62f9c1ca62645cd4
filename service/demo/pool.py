"""Pools of any size: people drawn by a seed, composed with what they state, and stored as if read."""

import hashlib
from datetime import date
from itertools import islice
from uuid import UUID

import numpy as np

from matching.encoding.encoder import Vectors
from matching.ranking.packing import Packing
from matching.taxonomy.loading import load_taxonomy
from service.candidates.columns import ColumnReader
from service.candidates.keeping import ReadCandidate, keep_candidates
from service.candidates.rankable import rankable_versions
from service.demo.composing import ComposedCv, Composer
from service.demo.material import Material
from service.demo.people import draw_people
from service.demo.progress import Progress
from service.inference import Inference
from service.tenancy import OrganisationId, TenantDatabase

CHUNK_SIZE = 2000
"""Candidates per transaction: 30 MB of arrays, half a second."""

PARSER = "demo"

_EPOCH_MS = 1_767_225_600_000
"""The ids of a pool are those of time-ordered UUIDs, one per millisecond from the first day of 2026 on."""


class Passages:
    """Vectors of composed passages, each encoded once."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._known: dict[str, Vectors] = {}

    async def vectors(self, cvs: list[ComposedCv]) -> list[Vectors]:
        """Return the vectors of the passages of each CV, shape (n_segments, n_dimensions)."""
        texts = {segment.text for cv in cvs for segment in cv.segments} - self._known.keys()
        new = sorted(texts)
        self._known.update(zip(new, await self._inference.encode_passages(new), strict=True))
        return [np.array([self._known[segment.text] for segment in cv.segments]) for cv in cvs]


async def load_pool(
    database: TenantDatabase,
    organisation_id: OrganisationId,
    *,
    material: Material,
    n_candidates: int,
    seed: int,
    today: date,
    inference: Inference,
    progress: Progress,
) -> int:
    """Return how many candidates were added; those of an earlier, interrupted load are not added again.

    The same seed, day and encoder give the same candidates with the same ids, whatever their number.
    """
    async with database.tenant(organisation_id) as connection:
        n_there = len(await rankable_versions(connection))
    # They were stored in order, chunk by chunk.
    passages, n_added, n_done = Passages(inference), 0, n_there // CHUNK_SIZE * CHUNK_SIZE
    taxonomy = load_taxonomy()
    columns = ColumnReader(taxonomy, inference.description, Packing(taxonomy))
    composer = Composer(material, taxonomy, today=today)
    people = draw_people(material, n=n_candidates, seed=seed, today=today, first=n_done + 1)
    cvs = (composer.compose(person) for person in people)
    while chunk := list(islice(cvs, CHUNK_SIZE)):
        vectors = await passages.vectors(chunk)
        candidates = [
            _candidate(cv, number=n_done + place, seed=seed, vectors=rows)
            for place, (cv, rows) in enumerate(zip(chunk, vectors, strict=True), start=1)
        ]
        async with database.tenant(organisation_id, timeout_seconds=600) as connection:
            n_added += await keep_candidates(
                connection, candidates, encoder=inference.description, columns=columns, parser=PARSER
            )
        n_done += len(chunk)
        progress("candidates stored", n_done, n_candidates)
    return n_added


def _candidate(cv: ComposedCv, *, number: int, seed: int, vectors: Vectors) -> ReadCandidate:
    return ReadCandidate(
        id=_id(number, seed),
        external_id=f"demo-{seed}-{number:07d}",
        text=cv.text,
        profile=cv.profile,
        identity=cv.identity,
        segments=cv.segments,
        vectors=vectors,
    )


def _id(number: int, seed: int) -> UUID:
    digest = int.from_bytes(hashlib.sha256(f"{seed}-{number}".encode()).digest()[:10])
    # Version 7 and the variant of RFC 9562 in their places, the rest is chance.
    rest = (digest & ~(0xF << 76) & ~(0x3 << 62)) | (0x7 << 76) | (0x2 << 62)
    return UUID(int=((_EPOCH_MS + number) << 80) | rest)
