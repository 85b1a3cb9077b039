"""Who pays: a year's costs divided among government, property, companies, residents, advertising.

Lives here: the division and what each gets back. Not here: the costs
(`twin.studies.economics.flows`).

Whatever is divided, what all payers pay in a year is what the year costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.schema.buying.economics import Economics, OfYears, Savings, Shares
from twin.studies.economics.flows import DAYS_PER_YEAR, Flows, Running, of_years

GOVERNMENT, PROPERTY, RESIDENTS, ADVERTISING = "government", "property", "residents", "advertising"

ByPayer = dict[str, list[float]]


def company(identifier: str) -> str:
    """The payer that is a courier company."""
    return f"company.{identifier}"


def divide(economics: Economics, flows: Flows, running: Running) -> ByPayer:
    """What each payer pays by year; negative where a surplus is handed on."""
    payers = [GOVERNMENT, PROPERTY, RESIDENTS, ADVERTISING, *map(company, running.companies)]
    paid: ByPayer = {payer: [0.0] * economics.years for payer in payers}
    weights = _weights(economics, running)
    default = _default_shares(running)
    for year in range(economics.years):
        capital, operation = flows.capital[year], flows.operation(year)
        subsidy = economics.subsidy_share * capital
        fund = of_years(economics.special_fund, year)
        crowd = of_years(economics.crowdfunding, year)
        public = flows.platform[year] + flows.incentives[year]
        paid[GOVERNMENT][year] += subsidy + fund + public
        fees = DAYS_PER_YEAR * running.overdue_fees_per_day
        bought = DAYS_PER_YEAR * economics.commerce_per_household_day * running.households
        commerce = economics.commerce_margin * bought
        paid[RESIDENTS][year] += crowd + fees + commerce
        advertising = economics.advertising_per_site * running.sites
        paid[ADVERTISING][year] += advertising
        deposits = [DAYS_PER_YEAR * n * economics.deposit_fee for n in running.deposits_per_day]
        for name, fee in zip(running.companies, deposits, strict=True):
            paid[company(name)][year] += fee
        earned = fees + commerce + advertising + sum(deposits)
        left = capital - subsidy - fund - crowd
        _share_out(paid, year, left, economics.capital_shares or default, running, weights)
        left = operation - public - earned
        _share_out(paid, year, left, economics.operation_shares or default, running, weights)
    return paid


def _share_out(
    paid: ByPayer,
    year: int,
    amount: float,
    shares: Shares,
    running: Running,
    weights: Mapping[str, float],
) -> None:
    paid[GOVERNMENT][year] += shares.government * amount
    paid[PROPERTY][year] += shares.property * amount
    paid[RESIDENTS][year] += shares.residents * amount
    if not running.companies:
        paid[PROPERTY][year] += shares.companies * amount
    for name in running.companies:
        paid[company(name)][year] += shares.companies * amount * weights[name]


def _weights(economics: Economics, running: Running) -> dict[str, float]:
    """A company's part of what companies pay: by deposits, or by expected benefit."""
    if economics.companies_by == "benefit":
        values = [economics.benefit.get(name, 0.0) for name in running.companies]
    else:
        values = list(running.deposits_per_day)
    total = sum(values)
    count = max(len(values), 1)
    return {
        name: value / total if total > 0 else 1 / count
        for name, value in zip(running.companies, values, strict=True)
    }


def gains(economics: Economics, running: Running) -> dict[str, float]:
    """What those who pay a part of the capital have of the order in a year."""
    left = economics.capital_shares or _default_shares(running)
    public = economics.subsidy_share > 0 or _is_any(economics.special_fund) or left.government > 0
    own = left.property > 0 or (left.companies > 0 and not running.companies)
    folk = _is_any(economics.crowdfunding) or left.residents > 0
    savings = economics.savings or Savings()
    gained = {
        payer: amount * running.households
        for payer, pays, amount in (
            (GOVERNMENT, public, savings.government),
            (PROPERTY, own, savings.property),
            (RESIDENTS, folk, savings.residents),
        )
        if pays
    }
    for name, deposits in zip(running.companies, running.deposits_per_day, strict=True):
        if left.companies > 0:
            gained[company(name)] = DAYS_PER_YEAR * deposits * economics.saving_per_parcel
    return gained


def _is_any(amount: OfYears) -> bool:
    return any(amount) if isinstance(amount, list) else amount > 0


def _default_shares(running: Running) -> Shares:
    return Shares(companies=1.0) if running.companies else Shares(property=1.0)


def payback_years(paid: Sequence[float], gained_per_year: float) -> int | None:
    """Years after which what was gained covers what was paid; None: not within the years."""
    balance = 0.0
    for year, amount in enumerate(paid, 1):
        balance += gained_per_year - amount
        if balance >= 0:
            return year
    return None
