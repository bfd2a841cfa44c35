"""The HTTP interface is a golden file: it changes where somebody means to change it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.assembly import Communique
from service.http.app import make_app

GOLDEN = Path(__file__).parent / "golden" / "openapi.json"
RENEW = "python tests/test_openapi.py"


def write(description: dict[str, Any]) -> str:
    return json.dumps(description, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_interface_is_the_golden_one(client: TestClient) -> None:
    described = write(client.get("/openapi.json").json())
    if described != GOLDEN.read_text(encoding="utf-8"):
        pytest.fail(f"the HTTP interface is no longer that of {GOLDEN.name}. If that is meant: {RENEW}")


def test_every_route_of_the_interface_can_fail_with_a_problem_document(client: TestClient) -> None:
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            described = operation["responses"]["default"]["content"]
            assert (path, method, "application/problem+json" in described) == (path, method, True)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Communique.open(folder, model="hashing") as communique:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(write(make_app(communique).openapi()), encoding="utf-8")
    sys.stdout.write(f"wrote {GOLDEN}\n")
