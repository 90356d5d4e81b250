"""Which passages belong to which documents, in memory."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from labwright.core.workspace import Database
from labwright.knowledge.storage.database import state_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]

MANY = 3
"""Of all passages, those are many of which there is at least one in so many."""


class PassageMap:
    """The passages of documents, read once for each state of the catalogue.

    A condition that most documents meet names most passages; SQLite would go to each of them.

    Args:
        db: The catalogue's database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._state = ""
        self._codes: dict[str, int] = {}
        self._ids: Ids | None = None
        self._documents: Ids | None = None

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._read()[1])

    @property
    def state(self) -> str:
        """Which state of the catalogue this is."""
        return state_of(self._db)

    def many(self, ids: "Ids") -> bool:
        """Tell whether ids are so many of all that it is quicker to sort the others out."""
        return MANY * len(ids) >= len(self)

    def of(self, documents: Iterable[str]) -> "Ids":
        """Return the passages of some documents.

        Args:
            documents: Their content hashes; those that are not held are left out.

        Returns:
            Sorted ids.
        """
        import numpy as np

        codes, ids, belongs = self._read()
        wanted = np.zeros(len(codes) + 1, dtype=bool)
        wanted[[codes[document] for document in documents if document in codes]] = True
        return ids[wanted[belongs]]

    def _read(self) -> "tuple[dict[str, int], Ids, Ids]":
        import numpy as np

        with self._lock:
            state = self.state
            if state != self._state or self._ids is None or self._documents is None:
                rows = self._db.execute("SELECT id, document FROM passages ORDER BY id").fetchall()
                codes: dict[str, int] = {}
                belongs = [codes.setdefault(document, len(codes)) for _, document in rows]
                self._codes, self._state = codes, state
                self._ids = np.array([number for number, _ in rows], dtype=np.int64)
                self._documents = np.array(belongs, dtype=np.int64)
            return self._codes, self._ids, self._documents


def those_among(allowed: "Ids", numbers: Iterable[int]) -> set[int]:
    """Return those of some ids that are allowed.

    Args:
        allowed: Sorted ids.
        numbers: Ids.

    Example:
        >>> import numpy as np
        >>> those_among(np.array([2, 5, 9]), [5, 7, 12])
        {5}
    """
    import numpy as np

    asked = np.fromiter(numbers, dtype=np.int64)
    places = np.searchsorted(allowed, asked)
    inside = places < len(allowed)
    asked, places = asked[inside], places[inside]
    return set(asked[allowed[places] == asked].tolist())
