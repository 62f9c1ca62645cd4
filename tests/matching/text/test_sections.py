import pytest

from matching.text.clean import clean
from matching.text.sections import SectionKind, split_sections

HEADINGS = [
    ("EXPERIENCE PROFESSIONNELLE", SectionKind.EXPERIENCE),
    ("Expériences professionnelles :", SectionKind.EXPERIENCE),
    ("*** Experiencia laboral ***", SectionKind.EXPERIENCE),
    (">> Parcours", SectionKind.EXPERIENCE),
    ("II. PARCOURS PROFESSIONNEL", SectionKind.EXPERIENCE),
    ("2. PROFESSIONAL EXPERIENCE", SectionKind.EXPERIENCE),
    ("2.4 Internships", SectionKind.EXPERIENCE),
    ("E X P É R I E N C E", SectionKind.EXPERIENCE),
    ("💼 Work experience", SectionKind.EXPERIENCE),
    ("## Employment history", SectionKind.EXPERIENCE),
    ("EXPERIANCES PROFESSIONELLES", SectionKind.EXPERIENCE),
    ("EXPERIENCE EN CENTRE D'APPELS", SectionKind.EXPERIENCE),
    ("التجربة المهنية", SectionKind.EXPERIENCE),
    ("الخبرات العملية:", SectionKind.EXPERIENCE),
    ("التجربة المهنية / Expérience", SectionKind.EXPERIENCE),
    ("Khdemt :", SectionKind.EXPERIENCE),
    ("Formation & diplômes", SectionKind.EDUCATION),
    ("FORMACIÓN ACADÉMICA", SectionKind.EDUCATION),
    ("المؤهلات العلمية", SectionKind.EDUCATION),
    ("Langues et informatique", SectionKind.LANGUAGES),
    ("— Idiomas —", SectionKind.LANGUAGES),
    ("اللغات", SectionKind.LANGUAGES),
    ("Outils maîtrisés", SectionKind.SKILLS),
    ("Centres d’intérêt", SectionKind.INTERESTS),
    ("DISPONIBILITÉ ET MOBILITÉ", SectionKind.AVAILABILITY),
    ("Qui suis-je ?", SectionKind.SUMMARY),
    ("Ce que je cherche", SectionKind.SUMMARY),
    ("Certifications", SectionKind.CERTIFICATES),
    ("Références", SectionKind.OTHER),
]


@pytest.mark.parametrize(("heading", "kind"), HEADINGS)
def test_a_heading_is_known_however_it_is_decorated(heading: str, kind: SectionKind) -> None:
    parts = split_sections(clean(f"Nom Prénom\nOujda\n\n{heading}\nquelques mots ici"))

    assert [part.kind for part in parts] == [SectionKind.HEADER, kind]


INLINE = [
    ("Langues : arabe, français C1", SectionKind.LANGUAGES, "arabe, français C1"),
    ("Formation : Bac 2018, lycée Ibn Sina", SectionKind.EDUCATION, "Bac 2018, lycée Ibn Sina"),
    ("Languages – Arabic, French", SectionKind.LANGUAGES, "Arabic, French"),
    ("Profile. Five years of TypeScript.", SectionKind.SUMMARY, "Five years of TypeScript."),
    ("Exp : 4 ans React", SectionKind.EXPERIENCE, "4 ans React"),
    ("اللغات: العربية والفرنسية", SectionKind.LANGUAGES, "العربية والفرنسية"),
]


@pytest.mark.parametrize(("line", "kind", "body"), INLINE)
def test_a_heading_may_stand_on_the_line_of_its_text(line: str, kind: SectionKind, body: str) -> None:
    cleaned = clean(f"Nom Prénom\n\n{line}")

    part = split_sections(cleaned)[-1]

    assert (part.kind, part.body.text_in(cleaned.text)) == (kind, body)


NO_HEADINGS = [
    "Responsable de la formation des nouveaux arrivants",
    "10 ans d'expérience en centre d'appels.",
    "Anglais courant, formation continue en 2020",
    "Je parle plusieurs langues.",
    "Stage de fin d'études, ONEE Oujda",
]


@pytest.mark.parametrize("line", NO_HEADINGS)
def test_a_sentence_that_names_a_subject_is_no_heading(line: str) -> None:
    assert [part.kind for part in split_sections(clean(f"Nom Prénom\n{line}\nfin"))] == [SectionKind.HEADER]


def test_a_date_broken_over_two_lines_begins_no_part() -> None:
    text = "Expérience\nVendeur, boutique Rif - 11/2023 à\naujourd'hui\nconseil et caisse"

    assert [part.kind for part in split_sections(clean(text))] == [SectionKind.EXPERIENCE]


def test_tools_named_inside_a_job_do_not_end_the_list_of_jobs() -> None:
    text = (
        "Expérience\nDéveloppeur, Azur, 2021-2023\n\nEnvironnement technique : Java, Spring\n"
        "Testeur, Rif, 2019-2021\n"
    )

    kinds = [part.kind for part in split_sections(clean(text))]

    assert kinds == [SectionKind.EXPERIENCE, SectionKind.SKILLS, SectionKind.EXPERIENCE]


def test_parts_cover_the_whole_text_in_order() -> None:
    text = clean("Nom\nExpérience\nAgent 2020\nLangues : arabe\nLoisirs\nvélo").text
    parts = split_sections(clean(text))

    starts = [part.start for part in parts]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert parts[-1].body.end == len(text)
