import pytest

from matching.taxonomy.concepts import ConceptKind
from matching.taxonomy.taxonomy import Taxonomy

TITLES = [
    # French, with what recruiters and candidates put around a title
    ("Conseillère clientèle bilingue (esp/fr) – pôle énergie", "customer-adviser"),
    ("Téléconseiller réception d'appels box et mobile", "customer-adviser"),
    ("Chargé(e) de clientèle à distance H/F", "customer-adviser"),
    ("Télévendeuse énergie marché français", "telesales-agent"),
    ("Téléconseiller en émission d'appels B2C", "telesales-agent"),
    ("Conseiller fidélisation - cellule résiliation", "retention-adviser"),
    ("Chargée de recouvrement amiable bilingue", "debt-collector"),
    ("Superviseur télévente", "contact-centre-team-leader"),
    ("Chef d'équipe en centre d'appels", "contact-centre-team-leader"),
    ("Formatrice téléconseillers et coach", "contact-centre-trainer"),
    ("Chargé de planification WFM", "wfm-planner"),
    ("Agent de vigie temps réel", "real-time-analyst"),
    ("Évaluateur qualité des appels", "quality-evaluator"),
    ("Agent de maintenance informatique", "it-maintenance-technician"),
    ("Technicienne Helpdesk N1/N2 bilingue", "helpdesk-technician"),
    ("Développeuse web Full Stack confirmée", "full-stack-developer"),
    ("Ingénieur réseaux et sécurité", "network-administrator"),
    ("Administrateur systèmes & réseaux junior", "system-administrator"),
    ("Chargé d'homologation logicielle", "qa-tester"),
    ("Stagiaire développeur Java", "java-developer"),
    ("Hôtesse de caisse", "cashier"),
    ("Serveuse en restauration", "waiter"),
    ("Boulanger-pâtissier", "baker"),
    ("Professeure de français vacataire", "language-teacher"),
    ("Secrétaire médicale", "medical-secretary"),
    ("Assistant(e) RH", "hr-assistant"),
    ("Chauffeur-livreur", "delivery-driver"),
    ("Agent de sécurité de nuit", "security-guard"),
    ("Téléopératrice émission d'appels (assurance)", "telesales-agent"),
    ("Conseillère relation clients mails & chat", "chat-email-adviser"),
    ("Conseiller SAV niveau 2", "after-sales-adviser"),
    ("Agent de saisie et back-office", "back-office-agent"),
    ("Gestionnaire de sinistres auto", "insurance-claims-handler"),
    ("Responsable de production centre d'appels", "contact-centre-operations-manager"),
    ("Chargé de formation", "trainer"),
    ("Développeur mobile Flutter", "mobile-developer"),
    ("Ingénieur d'études et développement", "software-developer"),
    ("Ingénieur DevOps / Cloud AWS", "devops-engineer"),
    ("Webmaster / Community manager", "webmaster"),
    ("Technicien informatique polyvalent", "it-maintenance-technician"),
    ("Consultant fonctionnel SAP", "erp-consultant"),
    ("Administrateur Système Windows Server et Linux", "system-administrator"),
    ("Vendeuse conseil prêt à porter", "shop-salesperson"),
    ("Magasinier cariste", "warehouse-worker"),
    ("Gérant de cybercafé", "shop-keeper"),
    # English: the head comes last, or before a comma
    ("Senior Full Stack Engineer (React/Node)", "full-stack-developer"),
    ("Customer Service Team Leader", "contact-centre-team-leader"),
    ("Team Leader, Customer Service", "contact-centre-team-leader"),
    ("Inbound Customer Service Representative - Telecom", "customer-adviser"),
    ("Outbound Sales Agent, UK market", "telesales-agent"),
    ("IT Service Desk Analyst L1", "helpdesk-technician"),
    ("Junior Data Analyst", "data-analyst"),
    ("Business Intelligence Developer", "bi-developer"),
    ("QA Automation Engineer", "test-automation-engineer"),
    ("Site Reliability Engineer", "site-reliability-engineer"),
    ("Customer Support Specialist (French & English)", "customer-adviser"),
    ("Technical Support Engineer Tier 2", "helpdesk-technician"),
    ("Quality Analyst - Voice process", "quality-evaluator"),
    ("Operations Manager - BPO", "contact-centre-operations-manager"),
    ("Freelance Graphic Designer", "graphic-designer"),
    ("Data Entry Clerk", "data-entry-operator"),
    # Spanish
    ("Teleoperadora bilingüe francés-español", "customer-adviser"),
    ("Supervisora de plataforma telefónica", "contact-centre-team-leader"),
    ("Desarrolladora Java junior", "java-developer"),
    ("Auxiliar administrativa", "administrative-assistant"),
    ("Cuidadora de niños", "nanny"),
    ("Teleoperadora de recobro", "debt-collector"),
    ("Agente de atención al cliente - sector energía", "customer-adviser"),
    ("Gestor telefónico de ventas / televenta", "telesales-agent"),
    ("Coordinadora de equipo call center", "contact-centre-team-leader"),
    ("Técnico de soporte informático nivel 2", "helpdesk-technician"),
    ("Dependienta de tienda de moda", "shop-salesperson"),
    ("Camarera de sala", "waiter"),
    # Arabic, Moroccan usage
    ("مستشارة خدمة الزبناء عبر الهاتف", "customer-adviser"),
    ("مكلفة بخدمة الزبناء", "customer-adviser"),
    ("مسير فريق بمركز النداء", "contact-centre-team-leader"),
    ("تقني في المعلوميات", "it-maintenance-technician"),
    ("مطور ويب متكامل", "full-stack-developer"),
    ("كاتبة طبية بعيادة", "medical-secretary"),
    ("سائق شاحنة", "truck-driver"),
    ("عاملة بمركز النداء", "contact-centre-work"),
    ("مكلف بخدمة العملاء عبر الهاتف", "customer-adviser"),
    ("مهندس معلوميات", "it-work"),
    ("بائعة في متجر ملابس", "shop-salesperson"),
    ("مدرسة لغة إنجليزية", "language-teacher"),
    ("عامل توصيل", "delivery-driver"),
    # Slips of the keyboard
    ("téléconseller", "customer-adviser"),
    ("tecnicien helpdesk", "helpdesk-technician"),
    ("Develloppeur Java", "java-developer"),
    ("Custommer service agent", "customer-adviser"),
    ("Agent d'acceuil", "receptionist"),
]


