"""Work experience asked for: how long, at what, what counts and what does not."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from matching.extraction.adverts.activities import Activity, find_activities
from matching.extraction.adverts.blocks import Statement, clause_around
from matching.extraction.adverts.experience_parts import (
    EXPERIENCE,
    ExperiencePart,
    experience_parts,
    start_of_work,
)
from matching.extraction.adverts.experience_trades import (
    NamedTrades,
    named_trades,
    related_trades,
    without_setting,
)
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.importance import states_minimum
from matching.extraction.adverts.material import Draft, Material, NamedConcept
from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern
from matching.extraction.adverts.skill_kinds import is_product_name
from matching.requirements import ExperienceWanted, Importance
from matching.taxonomy.concepts import ConceptKind
from matching.types import ConceptId

_NOT_OF_WORK = pattern(
    r"\bexperiences? (?:clients?|utilisateurs?|collaborateurs?|employes?|candidats?|d'achat|digitale|enrichissante|unique)\b|\b(?:customer|user|employee|candidate|client|shopping|digital) experiences?\b(?! (?:of|is|as|in a|required))|\bexperiencia (?:de|del) (?:cliente|usuario|empleado)|تجربة (?:المستخدم|الزبون|العميل|الزبناء|العملاء)"
)
_NO_EXPERIENCE_NEEDED = pattern(
    r"\b(?:ne (?:sont|est) pas (?:demande|exige|requis|necessaire)\w*[^.;\n]{0,60}\bexperience|ni (?:diplome[^.;\n]{0,20} )?ni experience|debutant\w*(?:\(e\))?s? (?:sont )?(?:acceptee?s?|bienvenu\w*|motive\w*)|ouvert\w* aux debutant\w*|sans experience\b|(?:aucune|pas d') ?experience (?:n'est )?(?:\w+ )?(?:requise|exigee|necessaire|demandee|obligatoire)|experience (?:non|pas) (?:requise|exigee|necessaire|obligatoire)|avec ou sans experience|no (?:prior |previous )?experience (?:is )?(?:required|needed|necessary)|beginners welcome|entry[- ]level|no (?:se (?:requiere|necesita|exige)|es necesaria|hace falta) (?:experiencia|tener experiencia)|sin (?:necesidad de )?experiencia|con o sin experiencia)|(?:بدون|لا (?:ت|ي)شترط|غير مطلوبة|دون) (?:أي )?(?:ال)?(?:خبرة|تجربة)|(?:ال)?مبتدئ(?:ين|ون)? مقبول"
)
_INTERNSHIPS_COUNT = pattern(
    r"\b(?:stages? (?:et alternances? |de \w+ mois )?(?:compris|inclus|comptent|acceptes|pris en compte|valables|admis)|y compris (?:les |en )?(?:stages?|alternance)|(?:ou|et|,) (?:en )?(?:stage|alternance)s?\b|stage long|(?:including|incl\.?) internships?|internships? (?:(?:over|of|longer than|above) [^.;]{1,20} )?(?:count|included|accepted)|or internships?|practicas (?:incluidas|cuentan)|incluid[ao]s? (?:las )?practicas|o practicas)|(?:بما (?:فيها|في ذلك)|تحتسب|مع احتساب) (?:ال)?(?:تداريب|تدريب|فترات التدريب)"
)
# The length of an internship that counts is none of the experience: `internships over 6 months count`.
_OF_INTERNSHIP = pattern(
    r"\b(?:stages?|internships?|practicas|alternances?)\b[^.;]{0,30}\b(?:compt\w+|count\w*|cuentan|acceptes?|valables?)\b"
)
_INTERNSHIPS_EXCLUDED = pattern(
    r"\b(?:hors|sans|excluding|excl\.?|not counting|sin contar|excluyendo|excepte|except)(?: (?:les |periodes de |d'|las |periodos de ))? ?(?:stages?|alternances?|internships?|practicas|apprentissages?)|\bstages? (?:et \w+ )?(?:non compris|exclus|non comptes|ne (?:compte|comptent|sont) pas)|\b(?:les |las )?(?:internships?|practicas) (?:do not|don't|no) (?:count|cuentan)|(?:دون|بدون|باستثناء|خارج|لا تحتسب|ما عدا) (?:احتساب )?(?:فترات )?(?:ال)?(?:تداريب|تدريب)"
)
_EXCLUDING = pattern(
    r"\b(?:hors|sauf|excepte|a l'exclusion de|excluding|except|other than|not|salvo|excepto|no en|pas en|sin contar)\b|(?:باستثناء|ما عدا|دون احتساب|غير)"
)
_DOES_NOT_COUNT = pattern(
    r"\b(?:ne (?:compte|comptent|sont|est|sera|seront) pas(?: compte\w*| pris\w* en compte| retenu\w*| considere\w*)?|n(?:e|') ?compte\w* pas|(?:does|do)(?:n't| not) count|not counted|no (?:cuenta|cuentan|vale|valen|computa))|(?:لا (?:ت|ي)حتسب|غير محتسب)"
)
_ANY_TRADE = pattern(
    r"\b(?:(?:quel que soit|quels que soient|peu importe) (?:le |les )?(?:domaine|secteur|metier|poste)s?|tous (?:domaines|secteurs|metiers)(?: confondus)?|toute experience|(?:any|all) (?:field|industry|sector|job|kind of work)s?|in any|(?:cualquier|todo tipo de) (?:sector|ambito|trabajo|puesto)|sin importar el sector|premiere experience professionnelle (?:reussie|exigee|requise|souhaitee)?$)|(?:أي|كل|جميع|مختلف) (?:ال)?(?:مجال|مجالات|قطاع|قطاعات|ميدان|ميادين)"
)
_TEAM = pattern(
    rf"\b(?:equipes?|groupe|team|teams|equipos?|plateau|staff)\b(?: \w+)? ?(?:de |d'|of |composee? de |con |avec )?(?:au moins |at least |al menos |plus de |over |more than |entre |minimum |environ |about |minimo )*(?P<size>\d{{1,3}}|{NUMBER_WORDS})\b(?! ?(?:an|mois|year|month|ano|mes|jour|%))|(?:فريق|فرق)(?: \w+)? (?:من|يضم|مكون من|لا يقل عن) ?(?:\w+ )?(?P<arabic_size>\d{{1,3}})|\b(?P<people>\d{{1,3}}) (?:ou plus |\+ )?(?:conseillers|agents|teleconseillers|collaborateurs|personnes|people|agents|asesores|teleoperadores|advisors|developpeurs|techniciens)"
)
_LEADING = pattern(
    r"\b(?:encadr\w+|manag\w+ (?:d'|de |des |une |d'une )*(?:petite )?(?:equipe|team|people|agents|collaborateurs|conseillers)s?|(?:en|de|du) management\b(?! (?:de la |du |des )?(?:qualite|projet|flux))|a la tete|anim(?:er|ation|ant) (?:d'|une |des |de |l')?(?:equipe|petite equipe)s?|supervis(?:er|ion|ant|e)|piloter une equipe|chef d'equipe|(?:poste|fonction|role)s? (?:similaire )?(?:d'encadrement|de management|de supervis\w+))|\b(?:leading|led|managing|managed|supervising|supervised) (?:an? |the |of |small |large )*(?:team|people|agents|advisors|staff|group)s?|\b(?:supervisory|supervising|team[- ]lead\w*|people management|team management|leadership|line management)\b|\b(?:liderando|liderar|liderazgo|gestion de equipos?|gestionando|coordinando|coordinar|coordinacion de equipos?|supervis(?:ando|ar|ion)|dirigiendo|mando|al frente|a cargo)\b|(?:تأطير|قيادة|تسيير|الإشراف|تدبير) (?:ال)?(?:فريق|فرق|على)|على رأس (?:فريق|فرقة)"
)

# `comme chargé ou comme encadrant`: leading is one of two ways.
_OR_AS = pattern(
    r"\b(?:ou|or|o|u)(?: (?:comme|en tant que|en tant qu'|as|as an?|como|bien|meme|even))? ?(?:un |une |l'|d')?$|أو (?:ك)?$"
)

_COMMA = re.compile(r",\s*")
_GOES_ON = pattern(
    r"(?:avec|with|con|dont|en|dans|in|et|and|ou|or|y|o|notamment|including|idealement|ideally|using|sur)\b|(?:مع|في|و|أو)"
)
_NEVER = frozenset({BlockKind.APPLY, BlockKind.OFFER, BlockKind.UNWANTED, BlockKind.TASKS, BlockKind.TITLE})


def read_experience(material: Material) -> Iterator[Draft]:
    """The experience asked for, one requirement per length of time, nested ones (`dont un an ...`) apart.

    A length said again without a trade (`Expérience requise : 1 à 3 ans` above the description) is left out.
    """
    drafts = list(_all_drafts(material))
    for draft in drafts:
        if not any(_says_more(other, draft) for other in drafts):
            yield draft


def _says_more(known: Draft, draft: Draft) -> bool:
    assert isinstance(known.wanted, ExperienceWanted)
    assert isinstance(draft.wanted, ExperienceWanted)
    if known is draft or known.importance is not draft.importance:
        return False
    has_trades = set(draft.wanted.occupations) <= set(known.wanted.occupations) and bool(
        known.wanted.occupations
    )
    is_shorter = known.wanted.months >= draft.wanted.months and known.wanted.months > 0
    says_else = draft.wanted.skills or draft.wanted.team_size or draft.wanted.is_any_trade
    is_vague = draft.wanted.months == 0 or not draft.wanted.occupations
    return has_trades and is_shorter and is_vague and not says_else


def _all_drafts(material: Material) -> Iterator[Draft]:
    activities = find_activities(material.page.text, taxonomy=material.taxonomy)
    excluded = tuple(_excluded_everywhere(material, activities))
    is_open = any(
        _NO_EXPERIENCE_NEEDED.search(material.words(statement))
        for statement in material.statements
        if statement.kind is not BlockKind.TASKS
    )
    for statement in material.statements:
        if statement.kind in _NEVER:
            continue
        for draft in _drafts(material, statement, activities):
            assert isinstance(draft.wanted, ExperienceWanted)
            if is_open and draft.wanted.months == 0 and draft.importance is Importance.MUST:
                continue
            wanted = replace(draft.wanted, excluded=tuple(dict.fromkeys(draft.wanted.excluded + excluded)))
            yield replace(draft, wanted=wanted)


def _drafts(material: Material, statement: Statement, activities: tuple[Activity, ...]) -> Iterator[Draft]:
    parts = list(experience_parts(material, statement))
    if not parts and _names_experience(material, statement):
        place = _first_word(material, statement)
        parts = [ExperiencePart(None, *clause_around(material.page.folded, statement, place))]
    for part in parts:
        yield from _of_part(material, statement, part, activities)


def _names_experience(material: Material, statement: Statement) -> bool:
    """Whether experience is asked for without a length, in the description of the person."""
    folded = material.page.folded
    if statement.kind is not BlockKind.PROFILE or statement.is_heading:
        return False
    others = [
        match.span()
        for words in (_NOT_OF_WORK, _NO_EXPERIENCE_NEEDED)
        for match in words.finditer(folded, statement.start, statement.end)
    ]
    leads = _LEADING.search(folded, statement.start, statement.end) and _TEAM.search(
        folded, statement.start, statement.end
    )
    return bool(leads) or any(
        not any(start <= match.start() < end for start, end in others)
        for match in EXPERIENCE.finditer(folded, statement.start, statement.end)
    )


def _of_part(
    material: Material, statement: Statement, part: ExperiencePart, activities: tuple[Activity, ...]
) -> Iterator[Draft]:
    place = part.duration.start if part.duration else _first_word(material, statement)
    importance = material.importance(statement, place, default=Importance.MUST)
    if part.duration and _is_of_internship(material.page.folded, statement, part.duration.start):
        return
    named = named_trades(material, part, activities)
    demanded = [
        item for item in named if material.importance(statement, item.start, default=importance) is importance
    ]
    what = _what_counts(material, statement, part, without_setting(material, demanded, activities))
    wanted = _wanted(material, statement, part, what)
    if not _says_nothing(wanted, importance):
        start, end = _extent(material, part, what)
        yield Draft(wanted, importance, start, end, confidence=_confidence(material, statement, part))
    wished = [item for item in named if item not in demanded]
    if wished and importance is Importance.MUST:
        yield _wish(part, wished)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a part names: trades that count and trades that do not, and tools whose use counts."""

    trades: tuple[NamedTrades, ...]
    excluded: tuple[NamedTrades, ...]
    skills: tuple[NamedConcept, ...]


