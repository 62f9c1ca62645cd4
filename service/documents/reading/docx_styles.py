"""How the styles of a Word document make its text look, as far as that decides what is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self
from xml.etree.ElementTree import Element

from service.documents.reading.safe_xml import child_of

_OFF = frozenset({"0", "false", "off", "none"})
_MAX_STYLE_CHAIN = 20
_MIN_VISIBLE_HALF_POINTS = 8


@dataclass(frozen=True, slots=True)
class Look:
    """What a style or a run says of its letters; None where it says nothing.

    Attributes:
        hidden: Kept from print and screen (`w:vanish`).
        white: Painted in the colour of the paper.
        half_points: Size of the letters.
        shaded: Painted on a coloured ground.
    """

    hidden: bool | None = None
    white: bool | None = None
    half_points: int | None = None
    shaded: bool | None = None

    @classmethod
    def of(cls, properties: Element | None) -> Self:
        """Return the look that a `w:rPr` asks for."""
        if properties is None:
            return cls()
        return cls(
            hidden=_switch(child_of(properties, "w:vanish")),
            white=_is_white(child_of(properties, "w:color")),
            half_points=_size(child_of(properties, "w:sz")),
            shaded=is_shaded(properties) or None,
        )

    def over(self, base: "Look") -> "Look":
        """Return this look where it says something, else the one below."""
        return Look(
            hidden=base.hidden if self.hidden is None else self.hidden,
            white=base.white if self.white is None else self.white,
            half_points=base.half_points if self.half_points is None else self.half_points,
            shaded=base.shaded if self.shaded is None else self.shaded,
        )

    @property
    def tiny(self) -> bool:
        """Whether letters are smaller than anybody reads (below 4 pt)."""
        return self.half_points is not None and self.half_points < _MIN_VISIBLE_HALF_POINTS


def is_shaded(properties: Element | None) -> bool:
    """Return whether run, paragraph or cell properties give the text a coloured ground."""
    if properties is None:
        return False
    highlight = child_of(properties, "w:highlight")
    shading = child_of(properties, "w:shd")
    fill = (shading.get("w:fill", "auto") if shading is not None else "auto").lower()
    is_filled = fill not in {"auto", "ffffff"} or (shading is not None and "w:themeFill" in shading.attrib)
    return is_filled or (highlight is not None and highlight.get("w:val") not in {"none", "white"})


@dataclass(frozen=True, slots=True)
class DocxStyles:
    """Styles and list formats of one document, by their ids."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()
    bullets: frozenset[tuple[str, str]] = frozenset()
    style_lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, styles: Element | None, numbering: Element | None) -> Self:
        """Return what `styles.xml` and `numbering.xml` define; both may be missing."""
        by_id = {} if styles is None else {s.get("w:styleId", ""): s for s in styles.iter("w:style")}
        chains = {style_id: list(_chain(style_id, by_id)) for style_id in by_id}
        return cls(
            looks={style_id: _look(chain) for style_id, chain in chains.items()},
            headings=frozenset(
                style_id for style_id, chain in chains.items() if any(map(_is_heading, chain))
            ),
            bullets=frozenset(_bullets(numbering)),
            style_lists={
                style_id: item
                for style_id, chain in chains.items()
                if (item := _list_of_style(chain)) is not None
            },
        )

    def is_bullet(self, properties: Element | None, style_id: str) -> bool:
        """Return whether a paragraph is shown with a bullet in front."""
        own = None if properties is None else child_of(properties, "w:numPr")
        item = _list_item(own) or self.style_lists.get(style_id)
        return item in self.bullets

    def look(self, style_id: str) -> Look:
        """Return the look of a style; of nothing special when it is unknown."""
        return self.looks.get(style_id, Look())


def _chain(style_id: str, by_id: Mapping[str, Element]) -> Iterator[Element]:
    """Yield a style and what it is based on, nearest first."""
    for _ in range(_MAX_STYLE_CHAIN):
        style = by_id.get(style_id)
        if style is None:
            return
        yield style
        based_on = child_of(style, "w:basedOn")
        style_id = "" if based_on is None else based_on.get("w:val", "")


def _look(chain: list[Element]) -> Look:
    look = Look()
    for style in chain:
        look = look.over(Look.of(child_of(style, "w:rPr")))
    shaded = any(is_shaded(child_of(style, "w:pPr")) for style in chain)
    return Look(shaded=True).over(look) if shaded else look


def _is_heading(style: Element) -> bool:
    name = child_of(style, "w:name")
    return name is not None and name.get("w:val", "").lower().startswith(("heading", "title", "titre"))


def _list_of_style(chain: list[Element]) -> tuple[str, str] | None:
    return next(
        (
            item
            for style in chain
            if (item := _list_item(child_of(child_of(style, "w:pPr"), "w:numPr"))) is not None
        ),
        None,
    )


def _list_item(properties: Element | None) -> tuple[str, str] | None:
    if properties is None:
        return None
    number, level = child_of(properties, "w:numId"), child_of(properties, "w:ilvl")
    if number is None:
        return None
    return number.get("w:val", "0"), "0" if level is None else level.get("w:val", "0")


def _bullets(numbering: Element | None) -> Iterator[tuple[str, str]]:
    """Yield (list id, level) of the list levels whose mark is a bullet and not a number."""
    if numbering is None:
        return
    bulleted = {
        (abstract.get("w:abstractNumId", ""), level.get("w:ilvl", "0"))
        for abstract in numbering.iter("w:abstractNum")
        for level in abstract.iter("w:lvl")
        if (form := child_of(level, "w:numFmt")) is not None and form.get("w:val") == "bullet"
    }
    for number in numbering.iter("w:num"):
        abstract_id = child_of(number, "w:abstractNumId")
        if abstract_id is not None:
            for level in map(str, range(9)):
                if (abstract_id.get("w:val", ""), level) in bulleted:
                    yield number.get("w:numId", ""), level


def _switch(element: Element | None) -> bool | None:
    return None if element is None else element.get("w:val", "true") not in _OFF


def _is_white(color: Element | None) -> bool | None:
    if color is None:
        return None
    theme = color.get("w:themeColor")
    if theme is not None:
        return theme in {"background1", "light1"} and "w:themeShade" not in color.attrib
    value = color.get("w:val", "auto").lower()
    return (
        len(value) == 6 and all(int(value[i : i + 2], 16) >= 0xF0 for i in (0, 2, 4))
        if _is_hex(value)
        else False
    )


def _is_hex(value: str) -> bool:
    return all(character in "0123456789abcdef" for character in value)


def _size(element: Element | None) -> int | None:
    value = "" if element is None else element.get("w:val", "")
    return int(value) if value.isascii() and value.isdigit() else None
