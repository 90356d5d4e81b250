"""The lexical index: words to passages."""

import json
import math
import sqlite3
import threading
from collections.abc import Sequence
from functools import cached_property

from labwright.core.workspace import Database
from labwright.knowledge.storage.database import LISTED
from labwright.knowledge.storage.passage_map import PassageMap

_TITLE, _SECTION = 2.0, 1.5
"""Weights of words in a title and a heading; in the text 1."""
_K1 = 1.2
"""Saturation of repeated words in SQLite's own BM25 (sqlite.org/fts5.html, section 5.1.1)."""
_RAREST = 1e-6
TOKENIZER = "porter unicode61 remove_diacritics 2"
_MOST_COUNTED = 10_000
"""Words whose passages are counted once for each state of the catalogue."""
_LARGE = 20_000
"""Passages from which on common words are not looked up for their own sake."""
_SHARE = 0.16
"""Share of all passages that the rarer words of a question may hold together: with more, they
change nothing among the first hundred (measured on 100,000 passages: 99.97 of 100 the same)."""
_APART = 3
"""Words between two that still count as side by side."""


class Lexicon:
    """The full-text index of the catalogue.

    Args:
        db: The catalogue's database.
        passages: Knows how many passages there are.
    """

    def __init__(self, db: Database, passages: PassageMap) -> None:
        self._db = db
        self._counted: dict[tuple[str, str], int] = {}
        self._stems: dict[str, list[str]] = {}
        self._passages = passages
        self._lock = threading.Lock()

    def search(
        self, query: str, limit: int, among: Sequence[int] | None = None, holding: str = ""
    ) -> list[tuple[int, float]]:
        """Search by words.

        Args:
            query: An FTS5 expression.
            limit: Most hits.
            among: Ids of the passages that may be found; None allows all.
            holding: Another FTS5 expression that passages must satisfy; the score is not by it.

        Returns:
            (passage id, BM25 score) pairs, best first; scores are above 0.
        """
        if not query:
            return []
        given: list[object] = [_TITLE, _SECTION, query]
        only = ""
        if among is not None:
            # With the sign, SQLite searches once and sorts out, instead of once for every id.
            only = f"AND +rowid IN ({LISTED}) "
            given.append(json.dumps(list(among)))
        if holding:
            only += "AND +rowid IN (SELECT rowid FROM lexical WHERE lexical MATCH ?) "
            given.append(holding)
        rows = self._db.execute(
            "SELECT rowid, -bm25(lexical, ?, ?, 1.0, 1.0) AS score FROM lexical "  # noqa: S608
            f"WHERE lexical MATCH ? {only}ORDER BY score DESC LIMIT ?",
            [*given, limit],
        )
        return [(int(row[0]), float(row[1])) for row in rows]

    def rarer(self, phrases: Sequence[str]) -> str:
        """Return which of a question's phrases a passage must hold one of to come first.

        Scoring every passage that holds a common word takes most of the time of a search, and
        those that hold nothing else come last.

        Args:
            phrases: The question as ``lexical_phrases`` writes it.

        Returns:
            An FTS5 expression of the rarer phrases; empty where all of them are to be looked up.
        """
        passages = len(self._passages)
        if passages < _LARGE:
            return ""
        counts = {phrase: self._holding(phrase) for phrase in phrases}
        kept: list[str] = []
        held = 0
        for phrase in sorted(phrases, key=lambda phrase: counts[phrase]):
            held += counts[phrase]
            if kept and held > _SHARE * passages:
                break
            kept.append(phrase)
        return " OR ".join(kept) if len(kept) < len(phrases) else ""

    def _holding(self, phrase: str) -> int:
        """Return how many passages hold a phrase, at most; none counted for pairs of characters."""
        if not phrase.startswith('"'):
            return 0
        terms = self._terms([phrase.strip('"')])
        return min((self._passages_with(term) for term in terms[0]), default=0) if terms else 0

    def best_possible(self, words: Sequence[str]) -> float:
        """Return the BM25 score that no passage can exceed: every word, as often as counts.

        Args:
            words: The words of a question.

        Returns:
            The sum of their weights; 0 for no words.
        """
        passages = len(self._passages)
        weights = []
        for terms in self._terms(words):
            held = min((self._passages_with(term) for term in terms), default=0)
            rarity = math.log((passages - held + 0.5) / (held + 0.5)) if held <= passages else 0.0
            weights.append(max(rarity, _RAREST) * (_K1 + 1))
        return sum(weights)

    def near(self, first: str, second: str) -> set[int]:
        """Return the passages in which two words stand side by side, or almost."""
        rows = self._db.execute(
            "SELECT rowid FROM lexical WHERE lexical MATCH ?",
            (f'NEAR("{first}" "{second}", {_APART})',),
        )
        return {int(row[0]) for row in rows}

    def _passages_with(self, term: str) -> int:
        key = (self._passages.state, term)
        if key not in self._counted:
            if len(self._counted) >= _MOST_COUNTED:
                self._counted.clear()
            row = self._db.execute("SELECT doc FROM words WHERE term = ?", (term,)).fetchone()
            self._counted[key] = int(row[0]) if row else 0
        return self._counted[key]

    def _terms(self, words: Sequence[str]) -> list[list[str]]:
        """Return the terms that the index has for some words, stemmed by its own tokenizer."""
        with self._lock:  # steps search in parallel
            new = [word for word in dict.fromkeys(words) if word not in self._stems]
            if len(self._stems) + len(new) > _MOST_COUNTED:
                self._stems.clear()
                new = list(dict.fromkeys(words))
            if new:
                self._stem(new)
            return [self._stems[word] for word in words if self._stems[word]]

    def _stem(self, words: Sequence[str]) -> None:
        db = self._stemmer
        db.execute("DELETE FROM stems")
        db.executemany("INSERT INTO stems (rowid, word) VALUES (?, ?)", enumerate(words, 1))
        self._stems |= {word: [] for word in words}
        for row, term in db.execute("SELECT doc, term FROM stemmed"):
            self._stems[words[row - 1]].append(term)

    @cached_property
    def _stemmer(self) -> sqlite3.Connection:
        self._db.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words "
            "USING fts5vocab('main', 'lexical', 'row')"
        )
        made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        made.execute(f"CREATE VIRTUAL TABLE stems USING fts5(word, tokenize = '{TOKENIZER}')")
        made.execute("CREATE VIRTUAL TABLE stemmed USING fts5vocab('stems', 'instance')")
        return made
