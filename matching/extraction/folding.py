"""The plain form of text, under the name the extractors import."""

from matching.text.folding import fold

__all__ = ["fold"]
