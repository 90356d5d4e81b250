"""Portions of a file worked off here, over processes, or over a Ray cluster, in order."""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from typing import Any, Literal

from labwright.core.cluster import ray_cluster
from labwright.core.errors import BadArgument, LabwrightError, LibraryFailed
from labwright.core.isolation import Worker as Process
from labwright.tools.sets.molecule_file import Raw
from labwright.tools.sets.work import Done, Work, refused, work_off

Engine = Literal["processes", "serial", "ray"]
ENGINES = ("processes", "serial", "ray")
MOST = 2000
"""Records in a portion."""
_FIRST = 20
_PORTION_SECONDS = 0.4
_AHEAD = 3
"""Portions that each process may be ahead of what was taken: results fill memory."""
_SLOWER = 20
"""How much slower than its neighbours a portion may be before it is given up."""
_START = 5.0
"""Seconds in which a process loads what it needs."""


class Portions:
    """Cuts records into portions that take about the same time.

    Args:
        records: The records.
    """

    def __init__(self, records: Iterator[Raw]) -> None:
        self._records = records
        self._size = _FIRST
        self.each = 0.0

    def next(self) -> list[Raw]:
        """Return the next portion; empty at the end."""
        return list(islice(self._records, self._size))

    def limit(self, work: Work, portion: list[Raw]) -> float:
        """Return the seconds that a portion may take: a slow molecule in it is no hanging one."""
        hanging = work.seconds * min(len(portion), 2)
        return _START + hanging + _SLOWER * self.each * len(portion)

    def learn(self, done: Done) -> None:
        """Make portions smaller or larger by how long one took."""
        if done.count:
            each = done.seconds / done.count
            slower = self.each and each > self.each  # as a first one is, with all that it loads
            self.each = 0.8 * self.each + 0.2 * each if slower else each
            wanted = int(_PORTION_SECONDS / max(self.each, 1e-6))
            self._size = max(1, min(MOST, wanted, self._size * 4))


class Guard:
    """Works off portions in a process of its own, which may crash or hang."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._over = False

    def run(self, work: Work, portion: list[Raw], limit: float) -> Done:
        """Work off a portion; if its process ends, one record at a time finds out which did it.

        Args:
            work: What is wanted.
            portion: The records.
            limit: Seconds that it may take.

        Returns:
            What came out; a record that ends its process or takes too long is a bad one.
        """
        done = self._try(work, portion, limit)
        if isinstance(done, Done):
            return done
        if len(portion) == 1:
            return refused(work, portion, done)
        whole = Done(0)
        for raw in portion:
            one = self._try(work, [raw], _START + work.seconds)
            one = one if isinstance(one, Done) else refused(work, [raw], one)
            whole.count += 1
            whole.faults += one.faults
            whole.text += one.text
            whole.outcomes += one.outcomes
            whole.seconds += one.seconds
        return whole

    def _try(self, work: Work, portion: list[Raw], limit: float) -> Done | str:
        """Return what came out, or how the process ended."""
        import pickle

        if self._over:
            return "was stopped"
        if self._process is None or not self._process.alive:
            self._process = Process()
        call = pickle.dumps((work_off.__module__, work_off.__qualname__, (work, portion), {}))
        reply = self._process.ask(call, limit)
        if not reply:
            self._process.end()
            self._process = None
            given_up = f"was given up after {work.seconds:g} s"
            return given_up if reply is None else "ended the process that computed it"
        fine, value = pickle.loads(reply)  # noqa: S301 - written by our own process
        if not fine:
            raise value if isinstance(value, LabwrightError) else LibraryFailed(str(value))
        done: Done = value
        return done

    def end(self) -> None:
        """End the process; a portion in it is not finished."""
        self._over = True
        if self._process is not None:
            self._process.end()


def run(
    work: Work, records: Iterator[Raw], engine: Engine = "processes", workers: int = 0
) -> Iterator[Done]:
    """Work off the records of a file.

    Args:
        work: What is wanted.
        records: The records.
        engine: ``processes`` on this machine; ``ray`` on those of a cluster; ``serial`` in this
            process, where a molecule that hangs or crashes takes it along.
        workers: How many processes; 0 takes one a core.

    Yields:
        What came out, in the order of the file.

    Raises:
        BadArgument: If the engine is not known.
        MissingExtra: If Ray is wanted and not installed.
    """
    portions = Portions(records)
    if engine == "serial":
        while portion := portions.next():
            done = work_off(work, portion)
            portions.learn(done)
            yield done
    elif engine == "processes":
        yield from _over_processes(work, portions, workers or cores())
    elif engine == "ray":
        yield from _over_ray(work, portions, workers)
    else:
        raise BadArgument(f"There is no engine “{engine}”.", f"Known: {', '.join(ENGINES)}.")


def cores() -> int:
    """Return how many cores this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _over_processes(work: Work, portions: Portions, workers: int) -> Iterator[Done]:
    here = threading.local()
    guards: list[Guard] = []

    def begin() -> None:
        here.guard = Guard()
        guards.append(here.guard)

    def work_one(portion: list[Raw], limit: float) -> Done:
        guard: Guard = here.guard
        return guard.run(work, portion, limit)

    pool = ThreadPoolExecutor(workers, initializer=begin)
    try:
        yield from _in_order(
            portions,
            lambda portion: pool.submit(work_one, portion, portions.limit(work, portion)),
            Future.result,
            workers * _AHEAD,
        )
    finally:
        for guard in guards:
            guard.end()
        pool.shutdown(cancel_futures=True)
        for guard in guards:  # one may have begun a process meanwhile
            guard.end()


def _in_order(
    portions: Portions, begin: Callable[[list[Raw]], Any], result: Callable[[Any], Done], most: int
) -> Iterator[Done]:
    running: deque[Any] = deque()
    more = True
    while more or running:
        while more and len(running) < most:
            portion = portions.next()
            more = bool(portion)
            if portion:
                running.append(begin(portion))
        if running:
            done = result(running.popleft())
            portions.learn(done)
            yield done


def _over_ray(work: Work, portions: Portions, workers: int) -> Iterator[Done]:
    with ray_cluster() as ray:
        task: Any = ray.remote(max_retries=2)(guarded)
        shared = ray.put(work)
        count = workers or int(ray.cluster_resources().get("CPU", 1))
        yield from _in_order(
            portions,
            lambda portion: task.remote(shared, portion, portions.limit(work, portion)),
            ray.get,
            count * _AHEAD,
        )


_guards: list[Guard] = []


def guarded(work: Work, portion: list[Raw], limit: float) -> Done:
    """Work off a portion in a process beside this one, which stays for the next portion.

    Args:
        work: What is wanted.
        portion: The records.
        limit: Seconds that it may take.

    Returns:
        What came out.
    """
    if not _guards:
        _guards.append(Guard())
    return _guards[0].run(work, portion, limit)