def _what_counts(
    material: Material, statement: Statement, part: ExperiencePart, named: list[NamedTrades]
) -> _Counted:
    excluded_ranges = list(_excluded_ranges(material.page.folded, part))
    begin = start_of_work(material, statement, part)
    named = related_trades(material, [item for item in named if item.start >= begin] or named)
    skills = (
        item
        for item in material.named_in(ConceptKind.SKILL, start=begin, end=_end_of_skills(material, part))
        if item.concept in material.technical
        and not _is_within(item.start, excluded_ranges)
        and not any(trade.start <= item.start < trade.end for trade in named)
    )
    return _Counted(
        trades=tuple(item for item in named if not _is_within(item.start, excluded_ranges)),
        excluded=tuple(item for item in named if _is_within(item.start, excluded_ranges)),
        skills=tuple(skills),
    )


def _wanted(
    material: Material, statement: Statement, part: ExperiencePart, what: _Counted
) -> ExperienceWanted:
    folded = material.page.folded
    return ExperienceWanted(
        months=part.duration.months if part.duration else 0,
        occupations=_distinct(what.trades),
        skills=tuple(dict.fromkeys(item.concept for item in what.skills)),
        counts_internships=_counts_internships(folded, statement),
        excluded=_distinct(what.excluded),
        # `relation client, quel que soit le secteur` is still work with customers.
        is_any_trade=not what.trades and bool(_ANY_TRADE.search(folded, part.start, part.end)),
        team_size=_team_size(folded, part),
    )


