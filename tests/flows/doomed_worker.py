"""A worker that meets its end in the middle of a job: `python -m tests.flows.doomed_worker PLAN MARKER`.

PLAN `hang` stops at the encoder until it is killed from outside; `die` kills itself there. The file MARKER
tells that the point was reached. The database is the one that the environment names.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from matching.encoding.encoder import Vectors
from matching.taxonomy.loading import load_taxonomy
from service.candidates.profile_reader import ProfileReader
from service.candidates.reading import CandidateReader
from service.documents.reading import DocumentReader
from service.inference import Inference
from service.jobs.runner import run_jobs
from service.settings import Settings
from service.tenancy import TenantDatabase
from service.worker import handlers
from tests.flows.encoder import LengthEncoder


class DoomedEncoder(LengthEncoder):
    def __init__(self, plan: str, marker: Path) -> None:
        self._plan = plan
        self._marker = marker

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self._marker.write_text("reached")
        if self._plan == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(600)
        raise AssertionError(f"nobody came to kill the worker with {len(texts)} texts")


async def work(plan: str, marker: Path) -> None:
    settings = Settings()
    async with (
        TenantDatabase.open(settings.database) as database,
        DocumentReader.open(settings.limits) as documents,
        ProfileReader.open(settings.limits) as profiles,
    ):
        reader = CandidateReader(
            database=database,
            documents=documents,
            profiles=profiles,
            inference=Inference(DoomedEncoder(plan, marker)),
            taxonomy=load_taxonomy(),
            max_attempts=settings.worker.max_attempts,
        )
        await run_jobs(database, handlers(reader), settings.worker, stop=asyncio.Event())


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
