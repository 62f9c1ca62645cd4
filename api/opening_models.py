"""Bodies about openings."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    StrictBool,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.models import AnswerModel, ExternalId, RequestModel, ShortText, Text, storable
from api.requirements import RequirementInput, WantedModel, as_model, as_stated, concepts_of
from api.wording import REFUSED_CRITERION
from matching.ranking.subjects import advert_text
from matching.requirements import Importance, ProtectedCriterion, Requirement
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Origin, Span
from service.openings.corrections import Correction
from service.openings.job_posting import read_posting
from service.openings.reading import OpeningDraft
from service.openings.use_cases import OpeningChange, OpeningRecord

Headcount = Annotated[int, Field(strict=True, ge=1, le=100_000, description="People to be hired.")]
MAX_ADVERT_CHARS = 50_000
"""Ten times the longest adverts seen; reading takes time that grows with the length."""

AdvertText = Annotated[
    str,
    StringConstraints(max_length=MAX_ADVERT_CHARS),
    AfterValidator(storable),
    Field(description="The advert, as written."),
]

_AN_ADVERT = {
    "title": "Conseiller clientèle francophone",
    "text": "Centre d'appels à Oujda. Français courant (C1) exigé, bac+2 minimum, 1 an d'expérience "
    "en relation client. Un niveau B1 en espagnol serait un plus. Travail en rotation, week-end compris.",
    "headcount": 20,
    "external_id": "site-2-fr",
}
_AS_DATA = {
    "title": "Développeur React",
    "requirements": [
        {"importance": "must", "wanted": {"kind": "experience", "months": 24}},
        {"importance": "must", "wanted": {"kind": "language", "language": "fr", "level": "B2"}},
        {"importance": "nice", "wanted": {"kind": "place", "town": "Oujda", "days_on_site": 3}},
    ],
}
_POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Técnico de soporte",
    "description": "<p>Atención a usuarios por teléfono. Español nativo o C1.</p>",
    "experienceRequirements": {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": 12,
    },
    "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Oujda"}},
    "totalJobOpenings": 5,
    "identifier": {"@type": "PropertyValue", "name": "careers", "value": "soporte-es"},
}
OPENING_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "advert": {"summary": "An advert as written", "value": _AN_ADVERT},
    "data": {"summary": "Requirements as data", "value": _AS_DATA},
    "job-posting": {"summary": "A schema.org JobPosting", "value": _POSTING},
}
PATCH_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "add": {
        "summary": "Ask for something more",
        "value": {
            "requirements": [
                {"importance": "nice", "wanted": {"kind": "language", "language": "es", "level": "B1"}}
            ]
        },
    },
    "close": {"summary": "Close it", "value": {"is_closed": True}},
    "headcount": {"summary": "Hire more people", "value": {"headcount": 30}},
}


class OpeningInput(RequestModel):
    """An opening as text, as data, or both; what is stated as data stands above what the text says of it."""

    title: ShortText
    text: AdvertText = ""
    requirements: Annotated[tuple[RequirementInput, ...], Field(max_length=100)] = ()
    headcount: Headcount | None = None
    external_id: ExternalId | None = None

    def draft(self) -> OpeningDraft:
        """Return what is sent, for the use case."""
        return OpeningDraft(
            title=self.title,
            text=self.text,
            stated=tuple((as_stated(item.wanted), item.importance) for item in self.requirements),
            headcount=self.headcount,
            external_id=self.external_id,
        )


class JobPostingInput(BaseModel):
    """A schema.org JobPosting; these properties are read, others are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    type_: Literal["JobPosting"] = Field(alias="@type")
    title: JsonValue = None
    name: JsonValue = None
    description: JsonValue = None
    responsibilities: JsonValue = None
    qualifications: JsonValue = None
    skills: JsonValue = None
    experienceRequirements: JsonValue = None  # noqa: N815  schema.org's own name
    educationRequirements: JsonValue = None  # noqa: N815
    workHours: JsonValue = None  # noqa: N815
    employmentType: JsonValue = None  # noqa: N815
    jobBenefits: JsonValue = None  # noqa: N815
    baseSalary: JsonValue = None  # noqa: N815
    jobLocation: JsonValue = None  # noqa: N815
    jobLocationType: JsonValue = None  # noqa: N815
    jobStartDate: JsonValue = None  # noqa: N815
    totalJobOpenings: JsonValue = None  # noqa: N815
    identifier: JsonValue = None

    @model_validator(mode="after")
    def _only_storable_text(self) -> Self:
        texts = list(_texts(list(self.model_dump().values())))
        for text in texts:
            storable(text)
        if sum(map(len, texts)) > MAX_ADVERT_CHARS:
            raise PydanticCustomError(
                "own_advert_too_long", f"At most {MAX_ADVERT_CHARS} characters are allowed in all."
            )
        return self

    def draft(self) -> OpeningDraft:
        """Return what is sent, for the use case."""
        return read_posting(self.model_dump())


