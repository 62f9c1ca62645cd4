"""Grounds on which nobody may be sorted, named by an advert all the same."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.page import Page, pattern
from matching.requirements import ProtectedCriterion
from matching.types import Mention

_AGE_FIGURE = r"(?:1[6-9]|[2-6]\d)"

_CRITERIA: tuple[tuple[ProtectedCriterion, re.Pattern[str]], ...] = (
    (
        ProtectedCriterion.AGE,
        pattern(rf"""
        \b(?:age|agee?s?|agee?\(e\)s?) (?:entre |de |d'|maximum|max|minimum|limite|requis|:|compris|inferieur|comprise?)[^.;\n]{{0,40}}|
        \b(?:age|edad|limite d'age)\b ?:? ?(?:limite |maximo |maxima |max\.? ?|minimum |minimo |minima |de |entre )*{_AGE_FIGURE}\b[^.;,\n]{{0,24}}|
        \b(?:entre |de |between |from |aged? )?{_AGE_FIGURE} ?(?:a|et|-|y|and|to|/) ?{_AGE_FIGURE} (?:ans|anos|years old|years of age)\b|
        \b(?:moins|plus) de {_AGE_FIGURE} ans\b(?! d'exp)|\b(?:menor(?:es)?|mayor(?:es)?) de {_AGE_FIGURE} anos|\b(?:menor|mayor)(?:es)? de edad|
        \b(?:under|over|below|younger than|older than) (?:the age of )?{_AGE_FIGURE}\b(?= ?(?:years|yrs|only|or|and|[.,;)]|$))(?: (?:years|yrs)(?: old)?)?|\baged (?:between )?{_AGE_FIGURE}|\bage (?:limit|between|under|range)\b|
        \b{_AGE_FIGURE} ans (?:maximum|max|maxi|au plus|revolus d'age)\b(?! d'exp)|\b(?:jeune et|jeunes et) (?:dynamique|motive)\w*|\bjeunes? (?:femmes?|hommes?|filles?|garcons?|gens|candidat\w*|personnes?|profils?)\b|
        \b(?:joven|jovenes)\b(?! (?:empresa|equipo|compania|startup))|\byoung (?:and (?:dynamic|motivated)|people|candidates?|persons?|women|men|woman|man|lady|ladies|professionals?)\b|
        (?:ال)?(?:سن|عمر)(?:ه|ها|هم)? ?:? ?(?:ما |لا |الأقصى |أقل |أقصى |بين |من )*(?:بين |عن |من |(?:ي|ت)تجاوز |(?:ي|ت)زيد |(?:ي|ت)تعدى )*{_AGE_FIGURE}[^.;,\n]{{0,20}}|(?:لا )?(?:ي|ت)تجاوز (?:سنه|سنها|عمره|عمرها|السن)[^.;,\n]{{0,24}}|
        (?:أقل|أصغر) من {_AGE_FIGURE} (?:سنة|عاما)|(?:بين|من) {_AGE_FIGURE} (?:و|إلى|الى) ?{_AGE_FIGURE} (?:سنة|عاما|عام)|(?:ال)?(?:شابات|شبان|شباب|شابا|شابة)\b
        """),
    ),
    (
        ProtectedCriterion.GENDER,
        pattern(r"""
        \breservee?s? aux? (?:hommes?|femmes?|filles?|garcons?)\b(?! et)|(?:ذكور|إناث)$|\bde sexe (?:feminin|masculin)|\bsexe ?:? ?(?:feminin|masculin|femme|homme|f\b|m\b|h\b)|\b(?:femmes?|hommes?|filles?|garcons?|dames?|demoiselles?|feminin|masculin|feminine|masculine) (?:uniquement|exclusivement|seulement|de preference|only|exigee?s?|souhaitee?s?|preferee?s?)|
        \b(?:recherch\w+|cherch\w+|recrut\w+|embauch\w+|besoin d'|uniquement|exclusivement|de preference|preference|profil|candidat\w* ?:?) ?(?:uniquement |seulement |une? |des |d'une? |aux? |pour |\d+ )*(?:jeunes? )?(?:femmes?|hommes?|filles?|garcons?|dames?|demoiselles?|feminin|masculin)\b(?! (?:ou|et|/)? ?(?:homme|femme))|
        \bjeunes? (?:femmes?|hommes?|filles?|garcons?)\b|\bcandidatures? (?:feminine|masculine)s?\b|
        \bsenoritas?\b|\b(?:mujer|hombre|femme|homme)(?:es|s)? (?:solter|casad|celibataire|marie)\w*|\bsexo ?:? ?(?:femenino|masculino|mujer|hombre|indistinto)?\b|\b(?:solo|unicamente|exclusivamente|preferiblemente|preferentemente|buscamos|busco|se busca|necesitamos) (?:una? |solo |\d+ )*(?:mujer(?:es)?|hombres?|chic[oa]s?|senorit[ao]s?|senoras?|varon(?:es)?)\b(?! (?:o|y|/) (?:hombre|mujer))|\b(?:mujer(?:es)?|hombres?|chic[oa]s?|senoritas?) (?:joven|jovenes|solamente|unicamente|preferiblemente)|
        \b(?:female|male|women|men|ladies|girls|boys)(?: candidates?| applicants?)? (?:only|preferred|required)|\b(?:only|preferably|looking for|seeking|hiring|need) (?:a |an |young )*(?:female|male|women|men|woman|man|lady|ladies|girls?|boys?)\b(?! (?:and|or) (?:men|women|male|female))|\b(?:female|male) (?:candidate|applicant|agent|only)s?\b|\b(?:gender|sex) ?: ?(?:female|male|f\b|m\b)|
        (?:ال)?جنس ?:? ?(?:أنثى|ذكر|إناث|ذكور|نساء|رجال)|(?:لل|ال)?(?:إناث|ذكور|نساء|رجال|فتيات|سيدات|آنسات) (?:فقط|حصرا)|(?:ل|ال)?(?:أنثى|ذكر|امرأة|فتاة|رجل) (?:فقط|حصرا)|(?:نبحث|تبحث|يبحث) عن (?:\d+ )?(?:فتاة|فتيات|سيدة|سيدات|امرأة|نساء|رجل|رجال|شابات?|شبان|آنسة|آنسات)(?! (?:مبيعات|أعمال))|من جنس (?:أنثى|ذكر|الإناث|الذكور)|(?:يفضل|تفضل|حصريا|فقط) (?:ال)?(?:إناث|ذكور|نساء|رجال|العنصر النسوي)
        """),
    ),
    (
        ProtectedCriterion.FAMILY,
        pattern(r"""
        \bcelibataires?\b|\bmarie(?:e|\(e\)|es)?s?\b|\bsans enfants?\b|\bsituation (?:familiale|matrimoniale|de famille)\b|\betat matrimonial\b|\bsans charges? (?:familiales?|de famille)|\bpas d'enfants?\b|\b(?:non )?enceintes?\b(?! acoustique)|
        \bsolter[oa]s?\b|\bcasad[oa]s?\b|\bsin (?:hijos|cargas(?: familiares)?)\b|\bestado civil\b|\bsituacion familiar\b|
        \bmarital status\b|\bunmarried\b|\bmarried\b|\bsingle(?: (?:status|woman|women|man|men|person|candidates?|only)\b|(?=,? (?:no|without) (?:children|kids)))|\bno (?:children|kids)\b|\bwithout children\b|\bchildless\b|\bnot pregnant\b|
        (?:ال)?(?:حالة|وضعية) (?:ال)?(?:عائلية|اجتماعية|مدنية)|(?<!\w)(?:أ?عزب|عازب(?:ة|ات)?|عزباء|عزاب|متزوج(?:ة|ين|ات)?|مطلقة?)(?!\w)|بدون أطفال|بدون أولاد|غير حامل
        """),
    ),
    (
        ProtectedCriterion.ORIGIN,
        pattern(r"""
        \bde nationalite\b[^.;,\n]{0,24}|\bnationalite (?:marocaine|francaise|espagnole|exigee|requise)|\bnationalite ?:|\bde race\b|\bd'origine (?:marocaine|francaise|europeenne|africaine|arabe|berbere|rifaine|etrangere|subsaharienne)|\b(?:marocains?|marocaines?|europeens?|francais) (?:uniquement|exclusivement|seulement|de souche)|\boriginaires? (?:de|d'|du)\b|\bnatifs? d'oujda|\bpeau (?:claire|blanche)|
        \bnacionalidad\b[^.;,\n]{0,24}|\bde origen (?:marroqui|espanol|europeo|africano|latino)|\bnationality\b(?! is not)[^.;,\n]{0,24}|\b(?:moroccan|european|french|spanish)s? (?:nationals?|citizens?) only|\bmoroccans? only\b|\b(?:ethnic|racial) (?:origin|background)|\bof (?:moroccan|european|african) origin|
        (?:ال)?جنسية ?:? ?(?:ال)?(?:مغربية|مغربي|فرنسية|إسبانية|جزائرية)?|(?:حاملي?|حاملا|ذوي) الجنسية|من أصل (?:مغربي|عربي|أمازيغي|أوروبي)|(?:مغاربة|مغربي(?:ات|ين)?) (?:فقط|حصرا)|من أبناء (?:المدينة|المنطقة|الجهة)
        """),
    ),
    (
        ProtectedCriterion.RELIGION,
        pattern(r"""
        \bmusulman(?:e|es|s)?\b|\bchretien(?:ne)?s?\b|\bjuif\b|\bvoilee?s?\b|\b(?:sans|avec|port du) (?:voile|foulard|hijab)\b|\bnon voilees?\b|\bpratiquante?s? (?:la religion|religieu)|\b(?:de )?(?:confession|religion) (?!.{0,12}(?:indiff))|\bhijab\b|
        \bmusulman[ao]s?\b|\bcristian[ao]s?\b|\b(?:sin|con) (?:velo|hiyab)\b|\breligion\b|\bmuslims?\b|\bchristians?\b|\b(?:no|without|with|wearing|wear) (?:a )?(?:hijab|veil|headscarf)\b|
        (?:غير )?محجبات?|(?:غير )?محجبة|(?:بدون |ارتداء )?(?:ال)?حجاب|(?<!\w)(?:ال)?(?:مسلم(?:ة|ين|ات)?|مسيحي(?:ة|ين)?)(?!\w)|(?<!\w)(?:ال)?ديانة(?!\w)
        """),
    ),
    (
        ProtectedCriterion.LOOKS,
        pattern(r"""
        \b(?:bonne|excellente|tres bonne|parfaite|belle|agreable|une) presentation (?:physique|exigee|requise|soignee|impeccable|obligatoire)|\b(?:bonne|excellente|tres bonne|parfaite|belle) presentation\b(?! (?:des?|du|d'|a l'|oral|ecrit|powerpoint))|\bpresentation (?:soignee|physique|impeccable|irreprochable|correcte|exigee)\b|\b(?:apparence|physique) (?:soignee?|agreable|physique|avantageux|impeccable)|\bphysique (?:exige|agreable)|\bbelle (?:femme|fille|apparence)|\btaille (?:minimum|minimale|de|:) ?1|\b1 ?m ?\d{2}\b|
        \bphoto(?:graphie)? (?:obligatoire|exigee|recente|recommandee|d'identite|souhaitee)|\b(?:avec|plus|\+|et) (?:une |votre |ta )?photo\b|\bcv (?:photo|\+ ?photo)|\bcon foto(?:grafia)?\b|\bfoto(?:grafia)? (?:reciente|obligatoria|actual)|\bwith (?:a |your |recent )*(?:photo|picture)\b|\b(?:photo|picture) (?:required|mandatory)|\b(?:attach|include|send) (?:a |your |recent )*(?:photo|picture)\b|
        \b(?:buena|excelente|muy buena) (?:presencia|imagen)\b|\bbuena apariencia|\b(?:good[ -]looking|attractive (?:appearance|person|candidates?)|well[- ]groomed|pleasant appearance|good (?:appearance|looks)|smart appearance|presentable)\b|
        (?:حسن|حسنة|جميل|جميلة|لائق|لائقة|أنيق|أنيقة) (?:ال)?(?:مظهر|هندام|شكل|هيئة)|(?:ال)?(?:مظهر|هندام|هيئة) (?:ال)?(?:لائق|حسن|جيد|جميل|أنيق|خارجي|مقبول)(?:ة)?|(?:ال)?صورة (?:شخصية|حديثة|فوتوغرافية)|مع (?:صورة|صور)
        """),
    ),
    (
        ProtectedCriterion.HEALTH,
        pattern(r"""
        \b(?:bonne|parfaite|excellente|en) (?:sante|condition physique|forme physique)\b(?! (?:animale|publique|digitale))|\bcertificat medical\b|\bapte physiquement|\baptitude (?:physique|medicale)|\bphysiquement apte|\bsans (?:handicap|maladie|probleme de sante|antecedents medicaux)|\bnon[- ]fumeu(?:r|se)s?\b|\bpas de (?:handicap|maladie)|\bvalides?\b physiquement|
        \bbuena (?:salud|condicion fisica|forma fisica)|\bsin (?:discapacidad|enfermedades|problemas de salud)|\bcertificado medico|\bno fumador(?:a|es)?|\bin good health|\bgood (?:physical )?health\b(?! insurance)|\bphysically (?:fit|able)|\bno disabilit|\bmedical certificate|\bnon[- ]smokers?\b|\bmedically fit|
        (?:ب)?صحة جيدة|(?:لائق|لائقة) (?:بدنيا|صحيا|طبيا)|(?:ال)?سلامة (?:ال)?(?:جسدية|بدنية|صحية)|(?:سليم|سليمة) (?:البنية|الجسم|صحيا|جسديا|بدنيا)|(?:ال)?لياقة (?:ال)?(?:بدنية|صحية)|شهادة طبية|غير مدخن(?:ة|ين)?|بدون إعاقة|خال(?:ي)? من الأمراض
        """),
    ),
    (
        ProtectedCriterion.OPINION,
        pattern(r"""
        \b(?:non )?syndiquee?s?\b|\bappartenance (?:syndicale|politique)|\bopinions? politiques?|\bsans (?:engagement|activite) (?:syndical|politique)\w*|\bnon[- ]union(?:i[sz]ed)?\b|\bpolitical (?:views|opinions?|affiliation)|\bsin (?:afiliacion|militancia)|\bafiliacion (?:politica|sindical)|\bsindicalistas?\b|
        (?:ال)?(?:انتماء|ميول) (?:ال)?(?:سياسي|نقابي|حزبي)
        """),
    ),
)  # fmt: skip

# An advert that promises equal treatment names the grounds in order to leave them aside.
_SET_ASIDE = pattern(r"""
\bsans (?:aucune )?(?:distinction|discrimination|condition|limite d'age|critere)|\bquel(?:le)?s? que soi(?:t|ent)\b|\bindependamment\b|\bpeu importe\b|\b(?:aucune|pas d') ?importance\b|\b(?:non|anti|aucune)[- ]?discrimin\w*|\begalite\b|\bdiversite\b|\binclusi\w+|\bouvert\w* (?:a tous|aux? (?:hommes|femmes|personnes|candidat))|\btous les (?:ages|profils)|\bhandicap\w* (?:bienvenu|accept)|\bsituation de handicap\b|\ba competences? egales?|
\bregardless\b|\bwithout (?:regard|discrimination|distinction)|\birrespective\b|\bequal[- ](?:opportunit|employ)\w*|\bdiversity\b|\bdo(?:es)? not discriminate|\bnon-discriminat\w*|\ball (?:ages|genders|backgrounds|qualified)|\b(?:any|no) (?:age|gender|nationality) (?:limit|requirement|welcome|restriction)|\bwelcome applica|\bnot? (?:matter|relevant|considered)\b|
\bsin (?:distincion|discriminacion|limite de edad|importar)|\bindependientemente|\bigualdad\b|\bdiversidad\b|\bindistint\w+|\bno (?:discrimina|importa)\w*|\bcualquiera que sea|
بغض النظر|دون (?:أي )?(?:تمييز|اعتبار)|بدون تمييز|تكافؤ|المساواة|مهما كان|لا يهم|بلا تمييز|للجنسين|من الجنسين|كلا الجنسين
""")
_BOTH_GENDERS = pattern(
    r"\b(?:hommes?|femmes?)(?: ?/ ?| (?:et|ou) (?:des |une? )?)(?:hommes?|femmes?)\b|\b(?:mujer(?:es)?|hombres?) (?:y|o|u) (?:mujer(?:es)?|hombres?)\b|\b(?:men|women|male|female) (?:and|or) (?:men|women|male|female)\b|(?:ذكور|إناث|نساء|رجال|شبان|شابات) ?(?:و|أو|/) ?(?:ال)?(?:ذكور|إناث|نساء|رجال|شبان|شابات)"
)
_EXPERIENCE_AFTER = pattern(r" ?(?:d'|de |of )?(?:exp\w+|خبرة|تجربة|pratique)")
_EXPERIENCE_BEFORE = pattern(
    r"(?:experiences?|experiencia|خبرة|تجربة|تجربه) ?:? ?(?:de |professionnelle |of |d'au moins |entre |between |مهنية |لا |ما )*$"
)

_FIRM_OR_CUSTOMERS_BEFORE = pattern(
    r"\b(?:entreprises?|equipes?|societes?|boite|ambiance|structure|start-?up|agence|empresas?|equipos?|compania|ambiente|company|team|clients?|clientele|public|cible|consommateurs|customers?|audience|clientes)\b(?: ?:)?(?: \w+){0,2} $"
)
_ABOUT_THE_PERSON = frozenset(
    {BlockKind.TITLE, BlockKind.INTRO, BlockKind.PROFILE, BlockKind.CONDITIONS, BlockKind.APPLY, BlockKind.UNWANTED}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedCriterion:
    """A protected criterion named by an advert. Offsets are those of the page."""

    criterion: ProtectedCriterion
    start: int
    end: int


def refused_criteria(page: Page, named: Sequence[NamedCriterion]) -> tuple[Mention[ProtectedCriterion], ...]:
    """The protected criteria in the order of the advert, each once."""
    kept: dict[ProtectedCriterion, Mention[ProtectedCriterion]] = {}
    for item in sorted(named, key=lambda item: item.start):
        kept.setdefault(item.criterion, Mention(item.criterion, page.span(item.start, item.end)))
    return tuple(kept.values())


def find_protected(page: Page, statements: Sequence[Statement]) -> Iterator[NamedCriterion]:
    """The protected criteria the statements name; a promise of equality names none."""
    folded = page.folded
    for statement in statements:
        if statement.kind not in _ABOUT_THE_PERSON:
            continue
        if _SET_ASIDE.search(folded, statement.start, statement.end):
            continue
        speaks_of_both = bool(_BOTH_GENDERS.search(folded, statement.start, statement.end))
        for criterion, words in _CRITERIA:
            if criterion is ProtectedCriterion.GENDER and speaks_of_both:
                continue
            for match in words.finditer(folded, statement.start, statement.end):
                if criterion is ProtectedCriterion.AGE and _is_of_something_else(folded, *match.span()):
                    continue
                yield NamedCriterion(criterion, *match.span())


def _is_of_something_else(folded: str, start: int, end: int) -> bool:
    """Whether an age is a length of experience, or that of a firm, a team or its customers."""
    before = folded[max(0, start - 40) : start]
    return bool(
        _EXPERIENCE_AFTER.match(folded, end)
        or _EXPERIENCE_BEFORE.search(before)
        or _FIRM_OR_CUSTOMERS_BEFORE.search(before)
    )
