"""Where an advert describes the duties, one passage per duty."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from collections.abc import Iterator
from itertools import groupby

from matching.extraction.adverts.blocks import Statement
from matching.extraction.adverts.headings import BlockKind
from matching.extraction.adverts.material import Material
from matching.extraction.adverts.page import pattern
from matching.types import Span

_DOING = pattern(r"""
\b(?:vous (?:serez|aurez|animez|assurez|gerez|prenez|traitez|repondez|participez|contribuez|developpez|concevez|realisez|accompagnez|conseillez|intervenez|veillez|pilotez|maintenez|administrez|etes charge\w*|etes responsable)|tu (?:seras|auras|vas|geres|prends|developpes|participes|reponds)|(?:aura|auront) pour (?:mission|role)|sera charge\w*|il s'agi(?:t|ra) de|consister?a?\b)|
\byou(?:'ll| will) (?!need|have|get|receive|enjoy|be paid|join)|\b(?:responsible for|in charge of|the role (?:involves|consists)|duties include|your mission)\b|
\b(?:te encargaras|seras responsable|tendras que|tu mision|te ocuparas|consiste en|deberas|realizaras|gestionaras)\b|
(?:ستقوم|ستتكلف|ستكون مسؤول|سيكلف|سيتولى|ستتولى|مكلف ب|تتمثل المهام|(?:س)?يتكلف)
""")
# A duty begins with an infinitive (French, Spanish), a bare verb (English) or a noun of action (Arabic).
_NEW_DUTY = re.compile(
    r",\s+(?:(?:et|puis)\s+)?(?=vous\s+(?:les\s|l'|en\s|y\s)?\w+ez\b)"
    r"|,\s+(?:(?:et|puis|y|and|then)\s+)?(?=(?:de |d'|a |se |s')?[a-z]+(?:er|ir|re|oir|ar|arse|erse|irse)\b)"
    r"|,\s+(?:and\s+|then\s+)?(?=(?:answer|respond|resolve|provide|build|monitor|explain|manage|write|handle|design|develop|"
    r"support|maintain|prepare|analy[sz]e|report|coach|train|lead|plan|create|test|deploy|configure|document|ensure|"
    r"help|drive|deliver|review|track|follow|escalate|process|update|coordinate|participate|run|take|make|keep)\s)"
    r"|,\s*و?(?!ال)(?=[\u0621-\u064a]{3,}\s[\u0621-\u064a])"
)
_MIN_LETTERS = 8
_MAX_PROSE_DUTIES = 12


def read_tasks(material: Material) -> tuple[Span, ...]:
    """The duties in reading order: the items of the list of duties, else the sentences that tell them."""
    listed = [
        statement for statement in material.statements_about(BlockKind.TASKS) if not statement.is_heading
    ]
    if listed:
        return tuple(_spans(material, listed))
    told = [
        statement
        for statement in material.statements_about(BlockKind.INTRO, BlockKind.PROFILE, BlockKind.COMPANY)
        if _DOING.search(material.words(statement))
    ]
    return tuple(_spans(material, told))[:_MAX_PROSE_DUTIES]


def _spans(material: Material, statements: list[Statement]) -> Iterator[Span]:
    for _, group in groupby(statements, key=lambda statement: statement.line):
        line = list(group)
        if line[0].is_bulleted:
            yield material.page.span(line[0].start, line[-1].end)
            continue
        for statement in line:
            for start, end in _duties(material.page.folded, statement):
                yield material.page.span(start, end)


def _duties(folded: str, statement: Statement) -> Iterator[tuple[int, int]]:
    """The duties told in one sentence, cut where a new one begins outside brackets."""
    start = statement.start
    for cut in _NEW_DUTY.finditer(folded, statement.start, statement.end):
        inside = folded[start : cut.start()]
        if inside.count("(") > inside.count(")") or cut.start() - start < _MIN_LETTERS:
            continue
        yield start, cut.start()
        start = cut.end()
    if statement.end - start >= _MIN_LETTERS:
        yield start, statement.end
