"""How to reach a candidate: e-mail addresses, telephone numbers and links."""

import re
from collections.abc import Iterable, Iterator

import phonenumbers

from matching.extraction.document import CvDocument
from matching.types import Mention, Span

_EMAIL = re.compile(
    r"(?<![\w.%+-])[a-z0-9_][\w.%+-]{0,63}"
    r"(?:@\s?|\s?[(\[{]\s?(?:at|arobase|arroba)\s?[)\]}]\s?|\s@\s?(?=(?:gmail|hotmail|outlook|yahoo"
    r"|live|icloud|proton)))"
    r"(?:[a-z0-9-]+(?:\.|\s?[(\[{]\s?(?:dot|point|punto)\s?[)\]}]\s?))+[a-z]{2,}(?![\w@])"
)
_AT = re.compile(r"\s?[(\[{]\s?(?:at|arobase|arroba)\s?[)\]}]\s?", re.IGNORECASE)
_DOT = re.compile(r"\s?[(\[{]\s?(?:dot|point|punto)\s?[)\]}]\s?", re.IGNORECASE)

# Nine digits follow the country code in Morocco, France and Spain; the trunk 0 is often kept by mistake.
_INTERNATIONAL = (
    r"(?:\(?\+ ?\(?|\(?00 ?)(?:212|33|34)\)?[ .\-/·()]{0,3}(?:0\)?[ .\-]{0,2})?[1-9]"
    r"(?:[ .\-/·]{0,2}\d){8}(?!\d)"
)
_MOROCCAN = r"\(?0\)?[ .]?[5-8]\)?(?:[ .\-/·_]{0,2}\d){8}(?!\d)"
_CODE_WITHOUT_PLUS = r"\(?212\+?\)?[ .\-/]{0,2}\(?0?\)?[ .\-]?[5-8](?:[ .\-/·]{0,2}\d){8}\+?(?!\d)"
_OTHER_COUNTRY = r"(?:\+ ?|00)[1-9](?:[ .\-/·()]{0,3}\d){7,14}(?!\d)"
_PHONE = re.compile(
    rf"(?<![\d+/.,])(?=[+(\d])(?:{_INTERNATIONAL}|{_MOROCCAN}|{_CODE_WITHOUT_PLUS}|{_OTHER_COUNTRY})",
)
_LABELLED_PHONE = re.compile(
    r"\b(?:tel(?:ephone|efono|f)?|tlf|tlfno|gsm|mob(?:ile)?|movil|portable|phone|cell|whatsapp|wtsp"
    r"|contact|nmra dyali"
    r"|الهاتف|هاتف|النقال|المحمول|جوال|رقم الهاتف|واتساب)\b\.?[ \t]*[:\-=]?[ \t]*([5-9]"
    r"(?:[ .\-]?\d){8})(?!\d)"
)
# Groups of an Arabic line that a reader of the page has put down from right to left.
_MIRRORED_PHONE = re.compile(
    r"(?:الهاتف|هاتف|النقال|المحمول|الجوال|واتساب)[ :]{1,3}(?P<number>(?!0[5-8])\d\d"
    r"(?:[ .\-]\d\d){3}[ .\-]0[5-8])(?!\d)"
)
_FAX = re.compile(r"\b(?:fax|telecopie|فاكس)\W{0,5}$")
_SPANISH_GROUPS = re.compile(r"[679]\d{2}[ .\-]\d{3}[ .\-]\d{3}$")
_SPANISH_PHONE = re.compile(
    r"(?<![\d+/.,\-] )(?<![\d+/.,\-])[67]\d{2}(?:([ .\-])\d{3}\1\d{3}|(?:[ .\-]\d{2}){3})(?![ .\-]?\d)"
)
_TOP = 600  # characters in which a number without label and prefix is a Spanish telephone

