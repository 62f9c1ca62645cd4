import pytest

from matching.text.genders import in_one_gender


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Téléconseillère confirmée, diplômée en vente", "Téléconseiller confirmé, diplômé en vente"),
        ("TECHNICIENNE SUPPORT", "TECHNICIEN SUPPORT"),
        ("des vendeuses sérieuses et ponctuelles", "des vendeurs sérieux et ponctuels"),
        ("chargé·e de clientèle, motivé(e), formé.e", "chargé de clientèle, motivé, formé"),
        ("Hôtesse d'accueil, assistante-comptable", "Hôte d'accueil, assistant-comptable"),
        ("Teleoperadora y gestora, encargada de tienda", "Teleoperador y gestor, encargado de tienda"),
        ("Operador(a) titulada", "Operador titulado"),
        ("مستشارة زبناء، والموظفة المكلفة بالشكايات", "مستشار زبناء، والموظف المكلف بالشكايات"),
    ],
)
def test_words_for_a_person_come_in_one_gender(text: str, expected: str) -> None:
    assert in_one_gender(text) == expected
    assert in_one_gender(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Vente, matière première, carrière, année 2023, initiative",
        "Node.js, ASP.net, a.e@courriel.example, www.site.example",
        "Fecha de entrega, hora de entrada, fin de semana",
        "شركة، خدمة، خبرة مهنية، إدارة",
        "Customer adviser, e-mail and chat",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert in_one_gender(text) == text
