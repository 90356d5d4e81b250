"""Bookkeeping of which characters of a question are already understood."""

from dataclasses import dataclass, field

from labwright.core.reading import Entity


@dataclass
class Spans:
    """Entities found so far, none overlapping another of its layer.

    Args:
        text: The question.
        entities: What was found.
    """

    text: str
    entities: list[Entity] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        """Tell whether no entity touches a span.

        A formula may be a name or a structure as well; only what is a part of it is not free.
        """
        return not any(
            e.start < end and start < e.end
            for e in self.entities
            if e.kind != "formula" or (e.start <= start and end <= e.end and
                                       (start, end) != (e.start, e.end))
        )  # fmt: skip

    def add(self, entity: Entity) -> None:
        """Note an entity."""
        self.entities.append(entity)
