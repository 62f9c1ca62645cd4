"""Errors of the pure layer.

MatchingError
├── UnreadableText
├── UnknownConcept
├── EncoderMismatch
└── FeatureMismatch
"""

from collections.abc import Sequence


class MatchingError(Exception):
    """The texts or values given cannot be matched."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class UnreadableText(MatchingError):
    """The text holds too few words to be read."""


class UnknownConcept(MatchingError):
    """The taxonomy has no such concept."""

    def __init__(self, concept: str) -> None:
        super().__init__(f"The taxonomy has no concept {concept!r}.")
        self.concept = concept


class EncoderMismatch(MatchingError):
    """Vectors of two encoders are never compared."""

    def __init__(self, *, expected: str, got: str) -> None:
        super().__init__(f"Vectors of {got} cannot be compared with vectors of {expected}.")
        self.expected = expected
        self.got = got


class FeatureMismatch(MatchingError):
    """The weights name features that the scorer does not have."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Unknown features: {', '.join(sorted(names))}.")
        self.names = tuple(names)