def _distinct(named: Iterable[NamedTrades]) -> tuple[ConceptId, ...]:
    return tuple(dict.fromkeys(trade for item in named for trade in item.trades))


def _says_nothing(wanted: ExperienceWanted, importance: Importance) -> bool:
    """Whether experience without a length adds nothing: a wish without a trade, or skills wanted by themselves."""
    if wanted.months or wanted.occupations or wanted.is_any_trade or wanted.team_size:
        return False
    return bool(wanted.skills) or importance is Importance.NICE


def _wish(part: ExperiencePart, wished: list[NamedTrades]) -> Draft:
    """The preference told after a demand: `2 ans d'expérience, idéalement en assurance`."""
    months = part.duration.months if part.duration else 0
    return Draft(
        ExperienceWanted(months, occupations=_distinct(wished)),
        Importance.NICE,
        wished[0][0],
        wished[-1][1],
        confidence=0.8,
    )


def _confidence(material: Material, statement: Statement, part: ExperiencePart) -> float:
    if part.duration is None:
        return 0.7
    is_firm = statement.importance is not None or states_minimum(
        material.page, statement.start, statement.end
    )
    return 1.0 if is_firm else 0.9


def _is_of_internship(folded: str, statement: Statement, place: int) -> bool:
    return any(
        match.start() <= place < match.end()
        for match in _OF_INTERNSHIP.finditer(folded, statement.start, statement.end)
    )


