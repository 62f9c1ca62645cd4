import tomllib
from datetime import date
from pathlib import Path

import pytest

from matching.extraction.advert import read_advert
from matching.requirements import Importance
from matching.taxonomy.taxonomy import Taxonomy

TODAY = date(2026, 11, 1)
_FILE = Path(__file__).parents[3] / "data" / "pairs" / "advert_headings.toml"
_HEADINGS = tomllib.loads(_FILE.read_text(encoding="utf-8"))

LISTS = {
    "bulleted": """\
Notre société recrute à Oujda.

{heading}
- Anglais B2
- React

Envoyez votre CV par mail.
""",
    "bare lines": """\
Notre société recrute à Oujda.

{heading}
Anglais B2
React

Envoyez votre CV par mail.
""",
    "numbered": """\
Notre société recrute à Oujda.

{heading}
1) Anglais B2 ;
2) React.

Envoyez votre CV par mail.
""",
}


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize(
    ("importance", "heading"),
    [(importance, heading) for importance, headings in _HEADINGS.items() for heading in headings],
)
def test_the_words_above_a_list_tell_demands_from_wishes(
    importance: str, heading: str, form: str, taxonomy: Taxonomy
) -> None:
    text = LISTS[form].format(heading=heading)
    read = read_advert(title="Développeur web", text=text, today=TODAY, taxonomy=taxonomy)
    listed = [item for item in read.items if item.id in {"language-en", "skill-react"}]
    assert [item.importance for item in listed] == [Importance(importance)] * 2
