"""Which documents a search is about."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from labwright.core.errors import BadArgument

Years = tuple[int | None, int | None]


class Where(BaseModel):
    """Conditions that passages must meet, all of them; what is empty is no condition.

    Texts are compared without regard to case. All but ``doi``, ``document`` and ``kind`` need only
    be contained in what they are compared with; ``source`` may hold ``*`` and ``?``.

    Args:
        year: A year, or the first and the last one; either may be open.
        author: Part of the name of an author.
        title: Part of the title.
        venue: Part of the name of the journal or publisher.
        kind: ``article``, ``preprint``, ``thesis``, … as in ``Metadata``.
        doi: The DOI.
        section: Part of the headings above a passage.
        source: The file name or the end of its path.
        project: The project that files were added to.
        tag: A tag of files; several must all be there.
        compound: A name, formula or SMILES of a compound that the passage speaks of.
        document: Content hash of a document.

    Example:
        >>> Where.of({"year": 2020}).year
        (2020, 2020)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: Years | None = None
    author: str = ""
    title: str = ""
    venue: str = ""
    kind: str = ""
    doi: str = ""
    section: str = ""
    source: str = ""
    project: str = ""
    tag: tuple[str, ...] = ()
    compound: str = ""
    document: str = ""

    @field_validator("year", mode="before")
    @classmethod
    def _one_year(cls, value: Any) -> Any:
        return (value, value) if isinstance(value, int) else value

    @field_validator("tag", mode="before")
    @classmethod
    def _one_tag(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @classmethod
    def of(cls, given: "Where | dict[str, Any] | None") -> "Where":
        """Return conditions from what a caller gave.

        Args:
            given: Conditions, a dictionary of them, or None for none.

        Returns:
            The conditions.

        Raises:
            BadArgument: If a name or value is not known.
        """
        if isinstance(given, Where):
            return given
        try:
            return cls.model_validate(given or {})
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"])) or "where"
            raise BadArgument(
                f"The condition “{name}” cannot be {first.get('input')!r}: {first['msg']}.",
                f"Known conditions: {', '.join(cls.model_fields)}.",
            ) from error

    @property
    def empty(self) -> bool:
        """Whether there is no condition."""
        return self == Where()
