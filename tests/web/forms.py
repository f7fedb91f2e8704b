"""What tests send back to the desk's forms."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient


def csrf(client: TestClient, path: str = "/sign-in") -> str:
    """What the forms of a page send back in their hidden field."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]
