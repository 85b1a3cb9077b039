"""Ground for all scenario models: refusing unknown keys, and fields that carry a unit.

Lives here: the common model configuration, `quantity`, the types of identifiers and of dates.
Not here: any field of a scenario.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)


class Model(BaseModel):
    """A part of a scenario file: constant after validation, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Grown(Model):
    """A part that was given fields later: at their default it says nothing of them.

    So the digest of a scenario that does not use them stays what it was.
    """

    LATER: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = handler(self)
        fields = type(self).model_fields
        for name in self.LATER:
            if getattr(self, name) == fields[name].get_default(call_default_factory=True):
                content.pop(name, None)
        return content


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
"""An identifier: a letter, then letters, digits, `_` or `-`; it names log files and streams."""

Text = Annotated[str, StringConstraints(max_length=4000)]

FIRST_DATE, LAST_DATE = dt.date(1970, 1, 1), dt.date(2200, 1, 1)
"""A date outside is a slip of the pen; days counted from it could leave the calendar."""

Date = Annotated[dt.date, Field(ge=FIRST_DATE, le=LAST_DATE)]


def quantity(
    default: Any = ...,
    *,
    unit: str,
    says: str,
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
    lt: float | None = None,
) -> Any:
    """Declare a physical field: its unit, bounds and meaning go into the exported JSON Schema.

    Numbers are strict: a quoted number or a boolean is refused, not converted.
    """
    return Field(
        default,
        ge=ge,
        le=le,
        gt=gt,
        lt=lt,
        strict=True,
        description=f"{says} [{unit}]",
        json_schema_extra={"unit": unit},
    )


def share(default: Any = ..., *, says: str) -> Any:
    """Declare a share between 0 and 1."""
    return quantity(default, unit="1", says=says, ge=0.0, le=1.0)
