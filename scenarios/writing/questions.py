"""What is asked for a new scenario: each question with its default, unit and bounds.

Lives here: the list, and the reading of an answer. Not here: who asks (`courtyard.commands.new`),
the file that is written (`scenarios.writing.compound`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from scenarios.reading.did_you_mean import find_closest
from scenarios.reading.errors import Problem, ScenarioError, show_value

Template = Literal["lockers", "waste", "both"]
TEMPLATES: tuple[Template, ...] = ("lockers", "waste", "both")

Answer = str | int | float
Answers = dict[str, Answer]


class BadAnswer(ValueError):
    """An answer that cannot be used; its text says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Numbers lie in [low, high]; `whole` ones have no fraction; text has neither.

    `of` is what it belongs to: `all`, or only to scenarios with `lockers` or `waste`; `per_site`
    ones are not asked where a sheet says them site by site.
    """

    key: str
    asks: str
    default: Answer
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    of: Literal["all", "lockers", "waste"] = "all"
    per_site: bool = False

    def read(self, text: str) -> Answer:
        """The answer that a text gives. Raises BadAnswer, quoting value and bounds."""
        text = text.strip()
        if isinstance(self.default, str):
            if not text or len(text) > MAX_TITLE_CHARS or not text.isprintable():
                raise BadAnswer(f"must be 1 to {MAX_TITLE_CHARS} printable characters")
            return text
        bounds = f"{_plain(self.low)} to {_plain(self.high)}"
        try:
            number = int(text) if self.whole else float(text)
        except ValueError:
            kind = "a whole number" if self.whole else "a number"
            raise BadAnswer(f"{text!r}: must be {kind} from {bounds}") from None
        if not self.low <= number <= self.high:  # also for nan
            raise BadAnswer(f"{text!r}: must be {bounds}")
        return number


MAX_TITLE_CHARS = 200


def _plain(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:g}"


def _whole(key: str, asks: str, default: int, low: int, high: int, **more: object) -> Question:
    return Question(key, asks, default, "", low, high, True, **more)  # type: ignore[arg-type]


QUESTIONS: tuple[Question, ...] = (
    Question("title", "What is it called", "My compound"),
    _whole("sites", "How many compounds, all alike", 1, 1, 10_000, per_site=True),
    _whole("households", "Households of a compound", 400, 1, 1_000_000, per_site=True),
    Question("latitude", "Its latitude (of several: their middle)", 30.28, "deg", -90, 90,
             per_site=True),
    Question("longitude", "Its longitude", 120.15, "deg", -180, 180, per_site=True),
    _whole("banks", "Locker banks at a compound", 1, 0, 100, of="lockers", per_site=True),
    _whole("doors", "Doors of a bank", 84, 1, 5_000, of="lockers", per_site=True),
    Question("parcels_per_household_day", "Parcels a household and day", 0.89, "", 0, 100,
             of="lockers"),
    Question("share_to_lockers", "Share of them that couriers bring to lockers", 0.25, "", 0, 1,
             of="lockers"),
    Question("dwell_h", "Mean time until a parcel is collected", 16.0, "h", 0.1, 1_000,
             of="lockers"),
    _whole("waste_points", "Waste points at a compound", 2, 0, 200, of="waste", per_site=True),
    _whole("food_bins", "Bins for food waste at a point, 240 L each", 2, 0, 50, of="waste",
           per_site=True),
    _whole("residual_bins", "Bins for residual waste at a point, 240 L each", 3, 0, 50, of="waste",
           per_site=True),
    Question("food_kg", "Food waste sorted out, a household and day", 0.5, "kg", 0, 100,
             of="waste"),
    Question("residual_kg", "Residual waste, a household and day", 0.6, "kg", 0, 100, of="waste"),
    _whole("rounds", "Rounds of the trucks a day", 2, 1, 6, of="waste"),
    _whole("days", "Days to simulate", 14, 1, 3_660),
    _whole("replications", "How often (more gives narrower intervals)", 5, 1, 10_000),
)  # fmt: skip
"""In the order in which they are asked."""


def questions_for(template: Template, by_sheet: bool) -> list[Question]:
    """The questions of a template; with a sheet those that are not answered there."""
    return [
        each
        for each in QUESTIONS
        if (each.of == "all" or template in {each.of, "both"}) and not (by_sheet and each.per_site)
    ]


def read_answers(texts: Iterable[str], asked: Iterable[Question]) -> Answers:
    """`KEY=VALUE` texts as `--answer` takes them. Raises ScenarioError with what is wrong."""
    by_key = {each.key: each for each in asked}
    answers: Answers = {}
    for text in texts:
        key, sign, value = text.partition("=")
        key = key.strip()
        if not sign or key not in by_key:
            message = "write KEY=VALUE" if not sign else f"not asked (asked: {', '.join(by_key)})"
            raise ScenarioError(
                Problem(message, "--answer", key=key, suggestion=find_closest(key, by_key))
            )
        try:
            answers[key] = by_key[key].read(value)
        except BadAnswer as error:
            raise ScenarioError(Problem(str(error), "--answer", key=key)) from None
    return answers


def with_defaults(answers: Mapping[str, Answer]) -> Answers:
    """All answers; the defaults where none is given."""
    return {each.key: each.default for each in QUESTIONS} | dict(answers)


def check_template(text: str) -> Template:
    """A template by its name. Raises ScenarioError for another word."""
    for each in TEMPLATES:
        if each == text:
            return each
    message = f"must be one of {', '.join(TEMPLATES)}"
    raise ScenarioError(
        Problem(
            message, "--template", value=show_value(text), suggestion=find_closest(text, TEMPLATES)
        )
    )
