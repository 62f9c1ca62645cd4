"""The taxonomy's concepts that a CV names, looked for once and read by every extractor."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.extraction.document import CvDocument
from matching.taxonomy.concepts import ConceptKind, LabelMatch
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Span


@dataclass(frozen=True, slots=True)
class ConceptMentions:
    """Where a CV names concepts, by kind and place; spans are in the cleaned text."""

    by_kind: Mapping[ConceptKind, tuple[LabelMatch, ...]]

    def of(self, kind: ConceptKind) -> tuple[LabelMatch, ...]:
        """All mentions of one kind, in the order of the text."""
        return self.by_kind.get(kind, ())

    def within(self, kind: ConceptKind, span: Span) -> tuple[LabelMatch, ...]:
        """The mentions of one kind that begin inside `span`."""
        matches = self.of(kind)
        first = bisect_left(matches, span.start, key=_start)
        return matches[first : bisect_left(matches, span.end, lo=first, key=_start)]

    def outside(self, spans: Sequence[Span], *, document: CvDocument) -> "ConceptMentions":
        """The mentions that do not begin in `spans` of the original: a name is no town or skill."""
        starts = document.clean.traced.starts
        apart = {
            kind: tuple(match for match in matches if not _is_inside(starts[match.span.start], spans))
            for kind, matches in self.by_kind.items()
        }
        return ConceptMentions(apart)


def find_concepts(document: CvDocument, *, taxonomy: Taxonomy) -> ConceptMentions:
    """The concepts of all kinds named in the CV, in one pass."""
    by_kind: defaultdict[ConceptKind, list[LabelMatch]] = defaultdict(list)
    for match in taxonomy.find(document.text):
        by_kind[ConceptKind(match.concept.partition("/")[0])].append(match)
    return ConceptMentions({kind: tuple(sorted(found, key=_start)) for kind, found in by_kind.items()})


def _is_inside(offset: int, spans: Sequence[Span]) -> bool:
    """Whether `offset` lies in one of `spans`, which are in order and apart."""
    number = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return number >= 0 and offset < spans[number].end


def _start(match: LabelMatch) -> int:
    return match.span.start
