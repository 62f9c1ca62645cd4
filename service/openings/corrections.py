"""What people changed about the requirements of an opening; laid over every reading of its text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matching.requirements import Importance, Requirement, Requirements, Wanted
from matching.types import Origin


@dataclass(frozen=True, slots=True)
class Correction:
    """One requirement as a person wants it; None leaves what was read.

    Attributes:
        requirement_id: Of a requirement that was read, or of one that the person added.
        wanted: What is asked for.
        importance: Must or nice.
        is_removed: Whether the opening does not ask for it at all.
        is_withdrawn: Whether earlier corrections of this requirement are to be forgotten.
    """

    requirement_id: str
    wanted: Wanted | None = None
    importance: Importance | None = None
    is_removed: bool = False
    is_withdrawn: bool = False


def corrected(requirements: Requirements, corrections: Sequence[Correction]) -> Requirements:
    """Return the requirements with the corrections laid over them.

    A correction of something the text no longer asks for counts where it says in full what is wanted;
    otherwise it waits for a text that asks for it again.
    """
    by_id = {correction.requirement_id: correction for correction in corrections}
    known = {item.id for item in requirements.items}
    kept = [_corrected_item(item, by_id.get(item.id)) for item in requirements.items]
    added = [_addition(correction) for correction in corrections if correction.requirement_id not in known]
    return replace(requirements, items=tuple(item for item in (*kept, *added) if item is not None))


def merged(earlier: Iterable[Correction], later: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return one correction per requirement: what `later` says, and what it leaves open from `earlier`."""
    by_id: dict[str, Correction] = {correction.requirement_id: correction for correction in earlier}
    for correction in later:
        if correction.is_withdrawn:
            by_id.pop(correction.requirement_id, None)
        else:
            _merge_into(by_id, correction)
    return tuple(by_id.values())


def _merge_into(by_id: dict[str, Correction], later: Correction) -> None:
    earlier = by_id.get(later.requirement_id, later)
    by_id[later.requirement_id] = replace(
        later, wanted=later.wanted or earlier.wanted, importance=later.importance or earlier.importance
    )


def _corrected_item(item: Requirement, correction: Correction | None) -> Requirement | None:
    if correction is None:
        return item
    if correction.is_removed:
        return None
    return replace(
        item,
        wanted=correction.wanted or item.wanted,
        importance=correction.importance or item.importance,
        origin=Origin.CORRECTED,
        confidence=1.0,
    )


def _addition(correction: Correction) -> Requirement | None:
    if correction.wanted is None or correction.is_removed:
        return None
    return Requirement(
        id=correction.requirement_id,
        wanted=correction.wanted,
        importance=correction.importance or Importance.MUST,
        span=None,
        origin=Origin.CORRECTED,
    )
