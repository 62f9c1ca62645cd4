from matching.text.clean import clean

ALIGNED = """\
Lina BERRAK                        PROFIL
Technicienne réseau                Curieuse et méthodique, j'aime
                                   les baies bien rangées.
CONTACT
Oujda, Hay Zitoune                 EXPERIENCE
06 00 00 31 31                     Technicienne réseau, Netaris
                                   mars 2022 – présent
LANGUES                            - câblage et brassage
Arabe : maternelle                 - supervision des liens
Français : C1
                                   FORMATION
LOISIRS                            DUT Réseaux, EST Oujda, 2021
Vélo
"""

DATES_IN_THE_MARGIN = """\
EXPERIENCE
2021 - 2024      Téléconseiller, Azur Appels
                 réception d'appels
                 tri des courriels
2019 - 2021      Vendeur, boutique Rif
                 caisse et conseil
                 inventaires
2017 - 2019      Serveur, café Colombo
                 service en salle
FORMATION
2016             Baccalauréat
"""

COLLAPSED = """\
NADIA TAHRI Profil
27 ans, célibataire Agente polyvalente, j'ai commencé à
Oujda (Hay Qods) l'accueil puis au téléphone.
nadia.tahri@courrier.example Je cherche un poste stable.
06 00 00 41 42 en journée.

Parcours
Langues 03.2023 → ce jour
Français ★★★★☆ Chargée de clientèle
Anglais ★★☆☆☆ Voxaris, Oujda
"""


def test_two_aligned_columns_come_one_after_the_other() -> None:
    text = clean(ALIGNED).text

    assert text.index("Vélo") < text.index("EXPERIENCE")
    assert "mars 2022 – présent\n• câblage et brassage\n• supervision des liens" in text


def test_the_name_and_title_above_the_first_headings_stay_on_top() -> None:
    assert clean(ALIGNED).text.startswith("Lina BERRAK\nTechnicienne réseau\n")


def test_dates_in_a_margin_stay_beside_their_jobs() -> None:
    assert "2021 - 2024\tTéléconseiller, Azur Appels" in clean(DATES_IN_THE_MARGIN).text


def test_columns_with_a_single_space_between_them_are_parted_where_the_words_tell() -> None:
    text = clean(COLLAPSED).text

    assert "03.2023 → ce jour\nChargée de clientèle\nVoxaris, Oujda" in text
    assert "Français ★★★★☆\nAnglais ★★☆☆☆" in text


def test_a_single_column_is_left_as_it_is() -> None:
    text = "Omar SAHLI\nComptable\n\nExpérience\n2020 - 2024 : Comptable, fiduciaire Azur\n"

    assert clean(text).text == text.rstrip("\n") + "\n"
