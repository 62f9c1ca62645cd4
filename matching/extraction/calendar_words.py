"""Names of months, seasons and of *now*, folded, in French, English, Spanish, Arabic and Darija."""

# fmt: off
_MONTH_NAMES: tuple[tuple[str, ...], ...] = (
    ("janvier", "janv", "jan", "january", "enero", "ene", "يناير", "جانفي", "كانون الثاني", "yanayer"),
    ("fevrier", "fevr", "fev", "february", "febr", "feb", "febrero", "فبراير", "فيفري", "شباط", "fbrayer"),
    ("mars", "mar", "march", "marzo", "مارس", "اذار"),
    ("avril", "avr", "april", "apr", "abril", "abr", "ابريل", "افريل", "نيسان", "abrile"),
    ("mai", "may", "mayo", "ماي", "مايو", "ايار"),
    ("juin", "june", "jun", "junio", "يونيو", "يونيه", "جوان", "حزيران", "youniou"),
    ("juillet", "juill", "juil", "july", "jul", "julio", "يوليوز", "يوليو", "يوليه", "جويليه",
    "تموز", "yulyuz"),
    ("aout", "aou", "august", "aug", "agosto", "ago", "غشت", "اغسطس", "اوت", "اب", "ghocht"),
    ("septembre", "sept", "sep", "september", "septiembre", "setiembre", "شتنبر", "سبتمبر",
    "ايلول", "chtanbir"),
    ("octobre", "oct", "october", "octubre", "اكتوبر", "تشرين الاول"),
    ("novembre", "nov", "november", "noviembre", "نونبر", "نوفمبر", "تشرين الثاني"),
    ("decembre", "dec", "december", "diciembre", "dic", "دجنبر", "ديسمبر", "كانون الاول", "دسمبر"),
)
MONTHS: dict[str, int] = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names
}
"""Month number, 1 to 12, by folded name. The Arabic names are those of the Maghreb, Egypt and the Levant."""

_SUMMER, _AUTUMN, _WINTER, _SPRING, _CHRISTMAS = (7, 8), (9, 11), (1, 2), (3, 5), (12, 12)
SEASONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys((
        "ete", "etes", "saison d'ete", "saisons d'ete", "saisons", "saison estivale", "saison ete", "summer",
        "summer season", "summers",
        "verano", "veranos", "temporada de verano", "campana de verano", "صيف", "صيف سنه",
        "فصل الصيف", "sif",
    ), _SUMMER),
    **dict.fromkeys(("automne", "autumn", "fall", "otono", "خريف"), _AUTUMN),
    **dict.fromkeys(("hiver", "winter", "invierno", "شتاء"), _WINTER),
    **dict.fromkeys(("printemps", "spring", "primavera", "ربيع"), _SPRING),
    **dict.fromkeys((
        "noel", "christmas", "navidad", "navidades", "campana de navidad", "fetes de fin d'annee", "xmas",
    ), _CHRISTMAS),
    **dict.fromkeys(("t1", "q1", "1er trimestre", "premier trimestre", "primer trimestre"), (1, 3)),
    **dict.fromkeys(("t2", "q2", "2e trimestre", "2eme trimestre", "segundo trimestre"), (4, 6)),
    **dict.fromkeys(("t3", "q3", "3e trimestre", "3eme trimestre", "tercer trimestre"), (7, 9)),
    **dict.fromkeys(("t4", "q4", "4e trimestre", "4eme trimestre", "cuarto trimestre"), (10, 12)),
    **dict.fromkeys(("s1", "1er semestre", "premier semestre", "primer semestre"), (1, 6)),
    **dict.fromkeys(("s2", "2e semestre", "2eme semestre", "second semestre", "segundo semestre"), (7, 12)),
}
"""First and last month of the seasons, holidays, quarters and halves of a year. Summer is July and August."""

PARTS_OF_YEAR: dict[str, tuple[int, int]] = {
    **dict.fromkeys((
        "debut", "des le debut de", "early", "beginning of", "start of", "a principios",
        "principios", "comienzos",
        "inicios", "بدايه", "اوائل", "مطلع", "bdayt",
    ), (1, 2)),
    **dict.fromkeys(("mi", "milieu", "mid", "middle of", "mediados", "منتصف", "اواسط"), (6, 6)),
    **dict.fromkeys((
        "fin", "la fin", "late", "end of", "the end of", "finales", "final", "fines", "نهايه",
        "اواخر", "متم",
    ), (11, 12)),
}
"""Months meant by `début 2020`, `mid-2021`, `finales de 2022`."""

NOW: tuple[str, ...] = (
    "aujourd'hui", "aujourdhui", "aujourd hui", "auj", "ajd", "a ce jour", "ce jour",
    "nos jours", "a present",
    "present", "a l'heure actuelle", "actuel", "actuelle", "actuellement", "en cours",
    "en poste", "maintenant",
    "toujours en poste", "toujours", "jusqu'a present", "jusqu'a maintenant", "date actuelle", "ce moment",
    "poste actuel", "emploi actuel", "a date", "cejour",
    "now", "today", "current", "currently", "to date", "date", "ongoing", "the present",
    "still", "present day",
    "current position", "in progress",
    "actualidad", "la actualidad", "actual", "actualmente", "hoy", "hoy en dia", "presente",
    "el presente", "ahora",
    "la fecha", "el momento", "dia de hoy", "en curso", "la actual",
    "الان", "اليوم", "غايه اليوم",
    "حد الساعه", "غايه الساعه", "غايه يومنا هذا", "حدود الساعه", "غايه الان", "يومنا هذا",
    "يومنا", "الحاضر", "حاليا", "الوقت الحالي",
    "الوقت الحاضر", "حد الان", "لحد الان", "لحد الساعه", "الساعه", "تاريخه", "تاريخ اليوم", "الوقت الراهن",
    "دابا", "daba", "l daba", "ldaba", "lyoum", "lyouma", "had lwe9t", "hadsa3a",
)
"""Words that end a period which still goes on."""
# fmt: on
