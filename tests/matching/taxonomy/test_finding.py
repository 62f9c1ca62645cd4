import pytest

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy
from matching.types import Span

OCCUPATIONS = frozenset({ConceptKind.OCCUPATION})
SKILLS = frozenset({ConceptKind.SKILL})
TOWNS = frozenset({ConceptKind.TOWN})


def found(
    taxonomy: Taxonomy, text: str, kinds: frozenset[ConceptKind] | None = None
) -> list[tuple[str, str]]:
    return [
        (match.concept.partition("/")[2], match.span.text_in(text))
        for match in taxonomy.find(text, kinds=kinds)
    ]


@pytest.mark.parametrize(
    ("text", "concept", "words"),
    [
        ("Je suis CONSEILLÈRE CLIENT depuis 2019", "adviser", "CONSEILLÈRE CLIENT"),
        ("conseillers clients recherchés", "adviser", "conseillers clients"),
        ("Conseiller(ère) client H/F", "adviser", "Conseiller(ère) client"),
        ("téléconseillères réception d'appels", "adviser", "téléconseillères réception d'appels"),
        ("Téléconseiller en réception des appels", "adviser", "Téléconseiller en réception des appels"),
        ("customer-adviser wanted", "adviser", "customer-adviser"),
        ("مطلوب مستشارين للزبناء", "adviser", "مستشارين للزبناء"),
        ("ومُستشارة الزبناء", "adviser", "ومُستشارة الزبناء"),
        ("Teleoperadora de atención al cliente", "adviser", "Teleoperadora de atención al cliente"),
        ("developeur Front End", "front", "developeur Front End"),
        ("développeuse frontend", "front", "développeuse frontend"),
    ],
)
def test_labels_are_found_however_they_are_inflected(
    small: Taxonomy, text: str, concept: str, words: str
) -> None:
    assert found(small, text, OCCUPATIONS) == [(concept, words)]


def test_the_longest_label_of_a_kind_stands(small: Taxonomy) -> None:
    assert found(small, "développeur front-end", OCCUPATIONS) == [("front", "développeur front-end")]


def test_kinds_do_not_hide_each_other(small: Taxonomy) -> None:
    assert found(small, "Développeur JavaScript à Oujda") == [
        ("developer", "Développeur"),
        ("javascript", "JavaScript"),
        ("oujda", "Oujda"),
    ]


@pytest.mark.parametrize(
    "text", ["conseiller, client", "Conseiller.\nClient", "conseiller | client", "Conseiller\nClient"]
)
def test_labels_do_not_reach_over_punctuation(small: Taxonomy, text: str) -> None:
    assert found(small, text, OCCUPATIONS) == []


def test_words_count_whole(small: Taxonomy) -> None:
    assert found(small, "développeurismes, oujdane, Javaneur", None) == []


def test_java_is_not_javascript(small: Taxonomy) -> None:
    assert found(small, "Java, JavaScript", SKILLS) == [("java", "Java"), ("javascript", "JavaScript")]


def test_ordinary_words_count_only_in_their_case(small: Taxonomy) -> None:
    assert found(small, "a word about java beans", SKILLS) == []
    assert found(small, "WORD", SKILLS) == [("word", "WORD")]


def test_company_of_its_kind_lends_confidence_to_an_ordinary_word(small: Taxonomy) -> None:
    alone = small.find("Maîtrise de Word", kinds=SKILLS)
    in_a_list = small.find("Word, JavaScript", kinds=SKILLS)
    assert alone[0].confidence < 0.7 < in_a_list[0].confidence


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("C, C++, Go", ["c", "cpp", "go"]),
        ("vitamine C", []),
        ("Go to the next page", []),
        ("langage C", ["c"]),
        ("disque de 16 Go, JavaScript", ["javascript"]),
        (".NET et C#", ["dotnet", "dotnet"]),
    ],
)
def test_initials_count_only_beside_their_kind(small: Taxonomy, text: str, concepts: list[str]) -> None:
    assert [concept for concept, _ in found(small, text, SKILLS)] == concepts


def test_the_article_of_a_town_has_to_stand_there(small: Taxonomy) -> None:
    assert found(small, "habite à La Rochelle", TOWNS) == [("la-rochelle", "Rochelle")]
    assert found(small, "M. Rochelle", TOWNS) == []


def test_arabic_prepositions_are_part_of_the_word(small: Taxonomy) -> None:
    assert found(small, "أسكن بوجدة", TOWNS) == [("oujda", "بوجدة")]


def test_vague_and_excepted_labels_are_not_found(small: Taxonomy) -> None:
    assert found(small, "agent, cheffe d'équipe cuisine", OCCUPATIONS) == [("lead", "cheffe d'équipe")]


def test_spans_point_into_the_text_as_given(small: Taxonomy) -> None:
    text = "  مُسْتَشَار   زُبَنَاء \u200f à OUJDA"
    assert [match.span for match in small.find(text)] == [Span(2, 23), Span(28, 33)]


def test_nothing_is_found_in_nothing(small: Taxonomy) -> None:
    assert small.find("") == []
    assert Taxonomy([]).find("Oujda") == []


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Stack : react, next.js, node, docker", ["react", "nextjs", "nodejs", "docker"]),
        ("word excel powerpoint", ["word", "excel", "powerpoint"]),
        ("développeur react", ["react"]),  # in the name of a trade
        ("We have access and teams", []),  # two words are no list
        ("16 go, 32 go, 64 go", []),
    ],
)
def test_tools_in_small_letters_count_in_lists_of_tools(
    taxonomy: Taxonomy, text: str, tools: list[str]
) -> None:
    found = taxonomy.find(text, kinds=frozenset({ConceptKind.SKILL, ConceptKind.OCCUPATION}))
    skills = [match.concept.partition("/")[2] for match in found if match.concept.startswith("skill/")]
    assert skills == tools


@pytest.mark.parametrize(
    "text",
    [
        "Nice to have",
        "clients en France",
        "level of detail",
        "Ph: 0600 00 00 00",
        "2 minutes",
        "conduite de réunions",
        "confection de dossiers",
        "fines de semana",
    ],
)
def test_ordinary_words_name_no_town_language_diploma_or_tool(taxonomy: Taxonomy, text: str) -> None:
    kinds = (ConceptKind.TOWN, ConceptKind.DIPLOMA, ConceptKind.SKILL, ConceptKind.LANGUAGE)
    assert [match.concept for match in taxonomy.find(text, kinds=frozenset(kinds))] == []
