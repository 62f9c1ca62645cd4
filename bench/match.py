"""Time, memory and quality of a page of matches, beside what a team would build first; one run, one pool.

    python bench/match.py [--sizes 1000 10000 115000] [--judged FOLDER ...] [--pages 60]

Pools are those of `oujda-match demo --candidates N`. Every system answers the openings of the demonstration
in turn. Ours answers over HTTP (without the network): all must-haves judged, 20 people scored, explained and
put into words, under other weights at each request, so that nothing is answered from a list at hand. The
others give 20 ids. They need one vector per CV: here the mean of those of its passages, because encoding
whole texts takes hours; their quality is that on the judged sets, where whole texts are encoded.

Writes `docs/performance.svg`, and prints the tables of `docs/performance.md`.
"""

import argparse
import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

sys.path.insert(0, str(Path(__file__).parents[1]))

from api.app import create_app
from bench.plotting import Series, exponent, write_plot
from matching.evaluation.runner import Tools, evaluate
from matching.ranking.scorer import Scorer
from matching.taxonomy.loading import load_taxonomy
from service.database import at_hand
from service.database.embedded import EmbeddedServer
from service.demo.use_cases import load_large_demo
from service.evaluation.folder import read_folder
from service.models import load_encoder
from service.organisations.use_cases import create_key
from service.settings import Settings, StorageSettings
from service.tenancy import OrganisationId, TenantDatabase

LIMIT = 20
TODAY = date(2026, 11, 1)
PLOT = Path(__file__).parents[1] / "docs" / "performance.svg"
KEPT = {"30 %": 300, "3 %": 30, "0.3 %": 3}
"""Filters of the vector searches: so many of a thousand people pass."""

Answer = Callable[[int], Awaitable[list[str]]]
"""Gives the ids of the first page for the nth question."""


@dataclass(frozen=True)
class System:
    """A way to answer, and the memory that it takes, in bytes."""

    name: str
    answer: Answer
    n_bytes: int


@dataclass(frozen=True)
class Pool:
    """A pool as the others see it: texts, one vector for each, and the adverts."""

    ids: list[str]
    texts: list[str]
    vectors: NDArray[np.float32]
    adverts: list[str]
    queries: NDArray[np.float32]


