"""What separates a person from those who meet every must-have, where it is one step."""

from collections.abc import Iterable

from matching.assessment import Evidence, Outcome
from matching.requirements import Importance

_FAILED = frozenset({Outcome.NOT_MET, Outcome.NARROWLY})
_TRAINABLE = "skills"


def single_step(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the one must-have that is missing, where a single step would meet it; else nothing.

    A step is a narrow miss (one level of a language, a few months, a later start) or a tool, which a training
    gives. Of alternatives, each that is one step away is returned: any of them is enough. Who misses two
    must-haves, or one clearly, is more than a step away.
    """
    groups: dict[object, list[Evidence]] = {}
    for part in evidence:
        if part.importance is Importance.MUST:
            key = part.requirement_id if part.alternatives is None else part.alternatives
            groups.setdefault(key, []).append(part)
    missing = [group for group in groups.values() if all(part.outcome in _FAILED for part in group)]
    if len(missing) != 1:
        return ()
    return tuple(part for part in missing[0] if _is_step(part))


def _is_step(part: Evidence) -> bool:
    return part.outcome is Outcome.NARROWLY or part.feature == _TRAINABLE
