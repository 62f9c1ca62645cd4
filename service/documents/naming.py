import re
import unicodedata

MAX_CHARACTERS = 100

_FALLBACK = "document"
_SEPARATORS = re.compile(r"[/\\]")
_UNSAFE = re.compile(r'[<>:"|?*;%\s]+')
# Control, format, surrogate, private and unassigned characters: invisible, or able to turn text around.
_INVISIBLE_CATEGORY = "C"


def display_name(file_name: str | None) -> str:
    r"""The name of a client's file as people may see it: without path or control characters, not long.

    >>> display_name("C:\\Users\\salma\\CV Salma.pdf")
    'CV_Salma.pdf'
    >>> display_name("../../etc/passwd")
    'passwd'
    """
    last = _SEPARATORS.split(unicodedata.normalize("NFC", file_name or ""))[-1]
    visible = "".join(
        char for char in last if char.isspace() or unicodedata.category(char)[0] != _INVISIBLE_CATEGORY
    )
    name = _UNSAFE.sub("_", visible).strip("._")
    return _shortened(name) or _FALLBACK


def _shortened(name: str) -> str:
    if len(name) <= MAX_CHARACTERS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:MAX_CHARACTERS]
    return stem[: MAX_CHARACTERS - len(ending) - 1] + dot + ending
