"""Addresses of stores, and what their answers mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleet.adapters.series.spool import SeriesError
from fleet.adapters.series.stores import WAIT_MAX_S, read_store_address, said_of


def test_addresses(tmp_path: Path) -> None:
    """Version 2 and later by organisation and bucket, 1.x by database; tokens come from files."""
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="utf-8")
    two = read_store_address("https://db.example:8086/?org=home&bucket=walls", token)
    assert (two.url, two.organisation, two.bucket, two.token) == (
        "https://db.example:8086", "home", "walls", "secret",
    )  # fmt: skip
    assert "secret" not in str(two)
    assert read_store_address("http://127.0.0.1:8086?db=walls").database == "walls"


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1:8086", "http://127.0.0.1:8086", "ftp://h?db=x", "http://h?org=home", "http://?db=x",
     "http://h?db=x&bucket=y"],
)  # fmt: skip
def test_what_is_no_address_is_told_what_one_is(text: str) -> None:
    """The message shows both forms."""
    with pytest.raises(SeriesError, match="org=ORG&bucket=BUCKET"):
        read_store_address(text)


def test_a_token_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    """Beyond this machine and its containers a token goes over https; none in an address."""
    token = tmp_path / "token"
    token.write_text("secret", encoding="utf-8")
    with pytest.raises(SeriesError, match="https"):
        read_store_address("http://db.example:8086?db=x", token)
    with pytest.raises(SeriesError, match="file"):
        read_store_address("http://me:secret@127.0.0.1:8086?db=x")
    assert read_store_address("http://127.0.0.1:8086?db=x", token).token == "secret"


def test_answers() -> None:
    """204 alone is stored; wrong points are told from a store that is away."""
    assert said_of(204, "", None).refused == said_of(204, "", None).away == ""
    partial = said_of(400, "partial write: field type conflict dropped=3", None)
    assert (partial.dropped, partial.away) == (3, "")
    assert said_of(413, "", None).refused
    for status in (200, 302, 401, 404, 429, 500, 503):
        said = said_of(status, "words", "7")
        assert said.away.startswith(f"answered {status}")
        assert said.wait_s == 7
    assert said_of(503, "", "100000").wait_s == WAIT_MAX_S
    assert said_of(503, "", "tomorrow").wait_s == 0
