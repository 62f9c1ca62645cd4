"""An advert cut into statements: what each is about, and what its heading says of its importance."""
# ruff: noqa: E501 - a pattern reads best with one language a row

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.extraction.adverts.headings import BlockKind, Heading, heading_of, lead_in_of
from matching.extraction.adverts.page import Page, pattern
from matching.requirements import Importance


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or list item. Offsets are those of the page.

    Attributes:
        start: Where its words begin, after any bullet.
        end: Where they end, exclusive.
        kind: What the part around it, or its own words, make of it.
        importance: What the heading says; None when it does not decide.
        line: Number of the line it stands in.
        is_bulleted: Whether the line is an item of a list.
        context_start: Where the heading begins that stands before it on its line (`Démarrage : au plus
            tard ...`), else `start`.
        is_heading: Whether the words are the heading itself.
    """

    start: int
    end: int
    kind: BlockKind
    importance: Importance | None
    line: int
    context_start: int
    is_bulleted: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """Where the advert names languages, skills, diplomas or towns: such words are never a heading."""

    starts: tuple[int, ...]  # ascending

    def any_between(self, start: int, end: int) -> bool:
        """Whether one of the names begins in `[start, end)`."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int  # after quoting and bullet
    end: int
    is_bulleted: bool
    is_emphasised: bool  # a marker that headings carry too: a number, an emoji, `#`, `**`
    is_numbered: bool
    after_blank: bool


@dataclass(frozen=True, slots=True)
class _Block:
    heading: Heading
    is_inline: bool = False  # its first words stand on the line of the heading
    has_bullets: bool = False
    around: "_Block | None" = None  # what goes on where this one holds for its line and list only


_NEUTRAL = _Block(Heading(BlockKind.INTRO))

_SYMBOL = "\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
_LINE = re.compile(r"[^\n]*\S")
_QUOTING = re.compile(r"[\s>|]*(?:•\s*(?=[-*•>]\s))*[\s>|]*")
_MARKER = re.compile(
    rf"(?:(?P<bullet>[-*•·▪◦‣●■♦+oO]\s+|[-•·▪◦‣●■♦]|[→➢➤✓✔☑►▶☞👉🔹🔸✨])|(?P<emphasis>[#*_=~]+|[{_SYMBOL}]+|"
    rf"\(?(?:\d{{1,2}}|[a-h]|i{{1,3}}|iv|v)[.)/](?:-|\s)|\d{{1,2}}\s?-\s))[\s{_SYMBOL}*_]*"
)
_EMPHASIS = re.compile(rf"[{_SYMBOL}*_]{{2,}}|(?<=•\s)[{_SYMBOL}]")
_DECORATION = re.compile(rf"[\s*_#=~:.!?…<>«»\"{_SYMBOL}-]+$")
_ARTICLE = pattern(
    r"(?:المادة|البند|الفصل|article|art\.|articulo|section|partie|chapitre|titre|phase) (?:ال)?\w+(?: عشر)?[°.]? ?[-:.)/] ?|(?:أولا|ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا) ?[-:.] ?|(?:primero|segundo|tercero) ?[:.] ?"
)
_COLON = re.compile(r":(?=\s|$)|(?<=[\u0600-\u06ff]):")
_HEADING_PARTS = re.compile(r"\s[/|-]\s")
_SENTENCE_END = re.compile(
    rf"[!?…]+(?=\s|$)|;|(?<!\bmin)(?<!\bmax)(?<!\bref)(?<!\bex)(?<!\benv)(?<!\btel)(?<!\bexp)(?<!\bnb)(?<!\bniv)"
    rf"(?<!\be\.g)(?<!\bi\.e)(?<!\bp\.ej)(?<!\bp\.ex)(?<!\bapprox)(?<!\b[a-z])\.+(?=\s|$)|\s\|\s|\s•\s|[{_SYMBOL}]+|\n"
)
_MAX_STANDALONE_REMAINDER = 60
_MAX_LEAD_IN = 220
_MAX_WORDS_INSIDE_A_LINE = 4
_MAX_WORDS_OF_A_WISH = 8
_MAX_WORDS_OF_A_BARE_NAME = 2
_SHORT_QUESTION = 3  # words
_LONGEST_SENTENCE = 1500  # letters; the work done on a sentence grows with the square of its length


def statements_of(page: Page, labels: Labels) -> tuple[Statement, ...]:
    """The statements of the advert in reading order: its title first, then the body."""
    title = Statement(0, page.title_end, BlockKind.TITLE, None, line=0, context_start=0)
    return (title, *_body(page, labels))


