"""Tokens: hashed at rest, over in time, revoked at once; rates; the commands that make them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from courtyard.main import run_app
from fleet.api.access.rates import NAMES_KEPT, Rates
from fleet.api.access.rights import BadScope, check_scope
from fleet.api.access.tokens import ENTERED_MS, TokenError, Tokens

NOW_MS = 1_800_000_000_000


def test_the_file_has_no_token(tmp_path: Path) -> None:
    """What is stored is a hash, and only its owner reads the file."""
    tokens = Tokens(tmp_path / "tokens")
    token = tokens.add("kim", "viewer", "city", NOW_MS)
    assert token not in (tmp_path / "tokens").read_text()
    assert (tmp_path / "tokens").stat().st_mode & 0o077 == 0
    found = tokens.find(token, NOW_MS)
    assert found is not None
    assert found.name == "kim"
    assert tokens.find(found.digest, NOW_MS) is None


def test_a_token_ends(tmp_path: Path) -> None:
    """At its time; and when it is revoked, also for a manager that has the file open."""
    manager, command = Tokens(tmp_path / "tokens"), Tokens(tmp_path / "tokens")
    timed = command.add("kim", "viewer", "city", NOW_MS, NOW_MS + 10)
    lasting = command.add("lee", "viewer", "city", NOW_MS)
    assert manager.find(timed, NOW_MS + 9) is not None
    assert manager.find(timed, NOW_MS + 10) is None
    assert manager.find(lasting, NOW_MS + 10) is not None
    command.revoke("lee", NOW_MS)
    assert manager.find(lasting, NOW_MS) is None
    with pytest.raises(TokenError, match="lee"):
        command.revoke("lee", NOW_MS)


def test_a_name_has_one_token(tmp_path: Path) -> None:
    """Else the journal would not say who it was; once it is over the name is free again."""
    tokens = Tokens(tmp_path / "tokens")
    tokens.add("kim", "viewer", "city", NOW_MS, NOW_MS + 10)
    with pytest.raises(TokenError, match="revoke it first"):
        tokens.add("kim", "admin", "city", NOW_MS)
    tokens.add("kim", "admin", "city", NOW_MS + 10)


def test_a_link_is_a_token_for_a_shift(tmp_path: Path) -> None:
    """What it gives ends after twelve hours; a link that is over gives nothing."""
    tokens = Tokens(tmp_path / "tokens")
    code = tokens.add("op", "operator", "city", NOW_MS, NOW_MS + 10, is_link=True)
    entered = tokens.enter(code, NOW_MS)
    assert entered is not None
    assert entered[1].expires_ms == NOW_MS + ENTERED_MS
    late = tokens.add("late", "operator", "city", NOW_MS, NOW_MS + 10, is_link=True)
    assert tokens.enter(late, NOW_MS + 10) is None


def test_a_broken_file_lets_nobody_in(tmp_path: Path) -> None:
    """It is an error that names the file, not an empty list."""
    (tmp_path / "tokens").write_text("[{")
    with pytest.raises(TokenError, match="tokens"):
        Tokens(tmp_path / "tokens").find("any", NOW_MS)


@pytest.mark.parametrize("scope", ["", "city:x", "site:", "site:a/b", "community:", "all"])
def test_a_scope_has_one_of_three_forms(scope: str) -> None:
    """A slip of the pen is no scope, least of all the whole city."""
    with pytest.raises(BadScope):
        check_scope(scope)


def test_a_rate_is_kept_in_the_long_run() -> None:
    """A burst, then one each 100 ms; names do not share, and are forgotten when there are many."""
    rates = Rates(3, 10.0)
    assert [rates.take("a", NOW_MS) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert rates.take("a", NOW_MS) == pytest.approx(0.1)
    granted = sum(rates.take("a", NOW_MS + ms) == 0.0 for ms in range(0, 10_001, 10))
    assert granted == 100
    for number in range(NAMES_KEPT + 50):
        assert rates.take(str(number), NOW_MS) == 0.0
    assert len(rates._buckets) <= NAMES_KEPT


def test_commands_make_list_and_revoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`fleet token add` prints a token that works, `list` shows no secret, `revoke` ends it."""
    journal = ["--journal", str(tmp_path / "j")]
    given = ["fleet", "token", "add", "kim", "--role", "courier", "--scope", "site:a", *journal]
    assert run_app(given) == 0
    token = capsys.readouterr().out.strip()
    found = Tokens(tmp_path / "j.tokens").find(token, 0)
    assert found is not None
    assert (found.role, found.scope) == ("courier", "site:a")
    assert run_app(["fleet", "token", "list", "--json", *journal]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], "digest" in row) == ("kim", False)
    assert run_app(["fleet", "token", "revoke", "kim", *journal]) == 0
    assert Tokens(tmp_path / "j.tokens").grants() == []
    assert run_app([*given[:5], "king", "--scope", "city", *journal]) == 2
