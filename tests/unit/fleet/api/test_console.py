"""The console's files as they are served: without a token, under a policy, and no other file."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fleet.api.console.pages import LANGUAGES, POLICY, read_words
from tests.unit.fleet.api.desk import running_api


def test_the_page_and_what_it_loads_are_served_under_one_policy(tmp_path: Path) -> None:
    """Page, modules, style, icon, words: each with its type and the policy; no token is needed."""

    async def run() -> None:
        async with running_api(tmp_path) as api, api.as_("", "") as stranger:
            for path, kind in (
                ("/console", "text/html"), ("/console/start.js", "text/javascript"),
                ("/console/style.css", "text/css"), ("/console/icon.svg", "image/svg+xml"),
                ("/console/words.json", "application/json"),
            ):  # fmt: skip
                answer = await stranger.get(path)
                assert answer.status_code == 200, path
                assert answer.headers["content-type"].startswith(kind)
                assert answer.headers["content-security-policy"] == POLICY
                assert answer.headers["x-content-type-options"] == "nosniff"

    asyncio.run(run())


def test_nothing_else_is_a_file_of_the_console(tmp_path: Path) -> None:
    """Names that lead out of the folder, and those that are not there, are 404."""

    async def run() -> None:
        async with running_api(tmp_path) as api, api.as_("", "") as stranger:
            for name in ("..%2Fpages.py", "..%2Fwords.yaml", "pages.py", "%2Fetc%2Fpasswd", ""):
                assert (await stranger.get(f"/console/{name}")).status_code in {404, 307}, name

    asyncio.run(run())


def test_the_policy_lets_no_text_become_a_script() -> None:
    """Nothing inline, nothing from elsewhere, no markup made of text, no frame around it."""
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_both_languages_say_the_same_things() -> None:
    """The same keys, none of them empty; every name that is filled in stands in both."""
    first, second = (read_words(language) for language in LANGUAGES)
    assert set(first) == set(second)
    for key, words in first.items():
        assert words
        assert second[key]
        if isinstance(words, str):
            names = [sorted(word.split("}")[0] for word in w.split("{")[1:])
                     for w in (words, second[key])]  # fmt: skip
            assert names[0] == names[1], key
