"""A property of a compound or material as a document states it."""

from pydantic import BaseModel, ConfigDict

from labwright.knowledge.chemistry.values import Comparator


class PropertyRecord(BaseModel):
    """One value of one property of one subject.

    Args:
        subject: What has the property, verbatim.
        subject_key: InChIKey or reduced formula of the subject; empty if neither is known or the
            subject is a mixture, a composite or a doped material.
        property: Name of the property, as in ``properties.toml``.
        value: The number, of a range the lower one; the text of a property such as space group.
        value_high: Of a range the higher number.
        unit: Unit as pint reads it; empty for bare numbers and texts.
        uncertainty: Uncertainty in the same unit.
        comparator: ``=``; ``~`` where the text says “about”; ``<`` and ``>`` for bounds.
        conditions: Conditions as the text gives them, such as “at 0.1C; at 25 °C”.
        page: Page counted from 1.
        start: Offset of the value in the page's text.
        end: Offset behind the value.
        quote: Start and end of the sentence or table row that states it.
        confidence: How surely subject, property and value belong together, in 0…1.

    Example:
        >>> record = PropertyRecord(subject="LiFePO4", property="discharge capacity", value=165.0,
        ...     unit="mA*hour/g", conditions="at 0.1C", page=4, start=0, end=9, quote=(0, 60))
        >>> str(record)
        'LiFePO4 · discharge capacity · 165 mA*hour/g · at 0.1C · page 4'
    """

    model_config = ConfigDict(frozen=True)

    subject: str
    subject_key: str = ""
    property: str
    value: float | str
    value_high: float | None = None
    unit: str = ""
    uncertainty: float | None = None
    comparator: Comparator = "="
    conditions: str = ""
    page: int
    start: int
    end: int
    quote: tuple[int, int]
    confidence: float = 1.0

    def __str__(self) -> str:
        """Return the record as one line."""
        shown = self.value if isinstance(self.value, str) else f"{self.value:g}"
        sign = "" if self.comparator == "=" else f"{self.comparator} "
        high = f"–{self.value_high:g}" if self.value_high is not None else ""
        error = f" ± {self.uncertainty:g}" if self.uncertainty is not None else ""
        value = f"{sign}{shown}{high}{error} {self.unit}".strip()
        parts = [self.subject, self.property, value, self.conditions, f"page {self.page}"]
        return " · ".join(part for part in parts if part)
