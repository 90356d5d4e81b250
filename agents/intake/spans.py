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
        """Tell whether no entity touches a span."""
        return all(end <= e.start or start >= e.end for e in self.entities)

    def add(self, entity: Entity) -> None:
        """Note an entity."""
        self.entities.append(entity)