def clause_around(folded: str, statement: Statement, place: int) -> tuple[int, int]:
    """Where the words around `place` begin and end between commas; brackets do not end them."""
    start = max(folded.rfind(mark, statement.start, place) for mark in ",;") + 1
    depth = 0
    for end in range(place, statement.end):
        depth += (folded[end] == "(") - (folded[end] == ")")
        if depth <= 0 and folded[end] in ",;":
            return max(start, statement.start), end
    return max(start, statement.start), statement.end


def _body(page: Page, labels: Labels) -> Iterator[Statement]:
    block = _NEUTRAL
    for number, line in enumerate(_lines(page), start=1):
        block = _closed(block, line)
        found = _heading_at(page, line, labels)
        if found is None:
            block = replace(block, has_bullets=block.has_bullets or line.is_bulleted or line.is_numbered)
            yield from _sentences(page, line, line.start, block.heading, number)
            continue
        heading, content = found
        if not (line.after_blank or block.is_inline):
            heading = _inherited(heading, parent=block.heading)
        yield Statement(
            line.start,
            content,
            heading.kind,
            heading.importance,
            number,
            context_start=line.start,
            is_bulleted=line.is_bulleted,
            is_heading=True,
        )
        is_inline = bool(_DECORATION.sub("", page.folded[content : line.end]))
        if is_inline:
            yield from _sentences(page, line, content, heading, number)
        if not (line.is_bulleted and is_inline):
            block = _Block(
                heading, is_inline=is_inline, around=_around(block, heading) if is_inline else None
            )


def _around(block: _Block, heading: Heading) -> _Block | None:
    """What goes on after the line of a heading that has its words beside it (`Poste : ...`, `Un plus : ...`).

    A profile or an offer goes on over the lines below; a field of a form or a wish does not.
    """
    goes_on = heading.kind in {BlockKind.PROFILE, BlockKind.OFFER, BlockKind.APPLY}
    if goes_on and heading.importance is not Importance.NICE:
        return None
    return block.around or block


def _closed(block: _Block, line: _Line) -> _Block:
    """The block that a line belongs to: after a blank line, prose no longer belongs to a list above it."""
    is_item = line.is_bulleted or line.is_numbered
    if line.after_blank and not is_item and (block.has_bullets or block.is_inline):
        return _NEUTRAL
    if block.around is not None and not line.is_bulleted:
        return block.around
    return block


def _inherited(heading: Heading, *, parent: Heading) -> Heading:
    """The heading as a part of the one above it, where it only names a subject."""
    if heading.is_subject and heading.importance is None and parent.kind is BlockKind.PROFILE:
        return replace(heading, kind=BlockKind.PROFILE, importance=parent.importance)
    return heading


def _lines(page: Page) -> Iterator[_Line]:
    previous_end = page.title_end
    for found in _LINE.finditer(page.folded, page.title_end):
        quoting = _QUOTING.match(page.folded, found.start(), found.end())
        start = quoting.end() if quoting else found.start()
        if start >= found.end():
            continue
        marker = _MARKER.match(page.folded, start, found.end())
        gap = re.sub(r"[ >|\t]", "", page.folded[previous_end : found.start()])
        yield _Line(
            start=marker.end() if marker and marker.end() < found.end() else start,
            end=found.end(),
            is_bulleted=bool(marker and marker["bullet"]),
            is_emphasised=bool(marker and (marker["emphasis"] or _EMPHASIS.search(marker.group()))),
            is_numbered=bool(marker and marker["emphasis"] and re.search(r"\w", marker["emphasis"])),
            after_blank="\n\n" in gap,
        )
        previous_end = found.end()


def _heading_at(page: Page, line: _Line, labels: Labels) -> tuple[Heading, int] | None:
    """The heading that a line is or begins with, and where its content begins."""
    article = _ARTICLE.match(page.folded, line.start, line.end)
    start = article.end() if article else line.start
    colon = _COLON.search(page.folded, start, line.end)
    if colon:
        return _heading_before(page, line, start, colon.start(), labels)
    if article and start < line.end:
        named = _named(page.folded[start : line.end], labels, start)
        return named or Heading(BlockKind.INTRO), line.end
    return _standalone(page, line, start, labels)


def _heading_before(
    page: Page, line: _Line, start: int, colon: int, labels: Labels
) -> tuple[Heading, int] | None:
    words = page.folded[start:colon]
    if named := _named(words, labels, start):
        return named, colon + 1
    leads_on = not _DECORATION.sub("", page.folded[colon : line.end])
    if not leads_on and (told := _inline_wish(words, labels, start)):
        return told, colon + 1
    if not leads_on or colon - start > _MAX_LEAD_IN:
        return None
    led = lead_in_of(re.split(r"[.!?] ", words)[-1])
    if led is None and not line.is_bulleted:
        led = Heading(BlockKind.INTRO)
    return (led, colon + 1) if led else None


