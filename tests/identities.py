"""One CV as different people would send it: what is swapped may change no score by one bit.

A block of personal details is put into every CV, so that each has all of them; a swap changes one detail.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matching.profile import Identity
from matching.types import Mention

NAMES: Mapping[str, tuple[str, str]] = {
    "woman's name": ("Fatima-Zahra El Amrani", "فاطمة الزهراء العمراني"),
    "man's name": ("Mohammed Bouazzaoui", "محمد البوعزاوي"),
    "Amazigh name": ("Tiziri Aït Ouaziz", "تيزيري أيت وعزيز"),
    "European name": ("Camille Lefèvre", "كامي لوفيفر"),
    "West African name": ("Aminata Diallo", "أميناتا ديالو"),
}
"""In Latin and in Arabic letters."""

DETAILS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "fr": {
        "age and birth": ("Né(e) le 14/03/1998, 28 ans", "Né(e) le 02/11/1971, 55 ans"),
        "family": ("Célibataire, sans enfant", "Marié(e), 4 enfants"),
        "nationality": ("Nationalité : marocaine", "Nationalité : sénégalaise"),
        "photo": ("Photo jointe", "Sans photo"),
        "district": (
            "Adresse : 12 rue des Lilas, Hay El Qods",
            "Adresse : 7 derb Sidi Yahya, quartier Lazaret",
        ),
        "national id": ("CIN : F456789", "CIN : FH12345"),
        "military service": ("Service militaire : dégagé(e)", "Service militaire : non concerné(e)"),
        "religion": ("Religion : musulmane", "Religion : chrétienne"),
    },
    "en": {
        "age and birth": ("Born 14/03/1998, aged 28", "Born 02/11/1971, aged 55"),
        "family": ("Single, no children", "Married, 4 children"),
        "nationality": ("Nationality: Moroccan", "Nationality: Senegalese"),
        "photo": ("Photo attached", "No photo"),
        "district": ("Address: 12 Lilac Street, Hay El Qods", "Address: 7 Derb Sidi Yahya, Lazaret district"),
        "national id": ("National ID: F456789", "National ID: FH12345"),
        "military service": ("Military service: exempted", "Military service: completed"),
        "religion": ("Religion: Muslim", "Religion: Christian"),
    },
    "es": {
        "age and birth": (
            "Fecha de nacimiento: 14/03/1998, 28 años",
            "Fecha de nacimiento: 02/11/1971, 55 años",
        ),
        "family": ("Estado civil: soltera, sin hijos", "Estado civil: casado, 4 hijos"),
        "nationality": ("Nacionalidad: marroquí", "Nacionalidad: senegalesa"),
        "photo": ("Foto adjunta", "Sin foto"),
        "district": (
            "Dirección: calle de las Lilas 12, Hay El Qods",
            "Dirección: derb Sidi Yahya 7, barrio Lazaret",
        ),
        "national id": ("DNI: F456789", "DNI: FH12345"),
        "military service": ("Servicio militar: exenta", "Servicio militar: cumplido"),
        "religion": ("Religión: musulmana", "Religión: cristiana"),
    },
    "ar": {
        "age and birth": (
            "تاريخ الازدياد: 14/03/1998، السن: 28 سنة",
            "تاريخ الازدياد: 02/11/1971، السن: 55 سنة",
        ),
        "family": ("الحالة العائلية: عازب(ة)، بدون أطفال", "الحالة العائلية: متزوج(ة)، 4 أطفال"),
        "nationality": ("الجنسية: مغربية", "الجنسية: سنغالية"),
        "photo": ("الصورة مرفقة", "بدون صورة"),
        "district": ("العنوان: 12 زنقة الليلك، حي القدس", "العنوان: 7 درب سيدي يحيى، حي لازاري"),
        "national id": ("رقم البطاقة الوطنية: F456789", "رقم البطاقة الوطنية: FH12345"),
        "military service": ("الخدمة العسكرية: معفى", "الخدمة العسكرية: مؤداة"),
        "religion": ("الديانة: الإسلام", "الديانة: المسيحية"),
    },
}

CONTACTS = "contacts"
GENDER = "gender forms"
N_SWAPS = len(NAMES) + len(DETAILS["fr"]) + 2

_PAIRS = (
    "téléconseillère téléconseiller|conseillère conseiller|vendeuse vendeur|technicienne technicien|"
    "développeuse développeur|chargée chargé|assistante assistant|étudiante étudiant|formatrice formateur|"
    "informaticienne informaticien|opératrice opérateur|téléopératrice téléopérateur|hôtesse hôte|"
    "caissière caissier|réceptionniste réceptionniste|directrice directeur|administratrice administrateur|"
    "employée employé|gestionnaire gestionnaire|superviseuse superviseur|agente agent|diplômée diplômé|"
    "motivée motivé|née né|enseignante enseignant|animatrice animateur|coordinatrice coordinateur|"
    "teleoperadora teleoperador|dependienta dependiente|gestora gestor|asesora asesor|"
    "programadora programador|desarrolladora desarrollador|administradora administrador|técnica técnico|"
    "supervisora supervisor|vendedora vendedor|camarera camarero|cajera cajero|coordinadora coordinador|"
    "formadora formador|encargada encargado|licenciada licenciado|diplomada diplomado|graduada graduado|"
    "مستشارة مستشار|مطورة مطور|بائعة بائع|مشرفة مشرف|موظفة موظف|مهندسة مهندس|طالبة طالب|مسؤولة مسؤول|"
    "مديرة مدير|مكلفة مكلف|سكرتيرة سكرتير|مدربة مدرب|مبرمجة مبرمج|خريجة خريج|متدربة متدرب|منسقة منسق"
)
_OTHER_FORM = {
    form: other
    for pair in _PAIRS.split("|")
    for form, other in (tuple(pair.split()), tuple(reversed(pair.split())))
}
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"\S {4,}\S")
_ARABIC = re.compile(r"[\u0620-\u064a]")


@dataclass(frozen=True)
class People:
    """One CV, and the same CV as others would send it, by what was swapped; `words` tell who sent it."""

    base: str
    swapped: Mapping[str, str]
    words: tuple[str, ...]


def people_of(text: str, *, language: str, identity: Identity) -> People:
    """The CV with a block of details, and every swap of it; a detail that the CV lacks is not swapped."""
    details = DETAILS[language if language in DETAILS else "fr"]
    base = with_details(text, [first for first, _ in details.values()])
    rewritten = {
        what: with_details(
            text, [other if name == what else first for name, (first, other) in details.items()]
        )
        for what in details
    }
    rewritten |= {what: _renamed(base, identity, forms) for what, forms in NAMES.items()}
    rewritten |= {CONTACTS: _with_other_contacts(identity)(base), GENDER: other_gender(base)}
    swapped = {what: version for what, version in rewritten.items() if version != base}
    known = (identity.name, *identity.emails, *identity.phones)
    return People(base, swapped, tuple(mention.value for mention in known if mention))


def with_details(text: str, details: list[str]) -> str:
    """The CV with lines about the person after its first words; one in columns stays as it is."""
    lines = text.lstrip("\n").split("\n")
    if any(_GAP.search(line) for line in lines[:6]):
        return text
    first = next(number for number, line in enumerate(lines) if _WORD.search(line)) + 1
    return "\n".join([*lines[:first], *details, *lines[first:]])


def other_gender(text: str) -> str:
    """The CV with every trade and participle of the table in its other gender."""
    return _in_place(text, _WORD, _other_form)


def _in_place(text: str, pattern: re.Pattern[str], other: Callable[[str], str]) -> str:
    """The text with every match in another form; columns beside it stay where they are."""

    def changed(match: re.Match[str]) -> str:
        form, gap = other(match["what"]), match["gap"]
        return form + (gap if len(gap) < 4 else " " * max(4, len(match[0]) - len(form)))

    return re.sub(rf"(?P<what>{pattern.pattern})(?P<gap> *)", changed, text)


def _replaced(text: str, old: str, new: str) -> str:
    return _in_place(text, re.compile(re.escape(old)), lambda _: new)


def _other_form(word: str) -> str:
    form = _OTHER_FORM.get(word.lower())
    return _in_case(word, form) if form else word


def _in_case(word: str, form: str) -> str:
    if word.isupper():
        return form.upper()
    return form.capitalize() if word[:1].isupper() else form


def _renamed(text: str, identity: Identity, forms: tuple[str, str]) -> str:
    """Another person writes another name, and has another address that is made of it."""
    if identity.name is None:
        return text
    old = identity.name.value
    new = forms[1] if _ARABIC.search(old) else forms[0]
    new = new.upper() if old.isupper() else new
    for address in (*identity.emails, *identity.links):
        other = _address_of(new, like=address.value, of=old)
        text = _replaced(text, address.value, other)
    return _replaced(text, old, new)


def _address_of(new: str, *, like: str, of: str) -> str:
    """An address of the same form with the words of another name."""
    for old_word, new_word in zip(_plain(of).split(), _plain(new).split(), strict=False):
        like = re.sub(re.escape(old_word), new_word, like, flags=re.IGNORECASE)
    return like


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z ]", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def _with_other_contacts(identity: Identity) -> Callable[[str], str]:
    def change(text: str) -> str:
        for email in identity.emails:
            local, at, domain = email.value.partition("@")
            text = text.replace(email.value, "".join(_next(c) for c in local) + at + domain)
        for written in _as_written(text, identity.phones):
            text = text.replace(written, written[:-2] + "77")
        return text

    return change


def _next(letter: str) -> str:
    return chr(ord(letter) + 1) if letter in "abcdefghijklmnopqrstuvwxy" else letter


def _as_written(text: str, phones: tuple[Mention[str], ...]) -> list[str]:
    """Telephone numbers as the CV writes them; identities hold them in one form."""
    found = []
    for phone in phones:
        tail = phone.value[-8:]
        match = re.search(r"[\s.\-]?".join(tail), text)
        if match and match[0].isascii():
            found.append(match[0])
    return found
