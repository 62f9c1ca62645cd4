"""What each feature is worth: the figures of the ranking with one feature off at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matching.evaluation.judged_set import JudgedSet
from matching.evaluation.metrics import Interval, bootstrap_mean, n_unsuitable, ndcg
from matching.evaluation.runner import Tools, rank_all
from matching.ranking.criteria import FEATURES, PREFERENCES, feature_names
from matching.ranking.subjects import Candidate, Opening
from matching.requirements import Importance, OccupationWanted, Requirement


@dataclass(frozen=True, slots=True)
class Ablated:
    """The ranking without one feature. `gain` is nDCG@10 with it less without it, opening by opening."""

    feature: str
    ndcg_at_10: float
    gain: Interval
    unsuitable_in_first_5: float


def ablation(
    openings: Sequence[Opening], candidates: Sequence[Candidate], judged: JudgedSet, *, tools: Tools
) -> Iterator[Ablated]:
    """Yield the figures without each feature: it has no weight, and its requirements are not asked for.

    The trade of an opening stays known to the other features where its own is off.
    """
    whole = _ndcgs(openings, candidates, judged, tools)
    for feature in feature_names():
        fewer = [_without(opening, feature) for opening in openings]
        off = replace(tools, scorer=tools.scorer.with_weights({feature: 0.0}))
        rest = _ndcgs(fewer, candidates, judged, off)
        yield Ablated(
            feature=feature,
            ndcg_at_10=sum(it[0] for it in rest) / len(rest),
            gain=bootstrap_mean([a[0] - b[0] for a, b in zip(whole, rest, strict=True)]),
            unsuitable_in_first_5=sum(it[1] for it in rest) / len(rest),
        )


def _ndcgs(
    openings: Sequence[Opening], candidates: Sequence[Candidate], judged: JudgedSet, tools: Tools
) -> list[tuple[float, int]]:
    """nDCG@10, and unsuitable people in the first five, of each opening."""
    found = []
    for opening_id, lines in rank_all(openings, candidates, tools=tools).items():
        grades = judged.judgements.in_order(opening_id, [line.candidate_id for line in lines])
        found.append((ndcg(grades, k=10), n_unsuitable(grades, k=5)))
    return found


def _without(opening: Opening, feature: str) -> Opening:
    kept = tuple(item for item in opening.requirements.items if not _belongs(item, feature))
    return replace(opening, requirements=replace(opening.requirements, items=kept))


def _belongs(item: Requirement, feature: str) -> bool:
    if isinstance(item.wanted, OccupationWanted):
        return False
    is_must = item.importance is Importance.MUST
    return feature == (FEATURES[type(item.wanted)].name if is_must else PREFERENCES)
