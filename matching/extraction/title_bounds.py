"""Where a job title begins and ends inside the words around it."""

import re

from matching.extraction.document import CvDocument
from matching.extraction.employment_words import employment_words
from matching.extraction.pieces import trim
from matching.types import Span

# Where a title ends inside a piece: at the employer, the place or a clause. On folded text.
_END_OF_TITLE = re.compile(
    r"\s(?:chez|au\s+sein|dans\s+(?:un|une|le|la|les|l')|pour\s+(?:un|une|le|la|l'|des)|aupres|qui|ou\s+je|depuis|pendant|durant|during|durante"
    r"|a\s+la\s+(?:societe|clinique|banque)|at|for|with|within|in\s+(?:a|an|the)|who|since|where"
    r"|en\s+(?:un|una|el|la)|(?:y|et|and)\s+(?:en|dans|chez|in|at)|para|con|desde"
    r"|في(?!\s+(?:ال)?(?:شبك|معلوم|خدم|مبيع|برمج|صيان|تسوي|محاسب|موارد|تطوير|دعم|كهرب|ميكاني|علاق|جود|تحليل|بيانات"
    r"|تصميم|امن\s|انظم|تدبير|تجار))|لدي|عند|مع|منذ|من\s+اجل"
    r"|ب(?:شركه|موسسه|مركز|عماره|محل|مقهي|مطعم|فندق|مصنع|عياده|مدرسه|نفس|جماعه|بنك|وكاله|مكتب|متجر|سوق|مخبزه"
    r"|مقاوله|جمعيه|مستشفي|صيدليه|ورشه|ضيعه|مصحه|ثانويه|معمل|مدينه|وجده|الناظور|بركان)"
    r"|por\s+(?:mi\s+)?cuenta|a\s+mon\s+compte|sur\s+(?:un|une|le|la|les)|رخصه|permis\s+[a-e]|permiso\s+[a-e]"
    r"|f|fi|3nd|m3a)(?![^\W_])"
)
_PLACE_IN_FRENCH = re.compile(
    r"\s(?:[àÀ]\s(?:l'|la\s)?(?=[A-ZÉÈ])|au\s(?=[A-Z]{2})|A\s(?=[A-ZÉÈ]{3,})(?!DOMICILE|DISTANCE|TEMPS|PLEIN|MI-TEMPS))"
)
_PLACE_IN_SPANISH = re.compile(r"\sen\s(?=[A-ZÁÉÍÓÚÑ])")
_LEFT_OVER = re.compile(r"\s+(?:de|du|d'|des|from|desde|del|a|en|in|chez|من|في|le|la|the|el|et|and|y)$")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_ARABIC = re.compile(r"[\u0620-\u064a]")
# A title said again in Arabic.
_OTHER_SCRIPT = re.compile(
    r"(?<=[A-Za-zÀ-ÿ]{3}) (?=[\u0620-\u064a]{2})|(?<=[\u0620-\u064a]{3})\s*[/|]\s*(?=[A-Za-zÀ-ÿ]{3})"
)
_LONGEST_ASIDE = 4  # words
# What is said in brackets after a title without belonging to it.
_FOREIGN_ASIDE = re.compile(
    r"(?:\b(?:19|20)\d\d\b|\bcd[id]\b|remplace|mi-?\s?temps|interim|temps\s+(?:partiel|plein)|part[- ]time"
    r"|full[- ]time|jornada|remote|a\s+distance|teletravail|freelance|auto-?\s?entrepr|remunere|indemnise"
    r"|contrat|contrato|client\b|\d+\s+\w+|saisonn|seasonal|temporada|promotion|h/f|f/h|m/f"
    r"|conge|remplac|maternite|volunteer|benevol|unpaid|\bstage\b|\bpf[ea]\b)"
)
_LEAD_IN = re.compile(
    r"(?:(?:^|.*?\s)(?:comme\s|en\s+tant\s+qu(?:e\s|')|en\s+qualite\s+d(?:e\s|')|as\s+(?:an?\s)?|como\s"
    r"|poste\s+d(?:e\s|')|emploi\s+d(?:e\s|')|khdd?am[at]?\s|position\s+of\s|puesto\s+de\s"
    r"|بصفتي\s|كموظف|بصفه\s|منصب\s)\s*"
    r"|^(?:je\s+suis|j'?etai[st]?|jsuis|chui|j'etais|j'ai\s+ete|i\s+am\s+an?|i\s+was\s+an?|i'm\s+an?|i(?:'ve|\s+have)\s+been(?:\s+an?)?"
    r"|soy|fui|trabajo\s+de|trabaje\s+de|he\s+sido|اشتغلت|عملت|اعمل|اشتغل|kankhdem|khdemt|kont|knt|ana"
    r"|(?:ex|ancien|ancienne|former|actuellement|currently|actualmente|حاليا)(?:ment)?)"
    r"[\s-]+(?:une?\s+|an?\s+|una?\s+)?)"
)
_FIRST_DURATION = re.compile(
    r"(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|dos|tres|cuatro|cinco|seis|one|two|three|four|five|six)\s+(?:ans?|annees?|mois|years?|months?|anos?|meses)"
    r"(?:\s+(?:et|y|and)\s+(?:demie?|medio|\d+\s+mois))?(?:\s+(?:de|d'|of|comme|en\s+tant\s+que|as))?[\s:]+"
)
_NUMBERING = re.compile(
    r"(?:\d{1,2}\u20e3\s*|\d{1,2}\s*[.)]\s*(?!\d)|\d{1,2}\.\d{1,2}\.?\s+|[a-h][.)]\s+|[ivx]{1,4}[.)]\s+|#\s*\d*\s*)"
)
_LEADING_ASIDE = re.compile(r"\([^()]*\)\s*")
_SMALL_WORD = re.compile(r"(?:an?|une?|una|puis|ensuite|then|luego|ثم)\s+")
_BEGINNINGS = (_LEADING_ASIDE, _NUMBERING, _FIRST_DURATION, _LEAD_IN, _SMALL_WORD)
_ARABIC_AS = "ك"  # `كمستشارة`: as an adviser


