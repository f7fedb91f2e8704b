"""Whether the trained files that the package ships are those that it was released with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from sayso.errors import ModelError

SUMS = "SHA256SUMS"
"""The file beside the modules that holds the hashes, as `sha256sum` writes and checks it."""


@cache
def checked(name: str) -> Path:
    """Where a trained file lies, once it is found to be the one that was shipped; looked at once in a process.

    Args:
        name: the file in the package: "language/models/tagger.onnx", "resources/stories.npz".

    Raises:
        ModelError: when the file is missing, damaged or another one.

    OpenSSL's sha256 takes 19 ms for the largest file, 23 MB, on a core that has instructions for it.
    """
    path = Path(str(files("sayso").joinpath(name)))
    expected = hash_of(name)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}; {_REPAIR}") from error
    if found != expected:
        raise ModelError(f"{path} has sha256 {found[:12]}…, the file that was shipped has {expected[:12]}…; {_REPAIR}")
    return path


def hash_of(name: str) -> str:
    """The sha256 that a trained file must have, in hexadecimal digits.

    Args:
        name: as for `checked`.

    Raises:
        ModelError: when the package ships no such file.
    """
    if name not in _sums():
        raise ModelError(f"{SUMS} of sayso has no {name}; {_REPAIR}")
    return _sums()[name]


_REPAIR = "reinstall sayso (`pip install --force-reinstall --no-deps sayso`)"


@cache
def _sums() -> Mapping[str, str]:
    lines = files("sayso").joinpath(SUMS).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
