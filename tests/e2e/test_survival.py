"""Killed anywhere, an answer is finished without running a finished tool call again."""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from labwright import Lab

pytestmark = pytest.mark.e2e

QUESTION = (
    "Compare aspirin, ibuprofen and naproxen on logP and TPSA, their similarity, and draw them"
)


def _ask(command: list[str], workspace: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*command, "ask", QUESTION, "--workspace", str(workspace)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_ten_kills_lose_nothing_and_repeat_nothing(command: list[str], tmp_path: Path) -> None:
    began = time.perf_counter()
    assert _ask(command, tmp_path / "whole").wait(120) == 0
    whole_time = time.perf_counter() - began
    lab = Lab(tmp_path / "whole")
    whole = lab.resume(lab.threads()[0].thread)
    moments = random.Random(7)
    # Nine in ten kills fall in the second half: before it, the libraries are still loading.
    for number in range(10):
        workspace = tmp_path / f"w{number}"
        process = _ask(command, workspace)
        time.sleep(whole_time * moments.uniform(0.05 if number == 0 else 0.5, 0.98))
        process.send_signal(signal.SIGKILL)
        process.wait()
        lab = Lab(workspace)
        turns = lab.threads()
        thread = turns[0].thread if turns else lab.ask(QUESTION).thread
        done = [r for r in lab.receipts(thread) if r["finished"]]
        answer = lab.resume(thread)
        after = {(r["turn"], r["step"]): r for r in lab.receipts(thread)}
        assert [claim.text for claim in answer.claims] == [claim.text for claim in whole.claims]
        assert [e.id for e in answer.evidence] == [e.id for e in whole.evidence]
        for receipt in done:
            assert after[receipt["turn"], receipt["step"]] == receipt
        assert lab.unfinished() is None


def test_a_kill_between_two_tool_calls_is_resumed_in_the_middle(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    events = lab.stream(QUESTION)
    finished = 0
    for event in events:
        finished += event.kind == "step_finished"
        if finished == 2:
            break
    events.close()  # type: ignore[attr-defined]
    thread = lab.threads()[0].thread
    before = {r["step"] for r in lab.receipts(thread) if r["finished"]}
    assert before
    answer = Lab(tmp_path).resume()
    assert answer.status == "answered"
    assert all(r["started"] == 1 for r in lab.receipts(thread) if r["step"] in before)
