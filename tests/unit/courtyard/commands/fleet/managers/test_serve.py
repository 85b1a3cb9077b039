"""Options of the fleet's commands that concern where a journal is, and who shares it."""

from __future__ import annotations

import pytest

from courtyard.main import run_app

SHARED = "postgresql://kim:secret@127.0.0.1:1/fleet"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serve", "--partitions", "0-31"], "--partitions = 0-31: only with a journal that"),
        (["serve", "--partitions", "5-64", "--journal", SHARED], "'5-64': numbers and ranges"),
        (["serve", "--partitions", "9-5", "--journal", SHARED], "'9-5': numbers and ranges"),
        (["serve", "--api", "127.0.0.1:1", "--journal", SHARED], "a path is needed, --api-files"),
        (["health", "--journal", SHARED], "//127.0.0.1:1/fleet: connection failed"),
        (["owners"], "one manager owns all of a file"),
        (["devices", "--journal", "mysql://db/fleet"], "a file or postgresql://"),
        (["devices", "--journal", "postgresql://db"], "HOST[:PORT]/DATABASE is expected"),
    ],
)
def test_what_is_wrong_with_a_journal_is_said(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option and its value, exit code 2, and no password."""
    assert run_app(["fleet", *arguments]) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "secret" not in said
