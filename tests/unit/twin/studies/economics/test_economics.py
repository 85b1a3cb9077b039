"""Money by year and payer, and the programme's own table."""

from __future__ import annotations

import pytest

from scenarios.reading.library import read_scenario
from scenarios.schema import Scenario
from scenarios.schema.buying.catalogue import Item
from scenarios.schema.buying.economics import Economics, Shares
from twin.studies.economics.costs import money
from twin.studies.economics.flows import Bought, Running, flows_of, instalments, present_value
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
