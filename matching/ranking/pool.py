"""Candidates as columns, so that one opening is scored against all of them without a loop over people."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.profile import Flag, Profile, SkillStanding
from matching.ranking.columns import (
    NOT_STATED,
    ConceptColumns,
    ExperienceColumns,
    Floats,
    Ints,
    Levels,
    Ragged,
    SegmentColumns,
    SketchColumns,
    SkillColumns,
    Vocabulary,
    WholeNumbers,
)
from matching.ranking.copying import COPIED_RUNS, COPIED_SHARE, Hashes, sketch
from matching.ranking.experiences import LEAST_CONFIDENCE, experience_columns
from matching.ranking.subjects import Candidate
from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId, Shift

VECTOR_SCALE = 4000
"""Vectors are rounded to multiples of 1/4000. Products of two such vectors of unit length, and every
partial sum of them, are whole numbers below 2**24, hence exact in float32 whatever the order of addition:
a similarity has the same bits in a batch of one and in a batch of a million."""

NOTICE_LET_OFF_DAYS = 7

STANDINGS = tuple(SkillStanding)
SHIFTS = tuple(Shift)
FLAGS = tuple(Flag)


def quantised(vectors: Floats) -> WholeNumbers:
    """Return unit vectors scaled to whole numbers, after the rounding that half-precision storage brings."""
    return np.rint(vectors.astype(np.float16).astype(np.float32) * VECTOR_SCALE).astype(np.int16)


def stable_hash(identifier: str) -> int:
    """Return 63 bits that depend on the identifier alone; they break ties between equal scores."""
    return int.from_bytes(hashlib.sha256(identifier.encode()).digest()[:8]) >> 1


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates as columns; row i of every column is `ids[i]`. Identity is nowhere in it.

    Attributes:
        tie_breakers: `stable_hash` of each id.
        cv_language: Language the CV is written in, an index into `Vocabulary.languages`; it decides which
            passages the encoder can compare, and nothing else.
        spoken, written: CEFR level per language, shape (n, n_languages); 0 when named without a level.
        education: Highest diploma obtained, or NOT_STATED.
        diploma_fields: Fields of the diplomas obtained.
        wanted: Occupations the person says they look for.
        refused: Occupations the person says they will not do.
        headline: Occupation of the headline.
        town: Index into `Vocabulary.towns`, NOT_STATED when unknown.
        moves_to: Towns the person says they will move to.
        only_in: Towns outside which the person refuses to work.
        accepted_shifts, refused_shifts: Bit `1 << SHIFTS.index(shift)`.
        available_on: First day of work as a proleptic ordinal, notice included; NaN when not stated.
        is_copied: Whether the CV is made of the advert's sentences; False until put `beside` an advert.
        flags: Bit `1 << FLAGS.index(flag)`.
    """

    ids: tuple[str, ...]
    vocabulary: Vocabulary
    tie_breakers: NDArray[np.int64]
    cv_language: Ints
    experiences: ExperienceColumns
    skills: SkillColumns
    segments: SegmentColumns
    sketches: SketchColumns
    spoken: Levels
    written: Levels
    education: Ints
    diploma_fields: ConceptColumns
    wanted: ConceptColumns
    refused: ConceptColumns
    headline: Ints
    months_of_experience: NDArray[np.float64]
    town: Ints
    moves_to: ConceptColumns
    moves_anywhere: NDArray[np.bool_]
    only_in: ConceptColumns
    remote_only: NDArray[np.bool_]
    accepted_shifts: Ints
    refused_shifts: Ints
    available_on: NDArray[np.float64]
    salary_mad: NDArray[np.float64]
    flags: Ints
    is_copied: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    def beside(self, advert: Hashes) -> Self:
        """Return this pool with `is_copied` told for an advert, given its sketch."""
        n_alike, n_all = self.sketches.n_alike(advert), self.sketches.n_of_row
        is_copied = (n_alike >= COPIED_RUNS) & (n_alike >= COPIED_SHARE * n_all)
        return replace(self, is_copied=is_copied)

    @classmethod
    def from_candidates(cls, candidates: Sequence[Candidate], *, taxonomy: Taxonomy) -> Self:
        """Return the columns of these candidates, in their order."""
        vocabulary = Vocabulary.of(taxonomy)
        profiles = [candidate.profile for candidate in candidates]
        headline = _column(profiles, lambda profile: _headline(profile, taxonomy, vocabulary))
        return cls(
            ids=tuple(candidate.id for candidate in candidates),
            vocabulary=vocabulary,
            tie_breakers=np.array([stable_hash(candidate.id) for candidate in candidates], dtype=np.int64),
            cv_language=_column(profiles, lambda p: vocabulary.languages.get(p.language, NOT_STATED)),
            experiences=experience_columns(profiles, headline, vocabulary),
            skills=_skill_columns(profiles, vocabulary),
            segments=_segment_columns(candidates),
            sketches=_sketch_columns(candidates),
            spoken=_language_levels(profiles, vocabulary, is_spoken=True),
            written=_language_levels(profiles, vocabulary, is_spoken=False),
            education=_column(profiles, _education),
            diploma_fields=_concept_columns(
                vocabulary.fields,
                [
                    [d.field_concept for d in profile.diplomas if d.field_concept and d.is_obtained]
                    for profile in profiles
                ],
            ),
            wanted=_concept_columns(
                vocabulary.occupations,
                [[mention.value for mention in profile.wanted_occupations] for profile in profiles],
            ),
            refused=_concept_columns(
                vocabulary.occupations,
                [[mention.value for mention in profile.refused_occupations] for profile in profiles],
            ),
            headline=headline,
            months_of_experience=np.array([p.months_of_experience for p in profiles], dtype=float),
            town=_column(profiles, lambda profile: _town(profile, vocabulary)),
            moves_to=_concept_columns(
                vocabulary.towns,
                [[m.value.concept for m in profile.mobility.moves_to] for profile in profiles],
            ),
            moves_anywhere=np.array([bool(_said(p.mobility.moves_anywhere)) for p in profiles], dtype=bool),
            only_in=_concept_columns(
                vocabulary.towns,
                [[m.value.concept for m in profile.mobility.only_in] for profile in profiles],
            ),
            remote_only=np.array([bool(_said(p.mobility.remote_only)) for p in profiles], dtype=bool),
            accepted_shifts=_column(
                profiles, lambda p: _shift_bits(m.value for m in p.availability.accepted_shifts)
            ),
            refused_shifts=_column(
                profiles, lambda p: _shift_bits(m.value for m in p.availability.refused_shifts)
            ),
            available_on=np.array([_available_on(profile) for profile in profiles], dtype=float),
            salary_mad=np.array([_salary(profile) for profile in profiles], dtype=float),
            flags=_column(profiles, lambda p: sum({1 << FLAGS.index(m.value) for m in p.flags})),
            is_copied=np.zeros(len(candidates), dtype=bool),
        )


