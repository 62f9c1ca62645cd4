import pytest

from matching.taxonomy.notation import expand


@pytest.mark.parametrize(
    ("notation", "forms"),
    [
        ("conseiller/ère client", ["conseiller client", "conseillère client"]),
        ("développeur/se", ["développeur", "développeuse"]),
        ("téléacteur/trice", ["téléacteur", "téléactrice"]),
        ("technicien/ne", ["technicien", "technicienne"]),
        ("chef/fe", ["chef", "cheffe"]),
        ("hôte/sse", ["hôte", "hôtesse"]),
        ("administratif/ve", ["administratif", "administrative"]),
        ("chargé/e d'accueil", ["chargé d'accueil", "chargée d'accueil"]),
        ("técnico/a informático/a", ["técnico informático", "técnica informática"]),
        ("operador/a", ["operador", "operadora"]),
        ("مستشار(ة) زبناء", ["مستشار زبناء", "مستشارة زبناء"]),
        ("TCP/IP", ["TCP/IP"]),
        ("{agent|hôte} d'accueil", ["agent d'accueil", "hôte d'accueil"]),
        ("technicien [supérieur] réseaux", ["technicien réseaux", "technicien supérieur réseaux"]),
        ("agent [de] nuit", ["agent de nuit"]),  # `de` makes no difference to a text
        ("conseiller [client|clientèle]", ["conseiller", "conseiller client", "conseiller clientèle"]),
    ],
)
def test_short_notation_stands_for_several_forms(notation: str, forms: list[str]) -> None:
    assert expand(notation) == forms


def test_choices_and_genders_multiply() -> None:
    assert len(expand("{conseiller/ère|chargé/e} {client|clientèle} [bilingue]")) == 16
