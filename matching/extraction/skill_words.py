"""Words beside a skill that say how far it is mastered, wished for or denied, in four languages, folded."""

import re

from matching.profile import SkillStanding


def _whole(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


PHRASES = {
    SkillStanding.WISHED: _whole(
        r"(?:souhait\w*|veux|aimerais|voudrais|envie|desire|compte|motivee? pour|ouverte? a"
        r"|prete?s? a) [^.;\n]{0,20}(?:appren\w+|me former|former|decouvrir|progresser"
        r"|me perfectionner|evoluer|monter en competences?|passer)",
        r"(?:m'|me )(?:initier|former) (?:a|en|au)",
        r"a apprendre",
        r"interessee? par",
        r"(?:want|wish|eager|keen|willing|like|hope|looking|ready) to (?:learn|study|discover"
        r"|get into|move to|grow)",
        r"interested in",
        r"curious about",
        r"(?:quiero|quisiera|me gustaria|deseo|con ganas de|dispuest[oa] a) (?:aprender|formarme"
        r"|mejorar|especializarme)",
        r"interesad[oa] en",
        r"(?:ارغب في|اود|اريد|اطمح الي) (?:ال)?(?:تعلم|تكوين)(?: في)?",
        r"مهتمه? ب",
    ),
    SkillStanding.DENIED: _whole(
        r"(?:pas|sans|aucune?) (?:d')?(?:experience|connaissances?|pratique) (?:en|de|d'|du|sur|avec|dans)",
        r"ne (?:connais|maitrise|pratique) pas",
        r"je n'ai (?:jamais|pas) (?:utilise|pratique|travaille)",
        r"jamais (?:utilise|pratique|touche)",
        r"(?:no|without) (?:experience|knowledge) (?:in|with|of)",
        r"never (?:used|worked with|touched)",
        r"sin (?:experiencia|conocimientos) (?:en|de|con)",
        r"no (?:tengo experiencia|conozco|manejo|domino)(?: en| con)?",
        r"nunca he (?:usado|trabajado con)",
        r"(?:بدون|لا|ليست? لدي|دون) (?:خبره|تجربه|معرفه|اتقن|اعرف)(?: في)?",
    ),
    SkillStanding.BASIC: _whole(
        r"notions?",
        r"bases (?:de|d'|en|du)",
        r"rudiments?",
        r"initiation",
        r"debutante?s?",
        r"decouverte",
        r"un peu",
        r"quelques (?:notions|bases)",
        r"connaissances? (?:de base|basiques?|elementaires?|superficielles?)",
        r"basics of",
        r"beginner",
        r"basic(?: knowledge)?(?: of)?",
        r"a little",
        r"some",
        r"familiar(?:ity)? with",
        r"exposure to",
        r"introduction to",
        r"(?:currently )?learning",
        r"j'apprends",
        r"me forme (?:a|en|sur)",
        r"en cours d'apprentissage",
        r"nociones",
        r"conocimientos basicos",
        r"nivel basico",
        r"un poco",
        r"principiante",
        r"aprendiendo",
        r"familiarizad[oa] con",
        r"iniciacion",
        r"(?:ch|sh)wiya",
        r"مباد[ءي]",
        r"اساسيات",
        r"مبتديه?",
        r"قليل من",
        r"معرفه (?:اوليه|بسيطه|اساسيه)",
        r"اتعلم",
    ),
}
"""What is said in front of a skill, and of the skills joined to it. Of two phrases the later one counts."""

AFTER = {
    SkillStanding.WISHED: _whole(
        r"a apprendre",
        r"souhaite\w*",
        r"objectif 20\d\d",
        r"to learn",
        r"wish",
        r"por aprender",
        r"pendiente de aprender",
    ),
    SkillStanding.DENIED: _whole(
        r"(?:non|pas) (?:maitrise|connu|pratique)\w*",
        r"jamais (?:utilise|pratique|touche)\w*",
        r"(?:never|not) used",
        r"aucune? (?:experience|connaissance)",
        r"(?:sin|ninguna) experiencia",
    ),
    SkillStanding.BASIC: _whole(
        r"notions?",
        r"bases?",
        r"basics?",
        r"debutante?",
        r"beginner",
        r"initiation",
        r"basic[oa]s?",
        r"elementaire",
        r"elementary",
        r"principiante",
        r"nociones",
        r"j'apprends",
        r"en apprentissage",
        r"en cours(?: d'apprentissage)?",
        r"learning",
        r"niveau (?:debutant|basique|faible|notions)",
        r"nivel basico",
        r"basic level",
        r"scolaire",
        r"academique",
        r"de base",
        r"projets? perso\w*",
        r"(?:personal|side) projects?",
        r"lab",
        r"trial(?: account)?",
        r"theori(?:e|que)",
        r"suivi d'un cours",
        r"(?:online course|cours en ligne)",
        r"jamais en prod\w*",
        r"pas encore (?:pratique|utilise)\w*",
        r"not yet (?:used|in production)",
        r"not taken",
        r"[^.;\n]{0,40}(?:examen jamais passe|exam not (?:yet )?taken)",
        r"prepare\w*",
        r"en preparation",
        r"مبتديه?",
        r"مبادي",
        r"اساسيات",
        r"بسيطه?",
    ),
}
"""What is said right behind a skill: `Docker (notions)`, `React : suivi d'un cours`."""

LINK = re.compile(r"(?: (?:de|d'|en|in|of|to|a|au|du|sur|with|the|la|le|el|في|ب)\b)*[ :'(]*")
GAP_BEFORE_AFTER = re.compile(r"[ :(,\-]{0,4}")
ITEM_END = re.compile(r"\s*(?:[.,;|)\n]|$)")
CLAUSE_END = re.compile(r"[.;:\n•|]|\s(?:mais|but|pero|however|لكن)\s")
JOINED = re.compile(r"(?:[\s,/]|\b(?:et|ou|ni|and|or|nor|y|o|e|de|d'|en|in|of)\b|و|ولا|او)*")
