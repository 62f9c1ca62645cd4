"""Which encoder's vectors serve, and how another one takes its place."""

from dataclasses import dataclass

import structlog

from matching.encoding.encoder import EncoderDescription
from service.candidates import store
from service.candidates.rows import UnembeddedRow
from service.errors import UnfitToServe
from service.inference import Inference
from service.jobs.queue import Job, enqueue
from service.organisations.use_cases import list_organisations
from service.serialization import segments_from_json
from service.tenancy import OrganisationId, TenantDatabase

EMBED_CANDIDATES = "embed_candidates"
"""Name of the job that gives an organisation's candidates the vectors of the next encoder."""

_AT_ONCE = 50
"""Candidates encoded between two writes: what a killed worker has to do again."""

_log = structlog.get_logger(__name__)


async def adopt_encoder(
    database: TenantDatabase, description: EncoderDescription, *, following: EncoderDescription | None = None
) -> None:
    """Make sure that this process's encoder is the one whose vectors serve; the first ever becomes it.

    Args:
        database: Where vectors are stored.
        description: Of the encoder that serves.
        following: Of the one that is to take its place; that it has done so already is no fault.

    Raises:
        UnfitToServe: stored vectors are of another encoder.
    """
    async with database.unbound() as connection:
        await store.add_encoder(connection, description)
        serving = await store.serving_encoder(connection)
    if serving not in {description.key, following.key if following else None}:
        fault = (
            f"Stored vectors are of {serving}, not of {description.key}: set ENCODER to the former, and "
            "ENCODER_NEXT of the worker to what shall take its place."
        )
        raise UnfitToServe([fault])


@dataclass(frozen=True, slots=True)
class EncoderSwitch:
    """Gives every candidate vectors of the next encoder, beside those that serve, then lets these serve."""

    database: TenantDatabase
    inference: Inference

    async def begin(self) -> None:
        """Put the work into the queue, one job per organisation; what is done already is not done again."""
        async with self.database.unbound() as connection:
            await store.add_encoder(connection, self.inference.description)
        for organisation in await list_organisations(self.database):
            organisation_id = OrganisationId(organisation.id)
            async with self.database.tenant(organisation_id) as connection:
                await enqueue(connection, _job(organisation_id, self.inference.description))
        await self._swap_if_done()

    async def embed(self, organisation_id: OrganisationId) -> None:
        """Encode the candidates of an organisation that lack vectors, then swap if they were the last.

        Safe to repeat and to kill: candidates are written a few at a time, each once.
        """
        while rows := await self._lacking(organisation_id, limit=_AT_ONCE):
            for row in rows:
                await self._embed_one(organisation_id, row)
        await self._swap_if_done()

    async def _lacking(self, organisation_id: OrganisationId, *, limit: int) -> list[UnembeddedRow]:
        async with self.database.tenant(organisation_id) as connection:
            return await store.unembedded(connection, encoder=self.inference.description.key, limit=limit)

    async def _embed_one(self, organisation_id: OrganisationId, row: UnembeddedRow) -> None:
        texts = [segment.text for segment in segments_from_json(row.segments)]
        vectors = await self.inference.encode_passages(texts)
        async with self.database.tenant(organisation_id) as connection:
            # Read again in the meantime, a candidate has other passages, and vectors of both encoders.
            if await store.is_at(connection, candidate_id=row.candidate_id, revision=row.revision):
                await store.add_vectors(
                    connection,
                    candidate_id=row.candidate_id,
                    encoder=self.inference.description.key,
                    vectors=vectors,
                )

    async def _swap_if_done(self) -> None:
        key = self.inference.description.key
        for organisation in await list_organisations(self.database):
            if await self._lacking(OrganisationId(organisation.id), limit=1):
                return
        async with self.database.unbound() as connection:
            await store.let_serve(connection, encoder=key)
        _log.info("encoder_serves", encoder=key)


def _job(organisation_id: OrganisationId, description: EncoderDescription) -> Job:
    return Job(
        EMBED_CANDIDATES,
        f"{organisation_id}/embed/{description.key}",
        {"organisation_id": str(organisation_id), "encoder": description.key},
    )


async def forget_idle_vectors(database: TenantDatabase) -> int:
    """Delete the vectors of encoders that do not serve; return how many candidates had some."""
    n_candidates = 0
    for organisation in await list_organisations(database):
        async with database.tenant(OrganisationId(organisation.id)) as connection:
            n_candidates += await store.forget_idle_vectors(connection)
    return n_candidates
