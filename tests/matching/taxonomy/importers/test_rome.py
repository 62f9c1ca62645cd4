import pytest

from matching.taxonomy.importers.rome import concepts_from_rome

TRADES = "code_rome,code_ogr,libelle_rome,statut\nZ1001,11,Conseil sur ligne,1\nZ1002,12,Vente,1\n"
TITLES = """code_ogr,libelle_appellation_long,libelle_appellation_court,code_rome
101,Chargé / Chargée de ligne en journée,Chargé / Chargée de ligne,Z1001
102,Hôte / Hôtesse de ligne,Hôte / Hôtesse de ligne,Z1001
103,Vendeur / Vendeuse,Vendeur / Vendeuse,Z1002
104,Achat / vente,Achat / vente,Z1002
"""


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_trades_come_with_the_titles_of_both_genders(delimiter: str) -> None:
    advice, sales = concepts_from_rome(
        trades=TRADES.replace(",", delimiter), titles="\ufeff" + TITLES.replace(",", delimiter)
    )
    assert advice.id == "occupation/rome-z1001"
    assert advice.rome == "Z1001"
    assert advice.labels("fr") == (
        "Conseil sur ligne",
        "Chargé de ligne",
        "Chargée de ligne",
        "Chargé de ligne en journée",
        "Chargée de ligne en journée",
        "Hôte de ligne",
        "Hôtesse de ligne",
    )
    assert sales.labels("fr") == ("Vente", "Vendeur", "Vendeuse", "Achat / vente")