def _form_of(value: Any) -> str:  # noqa: ANN401  whatever the client sent
    is_posting = isinstance(value, JobPostingInput) or (isinstance(value, dict) and "@type" in value)
    return "a posting" if is_posting else "an opening"


AnyOpeningInput = Annotated[
    Annotated[OpeningInput, Tag("an opening")] | Annotated[JobPostingInput, Tag("a posting")],
    Discriminator(_form_of),
]


class RequirementCorrection(RequestModel):
    """A change of one requirement; without `id` a new one. Corrections outlive every reading of the text."""

    id: Annotated[Text, Field(min_length=1, max_length=100)] | None = None
    importance: Importance | None = None
    wanted: WantedModel | None = None
    is_removed: StrictBool = Field(default=False, description="The opening does not ask for it.")
    is_withdrawn: StrictBool = Field(default=False, description="Forget earlier corrections of it.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.id is None and (self.wanted is None or self.is_removed or self.is_withdrawn):
            raise PydanticCustomError("own_addition", "A new requirement has to say what is wanted.")
        if self.importance is None and self.wanted is None and not (self.is_removed or self.is_withdrawn):
            raise PydanticCustomError("own_correction", "The correction changes nothing.")
        return self

    def correction(self) -> Correction:
        """Return the correction, for the use case; a new one has an empty id."""
        return Correction(
            requirement_id=self.id or "",
            wanted=as_stated(self.wanted) if self.wanted else None,
            importance=self.importance,
            is_removed=self.is_removed,
            is_withdrawn=self.is_withdrawn,
        )


class OpeningPatch(RequestModel):
    """What a person changes; what is left out stays."""

    title: ShortText | None = None
    text: AdvertText | None = None
    headcount: Headcount | None = None
    is_closed: StrictBool | None = None
    requirements: Annotated[tuple[RequirementCorrection, ...], Field(max_length=100)] = ()

    def change(self) -> OpeningChange:
        """Return the change, for the use case."""
        return OpeningChange(
            title=self.title,
            text=self.text,
            headcount=self.headcount,
            is_closed=self.is_closed,
            corrections=tuple(item.correction() for item in self.requirements),
        )


class AdvertPart(StrEnum):
    """Which text of the opening offsets count in."""

    TITLE = "title"
    TEXT = "text"


class AdvertWords(AnswerModel):
    """Words of the advert, by character offsets in its title or its text (`end` exclusive)."""

    part: AdvertPart = Field(serialization_alias="in")
    start: int
    end: int
    words: str


class RequirementAnswer(AnswerModel):
    """A requirement as understood; of those that share a number in `alternatives`, one is enough."""

    id: str
    importance: Importance
    wanted: WantedModel
    origin: Origin
    confidence: float
    alternatives: int | None
    advert: AdvertWords | None


class RefusedCriterion(AnswerModel):
    """Words of the advert that ask for something nobody may be sorted by; never used."""

    criterion: ProtectedCriterion
    advert: AdvertWords | None
    note: str


class SalaryAnswer(AnswerModel):
    """Net dirhams a month."""

    minimum_mad: int
    maximum_mad: int


class OpeningAnswer(AnswerModel):
    """An opening as understood.

    `labels` names, in the language asked for, the concepts that stand in `wanted`. `removed` holds the ids of
    requirements that a person took out.
    """

    id: UUID
    external_id: str | None
    title: str
    text: str
    language: str
    headcount: int
    requirements: list[RequirementAnswer]
    removed: list[str]
    refused: list[RefusedCriterion]
    contract: str | None
    salary: SalaryAnswer | None
    labels: dict[str, str]
    revision: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None


class OpeningSummary(AnswerModel):
    """An opening in a list."""

    id: UUID
    external_id: str | None
    title: str
    language: str
    headcount: int
    n_requirements: int
    revision: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, record: OpeningRecord) -> Self:
        """Return the summary of an opening."""
        return cls(
            id=record.id,
            external_id=record.external_id,
            title=record.title,
            language=record.requirements.language,
            headcount=record.headcount,
            n_requirements=len(record.requirements.items),
            revision=record.revision,
            created_at=record.created_at,
            updated_at=record.updated_at,
            closed_at=record.closed_at,
        )


