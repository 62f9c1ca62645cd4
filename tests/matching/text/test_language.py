import pytest

from matching.text.language import language_of, line_language
from matching.types import LanguageCode

TEXTS = [
    ("J'ai travaillé trois ans au téléphone avec des clients de la région de Lyon.", "fr"),
    ("I spent three years on the phone with customers from the north of England.", "en"),
    ("He trabajado tres años por teléfono con clientes de toda Andalucía.", "es"),
    ("اشتغلت ثلاث سنوات في مركز نداء بوجدة", "ar"),
    ("Khdemt 3 snin f centre d'appel, daba kan9elleb 3la khedma f Oujda, dyali loghat mzyanin", "ar"),
]


@pytest.mark.parametrize(("text", "language"), TEXTS)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_line_keeps_the_language_of_its_document_unless_its_small_words_say_otherwise() -> None:
    french = LanguageCode("fr")

    assert line_language("licence en anglais, universite mohammed premier", document=french) == "fr"
    assert line_language("i work with the team in the office and on the phone", document=french) == "en"
    assert line_language("مستشاره زبناء لدي شركه", document=french) == "ar"
