"""What an order costs by year, and who pays: fields.

Lives here: prices of running, revenues, shares of payers, a programme's own table. Not here: the
arithmetic (`twin.studies.economics`), prices of items (`scenarios.schema.buying.catalogue`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.schema.base import Grown, Id, Model, quantity, share

MIN_YEARS, MAX_YEARS = 4, 30

Money = Annotated[float, Field(ge=0, le=1e9, strict=True)]
Sum = Annotated[float, Field(ge=0, le=1e12, strict=True)]
ByYear = Annotated[list[Money], Field(min_length=1, max_length=MAX_YEARS)]


OfYears = Sum | Annotated[list[Sum], Field(min_length=1, max_length=MAX_YEARS)]
"""An amount of the first year, or a list by year, 0 after its last."""


class Savings(Model):
    """What the order saves those who pay, beside the companies: staff, cleaning, journeys."""

    government: float = quantity(
        0.0, unit="currency/household/a", says="saved by the government", ge=0, le=1e6
    )
    property: float = quantity(
        0.0, unit="currency/household/a", says="saved by the property", ge=0, le=1e6
    )
    residents: float = quantity(
        0.0, unit="currency/household/a", says="saved by the residents", ge=0, le=1e6
    )


class Shares(Model):
    """How what is left to pay is divided; the parts sum to 1."""

    government: float = share(0.0, says="paid by the government")
    property: float = share(0.0, says="paid by the property")
    companies: float = share(0.0, says="paid by the courier companies")
    residents: float = share(0.0, says="paid by the residents")

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        total = self.government + self.property + self.companies + self.residents
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares sum to {total:.6g}: must sum to 1")
        return self


class Programme(Model):
    """What a programme's own paper reckons, evenly by household.

    A cabinet serves `households_per_cabinet` and is paid in equal parts over `cabinet_years`.
    `incentives_per_household` and `platform_per_household` are by year; the last value repeats.
    """

    compounds: int = quantity(unit="site", says="compounds", ge=1, le=1_000_000)
    households: int = quantity(unit="household", says="households", ge=1, le=1_000_000_000)
    cabinet_price: float = quantity(unit="currency", says="price of a cabinet", ge=0, le=1e9)
    cabinet_years: int = quantity(unit="a", says="years over which it is paid", ge=1, le=30)
    households_per_cabinet: int = quantity(
        unit="household", says="households a cabinet serves", ge=1, le=100_000
    )
    incentives_per_household: ByYear
    platform_per_household: ByYear


class Economics(Grown):
    """Money of an order beside its price.

    The government pays `subsidy_share` of the capital, the special fund, incentives and platform.
    Residents pay crowdfunding, overdue fees and the margin on what they buy; companies their
    deposit fees; advertisers the advertising. What is left of capital and of operation is divided
    by `capital_shares` and `operation_shares` (default: by the companies where parcels come, else
    by the property); a surplus likewise. Companies divide their part by volume, or by `benefit`.
    Who pays a part of the capital has it back by `saving_per_parcel` (companies) or `savings`.
    After the warranty an item with `mtbf_h` costs a visit for each failure to be expected.
    """

    LATER: ClassVar[frozenset[str]] = frozenset(
        {"staff_hour_price", "repair_price", "rent_per_m", "rent_per_m2", "savings"}
    )

    years: int = quantity(10, unit="a", says="years looked at", ge=MIN_YEARS, le=MAX_YEARS)
    discount_rate: float = quantity(0.04, unit="1/a", says="discount rate", ge=0, le=1)
    instalment_years: int = quantity(
        1, unit="a", says="years over which the order is paid", ge=1, le=MAX_YEARS
    )
    interest_rate: float = quantity(0.0, unit="1/a", says="interest on instalments", ge=0, le=1)
    energy_price: float = quantity(0.0, unit="currency/kWh", says="electricity", ge=0, le=1000)
    km_price: float = quantity(0.0, unit="currency/km", says="a kilometre of a truck", ge=0, le=1e4)
    staff_per_site: float = quantity(
        0.0, unit="currency/a", says="staff and upkeep of a site", ge=0, le=1e9
    )
    staff_hour_price: float = quantity(
        0.0, unit="currency/h", says="an hour of a desk at a counter or station", ge=0, le=1e4
    )
    repair_price: float = quantity(
        0.0, unit="currency", says="a visit to repair an item that has failed", ge=0, le=1e6
    )
    rent_per_m: float = quantity(
        0.0, unit="currency/m/a", says="rent of a metre of wall, by `width_cm`", ge=0, le=1e6
    )
    rent_per_m2: float = quantity(
        0.0, unit="currency/m2/a", says="rent of the ground, by `footprint_m2`", ge=0, le=1e6
    )
    platform_per_household: ByYear = Field(default_factory=lambda: [0.0])
    incentives_per_household: ByYear = Field(default_factory=lambda: [0.0])
    deposit_fee: float = quantity(
        0.0, unit="currency/parcel", says="paid by the company for a deposit", ge=0, le=1000
    )
    advertising_per_site: float = quantity(
        0.0, unit="currency/a", says="advertising income of a site", ge=0, le=1e9
    )
    commerce_per_household_day: float = quantity(
        0.0, unit="currency/household/day", says="turnover of community commerce", ge=0, le=1e4
    )
    commerce_margin: float = share(0.0, says="part of that turnover that pays for operation")
    subsidy_share: float = share(0.0, says="capital paid by the government")
    special_fund: OfYears = Field(
        0.0,
        description="special fund of the government: of the first year, or by year [currency]",
        json_schema_extra={"unit": "currency"},
    )
    crowdfunding: OfYears = Field(
        0.0,
        description="crowdfunding of residents: of the first year, or by year [currency]",
        json_schema_extra={"unit": "currency"},
    )
    capital_shares: Shares | None = None
    operation_shares: Shares | None = None
    companies_by: Literal["volume", "benefit"] = "volume"
    benefit: dict[Id, Money] = Field(default_factory=dict)
    saving_per_parcel: float = quantity(
        0.0, unit="currency/parcel", says="a company's saving by a deposit", ge=0, le=1000
    )
    savings: Savings | None = None
    programme: Programme | None = None

    @model_validator(mode="after")
    def _benefits(self) -> Economics:
        if self.companies_by == "benefit" and sum(self.benefit.values()) <= 0:
            raise ValueError("companies_by = benefit: needs benefit, a weight for each company")
        return self
