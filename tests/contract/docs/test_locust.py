"""The Locust file of courier companies asks for what the API has, and for nothing else.

Locust itself is no part of Courtyard: the file is read, not run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from fleet.api.routes import parcels
from tests.contract.sources import ROOT

FILE = Path("deploy/locust/companies.py")
METHODS = frozenset({"get", "put", "post", "delete"})


def _asked(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Method and route of each question, which every call names for Locust's table."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in METHODS
            and ast.unparse(node.func.value) == "self.client"
        ):
            names = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
            yield node.func.attr.upper(), ast.literal_eval(names[0])


def _routes() -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for route in parcels.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_the_file_compiles_and_asks_for_routes_that_exist() -> None:
    """Reservations and their end, free compartments, the settlement."""
    text = (ROOT / FILE).read_text(encoding="utf-8")
    compile(text, str(FILE), "exec")
    asked = set(_asked(ast.parse(text)))
    assert {path for _, path in asked} >= {"/v1/lockers", "/v1/settlement"}
    assert {method for method, _ in asked} == {"GET", "PUT", "DELETE"}
    assert asked <= _routes()


@pytest.mark.parametrize("wrong", ["/v1/locker", "/v1/settlement/all"])
def test_a_route_that_does_not_exist_is_noticed(wrong: str) -> None:
    """As the test above would."""
    tree = ast.parse(f"self.client.get('x', name={wrong!r})")
    assert not set(_asked(tree)) <= _routes()
