"""The form of a profile file: frames of bytes, decoded fields, downlinks.

Lives here: the pydantic models and what they refuse. Not here: reading by them
(`devices.profiles.reading`).

Bytes, masks and raw values are hexadecimal text (`"3fff"`), because YAML 1.2 tells `0x3fff` and
`3fff` differently from file to file.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from devices.profiles.quantities import FLAGS, MEASURES, Quantity

Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){1,16}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Port = Annotated[int, Field(ge=1, le=223)]
"""An application port (LoRaWAN 1.0.4, section 4.3.2)."""

SensorKind = Literal["bin_sensor", "cold_cell", "door_sensor"]

MAX_PAYLOAD_BYTES = 242
"""The longest payload of LoRaWAN (regional parameters 1.0.4)."""

Position = Annotated[int, Field(ge=0, lt=MAX_PAYLOAD_BYTES)]


class Part(BaseModel):
    """A part of a profile file: constant after validation, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Where(Part):
    """Bytes that must stand at a position; with `mask`, their masked value is compared."""

    at: Position
    are: Hex
    mask: Hex | None = None


class Sentinel(Part):
    """A raw value that is no measurement; `means` stands in the refusal."""

    raw: Hex
    means: Words


class Scaled(Part):
    """A quantity and how it is told: `unit`, times `multiply`, divided by `divide`.

    `low` and `high`, in base units, narrow what is believed.
    """

    quantity: Quantity
    unit: Short | Literal[""] = ""
    multiply: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    divide: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    low: int | None = None
    high: int | None = None

    @model_validator(mode="after")
    def _unit_fits(self) -> Self:
        units = MEASURES[self.quantity].units
        if self.unit not in units:
            known = ", ".join(units) if "" not in units else "none"
            raise ValueError(f"unit: must be one of {known}, for {self.quantity}")
        return self

    @property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest value that is believed, base units."""
        measure = MEASURES[self.quantity]
        return (
            measure.low if self.low is None else self.low,
            measure.high if self.high is None else self.high,
        )


class Raw(Scaled):
    """A quantity in bytes. A flag is set where the masked value is not 0."""

    bytes: Annotated[int, Field(ge=1, le=8)]
    order: Literal["big", "little"] = "big"
    signed: bool = False
    mask: Hex | None = None
    sentinels: tuple[Sentinel, ...] = ()
    inverted: bool = False

    @model_validator(mode="after")
    def _inverts_flags(self) -> Self:
        if self.inverted and self.quantity not in FLAGS:
            raise ValueError(f"inverted: {self.quantity} is no flag")
        return self


class Fixed(Raw):
    """A quantity at a fixed position, read only where `when` holds."""

    at: Position
    when: Where | None = None


class Item(Part):
    """An item of a TLV frame: `channel` and `type`, a length, and perhaps what it measures at
    which of its bytes; without `reads` it is passed over.
    """

    channel: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{2}$")]
    type: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{2}$")]
    bytes: Annotated[int, Field(ge=1, le=64)]
    reads: Raw | None = None


class Frame(Part):
    """One form of payload. The first that fits by port, length and `where` is taken.

    `sizes`: lengths in bytes it may have. Either `fields` at fixed offsets, or `items` by channel
    and type. Neither: the payload is known and measures nothing (a version, an answer).
    """

    name: Words
    ports: tuple[Port, ...] = ()
    sizes: tuple[Annotated[int, Field(ge=1, le=MAX_PAYLOAD_BYTES)], ...] = ()
    where: tuple[Where, ...] = ()
    fields: tuple[Fixed, ...] = ()
    items: tuple[Item, ...] = ()

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        if self.fields and self.items:
            raise ValueError("a frame has fields or items, not both")
        if self.fields and not self.sizes:
            raise ValueError("a frame with fields says its sizes, so that a short one is refused")
        ends = [f.at + f.bytes for f in self.fields] + [w.at + len(w.are) // 2 for w in self.where]
        if self.sizes and ends and max(ends) > min(self.sizes):
            raise ValueError(f"reads {max(ends)} bytes of a frame of {min(self.sizes)}")
        return self


class Decoded(Scaled):
    """A quantity among the fields that the network server decoded; the first name there counts.

    `absent`: texts or numbers that are no measurement, with what they mean. `set_by`: what a
    flag's text says when it is set. `bits`: the decoder forgot the sign of so many bits, and it is
    put back (251 °C of a byte is −5 °C).
    """

    names: tuple[Short, ...] = Field(min_length=1)
    absent: dict[str, Words] = {}
    set_by: tuple[Short, ...] = ()
    bits: Literal[8, 16] | None = None


class Number(Part):
    """The value within a downlink, as bytes or, with `Downlink.ascii`, as hexadecimal digits."""

    bytes: Annotated[int, Field(ge=1, le=4)]
    order: Literal["big", "little"] = "big"


class Downlink(Part):
    """How a setting is told to the device: `parts`, one after the other.

    The value is divided by `divide` first, and must be a whole number within `low` … `high` (in
    the setting's own unit). `ascii`: the whole is sent as the characters of its hexadecimal digits.
    """

    port: Port
    low: int
    high: int
    divide: Annotated[int, Field(ge=1, le=86_400)] = 1
    parts: tuple[Hex | Number, ...]
    ascii: bool = False


class Battery(Part):
    """Voltages of an empty and a full battery; between them the charge is taken to be linear."""

    empty_mv: Annotated[int, Field(ge=500, le=30_000)]
    full_mv: Annotated[int, Field(ge=500, le=30_000)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.full_mv <= self.empty_mv:
            raise ValueError(f"full_mv {self.full_mv} is not above empty_mv {self.empty_mv}")
        return self


class Example(Part):
    """A payload of the maker's manual and what it says there, in base units.

    `refused`: the field on which it must be refused instead.
    """

    source: Words
    port: Port = 1
    payload: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){0,242}$")] = ""
    decoded: dict[str, bool | int | float | str] = {}
    reads: dict[Quantity, int] = {}
    refused: str = ""


class Profile(Part):
    """A device of another maker, as far as it is read and told things."""

    profile: Name
    vendor: Short
    model: Short
    kind: SensorKind
    manual: Words
    interval_s: Annotated[int, Field(ge=10, le=604_800)]
    frames: tuple[Frame, ...] = ()
    decoded: tuple[Decoded, ...] = ()
    downlinks: dict[Literal["interval_s", "threshold_mm"], Downlink] = {}
    battery: Battery | None = None
    traps: tuple[Words, ...] = ()
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _reads_something(self) -> Self:
        if not self.quantities & NEEDED[self.kind]:
            needed = " or ".join(sorted(NEEDED[self.kind]))
            raise ValueError(f"a {self.kind} reads {needed}; this profile does not")
        return self

    @property
    def quantities(self) -> frozenset[str]:
        """Everything it may read."""
        read = [field.quantity for frame in self.frames for field in frame.fields]
        read += [i.reads.quantity for frame in self.frames for i in frame.items if i.reads]
        return frozenset(read + [field.quantity for field in self.decoded])


NEEDED: dict[str, frozenset[str]] = {
    "bin_sensor": frozenset({"distance_mm", "fill_permille"}),
    "cold_cell": frozenset({"temperature_mc", "probe_mc"}),
    "door_sensor": frozenset({"open"}),
}
"""Kind → quantities of which one is the measurement; without it there is none."""
