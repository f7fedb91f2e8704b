from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.bulk.processes import AHEAD, Lost, affordable, in_processes, side_by_side
from sayso.errors import WorkerError
from tests.bulk import work

ROOT = Path(__file__).parents[2]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_results_come_in_the_order_given() -> None:
    assert list(in_processes(work.double, range(9), 2)) == [(n, 2 * n) for n in range(9)]


def test_nothing_to_do_starts_nothing() -> None:
    assert list(in_processes(work.double, [], 2)) == []


@pytest.mark.parametrize(("deadly", "reason"), [("die_on_three", "exit code 7"), ("killed_on_three", "was killed")])
def test_a_crash_loses_one_item_only(deadly: str, reason: str) -> None:
    found = dict(in_processes(getattr(work, deadly), range(6), 2))
    lost = found.pop(3)
    assert isinstance(lost, Lost)
    assert reason in lost.reason
    assert found == {n: n for n in (0, 1, 2, 4, 5)}


def test_an_item_that_takes_too_long_is_lost_alone() -> None:
    found = dict(in_processes(work.stuck_on_three, range(5), 2, seconds=3.0))
    assert found.pop(3) == Lost(reason="it took longer than 3 seconds")
    assert found == {n: n for n in (0, 1, 2, 4)}


@pytest.mark.parametrize(("count", "processes"), [(3, 2), (4, 1)])
def test_few_items_and_one_process_are_worked_on_here(count: int, processes: int) -> None:
    pairs = side_by_side(work.process, range(count), least=4, processes=processes, inside=work.double)
    assert list(pairs) == [(n, os.getpid()) for n in range(count)]


def test_workers_do_the_work_as_it_is_done_inside_them() -> None:
    pairs = side_by_side(work.fail, range(4), least=4, processes=2, inside=work.double)
    assert list(pairs) == [(n, 2 * n) for n in range(4)]


def test_no_more_workers_than_have_a_use() -> None:
    (one,) = {pid for _, pid in side_by_side(work.process, range(4), least=4, processes=2, most=1)}
    assert one != os.getpid()


def test_what_work_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no 5"):
        list(in_processes(work.fail, [5], 1))


def test_an_exception_that_cannot_be_pickled_keeps_its_words() -> None:
    with pytest.raises(RuntimeError, match="Stubborn: 1 and 2"):
        list(in_processes(work.fail, [0], 1))


def test_what_a_worker_prints_is_no_result() -> None:
    assert list(in_processes(work.talk, [1, 2], 1)) == [(1, 1), (2, 2)]


def test_a_worker_uses_one_thread_and_is_used_again() -> None:
    assert {n for _, n in in_processes(work.allowed_threads, range(3), 1)} == {1}
    assert len({pid for _, pid in in_processes(work.process, range(3), 1)}) == 1


def test_items_are_read_as_results_are_taken() -> None:
    read: list[int] = []

    def items() -> Iterator[int]:
        for n in range(1000):
            read.append(n)
            yield n

    pairs = in_processes(work.double, items(), 2)
    for taken in range(1, 20):
        next(pairs)
        assert len(read) <= taken + 2 * AHEAD
    pairs.close()


def test_workers_end_when_the_consumer_stops() -> None:
    pairs = in_processes(work.process, range(100), 2)
    pids = {next(pairs)[1] for _ in range(8)}
    pairs.close()
    assert pids
    assert not any(isinstance(pid, int) and alive(pid) for pid in pids)


def test_a_worker_that_cannot_start_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerError, match="/bin/false"):
        list(in_processes(work.double, [1], 1))


def test_as_many_workers_as_cores_at_the_most() -> None:
    assert 1 <= affordable() <= (os.cpu_count() or 1)


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from operator import neg\nfrom sayso.bulk.processes import in_processes\n"
        "print(list(in_processes(neg, [1, 2], 2)))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[(1, -1), (2, -2)]\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_ends_all_at_once(tmp_path: Path) -> None:
    code = (
        "import os\nfrom tests.bulk import work\nfrom sayso.bulk.processes import in_processes\n"
        "print('began', flush=True)\nlist(in_processes(work.sleep_long, range(9), 2))\n"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "began\n"
    time.sleep(0.5)
    began = time.monotonic()
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=30)
    assert time.monotonic() - began < 20
    assert errors.count("Traceback") <= 1
    assert "KeyboardInterrupt" in errors
