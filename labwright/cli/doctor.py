"""Checks that everything labwright needs is here and agrees."""

import json
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from labwright.core.errors import LabwrightError
from labwright.graphs.threads import Threads
from labwright.knowledge.document import AddReport
from labwright.session import Lab

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PACKAGES = ("rdkit", "langgraph", "langchain-core", "chromadb", "transformers", "torch", "pint")
_PATIENCE = 60.0
"""Seconds that a server may take for one token."""
Check = tuple[str, bool | None, str]


def examine(repair: bool, model: str | None, workspace: str | None, as_json: bool) -> int:
    """Check and print; return the exit code."""
    lab = Lab(workspace, model=model)
    repaired = _repair(lab) if repair else []
    checks = [
        *_programs(), *_weights(), *_model(lab), *repaired, *_store(lab), *_threads(lab),
        *_artifacts(lab), *_network(lab),
    ]  # fmt: skip
    broken = [check for check in checks if check[1] is False]
    if as_json:
        rows = [{"check": name, "ok": ok, "detail": detail} for name, ok, detail in checks]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for name, ok, detail in checks:
            mark = {True: "ok   ", False: "FAULT", None: "note "}[ok]
            print(f"{mark}  {name:<22} {detail}")
    return 1 if broken else 0


def _programs() -> list[Check]:
    from labwright.knowledge.chemistry.opsin_process import java_present

    checks: list[Check] = [("Python", True, platform.python_version())]
    for package in _PACKAGES:
        try:
            checks.append((package, True, version(package)))
        except PackageNotFoundError:
            checks.append((package, False, "not installed: pip install labwright"))
    found = java_present()
    detail = "found: systematic names are resolved" if found else "absent: only names in the tables"
    return [*checks, ("Java runtime", True if found else None, detail)]


def _weights() -> list[Check]:
    from labwright.models.weights import manifest

    return [
        (w.name, w.present, str(w.path) if w.present else "missing: labwright models pull")
        for w in manifest().values()
    ]


def _model(lab: Lab) -> list[Check]:
    from labwright.models.selection import profile_of

    try:
        _ask(lab.model)
        profile = profile_of(lab.model)
    except LabwrightError as error:
        return [("language model", False, str(error))]
    where = profile.server or profile.place
    measured = profile.measured or "not measured: labwright doctor --probe"
    return [
        (
            "language model",
            None if profile.remote else True,
            f"{profile.shown()}, {where}; {measured}",
        )
    ]


def _ask(model: "BaseChatModel | None") -> None:
    """Ask a server for one token: it may list a model and be dead, busy or loading all the same.

    Raises:
        ServerFault: If it does not answer.
    """
    from labwright.models.endpoint.chat import EndpointChatModel

    if isinstance(model, EndpointChatModel):
        EndpointChatModel(
            address=model.address, name=model.name, api_key=model.api_key, tries=1,
            read=_PATIENCE, total=_PATIENCE,
        ).invoke("Hello", max_tokens=1)  # fmt: skip


def _repair(lab: Lab) -> list[Check]:
    try:
        lab.store.repair()
    except Exception as error:  # Chroma raises its own; the other checks are wanted all the same
        return [("repair", False, str(error))]
    return [("repair", True, "the vector index was built anew")]


def _store(lab: Lab) -> list[Check]:
    try:
        counts = lab.store.catalogue.counts()
        troubled = AddReport(files=lab.store.catalogue.reports()).of("failed", "kept")
    except LabwrightError as error:
        return [("knowledge store", False, str(error))]
    shown = ", ".join(f"{number} {name}" for name, number in counts.items())
    checks: list[Check] = [("knowledge store", True, shown)]
    agrees = lab.store.agrees()
    detail = "agrees with the catalogue" if agrees else "is behind: labwright doctor --repair"
    checks.append(("vector index", agrees, detail))
    return [*checks, *(("document", None, f"{f.path}: {f.reason}") for f in troubled)]


def _threads(lab: Lab) -> list[Check]:
    try:
        held = Threads(lab.workspace.threads).check()
    except LabwrightError as error:
        return [("threads", False, str(error))]
    return [("threads", True, f"{held} questions")]


def _artifacts(lab: Lab) -> list[Check]:
    try:
        kept = lab.workspace.check_artifacts()
    except LabwrightError as error:
        return [("artifacts", False, str(error))]
    return [("artifacts", True, f"{kept} pieces of evidence, as they were stored")]


def _network(lab: Lab) -> list[Check]:
    networked = [t.name for t in lab.toolbox.tools.values() if "network" in t.declaration.needs]
    detail = f"tools that use it: {', '.join(networked)}" if networked else "nothing uses it"
    return [*_embedder(lab), ("network", None if networked else True, detail)]


def _embedder(lab: Lab) -> list[Check]:
    from labwright.models.embedding.protocol import place_of

    place, remote = place_of(lab.store.embedder)
    detail = f"{place}, another machine: it is sent questions and passages" if remote else place
    return [("embedding model", None if remote else True, detail)]
