"""What the parts of an advert are about, told by the words that head them."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from dataclasses import dataclass
from enum import StrEnum

from matching.extraction.adverts.page import pattern
from matching.requirements import Importance


class BlockKind(StrEnum):
    """What a part of an advert is about."""

    TITLE = "title"
    INTRO = "intro"
    TASKS = "tasks"
    PROFILE = "profile"
    CONDITIONS = "conditions"
    OFFER = "offer"
    COMPANY = "company"
    APPLY = "apply"
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading announces.

    Attributes:
        kind: What follows; for a subject heading (`Langues`), the part it stands in may say more.
        importance: Must or nice when the heading says so.
        is_subject: Whether it only names a subject (`Langues`, `Formation`), so that the importance of
            the part around it goes on.
    """

    kind: BlockKind
    importance: Importance | None = None
    is_subject: bool = False


MUST = Heading(BlockKind.PROFILE, Importance.MUST)
NICE = Heading(BlockKind.PROFILE, Importance.NICE)
PROFILE = Heading(BlockKind.PROFILE)
TOOLS = Heading(BlockKind.COMPANY, is_subject=True)
"""What the firm works with; asked for only inside the description of the person."""
SUBJECT = Heading(BlockKind.PROFILE, is_subject=True)

_DETERMINERS = (
    r"(?:(?:l'|les? |la |du |des? |nos |notre |vos |votre |tes |ton |ta |un |une |quelques |autres? |"
    r"principa(?:les|ux) |the |your |our |key |main |core |some |tu |tus |el |los |las |lo |su |sus |"
    r"nuestro |nuestra |otros |principales |¿|¡)*)"
)

