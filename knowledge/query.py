"""What a search asks for."""

from pydantic import BaseModel, ConfigDict

from labwright.knowledge.where import Where


class Query(BaseModel):
    """A search.

    Args:
        text: A question or some words.
        like: SMILES; passages must speak of molecules that are similar to it.
        contains: SMARTS or SMILES; passages must speak of molecules that contain it.
        threshold: Least Tanimoto similarity for ``like``.
        where: Conditions.
        k: Most hits.
        per_document: Most hits from one document.
        context: Passages before and behind each hit that are given with it.
    """

    model_config = ConfigDict(frozen=True)

    text: str = ""
    like: str = ""
    contains: str = ""
    threshold: float = 0.4
    where: Where = Where()
    k: int = 5
    per_document: int = 1_000_000
    context: int = 0

    @property
    def structural(self) -> bool:
        """Whether a structure is asked for."""
        return bool(self.like.strip() or self.contains.strip())
