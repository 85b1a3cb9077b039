"""Money by year and payer, and the programme's own table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.schema.buying.catalogue import Item
from scenarios.schema.buying.economics import Economics, Savings, Shares
from twin.studies.economics.costs import money
from twin.studies.economics.flows import (
    HOURS_PER_YEAR,
    Bought,
    Running,
    flows_of,
    instalments,
    present_value,
    repair_visits,
)
from twin.studies.economics.payers import divide, payback_years
from twin.studies.economics.programme import programme_table

RUNNING = Running(
    sites=2,
    households=500,
    companies=("a", "b"),
    deposits_per_day=(30.0, 10.0),
    overdue_fees_per_day=2.0,
    truck_km_per_day=5.0,
)
TOWER = Item(
    id="tower",
    kind="module",
    price=4000.0,
    compartments={"S": 10},
    life_years=3.0,
    warranty_years=1.0,
    upkeep_per_year=100.0,
    power_w=50.0,
)


def test_the_programme_to_the_yuan() -> None:
    """60 + 30 + 10 = 100 in the first year, 10 from the fourth; 565 whole cabinets, 61.64 yuan."""
    economics = read_scenario("hangzhou", Scenario).scenario.economics
    assert economics is not None
    assert economics.programme is not None
    table = programme_table(economics, economics.programme)
    spending = table["government_per_household_year"]
    assert (spending[0], set(spending[3:])) == (100.0, {10.0})
    assert [part[0] for part in table["parts"].values()] == [60.0, 30.0, 10.0]
    assert table["whole_cabinets"] == {
        "households_per_compound": 973,
        "per_compound": 5,
        "count": 565,
        "per_household_year": 61.64,
    }


def test_costs_of_each_year() -> None:
    """Towers wear out after three years; the first year's repairs are the vendor's; power, km."""
    economics = Economics(years=4, energy_price=0.5, km_price=8.0, staff_per_site=10.0)
    flows = flows_of(economics, [Bought(2, 4000.0, TOWER)], RUNNING)
    assert flows.capital == (8000.0, 0.0, 0.0, 8000.0)
    assert flows.upkeep == (0.0, 200.0, 200.0, 0.0)
    assert flows.energy[0] == pytest.approx(2 * 0.05 * 24 * 365.25 * 0.5)
    assert flows.trucks[0] == pytest.approx(5 * 365.25 * 8)
    assert flows.staff[0] == 20.0


@pytest.mark.parametrize(
    "economics",
    [
        Economics(),
        Economics(
            years=5, instalment_years=3, interest_rate=0.05, deposit_fee=0.1, subsidy_share=0.2,
            special_fund=500.0, crowdfunding=100.0, advertising_per_site=50.0,
            commerce_per_household_day=1.0, commerce_margin=0.01, platform_per_household=[10.0],
            incentives_per_household=[30.0, 0.0],
            capital_shares=Shares(government=0.5, companies=0.5),
            operation_shares=Shares(property=0.7, residents=0.3),
            companies_by="benefit", benefit={"a": 1.0, "b": 3.0},
        ),
    ],
)  # fmt: skip
def test_all_payers_pay_what_a_year_costs(economics: Economics) -> None:
    """Whatever the rules: the sum over payers is the year's cost, surplus or not."""
    flows = flows_of(economics, [Bought(2, 4000.0, TOWER)], RUNNING)
    paid = divide(economics, flows, RUNNING)
    for year in range(economics.years):
        assert sum(each[year] for each in paid.values()) == pytest.approx(flows.total(year))


def test_companies_divide_by_volume_or_benefit() -> None:
    """Three of four parcels, three quarters of the capital; or by the weights given."""
    flows = flows_of(Economics(), [Bought(1, 4000.0, None)], RUNNING)
    by_volume = divide(Economics(), flows, RUNNING)
    capital = by_volume["company.a"][0] - by_volume["company.a"][1]
    assert capital == pytest.approx(3000.0)
    benefit = Economics(companies_by="benefit", benefit={"b": 1.0})
    by_benefit = divide(benefit, flows, RUNNING)
    assert by_benefit["company.b"][0] - by_benefit["company.b"][1] == pytest.approx(4000.0)


def test_instalments_are_worth_the_price() -> None:
    """At the rate of interest, the payments' present value is the price; without, equal parts."""
    assert instalments(900.0, 3, 0.0) == [300.0] * 3
    assert present_value(instalments(900.0, 3, 0.06), 0.06) == pytest.approx(900.0)