@pytest.mark.parametrize(("title", "occupation"), TITLES)
def test_a_title_means_one_trade(taxonomy: Taxonomy, title: str, occupation: str) -> None:
    found = taxonomy.match(title, ConceptKind.OCCUPATION)
    assert found is not None
    assert found[0].id == f"occupation/{occupation}"
    assert found[1] >= 0.65


@pytest.mark.parametrize(
    ("phrase", "kind", "concept"),
    [
        ("Licence en sciences économiques et gestion", ConceptKind.FIELD, "economics-management"),
        ("Génie informatique", ConceptKind.FIELD, "computer-science"),
        ("DTS développement digital", ConceptKind.DIPLOMA, "dts"),
        ("Bac + 3", ConceptKind.DIPLOMA, "licence"),
        ("Casabalnca", ConceptKind.TOWN, "casablanca"),
        ("Oujda, Maroc", ConceptKind.TOWN, "oujda"),
        ("بركان", ConceptKind.TOWN, "berkane"),
        ("langue espagnole", ConceptKind.LANGUAGE, "es"),
        ("React", ConceptKind.SKILL, "react"),
        ("centre d'appels", ConceptKind.SECTOR, "contact-centres"),
    ],
)
def test_a_phrase_of_any_kind_is_matched(
    taxonomy: Taxonomy, phrase: str, kind: ConceptKind, concept: str
) -> None:
    found = taxonomy.match(phrase, kind)
    assert found is not None
    assert found[0].id == f"{kind}/{concept}"


@pytest.mark.parametrize("phrase", ["", "2019 - 2021", "Oujda", "Permis B", "xyzzy"])
def test_what_is_no_title_is_no_trade(taxonomy: Taxonomy, phrase: str) -> None:
    found = taxonomy.match(phrase, ConceptKind.OCCUPATION)
    assert found is None or found[1] < 0.65


def test_a_whole_label_is_surer_than_a_part_and_a_part_than_a_vague_word(taxonomy: Taxonomy) -> None:
    confidences = [
        found[1]
        for title in ("Téléconseiller", "Téléconseiller chez Voxcontact Nearshore", "Technicien")
        if (found := taxonomy.match(title, ConceptKind.OCCUPATION))
    ]
    assert len(confidences) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] == 1.0
    assert confidences[2] <= 0.5


def test_the_head_of_the_title_decides(small: Taxonomy) -> None:
    found = small.match("Chef d'équipe conseillers client", ConceptKind.OCCUPATION)
    assert found is not None
    assert found[0].name == "lead"


def test_a_vague_label_counts_as_a_whole_phrase_only(small: Taxonomy) -> None:
    found = small.match("Agent", ConceptKind.OCCUPATION)
    assert found is not None
    assert found[0].name == "worker"
    assert found[1] <= 0.5
