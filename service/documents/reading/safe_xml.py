"""XML of office documents as a tree with short names, without anything a document could attack with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree as ET

from service.documents.reading.limits import ReadingLimits
from service.documents.reading.rejection import rejected
from service.errors import RejectionReason

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
        "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
        "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
        "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
        "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
        "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
        "http://www.w3.org/XML/1998/namespace": "xml",
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
        "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
        "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
        "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    }
)
"""Namespaces whose names are read as `prefix:name`; all others keep their full form."""


def parse_xml(data: bytes, *, limits: ReadingLimits) -> ET.Element:
    """Return the root element.

    Raises:
        DocumentRejected: The XML is damaged, declares a DOCTYPE, or has too many elements.
    """
    parser = ET.XMLParser(target=_BoundedBuilder(limits))  # noqa: S314 - the target refuses every DOCTYPE
    try:
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError, LookupError) as exc:
        raise rejected(RejectionReason.BROKEN) from exc
    assert isinstance(root, ET.Element)
    return root


def child_of(parent: ET.Element | None, tag: str) -> ET.Element | None:
    """Return the first child with that short name; None also when there is no parent.

    `Element.find` reads the colon of a short name as a namespace prefix.
    """
    return None if parent is None else next((child for child in parent if child.tag == tag), None)


class _BoundedBuilder:
    """Builds the tree, counting; entities cannot exist because no DOCTYPE passes."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._builder = ET.TreeBuilder()
        self._n_elements = 0
        self._depth = 0
        self._short_names: dict[str, str] = {}

    def doctype(self, _name: str, _public_id: str | None, _system_id: str | None) -> None:
        raise rejected(RejectionReason.FORBIDDEN_CONTENT)

    def start(self, tag: str, attributes: dict[str, str]) -> ET.Element:
        self._n_elements += 1
        self._depth += 1
        if self._n_elements > self._limits.elements:
            raise rejected(RejectionReason.TOO_MUCH_TEXT)
        if self._depth > self._limits.depth:
            raise rejected(RejectionReason.FORBIDDEN_CONTENT)
        return self._builder.start(self._short(tag), {self._short(k): v for k, v in attributes.items()})

    def end(self, tag: str) -> ET.Element:
        self._depth -= 1
        return self._builder.end(self._short(tag))

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> ET.Element:
        return self._builder.close()

    def _short(self, name: str) -> str:
        if name not in self._short_names:
            uri, _, local = name[1:].rpartition("}")
            prefix = PREFIXES.get(uri)
            self._short_names[name] = f"{prefix}:{local}" if prefix else name
        return self._short_names[name]