class OpeningList(AnswerModel):
    """Openings, the newest first. Without `next_cursor` there are no more."""

    openings: list[OpeningSummary]
    next_cursor: str | None


def opening_answer(record: OpeningRecord, *, taxonomy: Taxonomy, language: str) -> OpeningAnswer:
    """Return the body about one opening."""
    understood = record.requirements
    salary = understood.salary_mad.value if understood.salary_mad else None
    kept = {item.id for item in understood.items}
    return OpeningAnswer(
        id=record.id,
        external_id=record.external_id,
        title=record.title,
        text=record.text,
        language=understood.language,
        headcount=record.headcount,
        requirements=[_requirement_answer(item, record.title, record.text) for item in understood.items],
        removed=[item.id for item in record.read.items if item.id not in kept],
        refused=[
            RefusedCriterion(
                criterion=mention.value,
                advert=advert_words(mention.span, title=record.title, text=record.text),
                note=REFUSED_CRITERION[language],
            )
            for mention in understood.refused
        ],
        contract=understood.contract.value if understood.contract else None,
        salary=SalaryAnswer(minimum_mad=salary[0], maximum_mad=salary[1]) if salary else None,
        labels=_labels(understood.items, taxonomy=taxonomy, language=language),
        revision=record.revision,
        created_at=record.created_at,
        updated_at=record.updated_at,
        closed_at=record.closed_at,
    )


def advert_words(span: Span | None, *, title: str, text: str) -> AdvertWords | None:
    """Return the words of a span of `advert_text(title, text)`, as offsets in the title or in the text."""
    if span is None:
        return None
    offset = len(advert_text(title=title, text=""))
    if span.start < len(title):
        end = min(span.end, len(title))
        return AdvertWords(part=AdvertPart.TITLE, start=span.start, end=end, words=title[span.start : end])
    start, end = max(span.start - offset, 0), max(span.end - offset, 0)
    return AdvertWords(part=AdvertPart.TEXT, start=start, end=end, words=text[start:end])


def _requirement_answer(item: Requirement, title: str, text: str) -> RequirementAnswer:
    return RequirementAnswer(
        id=item.id,
        importance=item.importance,
        wanted=as_model(item.wanted),
        origin=item.origin,
        confidence=item.confidence,
        alternatives=item.alternatives,
        advert=advert_words(item.span, title=title, text=text),
    )


def _labels(items: tuple[Requirement, ...], *, taxonomy: Taxonomy, language: str) -> dict[str, str]:
    named = (concept for item in items for concept in concepts_of(item.wanted))
    return {concept: taxonomy.concept(concept).label(language) for concept in named if concept in taxonomy}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
