"""The lengths of experience a statement asks for, and the words that belong to each."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections.abc import Iterator
from dataclasses import dataclass

from matching.extraction.adverts.blocks import Statement, clause_around
from matching.extraction.adverts.durations import Duration, find_durations
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.numbers import NUMBER_WORDS, number_of
from matching.extraction.adverts.page import pattern

EXPERIENCE = pattern(
    r"\b(?:experiences?|experimentee?s?|experimente\(e\)|anciennete|pratique professionnelle|vecu professionnel|seniorite|passee?s? (?:en|dans|chez|sur|comme|au)|exerce(?:e)?)\b|\b(?:deja |avoir )(?:travaille|exerce|vendu)\b|\b(?:experienced?|track record|background|having worked|have worked)\b|\b(?:experiencia|experimentad[oa]s?|trayectoria|trabajando|vendiendo|hab(?:iendo|er) trabajado)\b|(?:ال)?(?:خبرة|تجربة|أقدمية|ممارسة)|سبق (?:له |لها |لك |لهم )?(?:ال)?عمل|\b(?:khibra|tajriba)\b"
)
# Lengths of time that are not experience: of a contract, a course, studies, a trial period, the firm's life.
_OTHER_LENGTH_BEFORE = pattern(
    r"(?:\b(?:cdd|contrat|stages?|mission|duree|essai|formation|integration|alternance|preavis|notice|probation|trial|contract|internship|training|contrato|practicas|prueba|prefavis|depuis|fondee?|existe|since|for over|for the (?:last|past)|desde hace|age(?:e)?s?|sous|dans les|within|d'ici|visibilite|engagement|garanti\w*|renouvelable)|عقد|تدريب|تكوين|منذ|خلال|لمدة|مدة)\b(?: \w+){0,3}? ?(?:de |d'|of |:|\()? ?(?:\w+ ){0,1}?$"
)
# `on ne vous demandera pas trois ans d'expérience`: the length is what is not asked for.
_NOT_ASKED_BEFORE = pattern(
    r"\b(?:(?:ne|n')(?: (?:vous|te|lui|leur))? ?(?:demand|exig|requier|attend|cherch|recherch)\w* (?:pas|aucun\w*|nullement)|(?:pas|aucun) besoin d|inutile d'avoir|(?:won't|will not|do not|don't|not going to) (?:ask|require|need|expect)\w*|no (?:need|requirement) (?:for|of)|no (?:te |os |le )?(?:pedimos|pediremos|exigimos|exigiremos|hacen? falta|necesitas|requerimos))\b[^.;:]{0,40}$|(?:لا|لن) (?:نطلب|نشترط|يشترط|تشترط|يطلب)[^.;:]{0,40}$"
)
_STUDIES_BEFORE = pattern(
    r"\b(?:diplom\w+|qualifications?|degree|etudes|studies|estudios|titul\w+|formation|education|cursus|bac ?\+?|universit\w+|course)\b(?:(?!\b(?:avec|et|ou|with|and|or|con|y|o|plus)\b)[^,;.]){0,30}$|(?:شهادة|دبلوم|دراسات|باك ?\+?)[^,;.]{0,30}$"
)
_STUDIES_AFTER = pattern(
    r" ?(?:d'|de |of |after |apres |de la )?(?:etudes|formation|studies|study|university|college|bac\b|estudios|universidad|higher|post-secondary|garantie|d'existence)|\)? ?(?:بعد|من) (?:ال)?(?:باكالوريا|دراس)"
)
_AGAIN_BEFORE = pattern(
    r"(?:\b(?:apres|after|tras|despues de|au bout de|a l'issue de)|بعد) (?:\w+ )?$|(?:13|14)(?:e|eme)? $|\bpar $|\bper $|\bal $"
)
_PART_OF_IT = pattern(
    r"(?:,|\(|;)? ?\b(?:dont|y compris|of which|including|incl\.?|de los cuales|de las cuales|de ellos|incluyendo|con al menos)\b|(?:من بينها|منها|من ضمنها|بما فيها)"
)
# `dont deux en encadrement`: a number alone counts in the unit of the length before it.
_ELLIPTIC = pattern(
    rf"\b(?:dont|including|incl\.?|de los cuales|de las cuales|de ellos)(?: au moins| at least| al menos)? (?P<count>\d{{1,2}}|{NUMBER_WORDS})\b(?: ?\(\d+\))?(?= (?:au moins |at least |al menos |minimum )?(?:dans|en|sur|a|comme|de|with|as|in|con|at|leading|managing)\b)|"
    rf"\b(?P<english>\d{{1,2}}|{NUMBER_WORDS}) of (?:them|which|those)\b"
)
_NEAR = 24


@dataclass(frozen=True, slots=True)
class ExperiencePart:
    """The words about one length of experience. Offsets are those of the page."""

    duration: Duration | None
    start: int
    end: int


def experience_parts(material: Material, statement: Statement) -> Iterator[ExperiencePart]:
    """The parts of a statement, one per length of experience, nested ones (`dont un an ...`) after the whole."""
    durations = _with_elliptic(
        material.page.folded, statement, list(_lengths_of_experience(material, statement))
    )
    for place, duration in enumerate(durations):
        start = statement.start if place == 0 else duration.start
        end = durations[place + 1].start if place + 1 < len(durations) else statement.end
        yield ExperiencePart(duration, start, _before_nested(material.page.folded, duration.end, end))


def _with_elliptic(folded: str, statement: Statement, durations: list[Duration]) -> list[Duration]:
    """The lengths together with bare numbers that are a part of one (`5 ans, dont deux en encadrement`)."""
    if not durations:
        return durations
    found = list(durations)
    for match in _ELLIPTIC.finditer(folded, durations[0].end, statement.end):
        name = "count" if match["count"] else "english"
        count = number_of(match[name])
        if count and not any(item.start <= match.start(name) < item.end for item in durations):
            unit = 12 if durations[0].months % 12 == 0 else 1
            found.append(Duration(round(count * unit), match.start(name), match.end()))
    return sorted(found, key=lambda duration: duration.start)


def _before_nested(folded: str, start: int, end: int) -> int:
    """Where a part ends: before the `dont` that leads to the next one."""
    nested = list(_PART_OF_IT.finditer(folded, start, end))[-1:]
    return nested[0].start() if nested and end - nested[0].end() < _NEAR else end


def _lengths_of_experience(material: Material, statement: Statement) -> Iterator[Duration]:
    folded = material.page.folded
    for duration in find_durations(folded, statement.start, statement.end):
        before = folded[max(statement.start, duration.start - 60) : duration.start]
        after_words = folded[duration.end : min(statement.end, duration.end + 60)]
        names_it = bool(EXPERIENCE.search(folded, statement.start, statement.end))
        is_other = (
            duration.is_at_most
            or material.is_refused(duration.start, duration.end)
            or bool(_AGAIN_BEFORE.search(before))
            or bool(_NOT_ASKED_BEFORE.search(before))
            or bool(_STUDIES_AFTER.match(after_words))
            or (bool(_STUDIES_BEFORE.search(before)) and not EXPERIENCE.search(after_words))
            or (
                bool(_OTHER_LENGTH_BEFORE.search(before)) and not EXPERIENCE.search(before + after_words[:24])
            )
        )
        if not is_other and (statement.kind is BlockKind.PROFILE or names_it):
            yield duration


def start_of_work(material: Material, statement: Statement, part: ExperiencePart) -> int:
    """Where the clause begins that asks for the experience (`Bac+2 en réseaux, et 2 ans en ...`)."""
    if part.duration is None:
        return part.start
    start, _ = clause_around(material.page.folded, statement, part.duration.start)
    if word := EXPERIENCE.search(material.page.folded, part.start, part.duration.start):
        start = min(start, clause_around(material.page.folded, statement, word.start())[0])
    return max(start, part.start)
