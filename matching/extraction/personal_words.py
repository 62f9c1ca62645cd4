"""Words about a person that no employer may weigh: birth, age, family, origin, health, belief, looks; folded.

They are recognised in order to be masked, and are never kept as values.
"""

import re

_REST = r"(?:[^\n,;|/()•·\t]|(?<=\d)/(?=\d)){0,60}?(?=\s*(?:$|[\n,;|()•·\t]|/(?!\d)|\. | [-–—] ))"

_MARITAL = r"""
celibataires?|marie(?:e|\(e\)|s)?|divorce(?:e|\(e\))?|veu(?:f|ve)|fiance(?:e)?|pacse(?:e)?|concubinage
|union libre|single|married|engaged|divorced|widow(?:ed|er)?
|separated|solter[oa]|casad[oa]|divorciad[oa]|viud[oa]|separad[oa]|pareja de hecho|prometid[oa]|اعزب|عزباء
|عازبه?|متزوجه?|مطلقه?|ارمله?|مخطوبه?|machi mzewja?|mzewj[ae]?
"""
_COUNT = (
    r"(?:\d|une?|deux|trois|quatre|cinq|six|one|two|three|four|five|sans|no|without|sin|un[oa]?|dos|tres"
    r"|cuatro)"
)
_FAMILY = rf"""
{_COUNT} (?:jeunes? |petits? |young |small )?(?:enfants?|children|child|kids?|hij[oa]s?|daughters?|sons?
|filles?|fils|toddlers?)(?: a charge)?
|(?:mere|pere|maman|papa|mother|father|parent|madre|padre) (?:de|d'|of) .{{2,30}}|bla wlad|و?(?:اب
|ام) ل.{{2,20}}
"""
_GENDERS = (
    r"sexe? ?:? ?(?:masculin|feminin|[mfh])|homme|femme|female|male|mujer|hombre|varon|masculin|feminin"
    r"|masculino|femenino|ذكر|انثي"
)
_DEMONYMS = r"""
(?:(?:de[ ])?nationalite|citoyen(?:ne)?) \w+(?: et \w+)?|marocaine?|algerien(?:ne)?|tunisien(?:ne)?
|senegalaise?|ivoirien(?:ne)?|camerounaise?
|moroccan|algerian|tunisian|ghanaian|nigerian|senegalese|ivorian|cameroonian|syrian|marroqui|argelin[oa]
|مغربيه?|جزايريه?|تونسيه?
"""
_LOOKS = (
    r"(?:taille|height|estatura|poids|weight|peso) ?:? ?\d[\d.,]* ?(?:m|cm|kg)?\d{0,2}|1m\d\d"
    r"|bonne presentation|buena presencia|good looking|silhouette \w+"
)
_BELIEF = (
    r"musulmane?|chretienn?e?|catholique|muslim|christian|catholic|jewish|musulman[ae]?|catolic[oa]"
    r"|مسلمه?|مسيحيه?"
)
_HEALTH = (
    r"(?:en )?(?:bonne|excellente) sante|(?:in )?(?:good|excellent) health|buena salud|non[- ]fumeu(?:r"
    r"|se)|fumeu(?:r|se)|non[- ]smoker|no fumador[a]?|صحه جيده"
)


def _joined(*blocks: str) -> str:
    return "|".join(" ".join(block.split()).replace(" |", "|") for block in blocks)


_PERSONAL = _joined(_MARITAL, _FAMILY, _GENDERS, _DEMONYMS, _LOOKS, _BELIEF, _HEALTH)
ITEM_EDGE = re.compile(r"[\n,;|/()•·\t>:]|\.(?=\s|$)| - ")
"""Where one item of a line ends and the next begins."""

PERSONAL_ITEM = re.compile(
    rf"\s*(?P<words>(?:{_PERSONAL})(?:(?: et| and| y| con| avec| -)? (?:{_PERSONAL}|\d\d))*)\s*"
)
"""A whole item about the person: said of nobody else when it stands alone (`single sign-on` does not)."""

AGE_ITEM = re.compile(r"\s*(?P<age>1[6-9]|[2-6]\d)\s*")
"""An age when it stands beside a personal item."""

_LABEL = r"""
etat civil|situation (?:familiale|matrimoniale|de famille)|marital status|family status|estado civil
|(?:ال)?حاله (?:ال)?(?:عايليه|مدنيه|اجتماعيه)
|sexe|gender|sex|sexo|genero|(?:ال)?جنس|nationalite|nationality|citizenship|nacionalidad|(?:ال)?جنسيه
|religion|confession|(?:ال)?ديانه
|date (?:et lieu )?de naissance|lieu de naissance|ne\(e\) le|date of birth|birth ?date|place of birth|dob
|fecha (?:y lugar )?de nacimiento|lugar de nacimiento
|(?:ال)?(?:تاريخ|مكان)(?: ومكان)? (?:ال)?(?:ازدياد|ميلاد|ولاده)|age|edad|(?:ال)?سن|(?:ال)?عمر|groupe sanguin
|blood type|number of children|nombre d'enfants|numero de hijos
|(?:n°[ ]|num(?:ero)?[ ])?(?:de[ ])?(?:cin|c\.i\.n|cine|cnie|carte nationale|passeport|passport|dni|nie
|id(?: number| card)?)|رقم (?:ال)?بطاقه(?: الوطنيه)?|(?:ال)?بطاقه الوطنيه|ب\.ت\.و
"""
LABELLED = re.compile(
    rf"(?:^|(?<=[\n|,;•(\t-])|(?<=[|,;•.-] ))(?:{_joined(_LABEL)})[ \t]*[:=][ \t]*{_REST}", re.MULTILINE
)
"""A label and what stands behind it."""

