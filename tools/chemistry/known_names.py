"""The name table in the form in which the knowledge store asks for names."""

from collections.abc import Iterable
from functools import lru_cache

from labwright.tools.chemistry.name_table import lookup, name_table, own_names


class KnownNames:
    """Names, formulae and CAS numbers of the embedded tables.

    Example:
        >>> KnownNames().resolve("aspirin")
        'CC(=O)Oc1ccccc1C(=O)O'
    """

    @lru_cache(maxsize=4096)  # noqa: B019 - one object lives as long as its process
    def resolve(self, name: str) -> str | None:
        """Return the SMILES of a name; None if it is not in the tables."""
        found = lookup(name)
        return found.smiles if found is not None else None

    def known(self, words: Iterable[str]) -> Iterable[str]:
        """Return those of some words that are names in the tables, as they were given."""
        index, own = name_table().name_index, own_names()
        return [word for word in words if word.lower() in own or word.lower() in index]


def known_names() -> KnownNames:
    """Return the resolver, for the parts that are told of it by its place."""
    return KnownNames()
