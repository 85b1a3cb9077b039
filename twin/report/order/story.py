"""A procurement study as it is told: its document, the what-if beside it, the language.

Lives here: names of payers, promises and items in words, money in the page's unit. Not here: any
single section.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from twin.figures.catalogue import FIGURES
from twin.report.order.reading import Order, PromiseRow, WhatIf
from twin.report.words.catalogue import Words
from twin.report.words.numbers import Numbers

COMPANY = "company."
THOUSANDS = {"en": 1_000.0, "zh": 10_000.0}
"""What axes of money count in: Chinese readers count in ten thousands."""


@dataclass(frozen=True)
class OrderStory:
    """What every section is made from."""

    order: Order
    what_if: WhatIf | None
    words: Words

    @cached_property
    def numbers(self) -> Numbers:
        """How numbers are written."""
        return Numbers(self.words, self.order.currency)

    @cached_property
    def currency(self) -> str:
        """The currency in words."""
        return self.words.say_or(f"currency.{self.order.currency}", self.order.currency)

    @property
    def title(self) -> str:
        """The scenario's title in the language of the page, where it has one."""
        return (self.words.language == "zh" and self.order.title_zh) or self.order.title

    @property
    def question(self) -> str:
        """The scenario's question, likewise."""
        return (self.words.language == "zh" and self.order.question_zh) or self.order.question

    @property
    def thousand(self) -> str:
        """The unit of axes of money."""
        return self.words.say("order.thousand", currency=self.currency)

    def in_thousands(self, amount: float) -> float:
        """An amount in the unit of axes of money."""
        return amount / THOUSANDS[self.words.language]

    def money(self, amount: float) -> str:
        """An amount in whole units of the currency; small ones with hundredths."""
        whole = abs(amount) >= 1_000 or amount == 0
        said = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
        return said.replace("-", "\u2212")

    def more(self, amount: float) -> str:
        """A difference with its sign."""
        return f"+{self.money(amount)}" if amount > 0 else self.money(amount)

    def item(self, identifier: str) -> str:
        """An item by the vendor's name, else by its id."""
        return self.order.names.get(identifier, identifier)

    def payer(self, identifier: str) -> str:
        """A payer."""
        if identifier.startswith(COMPANY):
            return self.item(identifier.removeprefix(COMPANY))
        return self.words.say(f"order.payer.{identifier}")

    def value(self, figure: str, amount: float | None) -> str:
        """A value of a figure with its unit."""
        unit = FIGURES[figure].unit
        said = self.numbers.value(amount, unit)
        if unit == "1" or amount is None:
            return said
        return self.numbers.with_unit(said, unit.replace("currency", self.order.currency), figure)

    def promise(self, row: PromiseRow) -> str:
        """A promise in words."""
        say = self.words.say
        figure = say(f"figure.{row.figure}.name")
        if row.scope is not None:
            key, member = row.scope
            each = key == "site" and member == "*"
            figure = (
                say("order.promise.each_site", figure=figure)
                if each
                else say("order.promise.of", figure=figure, member=member)
            )
        if row.of_days:
            figure = say("order.promise.of_days", figure=figure)
        if row.label is not None:
            label = self.words.say_or(f"label.{row.label}", row.label)
            figure = say("order.promise.on", figure=figure, label=label)
        key = "order.promise.at_most" if row.at_most else "order.promise.at_least"
        return say(key, figure=figure, bound=self.bound(row.figure, row.bound))

    def bound(self, figure: str, amount: float) -> str:
        """A bound as it was asked."""
        unit = FIGURES[figure].unit
        if unit == "1":
            return self.numbers.exact_share(amount)
        unit = unit.replace("currency", self.order.currency)
        return self.numbers.with_unit(self.numbers.exact(amount), unit, figure)
