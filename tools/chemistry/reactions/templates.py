"""Applying a reaction template to molecules: every distinct set of products, sanitised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadStructure

if TYPE_CHECKING:
    from rdkit.Chem import Mol

# Sets of products that one template may give before it is cut off: fewer of large molecules,
# whose products take long to be read again.
_MOST_OUTCOMES, _FEWEST_OUTCOMES, _ATOMS_READ = 200, 10, 6000


@dataclass(frozen=True)
class Outcome:
    """One set of products.

    Args:
        products: Canonical SMILES, in the order of the template.
        sites: Atoms of each reactant that the template matched.
    """

    products: tuple[str, ...]
    sites: tuple[tuple[int, ...], ...] = ()


@lru_cache(maxsize=1024)
def compiled(smarts: str) -> Any:
    """Return a reaction SMARTS as RDKit runs it.

    Args:
        smarts: Such as ``[C:1]=O>>[C:1]O``.

    Returns:
        The initialised reaction.

    Raises:
        BadStructure: If it cannot be read, or a template of it is empty.

    Example:
        >>> compiled("[C:1]=O>>[C:1]O").GetNumReactantTemplates()
        1
    """
    from rdkit import rdBase
    from rdkit.Chem import rdChemReactions

    kind = "reaction SMARTS"
    with rdBase.BlockLogs():
        try:
            reaction = rdChemReactions.ReactionFromSmarts(smarts)
        except ValueError as error:
            raise BadStructure(smarts, _first_line(error), kind=kind) from error
        if not reaction.GetNumReactantTemplates() or not reaction.GetNumProductTemplates():
            raise BadStructure(smarts, "it has no reactant or no product", kind=kind)
        try:
            reaction.Initialize()
        except ValueError as error:
            raise BadStructure(smarts, _first_line(error), kind=kind) from error
    return reaction


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else "it does not parse"


def fits(smarts: str, role: int, mol: "Mol") -> bool:
    """Tell whether a molecule can be a given reactant of a template.

    Args:
        smarts: The reaction SMARTS.
        role: Index of the reactant.
        mol: The molecule.
    """
    return bool(mol.HasSubstructMatch(compiled(smarts).GetReactantTemplate(role)))


def template_size(smarts: str) -> int:
    """Return how many atoms the reactants of a template name: how specific it is."""
    reaction = compiled(smarts)
    return sum(
        reaction.GetReactantTemplate(role).GetNumAtoms()
        for role in range(reaction.GetNumReactantTemplates())
    )


def outcomes(
    smarts: str,
    reactants: "Sequence[Mol]",
    inverts: Sequence[int] = (),
    scrambles: Sequence[int] = (),
) -> list[Outcome]:
    """Run a template once on its reactants, at every place where it fits.

    Args:
        smarts: The reaction SMARTS.
        reactants: One molecule for each reactant of the template.
        inverts: Mapped atoms whose configuration turns over.
        scrambles: Mapped atoms whose configuration is lost.

    Returns:
        Distinct sets of products; those that break a valence rule are left out.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> outcomes("[C:1]=[O:2]>>[C:1][O:2]", [MolFromSmiles("CC=O")])[0].products
        ('CCO',)
    """
    from rdkit import rdBase

    atoms = sum(mol.GetNumAtoms() for mol in reactants)
    most = min(_MOST_OUTCOMES, max(_FEWEST_OUTCOMES, _ATOMS_READ // max(1, atoms)))
    found: dict[tuple[str, ...], Outcome] = {}
    with rdBase.BlockLogs():
        sets = compiled(smarts).RunReactants(tuple(reactants), maxProducts=5 * most)
        for products in sets:
            finished = tuple(_finished(product, inverts, scrambles) for product in products)
            alike = tuple(sorted(finished))
            if all(finished) and alike not in found:
                found[alike] = Outcome(finished, tuple(_sites(products, len(reactants))))
            if len(found) >= most:
                break
    return list(found.values())


def _finished(product: "Mol", inverts: Sequence[int], scrambles: Sequence[int]) -> str:
    """Return the SMILES of a product as RDKit leaves it; empty where it is no molecule."""
    from rdkit import Chem

    for atom in product.GetAtoms():
        number = atom.GetIntProp("old_mapno") if atom.HasProp("old_mapno") else 0
        if number in inverts:
            atom.InvertChirality()
        if number in scrambles:
            atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    try:
        Chem.SanitizeMol(product)
        # A second reading settles stereo marks that no longer belong and explicit hydrogens.
        again = Chem.MolFromSmiles(Chem.MolToSmiles(product))
    except (ValueError, RuntimeError):
        return ""
    return "" if again is None else str(Chem.MolToSmiles(again))


def _sites(products: "Sequence[Mol]", reactants: int) -> Iterator[tuple[int, ...]]:
    places: list[set[int]] = [set() for _ in range(reactants)]
    for product in products:
        for atom in product.GetAtoms():
            if atom.HasProp("old_mapno") and atom.HasProp("react_idx"):
                places[atom.GetIntProp("react_idx")].add(atom.GetIntProp("react_atom_idx"))
    for place in places:
        yield tuple(sorted(place))
