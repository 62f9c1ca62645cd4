"""Which skills a CV can show: tools and techniques, as against habits of work and traits of character."""

from matching.taxonomy.concepts import ANY_LANGUAGE, ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import ConceptId

NOT_DEMANDED = frozenset(
    ConceptId(f"skill/{name}")
    for name in (
        # Traits of character: every advert asks for them and no CV can show them.
        "active-listening",
        "adaptability",
        "autonomy",
        "communication",
        "creativity",
        "critical-thinking",
        "discretion",
        "empathy",
        "goal-orientation",
        "intercultural",
        "leadership",
        "learning-ability",
        "motivation-dynamism",
        "multitasking",
        "negotiation",
        "organisation",
        "persuasion",
        "problem-solving",
        "punctuality",
        "rigour",
        "stress-tolerance",
        "teamwork",
        "telephone-courtesy",
        "time-management",
        "writing",
        # Asked for as shifts, place, licence or experience of leading.
        "driving-licence",
        "on-call-duty",
        "remote-work",
        "team-management",
    )
)
"""Skills that are no requirement of their own."""

_EVERYDAY = frozenset({ConceptId("skill/office-suite")})


def is_product_name(label: str, *, skill: ConceptId, taxonomy: Taxonomy) -> bool:
    """Whether the label is the name of a product, the same in every language (`Linux`)."""
    return label in taxonomy.concept(skill).labels(ANY_LANGUAGE)


def technical_skills(taxonomy: Taxonomy) -> frozenset[ConceptId]:
    """The skills that are tools, or techniques practised with tools, of the taxonomy.

    A tool is named alike in every language (`Excel`); a technique is what tools are a kind of
    (`containers`). Habits of work (`typing`, `spelling`) and everyday use of a computer are neither.
    """
    skills = taxonomy.concepts(ConceptKind.SKILL)
    tools = {skill.id for skill in skills if skill.notations.get(ANY_LANGUAGE)}
    techniques = {broader for skill in skills if skill.id in tools for broader in skill.broader}
    return frozenset(tools | techniques) - _EVERYDAY