def lead_in_end(folded: str, span: Span) -> int:
    """Where the words that lead to a title end: `comme`, `en tant que`, `I was a`; the start without any."""
    lead = _LEAD_IN.match(folded[span.start : span.end])
    return span.start + (lead.end() if lead else 0)


def bare_title(document: CvDocument, span: Span) -> Span:
    """The title alone: without number or duration before it and employer after it."""
    folded = document.folded
    start = span.start
    for pattern in _BEGINNINGS:
        lead = pattern.match(folded[start : span.end])
        if lead and lead.end() < span.end - start:  # an empty title is none
            start += lead.end()
    if (
        folded[start] == _ARABIC_AS
        and _word_at(folded, start + 1, span.end) in employment_words().title_words
    ):
        start += 1
    end = _end_of_title(document, start, span.end)
    aside = _ASIDE.search(folded[start:end])
    if aside and (
        _FOREIGN_ASIDE.search(aside.group())
        or _is_explanation(aside.group())
        or _is_other_script(folded[start : start + aside.start()], aside.group())
    ):
        end = start + aside.start()
    if other := _OTHER_SCRIPT.search(document.text, start, end):
        end = other.start()
    left_over = _LEFT_OVER.search(folded[start:end].rstrip())
    return trim(document.text, Span(start, start + left_over.start() if left_over else end))


def _is_explanation(aside: str) -> bool:
    """Whether brackets behind a title tell more than belongs to it: `(telephone sales, Spanish market)`."""
    words = aside.strip(" ()").split()
    says_again = len(words) > 1 and words[-1] in employment_words().title_words
    return "," in aside or len(words) > _LONGEST_ASIDE or says_again


def _is_other_script(title: str, aside: str) -> bool:
    """Whether brackets repeat an Arabic title in Latin letters."""
    return bool(_ARABIC.search(title)) and not _ARABIC.search(aside)


def _word_at(folded: str, start: int, end: int) -> str:
    words = folded[start:end].split(maxsplit=1)
    return words[0] if words else ""


def _end_of_title(document: CvDocument, start: int, end: int) -> int:
    opened = document.folded.find("(", start, end)
    patterns = [
        (_END_OF_TITLE, document.folded),
        (_PLACE_IN_FRENCH, document.text),
        (employment_words().at_workplace, document.folded),
    ]
    if document.language == "es":
        patterns.append((_PLACE_IN_SPANISH, document.text))
    for pattern, text in patterns:
        found = pattern.search(text, start + 1, end)
        closed = document.folded.find(")", opened, end) if opened >= 0 else -1
        is_inside = start < opened < (found.start() if found else 0) and not 0 <= closed < (
            found.start() if found else 0
        )
        if found and not is_inside:
            end = found.start()
    return end
