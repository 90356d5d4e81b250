"""Work that crashes or hangs costs one call, never the program."""

import math
import os
import pickle
import threading
import time

import pytest

from labwright.core.errors import BadStructure, LibraryFailed, TookTooLong, UnknownName
from labwright.core.isolation import isolated
from labwright.tools.chemistry.structures import read_smiles


def test_a_function_answers_as_it_would_here() -> None:
    assert isolated(math.gcd, 12, 18) == 6


def test_work_that_hangs_is_given_up_and_the_next_call_works() -> None:
    began = time.perf_counter()
    with pytest.raises(TookTooLong, match=r"sleep was given up after 0\.3 s"):
        isolated(time.sleep, 60, seconds=0.3)
    assert time.perf_counter() - began < 5
    assert isolated(math.gcd, 4, 6) == 2


def test_a_process_that_dies_is_told_and_the_next_call_works() -> None:
    with pytest.raises(LibraryFailed, match="ended its process"):
        isolated(os._exit, 3)
    assert isolated(math.gcd, 4, 6) == 2


def test_errors_come_back_as_what_they_are() -> None:
    with pytest.raises(BadStructure) as caught:
        isolated(read_smiles, "C1CC")
    assert caught.value.position == 1
    with pytest.raises(LibraryFailed, match="math domain error|nonnegative"):
        isolated(math.sqrt, -1.0)


def test_memory_that_no_machine_has_is_an_error_not_the_end() -> None:
    with pytest.raises(LibraryFailed, match="MemoryError"):
        isolated(bytes, 2**40)


def test_what_a_library_prints_does_not_reach_the_reply() -> None:
    assert isolated(print, "noise") is None


def test_calls_from_several_threads_do_not_mix() -> None:
    found: dict[int, int] = {}

    def work(number: int) -> None:
        found[number] = isolated(math.factorial, number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: math.factorial(n) for n in range(8)}


@pytest.mark.parametrize("error", [
    UnknownName("aspirn", ("aspirin",)), BadStructure("C(", "open", 1), TookTooLong("it", 2.0),
])  # fmt: skip
def test_every_kind_of_error_survives_pickling(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__