def _inline_wish(words: str, labels: Labels, start: int) -> Heading | None:
    """The wish that a few words before a colon announce (`Constituent des atouts : ...`)."""
    if len(words.split()) > _MAX_WORDS_INSIDE_A_LINE or labels.any_between(start, start + len(words)):
        return None
    led = lead_in_of(_trimmed(words))
    return led if led is not None and led.importance is Importance.NICE else None


def _standalone(page: Page, line: _Line, start: int, labels: Labels) -> tuple[Heading, int] | None:
    words = page.folded[start : line.end]
    if line.is_bulleted and (alone := _bulleted_heading(words, labels, start)):
        return alone, line.end
    ends_openly = words[-1:] not in {".", ",", ";", ""} or words.endswith("...")
    if (
        (line.is_bulleted and not line.is_emphasised)
        or not ends_openly
        or len(words) > _MAX_STANDALONE_REMAINDER
    ):
        return None
    named = _named(words, labels, start)
    if named is None and line.after_blank and len(words.split()) <= _MAX_WORDS_OF_A_WISH:
        # Above a list, words anywhere may tell (`Nice, not necessary`, `On aimerait (mais on forme)`).
        led = lead_in_of(_trimmed(words))
        is_heading = led is not None and led.importance is not None
        named = led if is_heading and not labels.any_between(start, line.end) else None
    return (named, line.end) if named else None


def _bulleted_heading(words: str, labels: Labels, start: int) -> Heading | None:
    """The demand or wish that an item is the bare name of (`> Exigé`, `* Apprécié`)."""
    named = _named(words, labels, start) if len(words.split()) <= _MAX_WORDS_OF_A_BARE_NAME else None
    return named if named is not None and named.importance is not None else None


def _named(words: str, labels: Labels, start: int) -> Heading | None:
    """The heading that `words` are, alone or in one of two languages (`Atouts / مزايا إضافية`).

    Words at `start` of the page that name a language, a skill or the like beside those that make the
    heading are what is asked for, and not a heading.
    """
    end = start + len(words)
    place = start
    for part in (words, *_HEADING_PARTS.split(words)):
        place = start + words.find(part, place - start)
        trimmed = _trimmed(part)
        if found := heading_of(trimmed):
            heading, n_letters = found
            told = place + part.find(trimmed) + n_letters
            if not (labels.any_between(start, place) or labels.any_between(told, end)):
                return heading
        place = start
    return None


def _trimmed(words: str) -> str:
    return _DECORATION.sub("", words).lstrip(" *_#=~-:.…\ufe0f")


def _sentences(page: Page, line: _Line, start: int, heading: Heading, number: int) -> Iterator[Statement]:
    for place, begin in _sentence_ranges(page.folded, start, line.end):
        words = page.folded[place:begin]
        first = place + len(words) - len(words.lstrip(" -,*_"))
        last = begin - (len(words) - len(words.rstrip(" -,*_")))
        if first >= last:
            continue
        context = line.start if first - start <= 1 else first
        heading, first = _own_heading(page.folded, first, last) or (heading, first)
        yield Statement(
            first, last, heading.kind, heading.importance, number, context, is_bulleted=line.is_bulleted
        )


def _sentence_ranges(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences between two places stand; an endless one is cut at its commas."""
    place = start
    ends = [found.span() for found in _SENTENCE_END.finditer(folded, start, end)]
    for stop, following in [*ends, (end, end)]:
        asks_shortly = folded[stop : stop + 1] == "?" and len(folded[place:stop].split()) <= _SHORT_QUESTION
        if asks_shortly and following < end:
            continue  # `L'espagnol ? Ce serait un plus.`
        while stop - place > _LONGEST_SENTENCE:
            comma = folded.rfind(",", place + 1, place + _LONGEST_SENTENCE)
            cut = comma if comma > place else place + _LONGEST_SENTENCE
            yield place, cut
            place = cut
        yield place, stop
        place = following


def _own_heading(folded: str, start: int, end: int) -> tuple[Heading, int] | None:
    """The heading inside a line that a sentence opens with (`... Atouts : espagnol.`), and where it ends."""
    colon = _COLON.search(folded, start, end)
    if colon is None or len(folded[start : colon.start()].split()) > _MAX_WORDS_INSIDE_A_LINE:
        return None
    found = heading_of(_trimmed(folded[start : colon.start()]))
    heading = found[0] if found else None
    content = colon.end() + len(folded[colon.end() : end]) - len(folded[colon.end() : end].lstrip())
    return (heading, content) if heading and content < end and not heading.is_subject else None
