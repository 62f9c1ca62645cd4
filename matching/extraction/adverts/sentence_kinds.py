"""What a sentence is about by its own words, where these say more than the heading above it."""
# ruff: noqa: E501 - a pattern reads best with one language a row

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.page import Page, pattern

_APPLYING = pattern(r"""
\bcv\b(?!s)|\bc\.v\b|\bcurriculum|\b(?:your|a|updated) resume\b|lettre de motivation|cover letter|carta de presentacion|
\bpostul(?:er|ez|e|ar|a)\b|\bcandidature(?:s)?\b(?! (?:interne|feminine))|\bapply\b|\bapplications? (?:in|by|with|to|will|are|from)\b|\benvia(?:r|nos|dnos|lo)?\b.*\b(?:@|correo|mail)|
\benvoye[rz]\b.*(?:@|\bmail|\badresse)|\b(?:merci de|veuillez|priere de) (?:nous )?(?:envoyer|joindre|preciser|adresser|transmettre|contacter|mentionner)|
candidats? (?:preselectionne|retenu)|shortlisted|seleccionad[oa]s seran|
(?:ال)?سير(?:ة|ته|تكم|تك)(?: (?:ال)?ذاتية)|(?:ملف|طلب|رسالة) (?:ال)?(?:ترشيح|تحفيز)|أرسلوا|للتقديم|(?:ترسل|يرسل) |ستتم دراسة|الاتصال (?:فقط )?ب
""")
_UNWANTED = pattern(r"""
^(?:pas de|aucun|non,? aux?) (?:profils?|candidat\w*|junior|stagiaire)|^(?:profils?|candidat\w*|stagiaires?) .*\b(?:s'abstenir|non retenu\w*|pas retenu\w*|refuse\w*)\b|
\b(?:nous|on) ne (?:recherch\w+|cherch\w+|retien\w+|souhait\w+|voul\w+) pas\b|^(?:s')?abstenir\b|\bne (?:sera|seront) pas (?:retenu|etudie|pris)\w*|
\bwe(?:'re| are)? not (?:looking for|considering|hiring)\b|\bwill not be considered\b|^no (?:agencies|juniors|interns|freelancers)\b|
\bno (?:buscamos|queremos|se aceptan|se tendran en cuenta|aceptamos)\b|\babstenerse\b|
لا (?:نبحث عن|نقبل|تقبل|يتعلق الأمر)|ولا يتعلق|لن (?:تقبل|يتم قبول|يلتفت)
""")
_NOT_THE_POST = pattern(r"""
\b(?:ce|cet|cette|le|la|l') ?(?:poste|offre|mission|annonce|emploi|role)? ?n'(?:est|etant) (?:donc |surtout |absolument )?(?:pas|ni) (?:un|une|de|d')|
\bn'(?:ouvr|embauch|attend)\w+ (?:donc )?pas\b|\bne (?:recrut|propos)\w+ (?:donc )?pas\b|\bil ne s'agit (?:donc )?pas d|
\b(?:this|it)(?:'s| is) (?:really |absolutely )?not an? [^.]*\b(?:role|position|job|post)\b|\b(?:this|it) isn't an? [^.]*\b(?:role|position|job|post)\b|\bnot a (?:management|supervisory|leadership|managerial)\b|
\bno (?:es|se trata de) un (?:puesto|rol|cargo|trabajo)\b|
(?:ليس|ليست) (?:هذا |هذه )?(?:ال)?(?:منصب|وظيفة|عرض)
""")
_OFFERING = pattern(r"""
^(?:nous|on) (?:vous |t'|te )?(?:offr|propos|garanti)\w+|^(?:salaire|remuneration|package|prime|avantages)\b|\bbeneficie[rz]\b|
^we (?:offer|provide)\b|^(?:salary|compensation|benefits|competitive)\b|^(?:te )?ofrecemos\b|^salario\b|^(?:نقدم|نوفر|الأجر|الراتب)
""")
_WE_OFFER = pattern(
    r"(?:(?:nous|on) (?:vous |t'|te )?(?:offr|propos)\w+|we (?:offer|provide)|(?:te )?ofrecemos|نقدم|نوفر) (?!.*\b(?:si|if)\b)"
)
_PAY = pattern(r"(?:salaire|remuneration|salary|salario|sueldo|package)\b|(?:ال)?(?:أجر|أجرة|راتب)\b")
_DESCRIBING = pattern(r"""
\b(?:vous|tu) (?:etes|es|avez|as|possedez|possedes|justifiez|justifies|maitrisez|maitrises|parlez|parles|disposez|disposes|connaissez|connais|pratiquez|faites preuve)\b|
\btitulaires?\b|\bde formation\b|\bissu(?:e|\(e\))?s? d'une formation|\bdiplomee?s?\b|\b(?:ayant|dote(?:e|\(e\))?|justifiant|disposant|possedant|maitrisant|parlant) |\bjustifiant\b|
\b(?:profil|candidat\w*) (?:ideal|recherche|souhaite|avec|ayant|parlant|maitrisant)|\bexperience (?:exigee|requise|souhaitee|demandee|obligatoire|imperative)|
\b(?:recherch\w+|recrut\w+|cherch\w+|buscamos|looking for|hiring|need|embauch\w+|نبحث عن|يبحث عن|تبحث عن) .*\b(?:avec|ayant|justifiant|maitrisant|parlant|with|who|con|que (?:hable|tenga|domine)|يتقن\w*|ذو|ذوي|لديه\w*|يتوفر\w*|تتوفر)\b|
\byou(?:'ve| have| are|'re)? (?:have|are|speak|bring|hold|know|got|fluent|experienced|comfortable|a native|native)\b|\byou(?:'ve| have)\b|\b(?:fluent|proficient) in\b|\bholders? of\b|
\b(?:tienes|eres|hablas|dominas|posees|cuentas con|aportas|conoces|manejas)\b|\b(?:con|disponer de|tener|contar con) (?:experiencia|nivel|conocimientos|titulacion)|
(?:حاصل(?:ة|ين|ون)? على|(?:ي|ت)توفر(?:ون)? على|متوفر(?:ة|ين)? على|لديك|(?:ي|ت)تقن(?:ون|ين)?\b|(?:ي|ت)جيد(?:ون|ين)?\b|ذوي خبرة|خبرة لا تقل|أن (?:ي|ت)كون)
""")
_DEMANDING = pattern(r"""
\b(?:exigee?s?|requise?s?|obligatoires?|indispensables?|imperati(?:f|ve)s?|souhaitee?s?|apprecie?es?|(?:un|des) (?:\w+ )?(?:plus|atouts?)|serai(?:t|ent) (?:top|bien|ideal|parfait|genial)|ideal(?:e)?ment|facultatif|bienvenue?s?|(?:il (?:nous |te |vous )?fau(?:t|dra)))\b|
\b(?:required|mandatory|essential|preferred|a must|a (?:\w+ )?plus|an? (?:asset|advantage|bonus)|must have|nice to have|would be (?:great|ideal|nice)|ideally|beneficial|desirable)\b|
\b(?:imprescindibles?|obligatori[oa]s?|requerid[oa]s?|necesari[oa]s?|se valorara|se requiere|si o si|valorables?|un plus|deseables?|seria (?:ideal|genial|perfecto)|idealmente)\b|
(?:إلزامي|ضروري|إجباري|مطلوب|يشترط|يفضل|شرط)
""")

