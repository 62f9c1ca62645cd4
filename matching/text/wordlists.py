"""Lists of words as patterns that stay fast however long the list."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""

_Tree = dict[str, Any]


def any_of(phrases: Iterable[str]) -> str:
    r"""The pattern of any of `phrases`, the longest first; a space matches any run of white space.

    Words that begin alike share their beginning (`ja(?:nvier|nuary)`), so that the engine, which tries
    alternatives one by one, tries a handful instead of hundreds. The pattern is a group of its own.
    """
    tree: _Tree = {}
    for phrase in phrases:
        branch = tree
        for sign in phrase:
            branch = branch.setdefault(sign, {})
        branch[_END] = {}
    return f"(?:{_pattern(tree)})" if tree else r"(?!)"


def _pattern(tree: _Tree) -> str:
    """The pattern of a tree of signs; what may end here is tried last."""
    is_end = _END in tree
    branches = [_sign(sign) + _pattern(branch) for sign, branch in tree.items() if sign != _END]
    if not branches:
        return ""
    together = "|".join(branches)
    if is_end:
        return f"(?:{together})?"
    return together if len(branches) == 1 else f"(?:{together})"


def _sign(sign: str) -> str:
    return r"\s+" if sign == " " else re.escape(sign)
