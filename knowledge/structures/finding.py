"""Finding molecules of the documents, and where they are spoken of."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadArgument
from labwright.knowledge.structures.index import StructureIndex

if TYPE_CHECKING:
    from labwright.knowledge.chemistry.mention import Resolver
    from labwright.knowledge.storage.catalogue import Catalogue

_PLACES = 5
_NEAREST = 10_000


class Place(BaseModel):
    """Where a document speaks of a molecule.

    Args:
        source: File name.
        path: Full path of the file.
        document: Content hash of the document.
        page: Page counted from 1.
        span: Start and end offset in the page's text.
        text: The words there, verbatim.
        how: What resolved them.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    path: str
    document: str
    page: int
    span: tuple[int, int]
    text: str
    how: str


class MoleculeHit(BaseModel):
    """A molecule that a search found.

    Args:
        smiles: Canonical SMILES.
        formula: Molecular formula.
        mass: Monoisotopic mass in Da.
        name: The words that most surely name it.
        similarity: Tanimoto similarity of Morgan fingerprints (radius 2, 2048 bits) to the query;
            None where none was asked for.
        places: Where documents speak of it, at most five.
    """

    model_config = ConfigDict(frozen=True)

    smiles: str
    formula: str
    mass: float
    name: str
    similarity: float | None = None
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        """Return name, structure and the first place."""
        near = "" if self.similarity is None else f"  similarity {self.similarity:.2f}"
        where = f"  {self.places[0].source}, p. {self.places[0].page}" if self.places else ""
        return f"{self.name}  {self.smiles}  {self.formula}{near}{where}"


class MoleculeFinder:
    """Finds molecules by structure, formula, mass and name.

    Args:
        catalogue: Knows the molecules.
        index: Searches their structures.
        resolver: Knows names; None where there is none.
    """

    def __init__(
        self, catalogue: "Catalogue", index: StructureIndex,
        resolver: "Callable[[], Resolver | None]",
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._index = index
        self._resolver = resolver

    def ids(self, like: str = "", contains: str = "", threshold: float = 0.4) -> list[int]:
        """Return the molecules that are similar to one, or contain another, or both."""
        found: list[int] | None = None
        if like.strip():
            found = [number for number, _ in self._index.like(like, threshold, 0)]
        if contains.strip():
            holding = self._index.contains(contains)
            found = holding if found is None else [n for n in found if n in set(holding)]
        return found or []

    def compound(self, text: str) -> tuple[list[int], str]:
        """Return the molecules and the formula that a name, formula or SMILES means."""
        resolver = self._resolver()
        smiles = (resolver.resolve(text) if resolver is not None else None) or text
        from labwright.knowledge.structures.molecule import molecules_of

        _, made = next(molecules_of([smiles], keys=False))
        number = self._catalogue.compounds.by_smiles(made.smiles) if made else None
        formulae = self._catalogue.compounds.formula_of(text)
        return ([number] if number is not None else []), formulae

    def keys(self, text: str) -> list[str]:
        """Return what property records of a compound are kept under, and its words themselves."""
        molecules, formula = self.compound(text)
        keys = self._catalogue.compounds.keys_of(molecules)
        return list(dict.fromkeys(key for key in (*keys, formula, text) if key))

    def search(
        self,
        like: str = "",
        contains: str = "",
        formula: str = "",
        mass: tuple[float, float] | None = None,
        threshold: float = 0.0,
        k: int = 10,
    ) -> list[MoleculeHit]:
        """Find molecules that meet all conditions.

        Args:
            like: SMILES of a similar molecule.
            contains: SMARTS or SMILES of a part.
            formula: Molecular formula in Hill order.
            mass: Least and highest monoisotopic mass in Da.
            threshold: Least similarity to ``like``.
            k: Most molecules.

        Returns:
            The most similar first, else in the order in which they were found.

        Raises:
            BadArgument: If no condition is given.
            BadStructure: If a structure cannot be read.
        """
        sets: list[Sequence[int]] = []
        if contains.strip():
            sets.append(self._index.contains(contains))
        if formula.strip():
            sets.append(self._catalogue.compounds.by_formula(formula.strip()))
        if mass is not None:
            sets.append(self._catalogue.compounds.by_mass(*mass))
        near: dict[int, float] = {}
        if like.strip():
            near = dict(self._index.like(like, threshold, 0 if sets else k))
            sets.insert(0, list(near))
        if not sets:
            raise BadArgument(
                "The search says nothing of the molecules that are wanted.",
                "Give like (a SMILES), contains (a SMARTS), formula or mass.",
            )
        others = [set(some) for some in sets[1:]]
        found = [n for n in sets[0] if all(n in other for other in others)][:k]
        return self._hits(found, near)

    def _hits(self, ids: list[int], near: dict[int, float]) -> list[MoleculeHit]:
        facts = self._catalogue.compounds.facts(ids)
        hits = []
        for number in ids:
            smiles, formula, mass = facts[number]
            places = self._places(number)
            name = places[0].text if places else smiles
            hits.append(
                MoleculeHit(
                    smiles=smiles, formula=formula, mass=mass, name=name,
                    similarity=round(near[number], 4) if number in near else None, places=places,
                )
            )  # fmt: skip
        return hits

    def _places(self, number: int) -> tuple[Place, ...]:
        made = []
        for document, page, start, end, text, how in self._catalogue.compounds.places(
            number, _PLACES
        ):
            path = self._catalogue.path_of(document)
            made.append(
                Place(source=Path(path).name, path=path, document=document, page=page,
                      span=(start, end), text=text, how=how)
            )  # fmt: skip
        return tuple(made)