# Tried in this order: what is not wanted, wishes and demands first, since their words qualify the nouns
# of the others (`profil exigé`, `conditions d'accès`).
_ANCHORED: tuple[tuple[Heading, str], ...] = (
    (
        Heading(BlockKind.UNWANTED),
        r"""
        (?:profils? )?(?:non retenus?|exclus?|a eviter|refuses)|ne pas postuler|(?:merci de )?s'abstenir|
        we (?:are not|aren't) looking for|not (?:considered|for you)|who should not apply|
        no (?:buscamos|se aceptan|se tendran en cuenta)|abstenerse|
        لا (?:نبحث عن|تقبل|نقبل)|غير مقبول
        """,
    ),
    (
        NICE,
        r"""
        (?:criteres?|competences?|qualites?|connaissances?|aptitudes|qualifications?|experiences?|elements?|
        points?|langues?|formation|conditions?|prerequis|pre-requis)
        (?: \w+)? ?(?:souhait|appreci|desir|optionnel|facultati|complementaire|valoris|secondaire|additionnel)\w*|
        (?:preferred|desired|desirable|optional|additional|nice-to-have) (?:qualifications?|skills?|experience|
        requirements?|criteria|profile|knowledge|attributes)|
        (?:requisitos|conocimientos|competencias|aspectos|habilidades|experiencia|meritos) ?
        (?:deseables?|opcionales|valorables?|deseados?|no excluyentes?|no imprescindibles)
        """,
    ),
    (
        NICE,
        r"""
        (?:atouts?|plus|bonus|pluses)\b|\+(?: ?\+)* ?$|(?:criteres?|elements?|motifs?) (?:de preference|d'appreciation|de departage)|(?:petits?|gros|vrais?) plus\b|points? (?:forts )?(?:appreci|bonus|supplementaire|additionnel)\w*|
        appreci(?:e|ees?|es|able)\b|souhait(?:es?|ees?|able|ables)\b|facultati\w+|optionnel\w*|
        en (?:plus|bonus|prime)\b|si (?:vous avez |tu as )?(?:en plus|de plus)\b|(?:ce |cela |ca )?(?:serait|sera|est) (?:encore )?mieux|nous apprecier(?:ons|ions)|on apprecier\w+|ideal(?:e)?ment|(?:dans )?l?'?ideal\b(?! candidat)|
        (?:ce |cela |ca )?(?:serait|seraient|sera|est|constitue) (?:aussi |egalement )?(?:un |des )(?:vrai |petit |gros |reel )?(?:plus|atout)s?|
        ce serait (?:bien|top|genial|mieux|ideal)|on peut former|
        (?:pour )?(?:nous seduire|sortir du lot|(?:faire|(?:ce )?qui (?:fait|fera|ferait|feraient|feront|peut faire|pourrait faire)) (?:vraiment |toute )?la difference|
        (?:te|vous|se) demarquer)|cerise\b|nice(?:[ -]to[ -]haves?| ?$|,| but\b| and\b| if\b)|(?:nice|little|added|welcome) extras?|
        (?:good|great|nice|useful) to have|bonus points|extra(?: points| credit)?s?\b|desirables?\b|desired\b|
        preferred\b|preferably|optional\b|advantage(?:s|ous)\b|assets?\b|
        (?:what )?(?:would|will|might|could|can) (?:set you apart|make you stand out|help|be (?:a plus|great|nice|an? \w+))|
        what sets you apart|stand out\b|it(?:'s| is| would be| will be|'d be)? (?:a plus|nice|great|a bonus|an advantage|even better)|(?:a )?(?:great|nice|huge) (?:plus|if)|
        even better|we(?:'d| would)(?: also| really)? (?:love|like)|brownie points|
        (?:se )?valora(?:ra|ran|remos|mos|bles?)?\b|deseables?\b|(?:seria |sera )un plus|
        (?:nos )?(?:encanta|encantaria|gusta|gustaria)\b|(?:que )?sum(?:an?|aria|arian|ara|aran|as)\b|puntos (?:extra|a favor)|opcional(?:es)?\b|
        ademas\b|a valorar|no imprescindible|
        (?:مزايا|مميزات|امتيازات|ميزات|مؤهلات) (?:إضافية|مرغوبة)|(?:عناصر|معايير) (?:الترجيح|التفضيل|الأفضلية)|(?:ما )?(?:ي|ت)عتبر (?:إضافة|ميزة|امتيازا)|
        إضاف(?:ات|ة)\b|امتيازات (?:المترشح|المرشح|إضافية)|نقاط (?:إضافية|القوة)|(?:ال)?شروط (?:ال)?تفضيلية|تفضيل|(?:من )?(?:ال)?مستحسن|(?:ي|ت)(?:ستحسن|فضل|حبذ)\b|
        (?:ال)?(?:مؤهلات|متطلبات|مهارات|خبرات|كفاءات) (?:ال)?(?:إضافية|مرغوبة|مفضلة|تكميلية)|(?:تعطى |ال)?(?:ال)?أفضلية|
        مرغوب|(?:غير إلزامي|اختياري)|سيكون (?:ميزة|إضافة)|(?:من )?الأفضل
        """,
    ),
    (
        PROFILE,
        r"""
        profil (?:souhaite|ideal|recherche|type)|candidat(?:e)? (?:ideale?|recherchee?|souhaitee?)|
        (?:ideal|preferred|desired) (?:candidate|profile)|
        (?:perfil|candidat[oa]) (?:ideal|deseado|buscado)
        """,
    ),
    (
        MUST,
        r"""
        indispensables?\b|imperati\w+|obligatoires?\b|absolument\b|a avoir (?:absolument|imperativement)|sans (?:cela|ca|quoi|ces)\b|deal[- ]?breakers?\b|exigences?\b|exig(?:e|ee|es|ees)\b|requis(?:es?)?\b|
        pre-?requis\b|(?:non|pas) negociables?|incontournables?\b|necessaires?\b|
        (?:criteres?|competences?|qualites?|connaissances?|conditions?|profil|langues?|formation|diplomes?|experience|niveau|
        qualifications?|elements?|points?) (?:\w+ ){0,2}?
        (?:obligatoire|indispensable|requis|exige|imperati|necessaire|eliminatoire|incontournable|non negociable)\w*|
        conditions? (?:pour (?:postuler|candidater|etre retenu\w*)|d'acces|d'admission|d'eligibilite|de candidature|de participation|a remplir|prealables?)|
        (?:vous|tu) dev(?:ez|rez|ras|rais)|(?:tu|vous) dois|ce qu'il (?:nous |vous |te )?faut|il (?:nous |vous |te )?fau(?:t|dra)|
        must(?:[ -]haves?\b| ?$)|you must\b|what you must|requirements?\b|required\b|requisites?\b|essential(?:s)?\b|mandatory\b|
        (?:minimum|basic|necessary|job|eligibility) (?:requirements?|qualifications?|criteria|skills)|
        (?:what )?(?:you(?:'ll| will)?|we) (?:really |absolutely )?(?:need|require)|we (?:can't|cannot|can not) do without|non-negotiables?|who can apply|
        (?:on|nous) (?:exig|demand|requier)\w*|ce (?:qu'on|que nous|que l'on) (?:vous |te )?(?:exig|demand|requier)\w*|
        (?:le |au )?minimum ?$|minima ?$|at (?:a |the )?minimum\b|
        khass(?:na|ek|kom|o)?\b|darour(?:i|iya?)\b|imprescindibles?\b|requisitos?\b|requerimientos?\b|requeridos?\b|obligatori[oa]s?\b|excluyentes?\b|exigimos|exigencias|
        (?:que |lo que )?(?:si o si |realmente )?(?:necesitamos|necesitas|pedimos|exigimos|requerimos)|
        (?:que )?debes (?:tener|cumplir)|se (?:requiere|exige|pide|necesita)|condiciones (?:imprescindibles|obligatorias|necesarias)|
        perfil (?:requerido|exigido)|(?:lo )?minimo\b|
        (?!شروط العمل|شروط وظروف)(?:ال)?شروط\b|(?:ما )?نطلبه?\b|(?:ال)?مطلوب\b|(?:ال)?متطلبات\b|إلزامي|(?:ال)?ضروري\b|يشترط\b|
        (?:ال)?(?:مؤهلات|كفاءات|مهارات|خبرات) (?:ال)?(?:مطلوبة|إلزامية|ضرورية|أساسية)|يجب\b|لا بد\b|ما يلزم|لازم
        """,
    ),
    (
        Heading(BlockKind.APPLY),
        r"""
        (?:comment |pour )?(?:nous )?postule[rz]?\b|candidatures?\b|(?:nous |vous )?(?:envoye[rz]|transmett\w+)\b|process(?:us)?\b|
        dossiers? (?:de candidature|a fournir)|pieces a fournir|contacts?\b|modalites? de (?:candidature|recrutement)|
        (?:etapes (?:du|de) )?recrutement\b|(?:interesse|motive)|tente|
        how to apply|apply\b|appl(?:ication|ying)s?\b|(?:hiring|interview|recruitment|selection|application) (?:process|steps)|
        next steps|(?:interested|sounds? (?:good|like you))|
        (?:como )?(?:aplicar|inscribirse|inscripcion|postular(?:se|te)?|solicitar)\b|proceso\b|contacto\b|interesad[oa]s?\b|
        (?:te )?(?:interesa|apuntas|animas)\b|envia\w*|
        ملف (?:الترشيح|الترشح)|(?:لل|كيفية ال|طريقة ال|ال)?(?:تقديم|ترشيح|ترشح|تقدم)\b|للتواصل|(?:ال)?مرجو|إرسال|
        مسطرة|مراحل|آخر (?:أجل|موعد)|الوثائق (?:المطلوبة)?
        """,
    ),
    (
        Heading(BlockKind.OFFER),
        r"""
        (?:ce que )?(?:nous|on) (?:vous |t'|te )?(?:offr|propos|donn|garanti)\w*|avantages?\b(?! (?:apprecie|souhaite))|package\b|
        remuneration\b|salaire\b|offre(?: salariale)?\b(?! d'emploi| de (?:poste|stage))|pourquoi (?:nous|venir|choisir|rejoindre)|
        ce qui (?:vous |t')attend|ce que vous (?:gagnez|aurez)|(?:vous )?beneficie[rz]\b|on s'engage|
        (?:what )?we (?:offer|provide|give)|benefits\b|perks\b|compensation\b|(?:salary|pay)\b|what(?:'s| is) in it for you|why (?:join|work|us|you)|
        what you(?:'ll| will)? (?:get|enjoy|receive)|in return|
        (?:que |lo que )?(?:te |os )?(?:ofrecemos|damos|proponemos|ofrece)\b|beneficios\b|ventajas\b|salario\b|remuneracion\b|
        (?:por que (?:trabajar|unirte|elegirnos|nosotros))|que (?:te espera|ganas)|
        (?:ما )?(?:ماذا )?(?:نقدم|نوفر|نمنح|نعرض)(?:ه|ها)?\b|(?:ال)?(?:مزايا|امتيازات|حوافز|تعويضات|تحفيزات)\b|العرض\b|(?:ال)?(?:أجر|راتب|أجرة)\b|لماذا
        """,
    ),
    (
        Heading(BlockKind.TASKS),
        r"""
        missions?\b|taches?\b|responsabilites?\b|activites?\b|attributions?\b|roles? ?(?:et|/|&|\b)|
        quotidien\b|au quotidien|journee type|poste$|job$|descriptif\b|description\b(?! (?:de la societe|de l'entreprise))|
        objet du poste|finalites?\b|concretement|(?:ce que )?(?:vous|tu) (?:fere[zs]|feras|alle[zs]|vas|sere[zs]|seras|aure[zs]|auras|anime[sz]|gere[sz]|assure[sz])|
        (?:a propos|details) du poste|
        role\b|responsibilit(?:y|ies)\b|dut(?:y|ies)\b|tasks?\b|mission\b|accountabilities|what you(?:'ll| will)? (?:do|be doing|work on)|
        job (?:description|summary|purpose)|day[ -]to[ -]day|a typical day|(?:in )?this role|you will\b|you'll (?:do|be)\b|about the (?:role|job|position)|day$|
        funciones\b|tareas\b|responsabilidad(?:es)?\b|mision(?:es)?\b|(?:que |lo que )?haras\b|(?:tu )?(?:dia a dia|rol|papel|trabajo|puesto)\b|
        descripcion\b|te encargaras|(?:en )?que consiste|cometido|
        (?:ال)?مهام(?:ك|كم|ها)?\b|(?:ال)?(?:مسؤوليات|واجبات)(?:ك|كم)?\b|طبيعة (?:العمل|المنصب|المهام|الوظيفة)|(?:ال)?وصف\b|دورك|
        ماذا ستفعل|(?:ال)?أنشطة\b|عملك\b|موضوع\b
        """,
    ),
    (
        PROFILE,
        r"""
        profils?\b|(?:qui )?(?:etes|es)[ -](?:vous|tu)|(?:vous |tu )(?:etes|es|ave[sz]|as|possede[sz]|justifie[sz]|maitrise[sz])|
        qualifications?\b|qualites?\b|aptitudes?\b|savoir[ -](?:etre|faire)|(?:ce (?:que |qu'))?(?:nous|on|l'on) (?:recherch|cherch|attend)\w*|
        pour reussir|bagage|criteres?\b|toi\b|vous\b$|et vous|
        profile\b|candidate\b|about you|who you are|you (?:have|are|bring|know|speak)\b|what you(?:'ll| will)? bring|qualifications\b|
        (?:what|who) we(?:'re| are) looking for|(?:what|who) we look for|background\b|is this you|are you|
        perfil\b|(?:que |a quien |a quienes )?(?:buscamos|esperamos)\b|(?:quien|como) eres|sobre ti|tienes\b|eres\b|competencias\b|habilidades\b|aportas|candidato\b|cualidades|
        (?:ال)?(?:ملف|بروفايل|بروفيل) (?:ال)?مطلوب|(?:ال)?مؤهلات(?:ك)?\b|(?:ال)?مواصفات\b|(?:ال)?(?:كفاءات|كفايات|مهارات|قدرات)\b|من أنت|نبحث عن\b$|لديك|
        (?:ال)?(?:بروفايل|بروفيل)\b
        """,
    ),
    (
        SUBJECT,
        r"""
        langues?\b|formations?\b(?! (?:assuree|offerte|continue|payee))|diplomes?\b|niveau\b|etudes\b|experiences?\b|competences?\b|outils\b|technologies\b|savoirs\b|connaissances?\b|
        languages?\b|education\b|experience\b|skills?\b|(?:technical|soft|hard|digital) skills|tools?\b|technologies\b|knowledge\b|
        idiomas?\b|estudios\b|formacion\b|experiencia\b|conocimientos\b|herramientas\b|titulacion\b|nivel\b|
        (?:ال)?(?:لغات|لغة)\b|(?:ال)?(?:تكوين|تعليم)\b|(?:ال)?(?:خبرة|خبرات|تجربة)\b|(?:ال)?(?:شهادات|دبلوم|شهادة)\b|(?:ال)?مستوى\b|(?:ال)?أدوات\b
        """,
    ),
    (TOOLS, r"(?:tech(?:nical)? |notre )?stack\b|environnement technique|(?:technical|tech) environment|entorno tecnologico|البيئة التقنية"),
    (
        Heading(BlockKind.CONDITIONS),
        r"""
        conditions?\b|horaires?\b|lieu\b|(?:type de )?contrat\b|infos?\b|informations?\b|modalites\b|localisation\b|disponibilites?\b|demarrage\b|
        rythme\b|date\b|prise de poste|planning\b|en (?:bref|resume)|
        location\b|(?:working )?(?:hours|time|pattern)\b|schedule\b|shifts?\b|contract\b|practical\b|start\b|details\b|logistics\b|when\b|where\b|vacancies\b|positions?\b|
        condiciones\b|horarios?\b|jornada\b|lugar\b|ubicacion\b|incorporacion\b|datos\b|fecha\b|modalidad\b|vacantes\b|plazas\b|
        (?:ال)?توقيت\b|(?:ظروف|شروط|مكان|ساعات|أوقات|مقر) (?:وظروف )?العمل|(?:ال)?مقر\b|نوع العقد|عدد (?:المناصب|الوظائف)|(?:ال)?دوام\b|تاريخ\b|(?:ال)?مكان\b|(?:ال)?عقد\b|(?:ال)?موقع\b
        """,
    ),
    (
        Heading(BlockKind.COMPANY),
        r"""
        a propos\b|qui sommes|(?:societe|entreprise|equipe|groupe|client|boite|histoire|employeur|agence)\b|presentation\b|contexte\b|nous connaitre|qui on est|
        about (?:us|the (?:company|team|client|business)|\w+)|who we are|company\b|team\b|client\b|story\b|overview\b|context\b|
        sobre (?:nosotros|la empresa)|quienes somos|empresa\b|equipo\b|contexto\b|
        من نحن|(?:عن|حول) (?:الشركة|المؤسسة|نا)|نبذة|تعريف|تقديم (?:الشركة|المؤسسة)|(?:ال)?شركة\b|فريقنا
        """,
    ),
)  # fmt: skip

