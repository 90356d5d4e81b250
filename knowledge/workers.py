"""Parsing files one after the other, over processes, or over the machines of a Ray cluster."""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Literal

from labwright.core.cluster import ray_cluster
from labwright.core.errors import LabwrightError, UnreadableDocument
from labwright.knowledge.parsing import Parsed, parse
from labwright.knowledge.readers.registry import fault, unopened

Engine = Literal["auto", "here", "processes", "ray"]
Outcome = Parsed | LabwrightError
_FEW, _SMALL = 3, 2_000_000
"""Files, and bytes in all, below which starting a process costs more than it saves."""
_AHEAD = 6
"""Files that each process may be ahead of what was taken: what is parsed fills memory."""
_SECONDS = 900.0
"""After which a file that is still being read is given up."""


def parse_all(
    files: Sequence[Path], resolver: str, engine: Engine = "auto"
) -> Iterator[tuple[Path, Outcome] | None]:
    """Parse files, each to its end or its fault.

    Args:
        files: The files.
        resolver: As for ``parse``.
        engine: ``here``, ``processes``, ``ray``, or ``auto`` for the quicker of the first two.

    Yields:
        Each file with what was made of it or why it could not be read, as they get ready; None
        where the next one is not ready yet, so that something else can be done meanwhile.

    Raises:
        MissingExtra: If Ray is wanted and not installed.
    """
    if engine == "ray":
        yield from _over_ray(files, resolver)
    elif engine == "here" or (engine == "auto" and _little(files)):
        yield from ((file, outcome(file, resolver)) for file in files)
    else:
        yield from _over_processes(files, resolver)


def outcome(file: Path, resolver: str) -> Outcome:
    """Parse a file and return what was made of it, or its fault."""
    try:
        return parse(file, resolver)
    except LabwrightError as error:
        return error
    except OSError as error:
        return unopened(file, error)
    except Exception as error:  # whatever a file does to a reader, the others are read
        return UnreadableDocument(fault(file, error))


def _little(files: Sequence[Path]) -> bool:
    if len(files) < _FEW or (os.cpu_count() or 1) < 2:  # noqa: PLR2004
        return True
    return sum(file.stat().st_size for file in files if file.exists()) < _SMALL


def _told(file: Path, resolver: str) -> Any:
    """Return the outcome in a form that survives the way between processes."""
    made = outcome(file, resolver)
    return made if isinstance(made, Parsed) else (type(made).__name__, made.message, made.remedy)


def _read_back(told: Any) -> Outcome:
    if isinstance(told, Parsed):
        return told
    kind, message, remedy = told
    from labwright.core import errors

    if kind == "MissingExtra" or not hasattr(errors, kind):
        return UnreadableDocument(message, remedy)
    made: LabwrightError = LabwrightError.__new__(getattr(errors, kind))
    LabwrightError.__init__(made, message, remedy)
    return made


def _over_processes(files: Sequence[Path], resolver: str) -> Iterator[tuple[Path, Outcome] | None]:
    waiting = deque(files)
    workers = max(1, min(len(files), (os.cpu_count() or 2) - 1))
    while waiting:
        suspects: list[Path] = []
        pool = _pool(workers)
        try:
            yield from _drain(pool, waiting, resolver, workers, suspects)
        finally:
            _end(pool)
        # A process that dies takes its neighbours' work along: each of them is read alone.
        for file in suspects:
            yield file, _alone(file, resolver)


def _drain(
    pool: ProcessPoolExecutor, waiting: deque[Path], resolver: str, workers: int,
    suspects: list[Path],
) -> Iterator[tuple[Path, Outcome] | None]:  # fmt: skip
    running: dict[Future[Any], Path] = {}
    while waiting or running:
        try:
            while waiting and len(running) < workers * _AHEAD:
                running[pool.submit(_told, waiting[0], resolver)] = waiting[0]
                waiting.popleft()
        except BrokenProcessPool:
            suspects += running.values()
            return
        done, _ = wait(running, timeout=0)
        if not done:
            yield None
            done, _ = wait(running, timeout=_SECONDS, return_when=FIRST_COMPLETED)
        if not done:
            suspects += running.values()
            return
        for future in done:
            file = running.pop(future)
            try:
                yield file, _read_back(future.result())
            except BrokenProcessPool:
                suspects += [file, *running.values()]
                return


def _alone(file: Path, resolver: str) -> Outcome:
    pool = _pool(1)
    try:
        return _read_back(pool.submit(_told, file, resolver).result(timeout=_SECONDS))
    except BrokenProcessPool:
        return UnreadableDocument("Reading it ended the process that read it.", "Save it anew.")
    except TimeoutError:
        return UnreadableDocument(
            f"Reading it was given up after {_SECONDS:.0f} s.", "Split it and add the parts."
        )
    finally:
        _end(pool)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Not by fork: a copy of a process in which torch has threads may hang.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_quiet)


def _quiet() -> None:
    """Leave Ctrl-C to the process that started this one."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end(pool: ProcessPoolExecutor) -> None:
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:  # one that hangs would keep this one from ending
        process.terminate()


def _over_ray(files: Sequence[Path], resolver: str) -> Iterator[tuple[Path, Outcome]]:
    with ray_cluster() as ray:
        yield from _by_tasks(ray, files, resolver)


def _by_tasks(ray: Any, files: Sequence[Path], resolver: str) -> Iterator[tuple[Path, Outcome]]:
    task: Any = ray.remote(_told)
    waiting: Iterable[Path] = iter(files)
    running: dict[Any, Path] = {}
    ahead = _AHEAD * int(ray.cluster_resources().get("CPU", 1))
    while True:
        for file in waiting:
            running[task.remote(file, resolver)] = file
            if len(running) >= ahead:
                break
        if not running:
            return
        done, _ = ray.wait(list(running), num_returns=1)
        for reference in done:
            yield running.pop(reference), _read_back(ray.get(reference))