def _first_word(material: Material, statement: Statement) -> int:
    for words in (EXPERIENCE, _LEADING):
        if match := words.search(material.page.folded, statement.start, statement.end):
            return match.start()
    return statement.start


def _end_of_skills(material: Material, part: ExperiencePart) -> int:
    """Where the tools of an experience end: at a comma that opens another demand (`3 ans de support, AD ...`)."""
    folded = material.page.folded
    for comma in _COMMA.finditer(folded, part.duration.end if part.duration else part.start, part.end):
        before = folded[part.start : comma.start()]
        is_bracketed = before.count("(") > before.count(")")
        skills = material.named_in(ConceptKind.SKILL, start=part.start, end=comma.start())
        last = [
            item
            for item in skills
            if is_product_name(item.label, skill=item.concept, taxonomy=material.taxonomy)
        ]
        goes_on = last and last[-1].end == comma.start()
        if not is_bracketed and not goes_on and not _GOES_ON.match(folded, comma.end()):
            return comma.start()
    return part.end


def _extent(material: Material, part: ExperiencePart, what: _Counted) -> tuple[int, int]:
    """The words that state the requirement: from the length, or the word for experience, to the last trade."""
    folded = material.page.folded
    told = [(item.start, item.end) for item in what.trades]
    told += [(item.start, item.end) for item in what.skills]
    if part.duration:
        told.append((part.duration.start, part.duration.end))
    found = (words.search(folded, part.start, part.end) for words in (EXPERIENCE, _TEAM, _LEADING))
    told += [match.span() for match in found if match]
    if not told:
        return part.start, part.end
    return min(start for start, _ in told), max(end for _, end in told)


