"""The words in which people state their command of a language, in four languages, folded.

Each block is a list of patterns parted by `;`. The longest is tried first, so their order is free.
"""

from matching.types import CefrLevel


def _patterns(block: str) -> tuple[str, ...]:
    return tuple(" ".join(pattern.split()) for pattern in block.split(";"))


# Confidence is how far recruiters agree on what the words mean.
LEVEL_WORDS: tuple[tuple[CefrLevel, float, tuple[str, ...]], ...] = (
    (
        CefrLevel.NATIVE,
        0.95,
        _patterns(
            r"""
            lm; (?<=\()ام(?=\)); langues? maternelles?; langues? meres?;
            c'est ma langue; langue de (?:la maison|mes parents|ma famille);
            lengua de (?:casa|mi familia); (?:ال)?اصليه; لغتي;
            langue (?:natale|premiere|d'origine);
            premiere langue; maternel(?:le)?s?; natif|natifs; bilingue ou langue
            (?:natale|maternelle); mother[ -]?tongues?; first language; native(?:
            (?:speaker|or bilingual(?: proficiency)?|tongue|level))?s?; native language;
            (?:mi )?(?:primera )?lengua (?:materna|nativa|propia); (?:mi )?primera lengua;
            idioma (?:materno|nativo); matern[oa]s?; nativ[oa]s?; (?:competencia )?bilingue
            o nativ[oa]; lenguas? maternas?; (?:ال)?لغه (?:ال)?ام; لغتي (?:ال)?ام; الام;
            لغتان? ام; (?:ال)?لغه (?:ال)?اصليه; dyal dar; dyalna
            """
        ),
    ),
    (
        CefrLevel.C2,
        0.7,
        _patterns(
            r"""
            bilingues?; bilingual; trilingues?; near[- ]native; quasi[- ]nati(?:f|ve); casi
            nativ[oa]; (?:maitrise )?parfait(?:e|es|s|ement)?(?: maitrise)?;
            perfect(?:ly|o|a|amente)?; mastery; dominio (?:total|completo|perfecto);
            maitrise totale; اتقان (?:تام|كامل); (?:اجاده|تمكن) تام(?:ه)?
            """
        ),
    ),
    (
        CefrLevel.C1,
        0.8,
        _patterns(
            r"""
            courant(?:e|s|es|ment)?; couramment; fluent(?:ly)?; fluency; fluid[oa]s?; (?:con
            )?fluidez; fluide; full professional(?: proficiency)?; competences?
            professionnelles? completes?; (?:competencia )?profesional complet[oa]; soutenu;
            correctement parle et ecrit; بطلاقه; طلاقه(?: تامه)?; proficient(?: user)?;
            proficiency
            """
        ),
    ),
    (
        CefrLevel.C1,
        0.6,
        _patterns(
            r"""
            irreprochables?; impeccables?; impecable; flawless; spotless;
            excellent(?:e|s|es)?; excelente; avance(?:e|s|es)?; advanced; avanzad[oa]; tres
            bon(?:ne|s|nes)?(?: niveau| maitrise| connaissances?)?; tres bien; very good(?:
            command)?; muy (?:buen[oa]?|bien|alto)(?: nivel)?; (?:nivel )?alt[oa]; high(?:
            level)?; (?:niveau )?eleve; strong; niveau superieur; superior; expert; maitrise
            (?:excellente|courante); ممتاز(?:ه)?; متقدم(?:ه)?; جيد(?:ه)? جدا; متقن(?:ه)?;
            (?:ب)?اتقان; (?:ب)?اجاده; اتقن; اجيد; domino; عال(?:ي|يه)?
            """
        ),
    ),
    (
        CefrLevel.B2,
        0.7,
        _patterns(
            r"""
            upper[ -]intermediate; intermediaire[ -](?:avance|superieur|haut|fort);
            intermedi[oa][ -](?:alto|avanzad[oa]); medio[ /-]alto; bon(?:ne|s|nes)?(?:
            niveau| maitrise| connaissances?| usage)?; good(?: command| level)?;
            buen(?:o|a|os|as)?(?: nivel| dominio| manejo)?; bien; well;
            profession?nel(?:le)?s?; professional(?: working)?(?: proficiency)?; working
            proficiency; profesional(?: basic[oa])?; pro; business(?: level)?;
            operationnel(?:le)?; independent(?: user)?; confirme; maitrise[er]?; aisance|a
            l'aise; fonctionnel(?:le)?; capacite professionnelle(?: generale)?;
            satisfaisante?; حسن(?:ه)?; جيد(?:ه)?; مهني(?:ه)?; mezyana?; mzyana?
            """
        ),
    ),
    (
        CefrLevel.B1,
        0.4,
        _patterns(
            r"""
            techniques?; technical; tecnic[oa]; تقني(?:ه)?; intermediaire faible
            """
        ),
    ),
    (
        CefrLevel.B1,
        0.65,
        _patterns(
            r"""
            moyen(?:ne|s|nes)?(?: niveau)?; intermediaires?; intermediate; (?:nivel
            )?medi[oa]s?; intermedi[oa]s?; average; conversational; conversationnel(?:le)?;
            conversacion(?:al)?; fair(?:ly good)?; correct(?:e|o|a|s|es)?; assez bi?en;
            assez bon(?:ne)?; pas mal; acceptables?; aceptable; passables?; suffisant(?:e)?;
            limited working(?: proficiency)?; working knowledge; (?:competencia )?basica
            limitada; competences? professionnelles? limitees?; regular; se debrouille; je
            me debrouille; me defiendo; (?:nivel )?conversacion; pre[- ]?intermediate;
            المام; متوسط(?:ه)?; مقبول(?:ه)?; محادثه; لا باس ب(?:ه|ها)
            """
        ),
    ),
    (
        CefrLevel.A2,
        0.65,
        _patterns(
            r"""
            niveau (?:lycee|bac|college); elementaires?; elementary(?: proficiency)?; elemental(?:es)?;
            notions?(?:
            scolaires?| de base| elementaires?)?; (?:niveau |connaissances? )?(?:de
            )?bases?; basics?; basic[oa]s?; basic knowledge; nociones(?: basicas)?;
            conocimientos(?: basicos)?; connaissances?(?: de base| scolaires?| limitees?)?;
            rudiments?; (?:niveau )?scolaires?; school(?: level)?; un peu; a little; un
            poco; (?:de |pour les )?vacances; holiday level; de vacaciones;
            limited; limitee?; survival; (?:nivel )?baj[oa]; low; de la calle;
            escolar; بسيط(?:ه)?; اساسي(?:ه|ات)?; مبادئ; مبادي; مدرسي(?:ه)?; قليلا?; شويه;
            (?:ch|sh)wi?ya
            """
        ),
    ),
    (
        CefrLevel.A1,
        0.7,
        _patterns(
            r"""
            (?:grands? |faux )?debutant(?:e|s|es)?; beginner; principiante; inicial;
            iniciacion; initiation; poor; weak; faibles?; mauvais; quelques
            (?:mots|notions|bases); (?:a )?few words; (?:algunas|unas|dos|tres|cuatro) palabras; casi nada;
            presque
            rien; tres peu; muy poco; tres faible; decouverte; en apprentissage;
            مبتديء?(?:ه)?; مبتدا; ضعيف(?:ه)?; بعض الكلمات; كلمات قليله; novice
            """
        ),
    ),
)

