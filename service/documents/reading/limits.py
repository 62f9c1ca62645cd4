"""How much one document may ask of the machine."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of one reading; a document beyond any of them is refused with its reason.

    Attributes:
        file_bytes: Longest file.
        pages: Most pages of a PDF.
        characters: Longest text.
        archive_entries: Most files inside a DOCX or ODT.
        unpacked_bytes: All files inside a DOCX or ODT together, unpacked.
        unpack_ratio: Unpacked size over packed size, looked at from one unpacked MiB on. Real documents
            stay near 20.
        elements: Most XML elements of one part.
        depth: Deepest nesting of XML or HTML elements.
        memory_bytes: Address space of the process that reads. An idle reader takes about 110 MiB of it.
        cpu_seconds: Processor time of one reading.
        wall_seconds: Time of one reading by the clock.
        recognised_pages: Most pages of a scan whose words are recognised.
        picture_pixels: Most pixels of one picture.
        recognition_seconds: Time, by the clock and of the processor, of recognising one document.
    """

    file_bytes: int = 5 * MIB
    pages: int = 30
    characters: int = 200_000
    archive_entries: int = 2_000
    unpacked_bytes: int = 50 * MIB
    unpack_ratio: int = 100
    elements: int = 200_000
    depth: int = 250
    memory_bytes: int = 512 * MIB
    cpu_seconds: int = 5
    wall_seconds: float = 8.0
    recognised_pages: int = 6
    picture_pixels: int = 60_000_000
    recognition_seconds: float = 60.0
