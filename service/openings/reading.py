"""Turns the text of an opening, and what was stated as data, into requirements, passages and vectors."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from matching.encoding.encoder import Vectors
from matching.encoding.segments import advert_segments
from matching.extraction.advert import read_advert
from matching.ranking.subjects import Segment, advert_text
from matching.requirements import Importance, Requirement, Requirements, Wanted
from matching.taxonomy.taxonomy import Taxonomy
from service.inference import Inference
from service.openings.stated import joined, named, resolved


@dataclass(frozen=True, slots=True)
class OpeningDraft:
    """An opening as someone sends it.

    Attributes:
        title: The trade as written.
        text: The advert; may be empty where `stated` says what is wanted.
        stated: What is wanted, as data. Concepts may be named by ids or in words.
        headcount: People to be hired; None leaves it to the text.
        external_id: The sender's own name for the opening; the same name again replaces it.
    """

    title: str
    text: str = ""
    stated: tuple[tuple[Wanted, Importance], ...] = ()
    headcount: int | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningReading:
    """An opening as understood, before anyone corrects it. `vectors` has one row per segment."""

    stated: tuple[Requirement, ...]
    requirements: Requirements
    segments: tuple[Segment, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class OpeningReader:
    """Reads openings with one taxonomy and one encoder."""

    taxonomy: Taxonomy
    inference: Inference

    @property
    def encoder_key(self) -> str:
        """The name under which vectors are stored."""
        return self.inference.description.key

    async def read(self, draft: OpeningDraft, *, today: date) -> OpeningReading:
        """Return the draft as understood, without blocking the event loop.

        Raises:
            InvalidRequest: something stated is unknown to the taxonomy.
        """
        stated = self.resolve(draft)
        return await self.read_again(title=draft.title, text=draft.text, stated=stated, today=today)

    def resolve(self, draft: OpeningDraft) -> tuple[Requirement, ...]:
        """Return what the draft states, as requirements with ids."""
        return named(
            (resolved(wanted, taxonomy=self.taxonomy, field=f"requirements.{position}"), importance)
            for position, (wanted, importance) in enumerate(draft.stated)
        )

    async def read_again(
        self, *, title: str, text: str, stated: tuple[Requirement, ...], today: date
    ) -> OpeningReading:
        """Return the reading of a text that goes with requirements stated earlier."""
        read = await asyncio.to_thread(
            partial(read_advert, title=title, text=text, today=today, taxonomy=self.taxonomy)
        )
        segments = advert_segments(advert_text(title=title, text=text), read)
        return OpeningReading(
            stated=stated,
            requirements=joined(read, stated),
            segments=segments,
            vectors=await self.encode(segments),
        )

    async def encode(self, segments: tuple[Segment, ...]) -> Vectors:
        """Return the vectors of the segments, rounded as storage rounds them.

        An opening that was never stored so has the very scores of one that was.
        """
        vectors = await self.inference.encode_queries([segment.text for segment in segments])
        return vectors.astype(np.float16).astype(np.float32)
