"""The console's files, as they lie here, and its words.

Lives here: which files there are, of what type, under which policy. Nothing in them is secret: who
opens the console without a token sees a field for one. Every response forbids the browser to load
anything from elsewhere, to run a script that is not a file of ours, and to make markup of text.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml
from fastapi import APIRouter, HTTPException, Response

router = APIRouter(include_in_schema=False)

LANGUAGES = ("en", "zh")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FIRST, WORDS = "index.html", "words.json"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@router.get("/console")
async def first_page() -> Response:
    """The page that loads the rest."""
    return _answer(FIRST)


@router.get("/console/{name}")
async def file_of_page(name: str) -> Response:
    """A file of the page by its name, or the words; 404 for every other name."""
    if name == FIRST or name not in read_files():
        raise HTTPException(404, f"{name}: no file of the console")
    return _answer(name)


def _answer(name: str) -> Response:
    body, kind = read_files()[name]
    return Response(body, media_type=kind, headers=HEADERS)


@cache
def read_files() -> dict[str, tuple[bytes, str]]:
    """Every file by its name, with its type; read once."""
    found = {
        file.name: (file.read_bytes(), TYPES[f".{file.name.rpartition('.')[2]}"])
        for file in (files(__package__) / "page").iterdir()
    }
    words = {language: read_words(language) for language in LANGUAGES}
    return {**found, WORDS: (msgspec.json.encode(words), "application/json")}


def read_words(language: str) -> dict[str, Any]:
    """What the console says in a language, by key; `runbook.ALARM` is title, meaning and steps.

    Raises ValueError for a key that lacks a language.
    """
    here = files(__package__)
    words = dict(_entries(yaml.safe_load((here / "words.yaml").read_text("utf-8")), language))
    runbook = yaml.safe_load((here / "runbook.yaml").read_text("utf-8"))
    return words | {f"runbook.{alarm}": entry[language] for alarm, entry in runbook.items()}


def _entries(node: dict[str, Any], language: str, path: str = "") -> Any:
    for key, below in node.items():
        place = f"{path}.{key}" if path else str(key)
        if not isinstance(below, dict):
            raise ValueError(f"words.yaml: {path} must have words in {', '.join(LANGUAGES)}")
        if set(below) == set(LANGUAGES):
            yield place, below[language]
        else:
            yield from _entries(below, language, place)
