"""What an advert pays, in net dirhams a month."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.page import pattern
from matching.types import Mention, Origin

_AMOUNT = r"(?:\d{1,3}(?:[ .,']\d{3})+|\d{4,6}|\d{1,3}(?:[.,]\d)?(?= ?(?:k|mille|000|ألف|آلاف))|\d{1,2}(?= ?(?:-|a|à|et|to|y) ?\d{1,2} ?(?:k|mille)))"
_SCALE = r"(?: ?(?:k|mille|ألف|آلاف))?"
_CURRENCY = r"(?:mad|dhs?|dirhams?|(?:ال)?درهما?|دراهم|د\.م)"
_PAY = pattern(
    rf"""
    (?<![\w.,])(?:(?P<prefix>{_CURRENCY}) ?)?(?P<low>{_AMOUNT})(?P<low_scale>{_SCALE})(?: ?{_CURRENCY})?
    (?: ?(?:-|/|a|à|to|y|et|and|الي|و|حتى) ?(?:{_CURRENCY} ?)?(?P<high>{_AMOUNT})(?P<high_scale>{_SCALE}))?
    (?P<suffix> ?k? ?{_CURRENCY})?(?!\w)
    """
)
_EXTRA = pattern(r"""
\b(?:primes?|bonus|commissions?|moyenne|media|medias|tickets?|paniers?|indemnites?|variables?|challenges?|parrainage|budget formation|training budget|incentives?|allowances?|plus de|comision(?:es)?|incentivos?|dietas|vales?)\b|(?:منحة|منح|تعويض(?:ات)?|تحفيز(?:ات)?|عمولات?|مكافآت?)
""")
_EXTRA_AFTER = pattern(
    r" ?(?:net(?:te|s)? )?(?:de |d'|en |of |in )?(?:primes?|bonus|commissions?|variables?|comision\w*|incentiv\w*)"
)
_PAY_WORD = pattern(
    r"\b(?:salaires?|fixe|net(?:te|to|tos|s)?|remuneration|base|salar(?:y|io)|pay|paid|sueldo|fijo|package|brut|gross|bruto)\b|(?:أجر|أجرة|راتب|صاف)"
)
_YEARLY = pattern(
    r"\b(?:par an|/ ?an|annuel\w*|an(?:no)?ual\w*|per (?:year|annum)|/ ?year|a year|al ano|p\.a)\b|سنوي"
)
_DAILY = pattern(
    r"\b(?:par jour|/ ?j(?:our)?|tjm|per (?:day|hour)|/ ?(?:day|h)\b|de l'heure|par heure|al dia|la hora)\b|(?:في اليوم|يوميا|للساعة)"
)
_GROSS = pattern(r"\b(?:bruts?|gross|brut[oa]s?)\b|(?:خام|إجمالي)")
_UP_TO = pattern(r"(?:\b(?:jusqu'a|up to|hasta|maximum|max|plafonne a)|(?:ي|ت)صل إلى|حتى) ?$")
_NET_OF_GROSS = 0.82
"""Share left of a Moroccan gross salary of 5,000 to 15,000 dirhams after contributions and income tax."""
_BASE_BEFORE = pattern(
    r"\b(?:fixe|fijo|base|salaire(?: fixe| de base| net)?|salario(?: fijo| base)?|salary|sueldo|pay) ?(?::|de|of|a partir de|from)? ?$"
)
_NET = pattern(r" ?(?:nets?|bruts?|gross)\b")
_LEAST, _MOST_MONTHLY = 1500, 90_000


@dataclass(frozen=True, slots=True)
class _Pay:
    low: float
    high: float
    start: int
    end: int
    confidence: float
    names_pay: bool


def read_salary(material: Material) -> Mention[tuple[int, int]] | None:
    """The salary as bounds in net dirhams a month; None when no amount in dirhams is told.

    A gross or yearly amount is converted, and bonuses are left out.
    """
    found = [
        pay
        for statement in material.statements
        if statement.kind is not BlockKind.APPLY
        for pay in _pays(material.page.folded, statement)
    ]
    if not found:
        return None
    best = max(found, key=lambda pay: pay.names_pay)
    origin = Origin.DECLARED if best.confidence == 1.0 else Origin.INFERRED
    span = material.page.span(best.start, best.end)
    return Mention((round(best.low), round(best.high)), span, origin, best.confidence)


def _is_base(folded: str, statement: Statement, match: re.Match[str]) -> bool:
    """Whether a bare amount is the pay: `fixe 6000 + variable`, `salaire : 5000`."""
    return _BASE_BEFORE.search(folded, statement.start, match.start()) is not None


def _pays(folded: str, statement: Statement) -> Iterator[_Pay]:
    for match in _PAY.finditer(folded, statement.start, statement.end):
        is_pay = _is_net_thousands(folded, match) or _is_base(folded, statement, match)
        if not (is_pay or re.search(_CURRENCY, match.group())):
            continue
        clause = _clause(folded, statement, match)
        before = clause[0]
        if _EXTRA.search(before) or _EXTRA_AFTER.match(folded, match.end()) or _DAILY.search(clause[1]):
            continue
        if pay := _pay(match, before, clause[1]):
            yield pay


def _is_net_thousands(folded: str, match: re.Match[str]) -> bool:
    """Whether thousands are told as pay without a currency (`9-10K net`)."""
    scale = (match["low_scale"] or "") + (match["high_scale"] or "")
    return bool(scale.strip()) and bool(_NET.match(folded, match.end()))


def _clause(folded: str, statement: Statement, match: re.Match[str]) -> tuple[str, str]:
    """The words before the amount back to the last comma, and the words after it up to the next."""
    before = re.split(r"[,+(]\s", folded[statement.start : match.start()])[-1]
    after = re.split(r"[,+(]\s", folded[match.end() : statement.end])[0]
    return before, after


def _pay(match: re.Match[str], before: str, after: str) -> _Pay | None:
    high_scale = match["high_scale"] or ("k" if (match["suffix"] or "").strip().startswith("k") else "")
    high = _amount(match["high"], high_scale) if match["high"] else None
    low = _amount(match["low"], match["low_scale"] or (high_scale if high else ""))
    high = low if high is None else high
    confidence = 1.0
    if _YEARLY.search(after) or high > _MOST_MONTHLY:
        low, high, confidence = low / 12, high / 12, 0.8
    if _GROSS.search(before) or _GROSS.search(after):
        low, high, confidence = low * _NET_OF_GROSS, high * _NET_OF_GROSS, 0.6
    if low == high and _UP_TO.search(before):
        low = 0
    if not (_LEAST <= high <= _MOST_MONTHLY and low <= high):
        return None
    names_pay = bool(_PAY_WORD.search(before) or _PAY_WORD.search(after[:24]))
    return _Pay(low, high, match.start(), match.end(), confidence, names_pay)


def _amount(words: str, scale: str) -> float:
    if scale.strip():
        return float(words.replace(",", ".")) * 1000
    return float(re.sub(r"[ .,']", "", words))
