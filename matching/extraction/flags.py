"""What a recruiter should look at in a CV: lists of keywords, instructions to the reader, invisible text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from matching.extraction.diploma_names import find_diploma_names
from matching.extraction.document import CvDocument
from matching.extraction.mentions import ConceptMentions
from matching.extraction.paragraphs import Paragraph, paragraphs
from matching.profile import Flag, SkillClaim, SkillStanding
from matching.taxonomy.concepts import ConceptKind
from matching.text.sections import SectionKind
from matching.types import Mention, Span

_READER = (
    r"(?:ias?|ai|intelligence artificielle|inteligencia artificial|llms?|chat ?gpt|gpt"
    r"|language models?|modele(?:s)? de langage|ats|algorithmes?|algorithms?|algoritmos?"
    r"|robots?|bots?|systemes? (?:de (?:tri|recrutement|selection|notation)|automati\w+|ia)"
    r"|logiciels? de (?:tri|recrutement)|recruteurs? (?:ia|automati\w+|virtuels?|robots?)"
    r"|(?:ai |automated |automatic )?(?:screening|ranking|recruit\w+|parsing) (?:systems?|tools?"
    r"|software|ai|bots?|engines?|algorithms?)|automated (?:readers?|recruiters?|systems?)"
    r"|sistemas? (?:de (?:seleccion|filtrado|reclutamiento|ia)|automati\w+)"
    r"|reclutador(?:es)? (?:automati\w+|ia)|assistant)"
)
_PERSON = (
    r"(?:moi|me|le|la|lo|ce candidat|cette candidate|ce cv|ce profil|cette candidature|ma candidature"
    r"|mon (?:cv|profil)|this (?:candidate|cv|resume|profile|applicant)|my (?:cv|resume|profile)"
    r"|este (?:candidato|cv|perfil)|esta candidata|mi (?:cv|perfil))"
)
_FIRST = (
    r"(?:premiere?|1ere?|en tete|first|top|highest|number one|no\.? ?1|primer[oa]?|en primer lugar|arriba"
    r"|maximal\w*|maximum|maxim[oa])"
)
_INSTRUCTION = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        (
            (
                r"(?:ignore[rsz]?|ignora|ignore|ignoren|disregard|forget|oublie[rz]?|olvida"
                r"|override)\b[^.\n]{0,30}\b(?:instructions?|consignes?|instrucciones|prompts?"
                r"|criteres?|criteria|criterios|candidat\w*|dossiers|rules|regles)\b"
            ),
            (
                rf"(?:notes?|messages?|instructions?|attention|avis|nota|mensaje|instrucciones|aviso"
                rf"|prompt)\b[ :]*(?:(?:aux?|pour|a l'attention|destinee?s?|to|for|para|a"
                rf"|al)\s)(?:(?:les?|la|l'|des?|du|d'|aux?|the|all|any|el|los|las|todo"
                rf"|tous)\s?)*{_READER}\b"
            ),
            (
                rf"(?:classe[rz]?|place[rz]?|mett(?:re|ez)|note[rz]?|rank|rate|score|put|place|list"
                rf"|clasifi\w+|coloca\w*|pon(?:er|ga|me)?"
                rf"|puntua\w*)[ -]{_PERSON}\b[^.\n]{{0,40}}\b{_FIRST}\b"
            ),
            (
                rf"(?:le|la|me|les) (?:classer|placer|noter|retenir|selectionner"
                rf"|mettre)\b[^.\n]{{0,40}}\b{_FIRST}\b"
            ),
            (
                r"(?:give|assign|award|attribue[rz]?|donne[rz]?|mett(?:re|ez)|asigna\w*|da(?:r|me|le)?"
                r"|otorga\w*)\b[^.\n]{0,40}\b(?:maxim\w+|highest|top|full|perfect|best|meilleure"
                r"|parfaite?|mejor)\s(?:possible )?(?:score|rating|mark|grade|note|puntuacion|nota"
                r"|evaluation|points?)"
            ),
            r"(?:note|score|puntuacion|rating) (?:maximale?|maxima|maximum)\b",
            r"ne (?:pas )?ten(?:ir|ez) (?:pas )?compte des (?:autres|instructions|criteres)\b",
            (
                r"(?:system prompt|prompt injection|as an ai|you are an? (?:ai|assistant|language model"
                r"|recruiter|helpful)|tu es une? (?:ia|assistante?|recruteu\w+)|eres una? (?:ia|asistente"
                r"|reclutador\w*)|end of (?:cv|resume|prompt))\b"
            ),
            (
                r"(?:this candidate|ce candidat|cette candidate|este candidato|esta candidata) (?:is"
                r"|meets|fulfil\w*|satisfies|must|should|est|repond|remplit|correspond|doit|es|cumple"
                r"|debe)\b[^.\n]{0,40}\b(?:all|tous|toutes|todos|best|ideal\w*|perfect\w*|parfait\w*"
                r"|meilleur\w*|hired|shortlisted|selected|retenue?|mejor|contratad\w+)\b"
            ),
            r"تجاهل (?:جميع |كل |اي )?(?:ال)?(?:تعليمات|توجيهات|اوامر|معايير|مرشحين)",
            (
                r"(?:ملاحظه|رساله|تعليمات|تنبيه)\s?:?\s?(?:الي |ل)(?:ال|ل)?(?:ذكاء الاصطناعي"
                r"|لذكاء الاصطناعي|انظمه|نظام|خوارزم\w+|روبوت\w*)"
            ),
            (
                r"(?:صنف|ضع|رتب|اجعل)(?:ني|وا|وني)?\s(?:هذا (?:المرشح|الملف)"
                r"|هذه المرشحه)?[^.\n]{0,30}(?:الاول(?:ي)?|المرتبه الاولي|الصداره|المقدمه)"
            ),
            r"اعلي (?:نقطه|تقييم|درجه|علامه)",
            r"هذ(?:ا|ه) المرشحه? (?:يستوفي|تستوفي|هو|هي) (?:جميع|كل|الافضل|الامثل)",
        )
    )
    + r")"
)

_ITEM_END = re.compile(r"[,;|•/\n]| - ")
_LEVEL = re.compile(r"(?<!\w)[abc][12](?!\w)|\b(?:nativ[oa]|native|bilingue|courant|fluent)\b")
_YEARS = re.compile(r"\b\d+\+? (?:years?|ans|anos) (?:of )?(?:d'|de )?exp")
_MANY_ITEMS = 15
_REPEATS = 3  # times an item has to stand in a list to be repeated on purpose
_MANY_TRADES = 3
_MANY_SKILLS = 25
_SUPPORTED_SHARE = 0.15
_REPEATED_WORD = re.compile(r"(?<!\w)(\w{4,}(?: \w+)?)(?: \1(?!\w))+")

_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\U000e0000-\U000e007f]")
_INVISIBLE_RUN = re.compile(r"[\u200b-\u200d\u2060\ufeff]{4,}|[\U000e0020-\U000e007f]{3,}")
_MANY_INVISIBLE = 20


def find_flags(
    document: CvDocument, *, mentions: ConceptMentions, skills: Sequence[SkillClaim]
) -> tuple[Mention[Flag], ...]:
    """What to look at, one mention per kind, each where it shows first.

    None of it is a reason to reject: a flag tells that a claim has nothing behind it, or that the text
    speaks to a machine.
    """
    found = (
        _stuffing(document, mentions, skills),
        _instruction(document),
        _invisible(document.original),
    )
    return tuple(mention for mention in found if mention is not None)


def _instruction(document: CvDocument) -> Mention[Flag] | None:
    match = _INSTRUCTION.search(document.folded)
    if match is None:
        return None
    return document.mention(Flag.INSTRUCTION_TO_READER, Span(*match.span()), confidence=0.9)


def _invisible(original: str) -> Mention[Flag] | None:
    """Zero-width characters in number, or in a row; single ones come from word processors."""
    run = _INVISIBLE_RUN.search(original)
    if run:
        return Mention(Flag.INVISIBLE_TEXT, Span(*run.span()), confidence=0.9)
    single = list(_INVISIBLE.finditer(original))
    if len(single) < _MANY_INVISIBLE:
        return None
    return Mention(Flag.INVISIBLE_TEXT, Span(*single[0].span()), confidence=0.7)


def _stuffing(
    document: CvDocument, mentions: ConceptMentions, skills: Sequence[SkillClaim]
) -> Mention[Flag] | None:
    for paragraph in paragraphs(document):
        if _is_stuffed(paragraph, mentions):
            return document.mention(Flag.KEYWORD_STUFFING, paragraph.span, confidence=0.9)
    listed = [skill for skill in skills if skill.standing is SkillStanding.LISTED]
    n_supported = sum(skill.standing is SkillStanding.SUPPORTED for skill in skills)
    if len(listed) < _MANY_SKILLS or n_supported > _SUPPORTED_SHARE * len(skills):
        return None
    return Mention(Flag.KEYWORD_STUFFING, listed[0].spans[0], confidence=0.8)


def _is_stuffed(paragraph: Paragraph, mentions: ConceptMentions) -> bool:
    if paragraph.section is SectionKind.EXPERIENCE:
        return False
    items = [item.strip() for item in _ITEM_END.split(paragraph.words) if item.strip()]
    if len(items) < _MANY_ITEMS:
        return _repeats(paragraph.words) and len(_REPEATED_WORD.findall(paragraph.words)) >= _REPEATS
    return sum(_signs(paragraph, items, mentions)) >= 2 or _n_repeats(items) >= _REPEATS


def _repeats(words: str) -> bool:
    """Whether a word, or two words, stand twice in a row; the pattern is slow where none do."""
    parts = words.split()
    return any(one == other for n in (1, 2) for one, other in zip(parts, parts[n:], strict=False))


def _signs(paragraph: Paragraph, items: Sequence[str], mentions: ConceptMentions) -> Iterator[bool]:
    """Things out of place in a list of skills: other trades, language levels, diplomas, years, repeats."""
    trades = {match.concept for match in mentions.within(ConceptKind.OCCUPATION, paragraph.span)}
    languages = mentions.within(ConceptKind.LANGUAGE, paragraph.span)
    yield len(trades) >= _MANY_TRADES
    yield bool(languages) and _LEVEL.search(paragraph.words) is not None
    yield bool(find_diploma_names(paragraph.words)) or _YEARS.search(paragraph.words) is not None
    yield _n_repeats(items) > 0 or _REPEATED_WORD.search(paragraph.words) is not None


def _n_repeats(items: Sequence[str]) -> int:
    return sum(count - 1 for count in Counter(items).values())