def _column(profiles: Sequence[Profile], read: Callable[[Profile], int]) -> Ints:
    return np.array([read(profile) for profile in profiles], dtype=np.int32)


def _said(mention: object) -> object:
    return getattr(mention, "value", None)


def _education(profile: Profile) -> int:
    level = profile.education_level
    return NOT_STATED if level is None else int(level)


def _headline(profile: Profile, taxonomy: Taxonomy, vocabulary: Vocabulary) -> int:
    if profile.headline is None:
        return NOT_STATED
    match = taxonomy.match(profile.headline.value, ConceptKind.OCCUPATION)
    is_read = match is not None and match[1] >= LEAST_CONFIDENCE
    return vocabulary.occupations.get(match[0].id, NOT_STATED) if match and is_read else NOT_STATED


def _town(profile: Profile, vocabulary: Vocabulary) -> int:
    concept = profile.town.value.concept if profile.town else None
    return NOT_STATED if concept is None else vocabulary.towns.get(concept, NOT_STATED)


def _salary(profile: Profile) -> float:
    return np.nan if profile.salary_expectation_mad is None else profile.salary_expectation_mad.value


def _available_on(profile: Profile) -> float:
    """The earliest day of work as a proleptic ordinal; the notice period runs from the reference date.

    A week of notice is let off: it is leave not taken, or a matter of a phone call.
    """
    stated = profile.availability
    days = [stated.available_from.value.toordinal()] if stated.available_from else []
    if stated.notice_days:
        notice_days = max(stated.notice_days.value - NOTICE_LET_OFF_DAYS, 0)
        days.append(profile.reference_date.toordinal() + notice_days)
    return float(max(days)) if days else np.nan


