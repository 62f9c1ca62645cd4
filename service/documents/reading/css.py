"""The little of CSS that decides whether words of a web page are seen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode, SelectolaxError

from service.documents.reading.document_text import HiddenText

Declarations = Mapping[str, str]
Colour = tuple[int, int, int]

_MAX_RULES = 500
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_AT_BLOCK = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RELEVANT = frozenset(
    {
        "display",
        "visibility",
        "opacity",
        "color",
        "background",
        "background-color",
        "background-image",
        "font",
    }
    | {"font-size", "position", "left", "right", "top", "text-indent", "width", "height", "overflow", "clip"}
)
_HEX = re.compile(r"#([0-9a-f]{3,8})\b")
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*([\d.]+%?)\s*)?\)")
_NAMES: Mapping[str, Colour] = {
    "white": (255, 255, 255), "snow": (255, 250, 250), "ivory": (255, 255, 240), "black": (0, 0, 0),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240),
}  # fmt: skip
_LENGTH = re.compile(r"(-?[\d.]+)(px|pt|em|rem|%|cm|mm|in|vw)?")
_PIXELS = {"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0, "cm": 37.8, "mm": 3.78, "in": 96.0}
_FAR_AWAY_PIXELS = -500.0
_MIN_FONT_PIXELS = 4 * 4 / 3
_NEAR_COLOURS = 24
_MIN_OPACITY = 0.05
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the text of an element is painted.

    Attributes:
        colour: Of the letters; None where it cannot be told.
        ground: Behind the letters; None where it cannot be told.
        font_pixels: Height of the letters.
        kind: How the text is kept from being seen, if it is.
    """

    colour: Colour | None = _BLACK
    ground: Colour | None = _WHITE
    font_pixels: float = 16.0
    kind: HiddenText | None = None

    def inside(self, declarations: Declarations) -> "Appearance":
        """Return the appearance of an element in this one's."""
        inner = replace(
            self,
            colour=_colour(declarations.get("color", ""), self.colour),
            ground=_ground(declarations, self.ground),
            font_pixels=_font_pixels(declarations, self.font_pixels),
        )
        kind = self.kind if self.kind is not HiddenText.TINY else None
        return replace(inner, kind=kind or _kind(declarations) or inner.kind_of_letters())

    def kind_of_letters(self) -> HiddenText | None:
        """Return how letters of this size and colour are hidden; None when they can be seen."""
        if self.font_pixels < _MIN_FONT_PIXELS:
            return HiddenText.TINY
        if self.colour is None or self.ground is None:
            return None
        distance = max(abs(a - b) for a, b in zip(self.colour, self.ground, strict=True))
        return HiddenText.BACKGROUND_COLOUR if distance < _NEAR_COLOURS else None


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What the rules of a page say of its elements, later rules over earlier ones."""

    by_element: Mapping[int, Declarations]

    @classmethod
    def of(cls, root: LexborNode) -> "StyleSheet":
        """Return the relevant declarations of all `<style>` elements, by the elements they meet."""
        by_element: dict[int, dict[str, str]] = {}
        source = "\n".join(style.text(deep=True) for style in root.css("style"))
        for selector, declarations in _rules(source):
            for element in _met(root, selector):
                by_element.setdefault(element.mem_id, {}).update(declarations)
        return cls(by_element)

    def declarations(self, element: LexborNode) -> Declarations:
        """Return what holds for an element: the sheet, then its own `style` and `hidden`."""
        attributes = element.attributes
        own = _declarations(attributes.get("style") or "")
        hidden = {"display": "none"} if "hidden" in attributes else {}
        colours = {"color": attributes.get("color"), "background-color": attributes.get("bgcolor")}
        old = {name: value.lower() for name, value in colours.items() if value}
        return {**old, **self.by_element.get(element.mem_id, {}), **hidden, **own}


def _rules(source: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield selectors with their relevant declarations; blocks for print or small screens are left out."""
    plain = _AT_BLOCK.sub("", _COMMENT.sub("", source))
    for n_rules, match in enumerate(_RULE.finditer(plain)):
        declarations = _declarations(match[2])
        if n_rules >= _MAX_RULES:
            return
        if declarations:
            yield match[1].strip(), declarations


def _met(root: LexborNode, selector: str) -> list[LexborNode]:
    if ":" in selector:  # states and generated content are not looked at
        return []
    try:
        return root.css(selector)
    except SelectolaxError:
        return []


def _declarations(source: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in source.lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip()
        for name, _, value in pairs
        if name.strip() in _RELEVANT and value.strip()
    }


def _kind(declarations: Declarations) -> HiddenText | None:
    """Return how an element is taken from sight by itself."""
    if declarations.get("display") == "none" or declarations.get("visibility") in {"hidden", "collapse"}:
        return HiddenText.MARKED_HIDDEN
    if _number(declarations.get("opacity", "1")) < _MIN_OPACITY:
        return HiddenText.NOT_PAINTED
    if _is_clipped(declarations) or _is_off_page(declarations):
        return HiddenText.OFF_PAGE
    return None


def _is_off_page(declarations: Declarations) -> bool:
    names = ["text-indent"]
    if declarations.get("position") in {"absolute", "fixed"}:
        names += ["left", "right", "top"]
    return any(_pixels(declarations.get(name, ""), 16.0, 0.0) <= _FAR_AWAY_PIXELS for name in names)


def _is_clipped(declarations: Declarations) -> bool:
    sizes = [_pixels(declarations.get(name, ""), 16.0, 100.0) for name in ("width", "height")]
    return declarations.get("overflow") == "hidden" and min(sizes) <= 1.0


def _colour(value: str, inherited: Colour | None) -> Colour | None:
    if not value or value in {"inherit", "currentcolor"}:
        return inherited
    found = _HEX.search(value)
    if found:
        digits = found[1] if len(found[1]) >= 6 else "".join(2 * digit for digit in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    found = _RGB.search(value)
    if found:
        is_clear = found[4] is not None and _number(found[4]) < 0.1
        return None if is_clear else (int(found[1]), int(found[2]), int(found[3]))
    return next((colour for name, colour in _NAMES.items() if re.search(rf"\b{name}\b", value)), None)


def _ground(declarations: Declarations, inherited: Colour | None) -> Colour | None:
    """Return the ground behind an element; pictures and gradients cannot be told."""
    value = " ".join(
        declarations.get(name, "") for name in ("background", "background-color", "background-image")
    )
    if not value.strip() or value.split() in (["none"], ["transparent"], ["inherit"], ["initial"]):
        return inherited
    return None if "url(" in value or "gradient" in value else _colour(value, inherited)


def _font_pixels(declarations: Declarations, inherited: float) -> float:
    value = declarations.get("font-size") or next(
        (part.partition("/")[0] for part in declarations.get("font", "").split() if part[:1].isdigit()), ""
    )
    return _pixels(value, inherited, inherited)


def _pixels(value: str, em: float, otherwise: float) -> float:
    found = _LENGTH.fullmatch(value)
    if found is None:
        return otherwise
    unit = found[2] or ""
    factor = {"em": em, "%": em / 100}.get(unit, _PIXELS.get(unit))
    return otherwise if factor is None else _number(found[1]) * factor


def _number(text: str) -> float:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return 1.0
