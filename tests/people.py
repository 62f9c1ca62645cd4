"""Candidates with hand-made profiles, stored as if the worker had read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matching.encoding.encoder import EncoderDescription, Vectors
from matching.profile import (
    Diploma,
    Experience,
    Identity,
    LanguageSkill,
    Period,
    Profile,
    SkillClaim,
    SkillStanding,
)
from matching.ranking.subjects import Segment
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Span
from service.candidates import store
from service.candidates.receiving import Sender, Submission, receive_candidate
from service.documents.use_cases import replace_text
from service.serialization import identity_to_json, profile_to_json, segments_to_json
from service.tenancy import TenantDatabase
from tests.factories import Tenant

TODAY = date(2030, 6, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate in short.

    Attributes:
        name: First word of the CV.
        languages: Level per language code.
        skills: Ids without `skill/`.
    """

    name: str
    languages: dict[str, CefrLevel]
    skills: Sequence[str] = ()
    months: int = 0
    education: EducationLevel = EducationLevel.BAC_2
    trade: str = "Conseiller clientèle"
    external_id: str | None = None

    @property
    def text(self) -> str:
        """The CV."""
        languages = ", ".join(f"{code} {level.name}" for code, level in self.languages.items())
        skills = ", ".join(self.skills)
        return f"{self.name}\nPoste : {self.trade}\nLangues : {languages}\nCompétences : {skills}\n"

    @property
    def profile(self) -> Profile:
        """What reading the CV should give."""
        return Profile(
            language=LanguageCode("fr"),
            reference_date=TODAY,
            experiences=(self._experience,),
            months_of_experience=self.months,
            diplomas=(Diploma(level=Mention(self.education, None), is_obtained=True),),
            languages=tuple(self._language(code) for code in self.languages),
            skills=tuple(
                SkillClaim(ConceptId(f"skill/{skill}"), SkillStanding.LISTED, (self._span(skill),))
                for skill in self.skills
            ),
            masked=(Span(0, len(self.name)),),
        )

    @property
    def _experience(self) -> Experience:
        span = self._span(self.trade)
        return Experience(
            span=span,
            title=Mention(self.trade, span),
            occupation=Mention(ConceptId("occupation/customer-adviser"), span),
            employer=None,
            period=Mention(Period(None, TODAY, max(self.months, 1)), span),
        )

    @property
    def segment(self) -> Segment:
        """The one passage that is encoded."""
        start = len(self.name)
        return Segment(Span(start, len(self.text)), self.text[start:])

    def _language(self, code: str) -> LanguageSkill:
        span = self._span(f"{code} {self.languages[code].name}")
        return LanguageSkill(LanguageCode(code), Mention(self.languages[code], span), span)

    def _span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))


async def keep_person(
    database: TenantDatabase,
    tenant: Tenant,
    person: Person,
    *,
    encoder: EncoderDescription,
    vectors: Vectors,
    partner: Tenant | None = None,
) -> UUID:
    """Return the id of a new candidate, perhaps sent by a partner. `vectors` has one row."""
    sender = partner or tenant
    async with database.tenant(tenant.id, partner_id=partner.id if partner else None) as connection:
        receipt = await receive_candidate(
            connection,
            Submission.of_text(person.text),
            sender=Sender(tenant.id, sender.id),
            external_id=person.external_id,
        )
    await _keep_reading(database, tenant, person, receipt.candidate_id, encoder=encoder, vectors=vectors)
    return receipt.candidate_id


async def _keep_reading(
    database: TenantDatabase,
    tenant: Tenant,
    person: Person,
    candidate_id: UUID,
    *,
    encoder: EncoderDescription,
    vectors: Vectors,
) -> None:
    async with database.tenant(tenant.id) as connection:
        await store.finish(connection, candidate_id=candidate_id, revision=1)
        await replace_text(
            connection,
            candidate_id=candidate_id,
            revision=1,
            text=person.text,
            pages=(Span(0, len(person.text)),),
            hidden=(),
            profile=person.profile,
        )
        identity = identity_to_json(Identity(name=Mention(person.name, Span(0, len(person.name)))))
        await store.keep_identity(connection, candidate_id=candidate_id, read=identity, identity=identity)
        profile = profile_to_json(person.profile)
        await store.keep_profile(
            connection,
            candidate_id=candidate_id,
            revision=1,
            read=profile,
            profile=profile,
            segments=segments_to_json((person.segment,)),
            parser="test",
        )
        await store.replace_vectors(
            connection,
            candidate_id=candidate_id,
            encoder=encoder.key,
            vectors=vectors,
        )
        await store.pool_changed(connection)