def _excluded_ranges(folded: str, part: ExperiencePart) -> Iterator[tuple[int, int]]:
    """Where a part tells what does not count: after `hors`, before `ne compte pas`."""
    for match in _EXCLUDING.finditer(folded, part.start, part.end):
        stop = re.search(r"[;)]|,(?! (?:ni|or|ou|et)\b)", folded[match.end() : part.end])
        yield match.end(), match.end() + stop.start() if stop else part.end
    for match in _DOES_NOT_COUNT.finditer(folded, part.start, part.end):
        opening = max(folded.rfind(mark, part.start, match.start()) for mark in "(,;:")
        yield max(opening, part.start), match.start()


def _is_within(place: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in ranges)


def _counts_internships(folded: str, statement: Statement) -> bool:
    """Whether the line says that internships count; it may say so in a sentence of its own."""
    start = folded.rfind("\n", 0, statement.start) + 1
    end = folded.find("\n", statement.end)
    line = folded[start : end if end >= 0 else len(folded)]
    return bool(_INTERNSHIPS_COUNT.search(line)) and not _INTERNSHIPS_EXCLUDED.search(line)


def _team_size(folded: str, part: ExperiencePart) -> int | None:
    """People led: the number told, 1 where leading is asked for without one, None where it is not."""
    leads = _LEADING.search(folded, part.start, part.end)
    if leads is None or _OR_AS.search(folded[part.start : leads.start()]):
        return None
    team = _TEAM.search(folded, part.start, part.end)
    size = number_of(team["size"] or team["arabic_size"] or team["people"]) if team else None
    return round(size) if size else 1


def _excluded_everywhere(material: Material, activities: tuple[Activity, ...]) -> Iterator[ConceptId]:
    """The trades of people the advert says it does not look for."""
    for statement in material.statements_about(BlockKind.UNWANTED):
        if statement.is_heading:
            continue
        part = ExperiencePart(None, statement.start, statement.end)
        for *_, trades in named_trades(material, part, activities):
            yield trades[0]
