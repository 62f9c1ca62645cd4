"""A binary Word document made by hand: one compound file with one stream of text."""

import struct

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT_START = 0x600


def word97(text: str) -> bytes:
    """Return a Word 97 document of these words, paragraphs parted by line ends."""
    letters = text.replace("\n", "\r").encode("utf-16-le") + b"\r\x00"
    header = bytearray(_TEXT_START)
    struct.pack_into("<HH", header, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", header, 0x0A, 0x1000)
    struct.pack_into("<II", header, 0x18, _TEXT_START, _TEXT_START + len(letters))
    return _compound_file((bytes(header) + letters).ljust(4096 + 2 * _SECTOR, b"\x00"))


def _compound_file(stream: bytes) -> bytes:
    stream = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\x00")
    n_sectors = len(stream) // _SECTOR
    table = [_TABLE, _END, *range(3, 2 + n_sectors), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    header += struct.pack("<108I", *[_FREE] * 108)
    root = _entry("Root Entry", kind=5, child=1, start=_END, size=0)
    words = _entry("WordDocument", kind=2, child=_FREE, start=2, size=len(stream))
    directory = root + words + 2 * _entry("", kind=0, child=_FREE, start=0, size=0)
    return header + struct.pack(f"<{_SECTOR // 4}I", *table) + directory + stream


def _entry(name: str, *, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name.encode("utf-16-le") + b"\x00\x00" if name else b"").ljust(64, b"\x00")
    length = 2 * len(name) + 2 if name else 0
    links = struct.pack("<HBBIII", length, kind, 1, _FREE, _FREE, child)
    return encoded + links + bytes(36) + struct.pack("<III", start, size, 0)
