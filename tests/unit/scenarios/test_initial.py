"""The file of an initial state: what it says, what a scenario cannot hold, and back again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenarios.days import HOUR_MS, lay_out_days
from scenarios.demand.ahead.held import resolve_initial
from scenarios.initial import InitialState, class_of, read_initial, state_of, write_initial
from scenarios.reading.errors import ScenarioError
from scenarios.schema import Scenario
from scenarios.streams import Streams
from tests.drawn import place_of
from tests.small import scenario


def _scenario() -> Scenario:
    return scenario(
        sites=[
            {"id": "c", "households": 10, "latitude": 36.0, "longitude": 118.0},
            {"id": "k", "count": 2, "households": 5, "latitude": 36.0, "longitude": 118.0},
        ],
        banks=[
            {"id": "b", "site": "c", "compartments": {"S": 2, "L": 1}},
            {"id": "d", "site": "c", "compartments": {"S": 1}},
            {"id": "x", "site": "k", "compartments": {"L": 2}},
        ],
        couriers={"companies": [{"id": "zto", "share": 0.5}, {"id": "jt", "share": 0.5}]},
    )


PARCEL = {"compartment": 1, "size": "S", "dwell_so_far_h": 5.0}
STATE: dict[str, Any] = {
    "banks": {
        "d": {"parcels": [{"compartment": 1, "size": "S", "dwell_so_far_h": 0}]},
        "b": {
            "parcels": [
                {"compartment": 3, "size": "S", "dwell_so_far_h": 20.5, "company": "jt"},
                {"compartment": 2, "size": "S", "dwell_so_far_h": 1.25},
            ]
        },
        "x2": {"parcels": [{"compartment": 2, "size": "L", "dwell_so_far_h": 3}]},
    }
}


def _write(folder: Path, content: Any) -> Path:
    path = folder / "initial.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent="\t"))
    return path


def _message(folder: Path, content: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_initial(_write(folder, content), _scenario())
    return str(caught.value).replace(str(folder) + "/", "")


def test_state_becomes_held_parcels(tmp_path: Path) -> None:
    """Parcels by bank and compartment, sizes and companies as numbers, deposits before time 0."""
    drawn = _scenario()
    state = read_initial(_write(tmp_path, STATE), drawn)
    days, streams = lay_out_days(drawn), Streams(1, 0)
    held = resolve_initial(state, drawn, place_of(drawn), streams, days)
    assert held.bank.tolist() == [0, 0, 1]
    assert held.compartment.tolist() == [2, 3, 1]
    assert held.size.tolist() == [0, 0, 0]
    assert held.company.tolist() == [-1, 1, -1]
    assert held.deposited_ms.tolist() == [-1.25 * HOUR_MS, -20.5 * HOUR_MS, 0]
    assert held.count == 3
    assert (held.bank_at(1), held.compartment_at(1), held.size_at(1)) == (0, 3, 0)
    assert (held.company_at(1), held.deposited_at_ms(1)) == (1, -20.5 * HOUR_MS)
    assert held.recipient(1).dwell_ms == held.dwell_ms[1] > 20.5 * HOUR_MS
    counts = [
        resolve_initial(state, drawn, place_of(drawn, n), streams, days).count for n in (1, 2)
    ]
    assert counts == [0, 1]


def test_written_state_reads_back(tmp_path: Path) -> None:
    """File → parcels → state → file → parcels gives the same parcels."""
    drawn = _scenario()
    state = read_initial(_write(tmp_path, STATE), drawn)
    days = lay_out_days(drawn)
    held = {
        place.id: resolve_initial(state, drawn, place, Streams(1, 0), days)
        for place in (place_of(drawn, n) for n in range(3))
    }
    again = state_of(held, drawn)
    path = tmp_path / "again.json"
    write_initial(path, again)
    assert read_initial(path, drawn) == again
    assert {bank: len(inside.parcels) for bank, inside in again.banks.items()} == {
        "b": 2, "d": 1, "x2": 1,
    }  # fmt: skip
    assert again.banks["b"].parcels[1].dwell_so_far_h == 20.5
    assert [entry.name for entry in tmp_path.glob("*unfinished*")] == []


def test_empty_state() -> None:
    """Nothing inside anywhere is a state too."""
    drawn = _scenario()
    held = resolve_initial(
        InitialState(), drawn, place_of(drawn), Streams(1, 0), lay_out_days(drawn)
    )
    assert held.count == 0
    assert held.answer_ms.shape == (0, 0)


WRONG: list[tuple[Any, str]] = [
    ({"banks": {"bb": {}}}, "banks.bb = {}: no such bank in the scenario (did you mean b?)"),
    ({"banks": {"x3": {}}}, "banks.x3 = {}: no such bank"),
    ({"banks": {"b": {"parcels": [PARCEL | {"compartment": 4}]}}},
     "banks.b.parcels.0.compartment = 4: must be 1 to 3, the compartments in service"),
    ({"banks": {"b": {"parcels": [PARCEL, PARCEL]}}},
     "banks.b.parcels.1.compartment = 1: two parcels lie in this compartment"),
    ({"banks": {"b": {"parcels": [PARCEL | {"size": "L"}]}}},
     "banks.b.parcels.0.compartment = 1: is of size S, too small for L"),
    ({"banks": {"b": {"parcels": [PARCEL | {"size": "M"}]}}}, "size = 'M': no such size"),
    ({"banks": {"b": {"parcels": [PARCEL | {"company": "zt0"}]}}}, "(did you mean zto?)"),
    ({"banks": {"b": {"parcels": [PARCEL | {"compartment": 0}]}}}, "must be at least 1"),
    ({"banks": {"b": {"parcels": [PARCEL | {"compartment": 1.0}]}}}, "must be a whole number"),
    ({"banks": {"b": {"parcels": [PARCEL | {"dwell_so_far_h": -1}]}}}, "must be at least 0"),
    ({"banks": {"b": {"parcels": [PARCEL | {"dwell_so_far_h": 1e9}]}}}, "must be at most 87600"),
    ({"banks": {"b": {"parcel": []}}}, "banks.b.parcel"),
    ({"bank": {}}, "did you mean banks?"),
    ({"version": 2}, "version"),
    ("", "is empty: an initial state is a mapping of keys to values"),
    ("[1]", "holds [1] at the top: an initial state is a mapping of keys to values"),
    ("{", "is not valid YAML"),
    ('{"banks": {"b": {}, "b": {}}}', "banks.b"),
    ('{"banks": {"b": {"parcels": [{"dwell_so_far_h": NaN}]}}}', "dwell_so_far_h"),
    ("[" * 100_000, "initial.json"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), WRONG, ids=range(len(WRONG)))
def test_wrong_states_are_refused(tmp_path: Path, content: Any, message: str) -> None:
    """Unknown banks, compartments and sizes, doubles and hostile files: file, key, value, bound."""
    said = _message(tmp_path, content)
    assert said.startswith("initial.json")
    assert message in said


def test_every_problem_is_told(tmp_path: Path) -> None:
    """Several problems come together, with their lines."""
    parcels = [PARCEL | {"compartment": 9}, PARCEL | {"size": "L"}]
    said = _message(tmp_path, {"banks": {"b": {"parcels": parcels}, "zz": {}}})
    assert len(said.splitlines()) == 3
    assert said.startswith("initial.json:6: banks.b.parcels.0.compartment = 9")


def test_missing_file(tmp_path: Path) -> None:
    """A missing file is named, and a folder is told from what was wanted."""
    with pytest.raises(ScenarioError, match="is a directory, not an initial state file"):
        read_initial(tmp_path, _scenario())
    with pytest.raises(ScenarioError, match="no such file"):
        read_initial(tmp_path / "none.json", _scenario())


def test_numbers_run_class_after_class() -> None:
    """Two S and one L: compartments 1 and 2 are S, 3 is L."""
    bank = place_of(_scenario()).banks[0]
    assert [class_of(bank, number) for number in (1, 2, 3)] == [0, 0, 1]
