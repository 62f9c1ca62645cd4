from dataclasses import dataclass

from matching.assignment.steps import StepKind


@dataclass(frozen=True, slots=True)
class RegionCell:
    """What the sites of one town lack, by one step; never about fewer than five people.

    Attributes:
        town: Concept of the taxonomy.
        kind, subject, wanted, instead: The step, as `matching.assignment.steps.Step` has it.
        trades: Of the openings concerned, joined by commas; some may stand in it twice.
        n_people: One step away; whoever is known to two agencies counts twice.
        n_seats: That would be filled if they made the step.
    """

    town: str
    kind: StepKind
    subject: str
    wanted: str
    instead: str
    trades: str
    n_people: int
    n_seats: int
