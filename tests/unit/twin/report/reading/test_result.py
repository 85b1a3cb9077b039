"""result.json read back: what is no result is refused with its place and cause."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.twin.report.left_behind import change_result, leave_run
from twin.report.reading.errors import ReportError
from twin.report.reading.result import read_result


def test_result_is_read(tmp_path: Path) -> None:
    """What `write_result` wrote, with the setting that a page needs."""
    result = read_result(leave_run(tmp_path / "out", oracles=True))
    assert (result.scenario, result.replications, result.complete) == ("three", 2, True)
    assert result.setting.sites is not None
    assert [site.id for site in result.setting.sites] == ["a", "b", "c"]
    assert result.setting.sites[0].banks[0].doors == 5
    assert result.oracles[0].ok is True


def test_keys_of_later_versions_are_passed_over(tmp_path: Path) -> None:
    """A document that knows more is still read."""
    folder = leave_run(tmp_path / "out")
    change_result(folder, more={"of": "it"})
    assert read_result(folder).replications == 2


def test_folders_without_a_result_are_refused(tmp_path: Path) -> None:
    """No folder, a file, a folder that holds something else: each by its name."""
    with pytest.raises(ReportError, match="nowhere: no such folder"):
        read_result(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match="file: is a file, not a folder"):
        read_result(tmp_path / "file")
    with pytest.raises(ReportError, match=r"result\.json: no such file"):
        read_result(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no readable JSON"),
        (b'{"kpis": [', "no readable JSON"),
        (b"\xff\xfe\x00", "no readable JSON"),
        (b"[" * 100_000, "no readable JSON"),
        (b"[]", "not the result of `courtyard run`"),
        (b'{"points": []}', "not the result of `courtyard run`"),
        (b'{"kpis": [], "replications": 1}', "result.json: scenario: Field required"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """Broken text, other documents, documents of other versions."""
    (tmp_path / "result.json").write_bytes(content)
    with pytest.raises(ReportError, match=r"result\.json: ") as refused:
        read_result(tmp_path)
    assert message in str(refused.value)
    assert refused.value.clear


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"replications": "two"}, "replications: "),
        ({"kpis": [{"name": "occupancy"}]}, "kpis.0.unit: "),
        ({"days": {"first": "soon", "warmup": 0, "measured": 1}}, "days.first: "),
        ({"days": {"first": "2026-05-01", "warmup": 0, "measured": 10**9}}, "days.measured: "),
        ({"setting": None}, "setting: "),
    ],
)
def test_wrong_values_are_named(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    """The place in the document stands in the message."""
    folder = leave_run(tmp_path / "out", log="none")
    change_result(folder, **changes)
    with pytest.raises(ReportError) as refused:
        read_result(folder)
    assert f"result.json: {place}" in str(refused.value)


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    """NaN is no JSON number, though Python reads it."""
    folder = leave_run(tmp_path / "out", log="none")
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    document["kpis"][0]["mean"] = float("nan")
    (folder / "result.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ReportError, match=r"kpis\.0\.mean"):
        read_result(folder)