_KINDS = tuple((heading, pattern(_DETERMINERS + "(?:" + source + ")")) for heading, source in _ANCHORED)

# A sentence that leads into a list says what the list is by its verb.
_LEAD_INS: tuple[tuple[Heading, re.Pattern[str]], ...] = (
    (
        NICE,
        pattern(r"""
        \b(?:un|des|le|les|petits?|vrais?|gros) (?:plus|atouts?|bonus)\b|\b(?:serai(?:t|ent)|sera|seront) (?:appreci|bienvenu|valoris)|
        \b(?:apprecions|apprecierions|apprecierait|souhaitons|souhaiterait|aimerions|aimerait|adorerait|adorerions|preferons|prefere|privilegi\w+)\b|(?:faire|fait|fera|ferait|feront) (?:vraiment |toute )?la difference|
        \b(?:souhaite|apprecie|valorise|facultatif|optionnel|desire)(?:s|e|es|ve|ves|le|les)?\b|\b(?:encore )?mieux si\b|\bcerise\b|
        \b(?:pas|non|ni) (?:obligatoire|indispensable|exige|requis|necessaire|eliminatoire|imperati|redhibitoire)\w*|on (?:vous |te )?form(?:e|era)\b|
        \b(?:a plus|nice to have|nice|a bonus|bonus|set you apart|stand out|an advantage|we'd love|we would love|helpful|desirable|preferred|optional|ideally|extras?|(?:would|'d) be (?:great|nice|ideal|even better|a plus)|(?:great|nice) if)\b|
        \bnot (?:necessary|required|essential|mandatory|compulsory|a must|a deal-?breaker)\b|\b(?:would|will|might|may|could) (?:also |really )?help\b|\bmakes? (?:a|the) difference\b|
        \b(?:se valora(?:ra|ran|n)?|valoramos|valoraremos|valorable|un plus|nos encanta|encantaria|gustaria|sum(?:a|an|ara|aran) puntos|suman?|deseables?|opcional(?:es)?|marca(?:ra|n)? la diferencia)\b|
        \bno (?:es |son )?(?:imprescindible|obligatori|necesari|excluyente|indispensable)\w*|
        (?:يفضل|تفضيل|أفضلية|إضافة|إضافي|يستحسن|مستحسن|مستحب|ميزة|امتياز|مرغوب|حبذا|(?:غير|ليست?) (?:إلزامي|ضروري|إجباري|شرط))
        """),
    ),
    (
        MUST,
        pattern(r"""
        \b(?:il (?:nous |vous |te |me )?fau(?:t|dra)|(?:nous|on) (?:exige|demande|requier)\w*|vous devez|tu dois|indispensable|imperati\w+|
        obligatoire\w*|exige\w*|requis\w*|non negociable\w*|necessaire\w*|sans quoi|fermes?|intransigeant\w*|transige\w*|sans compromis|stricte?s?)\b|
        \b(?:you must|must have|we need|you need|you'll need|required|requirements?|essential|mandatory|necessary|non-negotiable|firm on|strict(?:ly)?|won't compromise|not flexible)\b|
        \b(?:necesitamos|necesitas|pedimos|exigimos|requerimos|imprescindible\w*|requisitos?|obligatori\w+|se requiere|debes|tienes que|innegociables?|no negociables?|firmes|estrict\w+)\b|
        (?:لا نقاش|لا تنازل|صارم|يشترط|الشروط|شروط|يجب|المطلوب|نطلب|إلزامي|ضروري)
        """),
    ),
    (
        Heading(BlockKind.TASKS),
        pattern(r"""
        \b(?:missions?|taches|responsabilites|charge(?:e|\(e\))? (?:de|d')|vous (?:animez|assurez|gerez|aurez|serez|prenez|intervenez|participez|etes charge\w*)|
        tu (?:seras|auras|vas|geres|prends|construis|developpes|participes)|role|consiste\w*|(?:on|nous) (?:te |vous )?confi\w+|au (?:programme|menu)|vous interviendrez|il s'agi\w+)\b|
        \b(?:you(?:'ll| will)|responsib\w+|duties|tasks|your (?:role|job|day)|day to day|involves?)\b|
        \b(?:te encargaras|seras|tendras|funciones|tareas|responsable de|haras)\b|
        (?:المهام|مهام|مسؤول|ستتكلف|سيتكلف|تتمثل|مكلف)
        """),
    ),
    (
        PROFILE,
        pattern(r"""
        \b(?:vous (?:etes|avez|possedez|justifiez|maitrisez)|tu (?:es|as)|(?:nous|on) (?:recherch|cherch|attend)\w*|profil|candidat\w*)\b|
        \b(?:you (?:have|are|bring)|looking for|candidate|profile)\b|
        \b(?:buscamos|tienes|eres|perfil|candidat\w+)\b|
        (?:نبحث|المترشح|المرشح|لديك|تتوفر|يتوفر)
        """),
    ),
    (
        Heading(BlockKind.OFFER),
        pattern(r"""
        \b(?:(?:nous|on) (?:vous |t')?(?:offr|propos)\w*|beneficie[rz]|avantages)\b|\b(?:we offer|benefits|you(?:'ll| will) get|enjoy)\b|
        \b(?:ofrecemos|beneficios|disfrutaras)\b|(?:نقدم|نوفر|تستفيد|امتيازات)
        """),
    ),
)

