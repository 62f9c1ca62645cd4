"""CVs together with what they state, for pools too large to be read one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from matching.extraction.reckoning import months_covered
from matching.profile import (
    Availability,
    Diploma,
    Experience,
    Identity,
    LanguageSkill,
    Mobility,
    Period,
    Profile,
    SkillClaim,
    SkillStanding,
    Town,
)
from matching.ranking.subjects import Segment
from matching.taxonomy.concepts import Concept, ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import CefrLevel, ConceptId, EducationLevel, LanguageCode, Mention, Shift, Span
from service.demo.material import Material
from service.demo.people import Job, Person
from service.demo.writing import write_cv

_OUJDA = ConceptId("town/oujda")

# What the sentences of `phrases.toml` mean, in their order there: shifts accepted, shifts refused.
_SHIFTS: tuple[tuple[tuple[Shift, ...], tuple[Shift, ...]], ...] = (
    ((Shift.ROTATING, Shift.WEEKEND), ()),
    ((Shift.DAY, Shift.NIGHT), ()),
    ((Shift.DAY,), (Shift.EVENING, Shift.NIGHT)),
    ((Shift.EVENING, Shift.WEEKEND), ()),
)
_NOTICE_DAYS = (None, 30, 14)


@dataclass(frozen=True, slots=True)
class ComposedCv:
    """A CV with the profile, the identity and the passages that reading it should give.

    Passages leave out employers and dates, so that they repeat from person to person and are encoded once.
    """

    text: str
    profile: Profile
    identity: Identity
    segments: tuple[Segment, ...]


class Composer:
    """Composes CVs of one material; what the taxonomy says about a phrase is looked up once."""

    def __init__(self, material: Material, taxonomy: Taxonomy, *, today: date) -> None:
        self._material = material
        self._taxonomy = taxonomy
        self._today = today
        self._concept = cache(self._matched)
        self._skills = cache(self._found_skills)

    def compose(self, person: Person) -> ComposedCv:
        """Return the CV of a person."""
        text = write_cv(person, self._material)
        page = _Page(text)
        name = page.next(person.name)
        headline = page.next(person.jobs[0].title) if person.jobs else None
        town = page.next(self._town_name(person))
        phone, email = page.next(person.phone), page.next(person.email)
        work = [self._work(job, person, page) for job in person.jobs]
        experiences = tuple(held.experience for held in work)
        diplomas, studies = self._studies(person, page)
        languages = tuple(self._languages(person, page))
        tools = [page.next(tool) for tool in person.tools]
        trade = self._concept(person.jobs[0].title, ConceptKind.OCCUPATION) if person.jobs else None
        profile = Profile(
            language=LanguageCode(person.language),
            reference_date=self._today,
            experiences=experiences,
            months_of_experience=months_covered([e.period.value for e in experiences if e.period]),
            diplomas=diplomas,
            languages=languages,
            skills=self._claims(work, tools, text),
            town=Mention(self._town(person), town),
            mobility=self._mobility(person, page),
            availability=self._availability(person, page),
            headline=Mention(person.jobs[0].title, headline, confidence=0.9) if headline else None,
            wanted_occupations=(Mention(trade.id, headline),) if trade else (),
            masked=(name, phone, email),
        )
        identity = Identity(
            name=Mention(person.name, name),
            emails=(Mention(person.email, email),),
            phones=(Mention(person.phone, phone),),
        )
        return ComposedCv(text, profile, identity, tuple(_segments(person, profile, studies, tools)))

    def _work(self, job: Job, person: Person, page: "_Page") -> "_Work":
        phrases = self._material.phrases[person.language]
        end = f"{job.end:%m/%Y}" if job.end else phrases["today"]
        written, has_dates_first = f"{job.start:%m/%Y} - {end}", person.number % 2 == 1
        dates = page.next(written) if has_dates_first else None
        title, employer = page.next(job.title), page.next(job.employer)
        dates = dates or page.next(written)
        duties = [page.next(duty) for duty in job.duties]
        description = Span(duties[0].start, duties[-1].end)
        last = job.end or self._today
        months = (last.year - job.start.year) * 12 + last.month - job.start.month + 1
        trade = self._concept(job.title, ConceptKind.OCCUPATION)
        experience = Experience(
            span=Span(min(title.start, dates.start), description.end),
            title=Mention(job.title, title),
            occupation=Mention(trade.id, title) if trade else None,
            employer=Mention(job.employer, employer, confidence=0.8),
            period=Mention(Period(job.start, last, months, is_current=job.end is None), dates),
            skills=tuple(
                dict.fromkeys(skill for words in (job.title, *job.duties) for skill, _ in self._skills(words))
            ),
            description=description,
        )
        return _Work(experience, (title, *duties))

    def _studies(self, person: Person, page: "_Page") -> tuple[tuple[Diploma, ...], Segment]:
        """The diplomas, the highest first, and the passage about them."""
        names = self._material.phrases[person.language]["diplomas"]
        diplomas, words, spans = [], [], []
        if person.education:
            level, name = person.education, names[str(person.education)]
            field = self._material.people["fields"][person.language][person.field]
            span, place = page.next(name), page.next(field)
            concept = self._concept(field, ConceptKind.FIELD)
            diplomas.append(
                Diploma(
                    level=Mention(EducationLevel(level), span),
                    is_obtained=True,
                    field=Mention(field, place),
                    field_concept=concept.id if concept else None,
                    school=Mention(person.school, page.next(person.school)),
                    year=person.graduated,
                )
            )
            words.append(f"{name}, {field}")
            spans.append(span)
        span = page.next(names["1"])
        year = person.graduated - person.education
        diplomas.append(Diploma(level=Mention(EducationLevel.BAC, span), is_obtained=True, year=year))
        return tuple(diplomas), Segment(
            Span((spans or [span])[0].start, span.end), " • ".join([*words, names["1"]])
        )

    def _languages(self, person: Person, page: "_Page") -> Iterator[LanguageSkill]:
        phrases = self._material.phrases[person.language]
        spoken = [("ar", phrases["native"], CefrLevel.NATIVE)]
        spoken += [(code, level, CefrLevel[level]) for code, level in person.levels.items()]
        for code, stated, level in spoken:
            name, span = page.next(phrases["language_names"][code]), page.next(stated)
            yield LanguageSkill(
                language=LanguageCode(code),
                level=Mention(level, span),
                span=Span(name.start, span.end),
                stated=stated,
            )

    def _claims(self, work: Sequence["_Work"], tools: Sequence[Span], text: str) -> tuple[SkillClaim, ...]:
        used: dict[ConceptId, list[Span]] = {}
        for words in (words for held in work for words in held.words):
            for skill, span in self._skills(words.text_in(text)):
                used.setdefault(skill, []).append(Span(words.start + span.start, words.start + span.end))
        listed = {
            concept.id: span
            for span in tools
            if (concept := self._concept(span.text_in(text), ConceptKind.SKILL)) and concept.id not in used
        }
        experiences = [held.experience for held in work]
        return (
            *(_supported(skill, spans, experiences) for skill, spans in used.items()),
            *(SkillClaim(skill, SkillStanding.LISTED, (span,)) for skill, span in listed.items()),
        )

    def _availability(self, person: Person, page: "_Page") -> Availability:
        phrases = self._material.phrases[person.language]
        shifts = page.next(person.shifts) if person.shifts else None
        accepted, refused = _SHIFTS[phrases["shifts"].index(person.shifts)] if shifts else ((), ())
        start, notice = page.next(person.start), _NOTICE_DAYS[phrases["starts"].index(person.start)]
        return Availability(
            available_from=None if notice else Mention(self._today, start),
            notice_days=Mention(notice, start) if notice else None,
            accepted_shifts=tuple(Mention(shift, shifts) for shift in accepted),
            refused_shifts=tuple(Mention(shift, shifts) for shift in refused),
        )

    def _mobility(self, person: Person, page: "_Page") -> Mobility:
        if not person.will_move:
            return Mobility()
        words = self._material.phrases[person.language]["moves"]
        # Said at the end of the page, behind what `_availability` has yet to look for.
        start = page.text.rindex(words)
        town = Town("Oujda", _OUJDA, 0.0)
        return Mobility(moves_to=(Mention(town, Span(start, start + len(words))),))

    def _town_name(self, person: Person) -> str:
        names: dict[str, str] = self._material.people["towns_ar"]
        return names[person.town] if person.language == "ar" else person.town

    def _town(self, person: Person) -> Town:
        concept = self._concept(person.town, ConceptKind.TOWN)
        if concept is None:
            return Town(person.town, None, None)
        return Town(person.town, concept.id, self._taxonomy.distance_km(concept.id, _OUJDA))

    def _matched(self, phrase: str, kind: ConceptKind) -> Concept | None:
        match = self._taxonomy.match(phrase, kind)
        return match[0] if match else None

    def _found_skills(self, text: str) -> tuple[tuple[ConceptId, Span], ...]:
        found = self._taxonomy.find(text, kinds=frozenset({ConceptKind.SKILL}))
        return tuple((match.concept, match.span) for match in found)


@dataclass(frozen=True, slots=True)
class _Work:
    """An experience, and where its title and each of its duties are written."""

    experience: Experience
    words: tuple[Span, ...]


class _Page:
    """A CV whose parts are found in the order in which they were written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._position = 0

    def next(self, words: str) -> Span:
        """The next place of these words."""
        start = self.text.index(words, self._position)
        self._position = start + len(words)
        return Span(start, self._position)


def _supported(skill: ConceptId, spans: Sequence[Span], experiences: Sequence[Experience]) -> SkillClaim:
    used_in = [e.period.value for e in experiences if skill in e.skills and e.period]
    return SkillClaim(
        skill=skill,
        standing=SkillStanding.SUPPORTED,
        spans=tuple(spans),
        months=months_covered(used_in),
        last_used=max((period.end.year for period in used_in if period.end), default=None),
    )


def _segments(person: Person, profile: Profile, studies: Segment, tools: Sequence[Span]) -> Iterator[Segment]:
    """The passages to be encoded; what stands in a free order is put in one, so that passages repeat."""
    if profile.headline and profile.headline.span:
        yield Segment(profile.headline.span, profile.headline.value)
    for experience, job in zip(profile.experiences, person.jobs, strict=True):
        yield Segment(experience.span, " • ".join([job.title, *sorted(job.duties)]))
    yield studies
    yield Segment(Span(tools[0].start, tools[-1].end), ", ".join(sorted(person.tools)))