def _shift_bits(shifts: Iterable[Shift]) -> int:
    return sum({1 << SHIFTS.index(shift) for shift in shifts})


def _concept_columns(
    positions: Mapping[ConceptId, int], rows: Sequence[Sequence[ConceptId | None]]
) -> ConceptColumns:
    """Concepts unknown to the taxonomy keep a place as NOT_STATED: something was said, if not what."""
    return ConceptColumns(
        rows=Ragged.of_lengths([len(row) for row in rows]),
        concept=np.array(
            [
                positions.get(concept, NOT_STATED) if concept else NOT_STATED
                for row in rows
                for concept in row
            ],
            dtype=np.int32,
        ),
    )


def _language_levels(profiles: Sequence[Profile], vocabulary: Vocabulary, *, is_spoken: bool) -> Levels:
    # Column by column, as it is read.
    levels = np.full((len(profiles), len(vocabulary.languages)), NOT_STATED, dtype=np.int8, order="F")
    for row, profile in enumerate(profiles):
        for skill in profile.languages:
            column = vocabulary.languages.get(skill.language)
            if column is None:
                continue
            apart = skill.spoken if is_spoken else skill.written
            level = apart or (skill.level.value if skill.level else 0)
            levels[row, column] = max(levels[row, column], int(level))
    return levels


def _segment_columns(candidates: Sequence[Candidate]) -> SegmentColumns:
    rows = Ragged.of_lengths([len(candidate.segments) for candidate in candidates])
    filled = [candidate.vectors for candidate in candidates if len(candidate.segments)]
    vectors = np.concatenate(filled) if filled else np.zeros((0, 1), dtype=np.float32)
    counts = [counts for candidate in candidates for counts in _speak_of_duties(candidate)]
    return SegmentColumns(
        rows=rows,
        place=np.arange(len(counts), dtype=np.int32),
        counts=np.array(counts, dtype=bool),
        vectors=quantised(vectors),
    )


def _speak_of_duties(candidate: Candidate) -> list[bool]:
    starts = {experience.span.start for experience in candidate.profile.experiences}
    are_of_work = [segment.span.start in starts for segment in candidate.segments]
    is_stuffed = any(flag.value is Flag.KEYWORD_STUFFING for flag in candidate.profile.flags)
    return are_of_work if any(are_of_work) or is_stuffed else [True] * len(are_of_work)


def _sketch_columns(candidates: Sequence[Candidate]) -> SketchColumns:
    return SketchColumns.of(
        [sketch(segment.text for segment in candidate.segments) for candidate in candidates]
    )


def _skill_columns(profiles: Sequence[Profile], vocabulary: Vocabulary) -> SkillColumns:
    claims = [claim for profile in profiles for claim in profile.skills]
    return SkillColumns(
        rows=Ragged.of_lengths([len(profile.skills) for profile in profiles]),
        skill=np.array([vocabulary.skills.get(claim.skill, NOT_STATED) for claim in claims], dtype=np.int32),
        standing=np.array([STANDINGS.index(claim.standing) for claim in claims], dtype=np.int32),
        months=np.array([claim.months for claim in claims], dtype=float),
    )
