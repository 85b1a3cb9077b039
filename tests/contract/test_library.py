"""The library: every file opens with its question, says where its values are from, and ends soon.

What the numbers are is not tested here: they are the library's to say.
"""

from __future__ import annotations

import pytest

from courtyard.commands.explore import own_axes
from scenarios.days import lay_out_days
from scenarios.demand.drop_offs import drop_offs_per_day
from scenarios.demand.volumes import mean_parcels_per_day
from scenarios.expand import expand_sites, total_households
from scenarios.places.regions import totals_of
from scenarios.reading.id_paths import resolve
from scenarios.reading.library import locate, names, question, read_scenario
from scenarios.reading.load import Loaded
from scenarios.schema import Scenario
from twin.studies.assumptions import list_assumptions
from twin.studies.explore.points import grid
from twin.studies.results import scenario_digest
from twin.studies.target import parse_target

MAX_PARCELS = 2_000_000
"""Parcels of a run with its defaults: two minutes of the reference engine on two processors."""

MAX_DROP_OFFS = 10_000_000
"""Drop-offs of a run with its defaults: two minutes likewise."""

LARGE = {"national"}
"""Scenarios that are more than a planner's two minutes, and say so in their first lines."""

ANSWERS = [name for name in names() if not name.startswith("verify/")]
VARIANTS = [
    f"{name}@{variant}"
    for name in ANSWERS
    for variant in read_scenario(name, Scenario).scenario.variants
]


def load(name: str) -> Loaded[Scenario]:
    """A scenario of the library."""
    return read_scenario(name, Scenario)


def expected_parcels(scenario: Scenario) -> float:
    """Parcels of all ways in all replications of a run with the scenario's defaults."""
    days = lay_out_days(scenario)
    per_day = sum(mean_parcels_per_day(scenario, site) for site in expand_sites(scenario))
    share = scenario.parcels.share_to_lockers + scenario.parcels.share_beside_lockers
    return per_day * share * scenario.run.replications * float(days.multiplier.sum())


def expected_drop_offs(scenario: Scenario) -> float:
    """Drop-offs in all replications of a run with the scenario's defaults."""
    waste, days = scenario.waste, lay_out_days(scenario)
    if waste is None:
        return 0.0
    per_day = sum(
        drop_offs_per_day(waste, stream, site)
        for site in expand_sites(scenario)
        for stream in (waste.streams if site.points else ())
    )
    return per_day * days.count * scenario.run.replications


@pytest.mark.parametrize("name", names())
def test_file_opens_with_its_question(name: str) -> None:
    """The first line is a comment, the first paragraph asks; title and question stand in it too."""
    text = locate(name).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "?" in question(name)
    scenario = load(name).scenario
    assert scenario.title
    assert "?" in scenario.question
    if not name.startswith("verify/"):
        assert scenario.title_zh
        assert "？" in (scenario.question_zh or ""), "the report in Chinese asks in Chinese"
        for variant in scenario.variants.values():
            assert variant.title
            assert variant.title_zh, "the report in Chinese names the variant in Chinese"


@pytest.mark.parametrize("name", ANSWERS)
def test_sources_speak_of_values_that_are_there(name: str) -> None:
    """Every path of `sources` is a value of the scenario or the beginning of one."""
    scenario = load(name).scenario
    listed, left_out = list_assumptions(scenario)
    assert left_out == 0
    paths = {row["path"] for row in listed}
    for source in scenario.sources:
        assert any(path == source or path.startswith(f"{source}.") for path in paths), source


@pytest.mark.parametrize("name", VARIANTS)
def test_variants_load_and_change_something(name: str) -> None:
    """`NAME@VARIANT` is a valid scenario, other than its base, with a title of its own."""
    variant = load(name)
    base = load(name.partition("@")[0])
    assert scenario_digest(variant.scenario) != scenario_digest(base.scenario)
    assert variant.title


@pytest.mark.parametrize("name", [name for name in (*names(), *VARIANTS) if name not in LARGE])
def test_defaults_end_soon(name: str) -> None:
    """Days and replications of the file are what a planner waits for, not what a machine can."""
    scenario = load(name).scenario
    parcels, drop_offs = expected_parcels(scenario), expected_drop_offs(scenario)
    assert parcels + drop_offs > 0
    assert parcels <= MAX_PARCELS
    assert drop_offs <= MAX_DROP_OFFS


@pytest.mark.parametrize("name", [name for name in ANSWERS if load(name).scenario.explore])
def test_own_grid_can_be_walked(name: str) -> None:
    """Every point of the grid is a valid scenario; what is sought is a value; the target reads."""
    explore = load(name).scenario.explore
    assert explore is not None
    source = name if explore.variant is None else f"{name}@{explore.variant}"
    for point in grid(own_axes(explore)):
        settings = [f"{key}={value}" for key, value in point.items()]
        loaded = read_scenario(source, Scenario, settings)
        if explore.find is not None:
            assert resolve(loaded.data, explore.find)
    if explore.until is not None:
        parse_target(explore.until)


def test_the_promised_scenarios_are_there() -> None:
    """The county proposal, a peak sale, one bank, a smoke test; waste, a sensor, a heat wave, four
    modes for one compound.
    """
    promised = {"yiyuan", "double11", "single", "smoke", "hangzhou", "sensors", "heatwave"}
    assert promised | {"property", "national"} <= set(ANSWERS)


def test_national_has_what_its_title_promises() -> None:
    """330,000 banks of 27 million compartments, 10 million parcels a day, told in ten regions."""
    scenario = load("national").scenario
    totals = [totals_of(scenario, region) for region in scenario.regions]
    assert abs(sum(total.banks for total in totals) - 330_000) < 500
    doors = sum(sum(total.compartments.values()) for total in totals)
    assert abs(doors - 27e6) < 0.1e6
    per_day = total_households(scenario) * (scenario.parcels.per_household_day or 0.0)
    assert abs(per_day - 10e6) < 0.1e6
    assert len(scenario.regions) == 10
    assert len({(region.demand_factor, region.dwell_factor) for region in scenario.regions}) > 5


def test_hangzhou_has_what_the_commission_fixes() -> None:
    """113 compounds of four kinds, about 110,000 households, 0.5 kg of food sorted out a day."""
    scenario = load("hangzhou").scenario
    sites = list(expand_sites(scenario))
    assert len(sites) == 113
    assert {site.kind for site in sites} == {"old", "resettlement", "new", "upscale"}
    assert sum(site.households for site in sites) == 110_000
    assert scenario.waste is not None
    assert {s.id for s in scenario.waste.streams} == {
        "food", "residual", "recyclable", "hazardous",
    }  # fmt: skip
    (food,) = (s for s in scenario.waste.streams if s.id == "food")
    assert (food.kg_per_household_day, food.density_kg_l) == (0.5, 0.425)


def test_county_proposal_has_what_the_commission_fixes() -> None:
    """36 groups added around 36 compounds, two of them named, 40,000 parcels a day."""
    scenario = load("yiyuan").scenario
    sites = list(expand_sites(scenario))
    assert len(sites) == 36
    new = [bank for site in sites for bank in site.banks if bank.id.startswith("g")]
    assert len(new) == 36
    assert {"怡康家园", "翡翠山景"} <= {site.name for site in sites}
    assert scenario.parcels.per_day == 40_000
    assert {"极兔", "中通", "韵达"} <= {company.name for company in scenario.couriers.companies}
