"""Numbers, units and dates as the readers of a language write them.

Lives here: rounding, percent signs, intervals, units, dates. Not here: which number is shown.
"""

from __future__ import annotations

import datetime as dt

from twin.report.words.catalogue import Language, Words

DASH = "–"
NO_BREAK = "\u00a0"
MINUS = "\u2212"


class Numbers:
    """How one language writes numbers, in the scenario's currency."""

    def __init__(self, words: Words, currency: str) -> None:
        self._words = words
        self._space = "" if words.language == "zh" else NO_BREAK
        self._currency = words.say_or(f"currency.{currency}", currency)
        self._code = currency

    @property
    def language(self) -> Language:
        """The language."""
        return self._words.language

    def share(self, value: float | None) -> str:
        """A share in percent: one decimal, two below one percent, none for nothing at all."""
        if value is None:
            return DASH
        return f"{_percent(value)}{self._space}%"

    @property
    def percent_axis(self) -> str:
        """How axes write percents: a format of `x`."""
        return f"{{x:.10g}}{self._space}%"

    def number(self, value: float | None) -> str:
        """A number with as many digits as it deserves."""
        return DASH if value is None else _plain(value)

    def count(self, value: float) -> str:
        """A whole number."""
        return f"{value:,.0f}"

    def exact(self, value: float) -> str:
        """A value as the scenario has it."""
        return f"{value:,.10g}"

    def exact_share(self, value: float) -> str:
        """A share as the scenario has it, in percent."""
        return f"{100 * value:.10g}{self._space}%"

    def value(self, value: float | None, unit: str) -> str:
        """A figure without its unit, unless that is the percent sign."""
        return self.share(value) if unit == "1" else self.number(value)

    def interval(self, low: float | None, high: float | None, unit: str) -> str:
        """An interval; a dash without one."""
        if low is None or high is None:
            return DASH
        ends = (_percent(low), _percent(high)) if unit == "1" else (_plain(low), _plain(high))
        key = "page.span_percent" if unit == "1" else "page.span"
        if low < 0:
            key += "_negative"
        return self._words.say(key, low=ends[0], high=ends[1])

    def unit(self, unit: str, figure: str | None = None) -> str:
        """A unit in words; empty for shares and numbers without one."""
        if figure is not None and self._words.knows(f"figure.{figure}.unit"):
            return self._words.say(f"figure.{figure}.unit")
        key = unit.replace(self._code, "currency")
        if not self._words.knows(f"unit.{key}"):
            return unit
        return self._words.say(f"unit.{key}", currency=self._currency)

    def with_unit(self, text: str, unit: str, figure: str | None = None) -> str:
        """A number and its unit."""
        said = self.unit(unit, figure)
        return f"{text}{'' if said == '°' else self._space}{said}" if said else text

    def date(self, day: dt.date) -> str:
        """A date with its year."""
        return self._words.say("date.full", **self._date_parts(day))

    def short_date(self, day: dt.date) -> str:
        """A date without its year."""
        return self._words.say("date.short", **self._date_parts(day))

    def hour(self, hour: int) -> str:
        """An hour of the day, such as 9–10 h."""
        return self._words.say("date.hour", begin=hour, end=hour + 1)

    def moment(self, day: dt.date, hour: int) -> str:
        """An hour of a day."""
        date = self.short_date(day)
        return self._words.say("date.with_hour", date=date, hour=self.hour(hour))

    def clock(self, hours: float) -> str:
        """A time of day, given in hours since midnight: 17:30."""
        hour, minute = divmod(round(60 * hours), 60)
        return self._words.say("date.clock", hour=hour, minute=minute)

    def begin(self, day: dt.date, hours: float) -> str:
        """A time of a day."""
        return self._words.say("date.with_hour", date=self.short_date(day), hour=self.clock(hours))

    def _date_parts(self, day: dt.date) -> dict[str, object]:
        month = self._words.say(f"month.{day.month}")
        return {"day": day.day, "month": month, "year": day.year}


def _percent(share: float) -> str:
    percent = 100 * share
    return _small(percent) or _signed(f"{percent:.2f}" if abs(percent) < 1 else f"{percent:.1f}")


def _plain(value: float) -> str:
    if abs(value) < 10:
        return _small(value) or _signed(f"{value:.2f}")
    return _signed(f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}")


def _small(value: float) -> str:
    """What two decimals would write as nothing; empty for all else."""
    if abs(value) >= 0.005:
        return ""
    return "<0.01" if value > 0 else "0"


def _signed(text: str) -> str:
    """The minus sign instead of the hyphen."""
    return text.replace("-", MINUS)