_MAX_WORDS = 8
_MAX_WORDS_AFTER = 4  # words of a heading after those that make it one: `profil que nous recherchons`
_MAX_WORDS_AFTER_SUBJECT = 2
_BRACKETED = re.compile(r" ?\([^()]*\)")
_REQUIREMENT_CONTENT = re.compile(r"\b[abc][12]\b|bac ?\+|\d")


def heading_of(words: str) -> tuple[Heading, int] | None:
    """What the folded `words` of a short line, or before a colon, announce, and how many letters tell it.

    None when they are no heading.
    """
    words = _BRACKETED.sub("", words).rstrip()
    if not words or len(words.split()) > _MAX_WORDS or _REQUIREMENT_CONTENT.search(words):
        return None
    for heading, kind in _KINDS:
        if n_letters := _n_letters(words, kind, heading):
            return heading, n_letters
    return None


def _n_letters(words: str, kind: re.Pattern[str], heading: Heading) -> int:
    found = kind.match(words)
    if found is None:
        return 0
    n_words_after = len(words[found.end() :].split())
    most = _MAX_WORDS_AFTER_SUBJECT if heading.is_subject else _MAX_WORDS_AFTER
    return found.end() if n_words_after <= most else 0


def lead_in_of(words: str) -> Heading | None:
    """What a folded sentence that ends in a colon leads into; None when it does not say."""
    return next((heading for heading, kind in _LEAD_INS if kind.search(words)), None)