_FRAGMENT = pattern(
    r"(?!.*#)(?!.*\b(?:nous|vous|on|notre|nos|we|our|you|nuestr\w+|tu|te|ofrec\w+|salaire|cdi|cdd)\b)\S+(?:\s+\S+){0,7}\s*"
)
_OPEN_KINDS = frozenset({BlockKind.INTRO, BlockKind.COMPANY, BlockKind.CONDITIONS, BlockKind.APPLY})


def with_own_kind(page: Page, statement: Statement) -> Statement:
    """The statement with the kind its own words give it.

    Instructions for applying and people not wanted are told anywhere in the body; a description of the
    person looked for is told outside lists of duties and offers, unless a word demands something.
    """
    words = page.folded[statement.start : statement.end]
    if statement.kind in {BlockKind.TITLE, BlockKind.UNWANTED}:
        return statement
    if _UNWANTED.search(words):
        return replace(statement, kind=BlockKind.UNWANTED, importance=None)
    if statement.kind is not BlockKind.TASKS and _APPLYING.search(words):
        return replace(statement, kind=BlockKind.APPLY, importance=None)
    is_offer = statement.kind is BlockKind.PROFILE and _WE_OFFER.match(words)
    offers = is_offer or (statement.kind in _OPEN_KINDS and _OFFERING.search(words))
    if offers or _PAY.match(words) or _NOT_THE_POST.search(words):
        return replace(statement, kind=BlockKind.OFFER, importance=None)
    describes = statement.kind in _OPEN_KINDS and _DESCRIBING.search(words)
    if statement.kind is not BlockKind.PROFILE and (describes or _demands(words, statement.kind)):
        return replace(statement, kind=BlockKind.PROFILE)
    return statement


def with_continuations(page: Page, statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements, where fragments after a description (`Bac+2. Pack Office.`) go on with it."""
    previous: Statement | None = None
    for statement in statements:
        goes_on = (
            previous is not None
            and previous.kind is BlockKind.PROFILE
            and statement.kind is BlockKind.INTRO
            and statement.line - previous.line <= 1
            and _FRAGMENT.fullmatch(page.folded, statement.start, statement.end)
        )
        previous = replace(statement, kind=BlockKind.PROFILE) if goes_on else statement
        yield previous


def _demands(words: str, kind: BlockKind) -> bool:
    return kind not in {BlockKind.OFFER, BlockKind.UNWANTED} and bool(_DEMANDING.search(words))
