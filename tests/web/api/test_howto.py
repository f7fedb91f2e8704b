"""The commands of the how-to answer what it shows."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from fastapi.testclient import TestClient

from sayso.web.app import make_app
from sayso.web.desk import Desk

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "api.md"
HERE = "http://127.0.0.1:8000"


def commands() -> list[tuple[str, list[str]]]:
    """Each curl command on the page, with the lines that are shown of its answer."""
    out: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            if command.startswith("curl") and HERE in command:
                out.append((command, shown))
    return out


def asked(client: TestClient, command: str) -> httpx2.Response:
    """Does what curl would do, as far as the page uses it."""
    words = iter(shlex.split(command)[1:])
    method, url, headers, data, files, into_query = None, "", {}, [], [], False
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-urlencode"):
            data.append(next(words))
        elif word == "-F":
            name, _, path = next(words).partition("=@")
            files.append((name, (path, b"<p>A ferry ran aground off Tessin Point.</p>")))
        elif word == "-G":
            into_query = True
        elif word == "-o":
            next(words)
        elif word != "-s":
            url = word
    if into_query:
        url += "?" + urlencode([tuple(one.split("=", 1)) for one in data])
        data = []
    content: dict[str, Any] = {"content": data[0]} if data else {}
    return client.request(method or ("POST" if data or files else "GET"), url, headers=headers, files=files, **content)


def test_every_command_answers_what_is_shown(desk: Desk) -> None:
    client = TestClient(make_app(desk), base_url=HERE)
    found = commands()
    assert len(found) > 15
    for command, shown in found:
        answer = asked(client, command)
        assert answer.status_code < 300 or "s99" in command, (command, answer.text)
        kind = answer.headers["content-type"]
        assert bool(shown) == ("json" in kind), command
        if shown:
            told = json.dumps(answer.json(), indent=1, ensure_ascii=False).split("\n")
            lines = {line.rstrip(",") for line in told}
            missing = [line for line in shown if line != "…" and line.rstrip(",") not in lines]
            assert missing == [], command


def test_the_python_of_the_page_goes_through_all_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    client = TestClient(make_app(desk), base_url=HERE)
    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    printed: list[tuple[Any, ...]] = []
    exec(compile(code, str(PAGE), "exec"), {"print": lambda *words: printed.append(words)})
    assert len(printed) > 5
