"""The kind of contract an advert offers."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re

from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.page import pattern
from matching.types import Mention

_CONTRACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "cdi",
        pattern(
            r"\bcdi\b|\bc\.d\.i\b|\bduree indeterminee|\bpermanent (?:contract|position|role|job|employment)|\bcontract(?: type)? ?: ?permanent|\bopen-ended|\bindefinid[oa]\b|\bcontrato fijo\b|غير محدد(?:ة)? المدة|عقد دائم|العقد ?: ?دائم"
        ),
    ),
    (
        "cdd",
        pattern(
            r"\bcdd\b|\bc\.d\.d\b|(?<!in)\bduree determinee|\bfixed[- ]term|\btemporary contract|\bcontract(?: type)? ?: ?(?:temporary|fixed)|\bcontrato temporal\b|\bduracion determinada|(?<!غير )محدد(?:ة)? المدة|عقد مؤقت"
        ),
    ),
    ("anapec", pattern(r"\banapec\b|\bcontrat d'insertion|\bidmaj\b|\bcontrat ci\b|عقد (?:ال)?إدماج|أنابيك")),
    ("temporary", pattern(r"\binterim\b|\binterimaire\b|\btemp (?:agency|work)\b|\bett\b|\btravail temporaire")),
    (
        "freelance",
        pattern(r"(?<!pas de )(?<!no )(?<!sans )\bfreelances?\b|\bauto-?entrepreneur|\bindependant\b|\bself-employed\b|\bautonomo\b|\bcontractor\b|عمل حر"),
    ),
    (
        "apprenticeship",
        pattern(r"\b(?:contrat|poste|formation|recherche|stage) (?:d'|en )alternance|\balternance (?:de|bac|\d)|\balternante?s?\b|\bapprentissage (?:de|d'|en|:)|\bcontrat d'apprentissage|\bapprenticeship\b|\bformacion dual\b"),
    ),
    (
        "internship",
        pattern(
            r"(?<!hors )(?<!apres )(?<!de )\bstage (?:de(?! fin)|d'|pfe|remunere|pre-?embauche|en|:|-)|\bcontrat de stage|\binternship\b(?! (?:does|do|experience|not))|\bcontrato (?:de|en) practicas|\bpracticas remuneradas|عقد تدريب|تدريب (?:مهني|مؤدى|لمدة)"
        ),
    ),
)  # fmt: skip
_ABOUT_THE_JOB = frozenset(
    {BlockKind.TITLE, BlockKind.INTRO, BlockKind.CONDITIONS, BlockKind.OFFER, BlockKind.COMPANY}
)


def read_contract(material: Material) -> Mention[str] | None:
    """The first kind of contract named where the job is described, else anywhere but among duties."""
    for kinds in (_ABOUT_THE_JOB, frozenset({BlockKind.PROFILE, BlockKind.APPLY})):
        found = [
            (match.start(), match.end(), name)
            for statement in material.statements_about(*kinds)
            for name, words in _CONTRACTS
            for match in words.finditer(material.page.folded, statement.context_start, statement.end)
        ]
        employed = [item for item in found if item[2] != "internship" or item[0] < material.page.title_end]
        if found:
            start, end, name = min(employed or found)
            return Mention(name, material.page.span(start, end))
    return None
