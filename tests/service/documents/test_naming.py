import pytest

from service.documents.naming import display_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("CV Salma.pdf", "CV_Salma.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\salma\\cv.docx", "cv.docx"),
        ("سيرة ذاتية.pdf", "سيرة_ذاتية.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_x.pdf"),
        ('cv"; filename="other.pdf', "cv_filename=_other.pdf"),
        ("\ud83d.pdf", "pdf"),
        ("..", "document"),
        ("", "document"),
        (None, "document"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive_or_escape(sent: str | None, shown: str) -> None:
    assert display_name(sent) == shown


def test_a_long_name_keeps_its_ending() -> None:
    name = display_name("cv" * 200 + ".docx")
    assert len(name) == 100
    assert name.endswith(".docx")