_SENTENCES = "|".join(
    (
        # Birth
        rf"(?:nee?|ne\(e\)|nacid[oa]|naci|born)(?= (?:le |la |en |a |au |in |on |el |\d)){_REST}",
        rf"(?:مزداده?|مولوده?|ولدت|من مواليد){_REST}",
        # Age, but not years of experience
        (
            r"(?<![,.])(?:1[6-9]|[2-6]\d) ?(?:ans|years old|years of age|y/?o|yo|anos|سنه|عاما?|3am)(?!\w"
            r"| ?(?:d'|de |d'exp|en |dans |chez |of |in |como |as |at |et demi|plus|من|في|خبره|كما"
            r"|passes))"
        ),
        r"(?<![,.])(?:3andi|عمري) \d\d(?: (?:3am|سنه|عاما?))?",
        r"(?:و)?(?:اب|ام) ل[^\n,;|/().]{2,20}",
        # National identity card
        r"(?:cin|c\.i\.n\.?|cnie|cine)\b ?(?:n°|:)? ?[a-z]{1,2} ?\d{4,7}(?!\w)",
        rf"cin (?=en cours|valide){_REST}",
        # Residence, service, belief, health
        (
            rf"(?:residence permit|titre de sejour|carte de (?:sejour|resident)|permiso de residencia"
            rf"|military service|service militaire|servicio militar|(?:ال)?خدمه (?:ال)?عسكريه){_REST}"
        ),
        (
            rf"(?:hijab wearer|wears? (?:a |the )?(?:hijab|headscarf)|voilee|porte (?:le|un) (?:voile"
            rf"|hijab|foulard)|portant le (?:voile|hijab)|محجبه|llevo (?:velo|hijab)){_REST}"
        ),
        (
            r"(?:rqth|travailleu(?:r|se) handicape\w*|situation de handicap|en situation d'handicap"
            r"|registered disabled|discapacidad(?: del)? \d+ ?%)(?!\w)"
        ),
        (
            r"(?:pour raisons? (?:de sante|medicales?|familiales?)|for (?:health|family|medical) reasons"
            r"|por (?:motivos|razones) (?:de salud|familiares)|لاسباب (?:صحيه|عايليه))(?!\w)"
        ),
        r"(?:photo|foto)(?:graphie|graph|grafia)? (?:d'identite|(?:ci-)?jointe|recente|attached)(?!\w)",
        r"foto(?:grafia)? adjunta(?!\w)",
        r"(?:sans|no|without|sin|con|avec|with) (?:photo|foto)(?=\s*(?:$|[\n,;.|]))",
        r"(?:(?:ال)?صوره مرفقه|بدون صوره)(?!\w)",
        r"(?:aged|agee? de) (?:1[6-9]|[2-6]\d)(?!\w)",
    )
)
_BRACKETS = (
    r"\((?:maternite|conge (?:de )?maternite|grossesse|naissance|maladie|maternity|pregnancy|illness"
    r"|embarazo|maternidad|enfermedad|ولاده|مرض)[^()\n]{0,30}\)"
)
IN_SENTENCES = re.compile(
    rf"(?<!\w)(?:{_SENTENCES})|{_BRACKETS}",
    re.MULTILINE,
)
"""Phrases that are personal wherever they stand."""

ADDRESS_LABEL = re.compile(
    r"(?<!\w)(?:adresse(?: postale| actuelle| personnelle)?|address|domicile|domicilio|direccion"
    r"|(?:ال)?عنوان)[ \t]*[:\-][ \t]*(?P<address>(?:(?!\. )[^\n|\t@]){3,90})"
)
ADDRESS = re.compile(
    r"(?<!\w)(?:\d{1,4}(?:bis|ter)?,? )?(?:hay|hy|7ay|quartier|qrt|rue|avenue|av\.?|bd\.?|bld"
    r"|boulevard|lotissement|lot\.?|residence|immeuble|imm\.?|appartement|appt\.?|apt"
    r"|villa|village|douar|cite|barrio|calle|c/|avda\.?|street|road|route|derb|bloc|حي|شارع|زنقه"
    r"|اقامه|عماره|تجزيه|دوار|طريق)(?: |(?<=/))[^\n,;|()@\t•]{1,40}"
)
NATIONAL_ID = re.compile(r"(?<![\w/.\-])[a-z]{1,2}\d{5,7}(?![\w/.\-])")
