"""Small numbers as adverts write them: digits and words in four languages."""

from matching.extraction.adverts.page import pattern

# Folded words. Arabic duals and genders are listed as they stand before a noun.
_WORDS: dict[int, str] = {
    1: r"une?|one|an?|una|uno|واحدة?|احد",
    2: r"deux|two|dos|اثنين|اثنان|اثنتين|اثنتان",
    3: r"trois|three|tres|ثلاثة?",
    4: r"quatre|four|cuatro|اربعة?",
    5: r"cinq|five|cinco|خمسة?",
    6: r"six|seis|ستة?",
    7: r"sept|seven|siete|سبعة?",
    8: r"huit|eight|ocho|ثماني|ثمانية|ثمان",
    9: r"neuf|nine|nueve|تسعة?",
    10: r"dix|ten|diez|عشرة?",
    11: r"onze|eleven|once",
    12: r"douze|twelve|doce|اثني عشر|اثنا عشر",
    15: r"quinze|fifteen|quince|خمسة عشر",
    18: r"dix-huit|eighteen|dieciocho|ثمانية عشر",
    20: r"vingt|twenty|veinte|عشرون|عشرين",
    24: r"vingt-quatre|twenty-four|veinticuatro",
    25: r"vingt-cinq|twenty-five|veinticinco",
    30: r"trente|thirty|treinta|ثلاثون|ثلاثين",
    36: r"trente-six|thirty-six|treinta y seis",
    40: r"quarante|forty|cuarenta|اربعون|اربعين",
    50: r"cinquante|fifty|cincuenta|خمسون|خمسين",
}

NUMBER_WORDS = "|".join(
    word
    for row in sorted(_WORDS.values(), key=lambda row: -max(map(len, row.split("|"))))
    for word in sorted(row.split("|"), key=len, reverse=True)
)
"""Alternatives of all number words, longest first, for use inside a `pattern`."""

_VALUES = tuple((value, pattern(f"(?:{words})")) for value, words in _WORDS.items())


def number_of(words: str) -> float | None:
    """The value of digits (`2`, `02`, `1,5`) or of a number word, folded; None when it is neither."""
    digits = words.strip().replace(",", ".")
    if digits.replace(".", "", 1).isdecimal():
        return float(digits)
    return next((float(value) for value, word in _VALUES if word.fullmatch(words.strip())), None)
