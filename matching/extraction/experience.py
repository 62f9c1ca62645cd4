"""Occupations held: title, employer, dates and frame of each, and the years they add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matching.extraction.blocks import BlockFinder
from matching.extraction.document import CvDocument
from matching.extraction.headline import HeadlineReader
from matching.extraction.jobs import JobReader
from matching.extraction.mentions import ConceptMentions
from matching.extraction.periods import find_periods
from matching.extraction.prose import find_jobs_in_prose
from matching.extraction.reckoning import months_covered
from matching.extraction.rows import rows_of
from matching.extraction.titles import TitleFinder
from matching.extraction.undated import find_undated_jobs
from matching.profile import Experience
from matching.taxonomy.taxonomy import Taxonomy
from matching.text.sections import SectionKind
from matching.types import ConceptId, Mention, Span

_MOST_ROLES = 12  # at one employer
_SUMMED_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Career:
    """What a CV tells of work.

    Attributes:
        experiences: The occupations held, most recent first; gaps and studies are left out.
        headline: The trade the person presents themselves by.
        wanted_occupations: The trades of the headline and of the stated wishes.
    """

    experiences: tuple[Experience, ...]
    headline: Mention[str] | None
    wanted_occupations: tuple[Mention[ConceptId], ...]

    @property
    def months(self) -> int:
        """Months of paid work in any trade; what overlaps counts once."""
        return months_of_experience(self.experiences)

    @property
    def latest_title(self) -> Mention[str] | None:
        """The title of the current or latest job, else the headline, else an internship's title."""
        return latest_title(self.experiences, headline=self.headline)


def read_career(
    document: CvDocument,
    *,
    mentions: ConceptMentions,
    masked: Sequence[Span] = (),
    today: date,
    taxonomy: Taxonomy,
) -> Career:
    """The occupations held and wanted; `today` is the end of what goes on.

    `masked` are the spans of the original that tell who the person is: no name is read as a trade.
    """
    rows = rows_of(document, find_periods(document.text, today=today))
    titles = TitleFinder(document, mentions=mentions)
    reader = JobReader(document, titles, taxonomy)
    blocks = BlockFinder(document, rows, titles).blocks()
    read = [reader.read(block) for block in blocks]
    experiences = _without_frames_around([experience for experience in read if experience is not None])
    if not any(block.section is SectionKind.EXPERIENCE for block in blocks):
        told = find_jobs_in_prose(document, rows, titles, reader)
        experiences = [*told, *(found for found in experiences if not _shares_date(found, told))]
    if not experiences:
        experiences = find_undated_jobs(document, rows, titles, reader)
    headlines = HeadlineReader(document, rows, titles, masked=masked, taxonomy=taxonomy)
    headline = headlines.headline()
    return Career(
        experiences=tuple(sorted(experiences, key=_recency, reverse=True)),
        headline=headline,
        wanted_occupations=headlines.wanted_occupations(headline),
    )


def months_of_experience(experiences: Iterable[Experience]) -> int:
    """Months of paid work in any trade; what overlaps counts once."""
    return months_covered(
        experience.period.value
        for experience in experiences
        if experience.kind.is_paid_work and experience.period is not None
    )


def latest_title(experiences: Sequence[Experience], *, headline: Mention[str] | None) -> Mention[str] | None:
    """The title of the current or latest job; the headline where no job has a title, else an internship's."""
    jobs = [found for found in experiences if found.kind.is_paid_work]
    if jobs and jobs[0].title:
        return jobs[0].title
    others = [found.title for found in (*jobs, *experiences) if found.title]
    return headline or (others[0] if others else None)


def _recency(experience: Experience) -> tuple[bool, date, date]:
    period = experience.period.value if experience.period else None
    if period is None or period.start is None or period.end is None:
        return False, date.min, date.min
    return period.is_current, period.end, period.start


def _without_frames_around(experiences: Sequence[Experience]) -> list[Experience]:
    """Without the line of an employer whose dates only sum up the roles held there."""
    return [
        experience
        for position, experience in enumerate(experiences)
        if experience.title
        or not _sums_up(experience, experiences[position + 1 : position + 1 + _MOST_ROLES])
    ]


def _sums_up(experience: Experience, following: Sequence[Experience]) -> bool:
    """Whether the dates of those that follow lie within these and make up much of them."""
    inner = [other for other in following if _is_within(other, experience)]
    covered = months_covered(other.period.value for other in inner if other.period)
    whole = experience.period.value.months if experience.period else 0
    return bool(inner) and covered >= _SUMMED_SHARE * whole


def _shares_date(experience: Experience, others: Sequence[Experience]) -> bool:
    """Whether the words of its date are those of another."""
    span = experience.period.span if experience.period else None
    taken = [other.period.span for other in others if other.period and other.period.span]
    return span is not None and any(span.start < other.end and other.start < span.end for other in taken)


def _is_within(inner: Experience, outer: Experience) -> bool:
    if not inner.period or not outer.period:
        return False
    one, other = outer.period.value, inner.period.value
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start <= other.start and other.end <= one.end