def test_payback() -> None:
    """The year in which gains have covered payments, or none."""
    assert payback_years([100.0, 10.0, 10.0, 10.0], 60.0) == 2
    assert payback_years([100.0, 10.0, 10.0, 10.0], 10.0) is None


def test_the_document_of_money() -> None:
    """Lists by year, by payer and household, a net present value; at least four entries."""
    document = money(Economics(years=4), [Bought(1, 4000.0, TOWER)], RUNNING)
    cost = document["cost"]
    assert len(cost["per_year"]) == len(cost["per_household_year"]) == 4
    assert cost["per_household_year"][0] == round(cost["per_year"][0] / 500, 2)
    assert set(cost["by_payer"]) == {
        "government", "property", "residents", "advertising", "company.a", "company.b",
    }  # fmt: skip
    assert "programme" not in document


def test_shares_that_leave_something_are_refused() -> None:
    """Whoever divides must divide all of it; benefit asks for weights."""
    with pytest.raises(ValueError, match="must sum to 1"):
        Shares(government=0.5)
    with pytest.raises(ValueError, match="needs benefit"):
        Economics(companies_by="benefit")


def test_repairs_are_failures_to_be_expected() -> None:
    """Two things that fail once in half a year: four visits a year, paid after the warranty."""
    item = TOWER.model_copy(update={"mtbf_h": HOURS_PER_YEAR / 2, "life_years": 10.0})
    bought = Bought(2, 4000.0, item)
    assert repair_visits(bought) == pytest.approx(4.0)
    flows = flows_of(Economics(years=4, repair_price=150.0), [bought], RUNNING)
    assert flows.repairs == pytest.approx((0.0, 600.0, 600.0, 600.0))
    document = money(Economics(years=4, repair_price=150.0), [bought], RUNNING)["cost"]
    assert document["repair_visits_per_year"] == pytest.approx(4.0)
    assert document["by_kind"]["repairs"][1] == pytest.approx(600.0)


def test_rent_of_wall_and_ground_and_what_cooling_takes() -> None:
    """80 cm of wall and 0.3 m2 each; kilowatt hours that were simulated are paid like others."""
    item = TOWER.model_copy(update={"width_cm": 80.0, "footprint_m2": 0.3, "power_w": 0.0})
    economics = Economics(years=4, rent_per_m=100.0, rent_per_m2=200.0, energy_price=0.5)
    cooled = replace(RUNNING, cooling_kwh_per_day=4.0)
    flows = flows_of(economics, [Bought(3, 1.0, item)], cooled)
    assert flows.rent == pytest.approx((3 * (80.0 + 60.0),) * 4)
    assert flows.energy[0] == pytest.approx(4.0 * 365.25 * 0.5)


def test_funds_of_any_year() -> None:
    """A number is of the first year; a list is by year, and 0 after its last."""
    economics = Economics(years=4, special_fund=[0.0, 300.0, 50.0], crowdfunding=700.0)
    flows = flows_of(economics, [Bought(1, 4000.0, None)], RUNNING)
    paid, bare = divide(economics, flows, RUNNING), divide(Economics(years=4), flows, RUNNING)
    more = [a - b for a, b in zip(paid["government"], bare["government"], strict=True)]
    assert more == [0.0, 300.0, 50.0, 0.0]
    assert [a - b for a, b in zip(paid["residents"], bare["residents"], strict=True)] == (
        pytest.approx([700.0, 0.0, 0.0, 0.0])
    )


def test_all_who_invest_have_a_payback() -> None:
    """Government and property have theirs by what the order saves a household, companies too."""
    economics = Economics(
        years=6, subsidy_share=0.25, capital_shares=Shares(property=0.5, companies=0.5),
        operation_shares=Shares(residents=1.0), saving_per_parcel=0.1,
        savings=Savings(government=1.0, property=0.9),
    )  # fmt: skip
    cost = money(economics, [Bought(1, 4000.0, None)], RUNNING)["cost"]
    # 1,000 at 500 a year; 1,500 at 450 a year; 1,125 and 375 at 1,096 and 365 a year.
    assert cost["payback_years"] == {
        "government": 2, "property": 4, "company.a": 2, "company.b": 2,
    }  # fmt: skip
