"""The settings that `courtyard verify` runs, and those a user names on the command line.

Lives here: names, words, and the writing of settings as scenario files. Not here: the runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from twin.studies.verify.parts.faults import MAX_HOURS, REPAIR_LAWS, repair_setting
from twin.studies.verify.settings import (
    LAWS,
    Data,
    batch_setting,
    erlang_setting,
    nested_setting,
    terminal_setting,
    wave_setting,
)
from twin.studies.verify.waste_settings import BAG_LAWS, alarm_setting, rounds_setting

COURIER_WAVE = (0, 0, 0, 0, 0, 0, 0, 1, 4, 15, 19, 21, 18, 6, 4, 4, 3, 3, 2, 0, 0, 0, 0, 0)
"""Shares of the hours of day, per cent: 73 % from 9 to 13 h, peak at 11 h (LaDe sample)."""


MAX_VALUE = 100_000
"""Largest load and number of parcels a day: seconds of the kernel a replication."""


class SettingError(ValueError):
    """A setting of the command line that cannot be read."""

    clear = True


def library_settings() -> dict[str, Data]:
    """The settings of `scenarios/library/verify`, by file name; the files are made from these."""
    return {
        "erlang-exponential": erlang_setting(60, 79, "exponential"),
        "erlang-weibull": erlang_setting(84, 100, "weibull"),
        "erlang-lognormal": erlang_setting(70, 79, "lognormal"),
        "erlang-fixed": erlang_setting(5, 10, "fixed"),
        "batches-geometric": batch_setting(
            20, 10, {"kind": "geometric_days", "probability": 5 / 9}
        ),
        "batches-by-day": batch_setting(20, 10, {"kind": "days", "probabilities": [0.5, 0.2, 0.3]}),
        "nested-own": nested_setting([4, 2], [3, 1], "own"),
        "nested-upgrade": nested_setting([4, 2], [3, 1], "upgrade"),
        "nested-reserve": nested_setting([4, 2], [3, 1], "reserve:1"),
        "courier-wave": wave_setting(240, COURIER_WAVE),
        "terminal-one": terminal_setting(0.7, 1),
        "terminal-three": terminal_setting(1.8, 3),
        "bin-fixed": rounds_setting(20, 20, "fixed"),
        "bin-exponential": rounds_setting(20, 24, "exponential"),
        "bin-normal": rounds_setting(20, 22, "normal"),
        "repair-exponential": repair_setting(90, 2, 8, "exponential"),
        "repair-fixed": repair_setting(20, 1, 4, "fixed"),
        **{
            f"alarm-{hours}h": alarm_setting(40, 50, 1.0, 4.0, hours * 60)
            for hours in (1, 2, 6, 12)
        },
    }


def parse_erlang(text: str, law: str) -> tuple[str, Data]:
    """Read `LOAD:COMPARTMENTS`, such as `84:100`."""
    if law not in LAWS:
        raise SettingError(f"--dwell = {law!r}: must be one of {', '.join(LAWS)}")
    load, servers = _pair("--erlang", text)
    return f"erlang-{load:g}-{servers}-{law}", erlang_setting(load, servers, law)


def parse_terminal(text: str) -> tuple[str, Data]:
    """Read `LOAD:TERMINALS`, such as `0.7:1`; the load must be below the number of terminals."""
    load, terminals = _pair("--terminal", text)
    if load >= terminals:
        raise SettingError(f"--terminal {text}: load {load:g} must be less than {terminals}")
    return f"terminal-{load:g}-{terminals}", terminal_setting(load, terminals)


def parse_nested(text: str) -> tuple[str, Data]:
    """Read `cap=4,2 load=3,1 policy=upgrade` (or `own`, `reserve:1`)."""
    words = _words("--nested", text, ("cap", "load", "policy"))
    capacities = [_whole("--nested", "cap", part) for part in words["cap"].split(",")]
    loads = [_positive("--nested", "load", part) for part in words["load"].split(",")]
    if not any(capacities):
        raise SettingError(f"--nested cap = {words['cap']!r}: must have a compartment")
    if len(capacities) != len(loads):
        raise SettingError(f"--nested {text!r}: cap and load differ in length")
    if not re.fullmatch(r"own|upgrade|reserve:\d{1,4}", words["policy"]):
        raise SettingError(f"--nested policy={words['policy']!r}: own, upgrade or reserve:N")
    name = f"nested-{words['cap']}-{words['load']}-{words['policy']}".replace(",", "_")
    return name.replace(":", "-"), nested_setting(capacities, loads, words["policy"])


def parse_batch(text: str) -> tuple[str, Data]:
    """Read `C=20 lambda=10 p=0.5556`, or `p=.5,.2,.3` for an empirical law by day."""
    words = _words("--batch", text, ("C", "lambda", "p"))
    capacity = _whole("--batch", "C", words["C"], least=1)
    parcels = _positive("--batch", "lambda", words["lambda"])
    shares = [_positive("--batch", "p", part) for part in words["p"].split(",")]
    law: Data = {"kind": "days", "probabilities": shares}
    if len(shares) == 1:
        law = {"kind": "geometric_days", "probability": shares[0]}
    name = f"batches-{capacity}-{parcels:g}-{words['p']}".replace(",", "_")
    return name, batch_setting(capacity, parcels, law)


def parse_bin(text: str) -> tuple[str, Data]:
    """Read `V=20 bags=18 law=fixed` (litres, bags of a litre a day; or `exponential`, `normal`)."""
    words = _words("--bin", text, ("V", "bags", "law"))
    if words["law"] not in BAG_LAWS:
        raise SettingError(f"--bin law={words['law']!r}: must be one of {', '.join(BAG_LAWS)}")
    volume_l, bags = (_positive("--bin", key, words[key]) for key in ("V", "bags"))
    if volume_l > 50_000 or bags > 2_000:
        raise SettingError(f"--bin {text!r}: V must be at most 50000 and bags at most 2000")
    return f"bin-{volume_l:g}-{bags:g}-{words['law']}", rounds_setting(bags, volume_l, words["law"])


def parse_alarm(text: str) -> tuple[str, Data]:
    """Read `level=40 of=50 rate=1 lead=4 every=60` (bags, bags an hour, hours, minutes)."""
    words = _words("--alarm", text, ("level", "of", "rate", "lead", "every"))
    level, fit, every = (_whole("--alarm", key, words[key]) for key in ("level", "of", "every"))
    rate, lead_h = (_positive("--alarm", key, words[key]) for key in ("rate", "lead"))
    if not 1 <= level <= fit or every < 1 or lead_h > 240 or rate > 1000:
        raise SettingError(
            f"--alarm {text!r}: level must be 1 to of, every at least 1, lead at most 240 and "
            "rate at most 1000"
        )
    name = f"alarm-{level}-{fit}-{rate:g}-{lead_h:g}-{every}"
    return name, alarm_setting(level, fit, rate, lead_h, every)


def parse_repair(text: str) -> tuple[str, Data]:
    """Read `mtbf=90 response=2 work=8 law=exponential` (hours; or `fixed`, `lognormal`)."""
    words = _words("--repair", text, ("mtbf", "response", "work", "law"))
    if words["law"] not in REPAIR_LAWS:
        laws = ", ".join(REPAIR_LAWS)
        raise SettingError(f"--repair law={words['law']!r}: must be one of {laws}")
    mtbf_h, response_h, work_h = (
        _positive("--repair", key, words[key]) for key in ("mtbf", "response", "work")
    )
    if not 0.1 <= mtbf_h <= MAX_HOURS or response_h + work_h > MAX_HOURS:
        raise SettingError(
            f"--repair {text!r}: mtbf must be 0.1 to {MAX_HOURS}, response and work together at "
            f"most {MAX_HOURS}"
        )
    name = f"repair-{mtbf_h:g}-{response_h:g}-{work_h:g}-{words['law']}"
    return name, repair_setting(mtbf_h, response_h, work_h, words["law"])


def file_text(name: str, data: Mapping[str, Any]) -> str:
    """A setting as a scenario file."""
    body = yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=96)
    return (
        f"# Does the engine agree with the closed form? {data['title']}.\n#\n"
        f"# Made by `courtyard verify`; run it with `courtyard run`. ({name})\n{body}"
    )


def write_setting(folder: Path, name: str, data: Mapping[str, Any]) -> Path:
    """Write a setting into a folder; returns the file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.yaml"
        path.write_text(file_text(name, data), encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{folder}: {error.strerror}") from error
    return path


def _pair(option: str, text: str) -> tuple[float, int]:
    load, sign, servers = text.partition(":")
    if not sign:
        raise SettingError(f"{option} {text!r}: write LOAD:NUMBER, such as 84:100")
    return _positive(option, "load", load), _whole(option, "number", servers, least=1)


def _words(option: str, text: str, keys: tuple[str, ...]) -> dict[str, str]:
    words = dict(part.partition("=")[::2] for part in text.split())
    if set(words) != set(keys):
        raise SettingError(f"{option} {text!r}: write " + " ".join(f"{key}=…" for key in keys))
    return words


def _positive(option: str, key: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value <= MAX_VALUE:
        raise SettingError(
            f"{option} {key} = {text!r}: must be a number above 0, at most {MAX_VALUE:,}"
        )
    return value


def _whole(option: str, key: str, text: str, least: int = 0) -> int:
    if not text.isdecimal() or not least <= int(text) <= 5_000:
        raise SettingError(f"{option} {key} = {text!r}: must be a whole number, {least} to 5000")
    return int(text)
