"""Sentences of the API itself, for people, in their language."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REFUSED_CRITERION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fr": "L'annonce nomme un critère sur lequel nul ne peut être trié ; il n'est pas utilisé.",
        "en": "The advert names grounds on which nobody may be sorted; they are not used.",
        "es": "El anuncio nombra un criterio por el que no se puede clasificar a nadie; no se usa.",
        "ar": "يذكر الإعلان معيارًا لا يجوز فرز أي شخص على أساسه؛ ولا يُستعمل هنا.",
    }
)
