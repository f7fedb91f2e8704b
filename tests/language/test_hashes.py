"""A trained file that is not the one that was shipped is refused, with what to do about it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.errors import ModelError
from sayso.language import hashes
from training.hashes import PACKAGE, sums

NAME = "resources/stories.npz"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package's folder with one trained file and the hashes of all."""
    (tmp_path / NAME).parent.mkdir()
    for name in (NAME, hashes.SUMS):
        shutil.copy(PACKAGE / name, tmp_path / name)
    monkeypatch.setattr(hashes, "files", lambda _: tmp_path)
    monkeypatch.setattr(hashes, "checked", hashes.checked.__wrapped__)
    return tmp_path


def test_the_hashes_are_those_of_what_is_shipped() -> None:
    assert (PACKAGE / hashes.SUMS).read_text(encoding="ascii") == sums(), "run: python -m training.hashes"


def test_what_was_shipped_is_taken(package: Path) -> None:
    assert hashes.checked(NAME) == package / NAME


@pytest.mark.parametrize("at", [0, 100_000, -1])
def test_one_flipped_bit_is_refused(package: Path, at: int) -> None:
    data = bytearray((package / NAME).read_bytes())
    data[at] ^= 1
    (package / NAME).write_bytes(data)
    with pytest.raises(ModelError, match=r"stories\.npz has sha256 .*reinstall sayso"):
        hashes.checked(NAME)


def test_a_file_cut_off_is_refused(package: Path) -> None:
    (package / NAME).write_bytes((package / NAME).read_bytes()[:-1])
    with pytest.raises(ModelError, match="reinstall sayso"):
        hashes.checked(NAME)


def test_a_missing_file_is_named(package: Path) -> None:
    (package / NAME).unlink()
    with pytest.raises(ModelError, match=r"stories\.npz cannot be read: No such file.*reinstall sayso"):
        hashes.checked(NAME)


def test_a_file_that_nobody_shipped_is_refused(package: Path) -> None:
    with pytest.raises(ModelError, match=r"no resources/other\.npz"):
        hashes.checked("resources/other.npz")


# every way in which a trained file is opened, after one bit of it was flipped in a copy of the package
OPENED = {
    "resources/stories.npz": "from sayso.link.stories.features import prior as opened",
    "resources/coreference.npz": "from sayso.link.events.coreference import _weights as opened",
}


@pytest.mark.parametrize("name", OPENED)
def test_whoever_opens_a_damaged_file_hears_of_it(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "sayso"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"), copy_function=_link)
    data = bytearray((PACKAGE / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).unlink()
    (copy / name).write_bytes(data)
    code = f"{OPENED[name]}\nimport sayso\ntry: opened()\nexcept sayso.ModelError as error: print(error)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert done.stdout.startswith(f"{copy / name} has sha256"), done.stderr


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(source)
