"""Which words count as the same word when labels are compared."""

from collections.abc import Iterable, Iterator, Mapping

_MIN_LETTERS = 4
_MIN_ARABIC_LETTERS = 3
_MOST_LETTERS = 40  # no word is longer; what is cannot be inflected
_MOST_PARTICLES = 3  # `وبال` and the like

# (ending, what stands in its place): number first, then gender, in French, English and Spanish.
_PLURALS = (("aux", "al"), ("ies", "y"), ("es", ""), ("s", ""), ("x", ""))
_FEMININES = (
    ("iere", "ier"),
    ("ere", "er"),
    ("euse", "eur"),
    ("trice", "teur"),
    ("nne", "n"),
    ("lle", "l"),
    ("ve", "f"),
    *((letter + "e", letter) for letter in "delinrstu"),
    *((letter + "a", letter) for letter in "lnrsz"),
    ("a", "o"),
)
_INFLECTED_ENDS = "aesx"
_ARABIC_ENDINGS = (("يات", "ي"), ("يه", "ي"), ("ات", ""), ("ات", "ه"), ("ون", ""), ("ين", ""), ("ه", ""))
_ARABIC_PARTICLES = "وبلفك"  # and, in, for, so, as: written without a space
_SURE_PARTICLES = "وب"


class Vocabulary:
    """The words of all labels, with every inflected form led back to one of them.

    A form is only ever led back to a word that some label uses: `conseillères` becomes `conseiller`
    because labels say `conseiller`, while `bus` stays `bus`. Labels and texts go through the same
    reduction, so they meet.
    """

    def __init__(
        self, forms: Iterable[str], *, spellings: Mapping[str, str], uninflected: Iterable[str] = ()
    ) -> None:
        """Take the folded words of all labels, misspellings, and words that have no inflected forms."""
        self._forms = frozenset(forms)
        self._uninflected = frozenset(uninflected)
        self._spellings = dict(spellings)
        self._known: dict[str, str] = {}

    def canonical(self, form: str) -> str:
        """Return the word that stands for `form`, a folded word; `form` itself when no label knows it."""
        known = self._known.get(form)
        if known is None:
            known = self._reduce(form)
            if len(self._known) < 1 << 17:
                self._known[form] = known
        return known

    def __contains__(self, form: str) -> bool:
        return form in self._forms

    def _reduce(self, form: str, *, n_particles: int = 0) -> str:
        if form in self._uninflected or len(form) > _MOST_LETTERS:
            return form
        base = self._base(self._spellings.get(form, form))
        bare = self._without_particle(base, n_particles) if n_particles < _MOST_PARTICLES else None
        if bare and (base not in self._forms or _is_surely_particle(base[0], bare)):
            return bare
        return base + "s" if self._is_known_by_plural(base) else base

    def _is_known_by_plural(self, base: str) -> bool:
        plural = base + "s"
        is_plural = len(base) >= _MIN_LETTERS and plural in self._forms and plural not in self._uninflected
        return is_plural and base not in self._forms

    def _base(self, form: str) -> str:
        while shorter := next((base for base in _bases(form) if base in self._forms), None):
            form = shorter
        return form

    def _without_particle(self, form: str, n_particles: int) -> str | None:
        if form[0] in _ARABIC_PARTICLES and len(form) > _MIN_ARABIC_LETTERS:
            rest = self._reduce(form[1:], n_particles=n_particles + 1)
            return rest if rest in self._forms else None
        return None


def _is_surely_particle(letter: str, rest: str) -> bool:
    """Whether the letter is surely one, even where labels have the word as it stands (`بمركز`).

    A short rest is no proof (`وجدة` is not `و` and `جدة`), and `ل` begins too many words.
    """
    return letter in _SURE_PARTICLES and len(rest) >= _MIN_LETTERS


def _bases(form: str) -> Iterator[str]:
    if form.isascii():
        yield from _latin_bases(form)
    else:
        yield from _arabic_bases(form)


def _latin_bases(form: str) -> Iterator[str]:
    if form[-1] not in _INFLECTED_ENDS:
        return
    for singular in (*_without(form, _PLURALS, _MIN_LETTERS), form):
        yield from _without(singular, _FEMININES, _MIN_LETTERS)
        if singular != form:
            yield singular


def _arabic_bases(form: str) -> Iterator[str]:
    yield from _without(form, _ARABIC_ENDINGS, _MIN_ARABIC_LETTERS)


def _without(form: str, endings: Iterable[tuple[str, str]], min_letters: int) -> Iterator[str]:
    for ending, replacement in endings:
        base = form.removesuffix(ending) + replacement
        if form.endswith(ending) and len(base) >= min_letters:
            yield base
