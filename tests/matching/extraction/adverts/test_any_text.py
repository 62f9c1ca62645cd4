from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.extraction.advert import read_advert
from matching.ranking.subjects import advert_text
from matching.taxonomy.loading import load_taxonomy

_TAXONOMY = load_taxonomy()
_PIECES = (
    "Profil exigé",
    "Atouts :",
    "- ",
    "• ",
    "\n",
    "\n\n",
    " ",
    ", ",
    " ou ",
    " et ",
    "(",
    ")",
    ":",
    "français",
    "C1",
    "B2 souhaité",
    "2 ans d'expérience",
    "dont un an",
    "en centre d'appels",
    "bac+2",
    "hors stage",
    "Oujda",
    "2 jours de télétravail",
    "22h-6h",
    "du 4 au 18 janvier",
    "5 000 à 6 000 DH",
    "entre 20 et 30 ans",
    "recrute 5 agents",
    "React",
    "Java/Spring",
    "الشروط",
    "سنتين من الخبرة",
    "اللغة الفرنسية",
    "يفضل",
    "👉 ",
    "**",
    "imprescindible",
    "a plus",
    "1)",
    "Article 2 -",
    "\u200f",
    "\t",
    "> ",
)


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join), st.text(max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_span_lies_in_it(text: str, title: str) -> None:
    read = read_advert(title=title, text=text, today=date(2026, 11, 1), taxonomy=_TAXONOMY)
    length = len(advert_text(title=title, text=text))
    spans = [*read.tasks, *(item.span for item in read.items), *(item.span for item in read.refused)]
    assert all(span is not None and span.end <= length for span in spans)