# Reading, writing and speaking, where the words name a command and not a degree: `lu, écrit, parlé`.
SPOKEN_WORDS = _patterns(
    r"""
    parlee?s?; (?:a )?l'oral; oral(?:e|es|ement|mente)?; speaking; spoken; speak; hablad[oa]s?;
    hablo; hablar; expression orale; expresion oral; conversation; (?:ال)?محادثه; شفوي(?:ا)?;
    شفهي(?:ا)?; نطقا; تحدثا; (?:ال)?تحدث; interaction orale; (?:ال)?كلام
    """
)
WRITTEN_WORDS = _patterns(
    r"""
    ecrite?s?; (?:a )?l'ecrit; writing; written; write; escrit[oa]s?; escribo; escritura; escribir;
    expression ecrite; expresion escrita; redaction; (?:ال)?كتابه; كتابي(?:ا)?; redige
    """
)
UNDERSTOOD_WORDS = _patterns(
    r"""
    lue?s?; lecture; reading; read; leid[oa]s?; leo; leer; lectura; compris(?:e|es)?;
    comprehension(?: orale| ecrite)?; comprension(?: oral| lectora| escrita)?; listening;
    understanding; understood; ecoute; (?:ال)?قراءه; (?:ال)?فهم; (?:ال)?استماع
    """
)