_LINK = re.compile(
    r"(?<![@\w.])(?:https?://[^\s|,;<>()]+|www\.[^\s|,;<>()]+"
    r"|(?:[a-z0-9-]+\.)+(?:com|fr|ma|net|org|io|dev|me|es|eu|app|co|tech|info|be|ca|uk|de|link|page"
    r"|site|xyz|ai|example)"
    r"/[\w./~%#?=&+@-]+"
    r"|(?:linkedin|github|gitlab|behance|bitbucket)\.(?:com|fr|net|org|ma|es|io))"
)
_LABELLED_LINK = re.compile(
    r"\b(?:linkedin|github|gitlab|portfolio|site(?: web)?|website|blog|web)[ \t]*[:=][ \t]*"
    r"((?:/?in/|@)[\w.-]+|(?:[a-z0-9-]+\.)+[a-z]{2,8})(?![\w@])"
)
_FRAMEWORK = re.compile(r"(?:asp|vb|ado|ml|socket|draw)\.(?:net|io)/")


def find_emails(document: CvDocument) -> tuple[Mention[str], ...]:
    """E-mail addresses in the order of the text, each as written but for spaces and spelled-out signs."""
    found = (
        document.mention(
            _address(document.text[match.start() : match.end()]), Span(match.start(), match.end())
        )
        for match in _EMAIL.finditer(document.folded)
    )
    return _without_repeats(found)


def find_phones(document: CvDocument) -> tuple[Mention[str], ...]:
    """Telephone numbers in the order of the text; in E.164 where they parse, else as written."""
    folded = document.folded
    spans = list(_phone_spans(folded)) or list(_labelled_phone_spans(folded))
    return _without_repeats(document.mention(_e164(folded[span.start : span.end]), span) for span in spans)


def find_links(document: CvDocument) -> tuple[Mention[str], ...]:
    """Personal pages and accounts in the order of the text, as written."""
    spans = [Span(match.start(), match.end()) for match in _LINK.finditer(document.folded)]
    whole = len(spans)
    spans += [Span(*match.span(1)) for match in _LABELLED_LINK.finditer(document.folded)]
    kept = [
        span
        for number, span in enumerate(spans)
        if number < whole
        or all(span.end <= other.start or other.end <= span.start for other in spans[:whole])
    ]
    return _without_repeats(
        document.mention(document.text[span.start : span.end].rstrip(".,;:"), span)
        for span in sorted(kept)
        if not _FRAMEWORK.match(document.folded, span.start)
    )


def _address(written: str) -> str:
    return "".join(_DOT.sub(".", _AT.sub("@", written)).split())


def _phone_spans(folded: str) -> Iterator[Span]:
    position = 0
    while match := _PHONE.search(folded, position):
        position = match.end()
        if not _FAX.search(folded, max(0, match.start() - 16), match.start()):
            yield Span(*match.span())


def _labelled_phone_spans(folded: str) -> Iterator[Span]:
    """Numbers that only their label or place tells: without the first 0, or from right to left."""
    for labelled in _LABELLED_PHONE.finditer(folded):
        yield Span(*labelled.span(1))
    for spanish in _SPANISH_PHONE.finditer(folded, 0, _TOP):
        yield Span(*spanish.span())
    for mirrored in _MIRRORED_PHONE.finditer(folded):
        yield Span(*mirrored.span("number"))


def _e164(written: str) -> str:
    digits = "".join(filter(str.isdigit, written))
    if len(digits) == 10 and not digits.startswith("0"):
        digits = written = "".join(reversed(re.findall(r"\d\d", written)))
    try:
        number = phonenumbers.parse(_dialled(written, digits), _region(written, digits))
    except phonenumbers.NumberParseException:
        return written
    if not phonenumbers.is_possible_number(number):
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _dialled(written: str, digits: str) -> str:
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+" + digits if "+" in written or digits.startswith("212") else digits


def _region(written: str, digits: str) -> str:
    return "ES" if len(digits) == 9 and _SPANISH_GROUPS.match(written) else "MA"


def _without_repeats(mentions: Iterable[Mention[str]]) -> tuple[Mention[str], ...]:
    first: dict[str, Mention[str]] = {}
    for mention in mentions:
        first.setdefault(mention.value, mention)
    return tuple(first.values())