async def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 115_000])
    parser.add_argument("--judged", type=Path, nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--data", type=Path, help="Folder of the database, kept for the next run.")
    arguments = parser.parse_args()
    load_before = os.getloadavg()[0]
    for folder in arguments.judged:
        quality(folder)
    series: dict[str, dict[int, float]] = {}
    with folder_for(arguments.data) as folder:
        settings = Settings(storage=StorageSettings(data_dir=folder))
        with EmbeddedServer(at_hand.embedded_folder(settings), options={"max_wal_size": "4GB"}) as server:
            database = await at_hand.prepare_embedded(server, settings.database)
            for n in arguments.sizes:
                await one_size(replace(settings, database=database), n, arguments.pages, series)
    loads = f"before: {load_before:.1f}, after: {os.getloadavg()[0]:.1f}"
    print(f"\nload of the machine {loads}; {os.cpu_count()} cores")
    for name, points in series.items():
        print(f"{name}: exponent {exponent(points):.2f}")
    write_plot(PLOT, [Series(name, points) for name, points in series.items()])


@contextmanager
def folder_for(kept: Path | None) -> Iterator[Path]:
    """Yield the folder of the database: the one that is kept, or one that goes with the block."""
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory() as temporary:
        # The server runs as another user where this runs as root.
        Path(temporary).chmod(0o711)
        yield Path(temporary) / "data"


def quality(folder: Path) -> None:
    """Print nDCG@10 of ours and of the others on a judged set."""
    settings = Settings()
    tools = Tools(load_taxonomy(), load_encoder(settings.encoder), Scorer.default(), TODAY)
    for system in evaluate(read_folder(folder), tools=tools).systems:
        print(f"| {folder.name} | {system.name} | {system.figures.ndcg_at_10.mean:.3f} |", flush=True)


async def one_size(settings: Settings, n: int, n_pages: int, series: dict[str, dict[int, float]]) -> None:
    """Print the figures of every system at one size."""
    started = time.perf_counter()
    site = await load_large_demo(settings, n_candidates=n)
    print(f"\n## {n:,} candidates, made in {time.perf_counter() - started:.0f} s")
    assert settings.database.migration_url is not None
    owner = await asyncpg.connect(settings.database.migration_url.get_secret_value())
    await owner.execute("ANALYZE")
    pool = await fetch_pool(owner, site.organisation_id)
    async with ours(settings, site.organisation_id, owner) as system:
        await report(system, n, n_pages, series)
    for other in (
        brute_force(pool),
        tf_idf(pool),
        await pgvector(owner, pool),
        full_text(owner, pool, site.organisation_id),
    ):
        await report(other, n, n_pages, series)
    await filtered(owner, pool)
    await owner.execute("DROP TABLE plain")
    await owner.close()


async def report(system: System, n: int, n_pages: int, series: dict[str, dict[int, float]]) -> None:
    """Print one line of the table, and note the median."""
    for number in range(len(series) + 5):
        await system.answer(number)
    milliseconds, cpu = [], time.process_time()
    for number in range(n_pages):
        started = time.perf_counter()
        await system.answer(number)
        milliseconds.append((time.perf_counter() - started) * 1000)
    cpu_ms = (time.process_time() - cpu) * 1000 / n_pages
    p50, p99 = np.percentile(milliseconds, [50, 99])
    print(
        f"| {system.name} | {p50:.1f} | {p99:.1f} | {cpu_ms:.1f} | {system.n_bytes / 2**20:,.0f} |",
        flush=True,
    )
    series.setdefault(system.name, {})[n] = float(p50)


async def fetch_pool(owner: "asyncpg.Connection[Any]", organisation_id: OrganisationId) -> Pool:
    """Return what the others rank."""
    rows = await owner.fetch(
        """SELECT c.id::text AS id, t.text, (SELECT avg(v.vector)::text FROM candidate_vectors v
              WHERE v.organisation_id = c.organisation_id AND v.candidate_id = c.id) AS vector
           FROM candidates c
           JOIN candidate_texts t ON t.organisation_id = c.organisation_id AND t.candidate_id = c.id
           WHERE c.organisation_id = $1 ORDER BY c.id""",
        organisation_id,
    )
    adverts = await owner.fetch(
        """SELECT o.title || ' ' || o.text AS text, (SELECT avg(v.vector)::text FROM opening_vectors v
              WHERE v.organisation_id = o.organisation_id AND v.opening_id = o.id) AS vector
           FROM openings o WHERE o.organisation_id = $1 ORDER BY o.id""",
        organisation_id,
    )
    return Pool(
        ids=[row["id"] for row in rows],
        texts=[row["text"] for row in rows],
        vectors=_unit(rows),
        adverts=[row["text"] for row in adverts],
        queries=_unit(adverts),
    )


def _unit(rows: "Sequence[asyncpg.Record]") -> NDArray[np.float32]:
    vectors = np.array([np.fromstring(row["vector"][1:-1], sep=",") for row in rows], dtype=np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@asynccontextmanager
async def ours(
    settings: Settings, organisation_id: OrganisationId, owner: "asyncpg.Connection[Any]"
) -> AsyncIterator[System]:
    """Yield the service."""
    async with TenantDatabase.open(settings.database) as database:
        token = (await create_key(database, organisation_id=organisation_id)).token
    openings: list[UUID] = [
        row["id"]
        for row in await owner.fetch(
            "SELECT id FROM openings WHERE organisation_id = $1 ORDER BY id", organisation_id
        )
    ]
    chance = random.Random(1)  # noqa: S311 - no secret
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench") as client,
    ):

        async def answer(number: int) -> list[str]:
            found = await client.post(
                f"/v1/openings/{openings[number % len(openings)]}/matches",
                json={"limit": LIMIT, "weights": {"languages": round(0.02 + 0.3 * chance.random(), 6)}},
                headers={"Authorization": f"Bearer {token}"},
                timeout=600,
            )
            found.raise_for_status()
            return [match["candidate_id"] for match in found.json()["matches"]]

        before, started = _resident(), time.perf_counter()
        await answer(0)
        print(f"first page of a cold process: {time.perf_counter() - started:.1f} s")
        print("| system | p50 ms | p99 ms | CPU ms | MB |\n|---|---|---|---|---|")
        yield System("oujda-match", answer, _resident() - before)


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def brute_force(pool: Pool) -> System:
    """Return scikit-learn's exact nearest neighbours, in memory."""
    index = NearestNeighbors(n_neighbors=LIMIT, metric="cosine", algorithm="brute").fit(pool.vectors)

    async def answer(number: int) -> list[str]:
        query = pool.queries[number % len(pool.queries)][np.newaxis]
        return [pool.ids[row] for row in index.kneighbors(query, return_distance=False)[0]]

    return System("scikit-learn, brute force", answer, pool.vectors.nbytes)


def tf_idf(pool: Pool) -> System:
    """Return cosines of TF-IDF over words, in memory."""
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    passages = vectorizer.fit_transform(pool.texts)

    async def answer(number: int) -> list[str]:
        advert = vectorizer.transform([pool.adverts[number % len(pool.adverts)]])
        scores = (passages @ advert.T).toarray().ravel()
        first = np.argpartition(-scores, LIMIT)[:LIMIT]
        return [pool.ids[row] for row in first[np.argsort(-scores[first])]]

    n_bytes = passages.data.nbytes + passages.indices.nbytes + passages.indptr.nbytes
    return System("TF-IDF", answer, n_bytes)


async def pgvector(owner: "asyncpg.Connection[Any]", pool: Pool) -> System:
    """Return one vector per CV in a table with an HNSW index, as in the first example of most guides."""
    await owner.execute("DROP TABLE IF EXISTS plain")
    await owner.execute("CREATE TABLE plain (id text, bucket int, vector halfvec(384))")
    for start in range(0, len(pool.ids), 5000):
        chunk = slice(start, start + 5000)
        await owner.executemany(
            "INSERT INTO plain VALUES ($1, $2, $3::text::halfvec)",
            [
                (name, number % 1000, _written(vector))
                for number, (name, vector) in enumerate(
                    zip(pool.ids[chunk], pool.vectors[chunk], strict=True), start=start
                )
            ],
        )
    await owner.execute("SET maintenance_work_mem = '1GB'")
    started = time.perf_counter()
    await owner.execute("CREATE INDEX plain_hnsw ON plain USING hnsw (vector halfvec_cosine_ops)")
    await owner.execute("CREATE INDEX plain_bucket ON plain (bucket)")
    await owner.execute("ANALYZE plain")
    print(f"HNSW built in {time.perf_counter() - started:.0f} s")
    n_bytes = await owner.fetchval("SELECT pg_total_relation_size('plain')")

    async def answer(number: int) -> list[str]:
        query = _written(pool.queries[number % len(pool.queries)])
        rows = await owner.fetch(
            "SELECT id FROM plain ORDER BY vector <=> $1::text::halfvec LIMIT $2", query, LIMIT
        )
        return [row["id"] for row in rows]

    return System("pgvector, HNSW", answer, n_bytes)


def _written(vector: NDArray[np.float32]) -> str:
    return "[" + ",".join(f"{value:.5f}" for value in vector) + "]"


def full_text(owner: "asyncpg.Connection[Any]", pool: Pool, organisation_id: OrganisationId) -> System:
    """Return PostgreSQL's full text search over the words of the advert, ranked by `ts_rank_cd`."""

    async def answer(number: int) -> list[str]:
        rows = await owner.fetch(
            """WITH query AS (
                 SELECT replace(plainto_tsquery('french', $2)::text, '&', '|')::tsquery AS words)
               SELECT candidate_id::text AS id FROM candidate_texts, query
               WHERE organisation_id = $1 AND search @@ words
               ORDER BY ts_rank_cd(search, words) DESC LIMIT $3""",
            organisation_id,
            pool.adverts[number % len(pool.adverts)],
            LIMIT,
        )
        return [row["id"] for row in rows]

    return System("PostgreSQL full text", answer, 0)


async def filtered(owner: "asyncpg.Connection[Any]", pool: Pool) -> None:
    """Print time, people found and recall of vector searches behind filters."""
    print("\n| filter | search | p50 ms | people of 20 | recall@20 |\n|---|---|---|---|---|")
    ways = {
        "HNSW": "SET enable_bitmapscan = off; SET hnsw.iterative_scan = off",
        "HNSW, iterative": "SET enable_bitmapscan = off; SET hnsw.iterative_scan = relaxed_order",
        "exact": "SET enable_bitmapscan = on; SET enable_indexscan = off",
    }
    for label, n_kept in KEPT.items():
        for name, options in ways.items():
            await owner.execute(f"RESET ALL; {options}")
            await _filtered(owner, pool, label, name, n_kept)
    await owner.execute("RESET ALL")


async def _filtered(owner: "asyncpg.Connection[Any]", pool: Pool, label: str, name: str, n_kept: int) -> None:
    passes = np.arange(len(pool.ids)) % 1000 < n_kept
    rows = np.flatnonzero(passes)
    milliseconds, counts, recalls = [], [], []
    for query in pool.queries:
        started = time.perf_counter()
        found = await owner.fetch(
            "SELECT id FROM plain WHERE bucket < $2 ORDER BY vector <=> $1::text::halfvec LIMIT $3",
            _written(query),
            n_kept,
            LIMIT,
        )
        milliseconds.append((time.perf_counter() - started) * 1000)
        similarities = pool.vectors[rows] @ query
        wanted = np.sort(similarities)[::-1][: min(LIMIT, len(rows))]
        places = {pool.ids[row]: float(s) for row, s in zip(rows, similarities, strict=True)}
        good = sum(places[row["id"]] >= wanted[-1] - 1e-3 for row in found)
        counts.append(len(found))
        recalls.append(good / len(wanted))
    p50, n_found, recall = np.median(milliseconds), np.mean(counts), np.mean(recalls)
    print(f"| {label} | {name} | {p50:.1f} | {n_found:.1f} | {recall:.3f} |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
