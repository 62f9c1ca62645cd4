from pathlib import Path

from matching.encoding.pack.esco import read_esco
from matching.encoding.pack.parallel import data_hash, read_parallel
from matching.types import LanguageCode

FR, EN, ARY = LanguageCode("fr"), LanguageCode("en"), LanguageCode("ary")


def test_each_row_is_a_set_of_the_texts_it_has(tmp_path: Path) -> None:
    (tmp_path / "b.tsv").write_text("fr\ten\tary\nbonjour\thello\t\n\tlost\t\n", encoding="utf-8")
    (tmp_path / "a.tsv").write_text('en\tary\ta note\n"first" call\tawwel appel\tx\n', encoding="utf-8")
    first, second, third = read_parallel(tmp_path)
    assert first.texts == {EN: ('"first" call',), ARY: ("awwel appel",)}
    assert second.texts == {FR: ("bonjour",), EN: ("hello",)}
    assert not list(third.taught())


def test_a_changed_letter_changes_the_hash_of_the_data(tmp_path: Path) -> None:
    file = tmp_path / "a.tsv"
    file.write_text("fr\ten\nbonjour\thello\n", encoding="utf-8")
    before = data_hash(read_parallel(tmp_path))
    file.write_text("fr\ten\nbonjours\thello\n", encoding="utf-8")
    assert data_hash(read_parallel(tmp_path)) != before


def test_esco_is_read_in_the_form_in_which_it_is_published(tmp_path: Path) -> None:
    head = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status\n"
    (tmp_path / "occupations_en.csv").write_text(
        head + 'Occupation,http://esco.example/1,4222,call agent,"phone agent\ncall agent",,released\n'
        "Occupation,http://esco.example/2,5120,cook,,,released\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "occupations_fr.csv").write_text(
        head + "Occupation,http://esco.example/1,4222,téléconseiller,,,released\n"
        "Occupation,http://esco.example/3,5120,boulanger,,,released\n",
        encoding="utf-8",
    )
    (tmp_path / "occupations_de.csv").write_text(head, encoding="utf-8")
    sets = read_esco(tmp_path)
    assert [aligned.texts for aligned in sets] == [
        {EN: ("call agent", "phone agent"), FR: ("téléconseiller",)},
        {EN: ("cook",)},
    ]
