"""The event table: what every kind of event is, once.

Lives here: nature and meaning of each kind. Not here: their numbers and order
(`twin.eventlog.events`), what an event does (`twin.world`, the engines).
"""

from __future__ import annotations

from dataclasses import dataclass

from twin.eventlog.events import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the event table.

    `scheduled`: it waits in the queue; `recorded`: it stands in the log; `physical`: it happened
    to things (else it is a decision of the manager); `entity` and `value` say what the record's
    fields mean.
    """

    scheduled: bool
    recorded: bool
    physical: bool
    entity: str
    value: str
    says: str


def _entry(nature: str, entity: str, value: str, says: str) -> Entry:
    return Entry("s" in nature, "r" in nature, "p" in nature, entity, value, says)


EVENT_TABLE: dict[Kind, Entry] = {
    Kind.START: _entry(
        "rp", "size class", "compartments in service",
        "a bank's compartments of one size class at time 0 (one record a class)"),
    Kind.HELD: _entry(
        "rp", "parcel", "deposit time in ms (negative: before the run)",
        "a parcel of the initial state lies in its compartment"),
    Kind.COLLECTION: _entry("srp", "parcel", "dwell in ms", "the recipient takes the parcel out"),
    Kind.TAKE_BACK: _entry("srp", "parcel", "dwell in ms", "the courier takes an old parcel back"),
    Kind.LOBBY_COLLECTION: _entry(
        "srp", "parcel", "time on the floor in ms", "the recipient picks it up in the lobby"),
    Kind.ARRIVAL: _entry(
        "srp", "visit", "parcels on board", "a courier reaches a bank; ordinal = leg of the visit"),
    Kind.RETRY: _entry(
        "rp", "parcel", "days on which it was presented before",
        "a parcel from the depot comes along again"),
    Kind.SERVICE: _entry("rp", "visit", "wait in ms", "a courier begins at the terminal"),
    Kind.PRESENT: _entry("s", "parcel", "", "a parcel is held to the terminal"),
    Kind.DEPOSIT: _entry(
        "rp", "parcel", "leg of the visit",
        "the parcel goes into a compartment; ordinal = times presented before"),
    Kind.REJECTION: _entry(
        "rp", "parcel", "leg of the visit",
        "no compartment fits, or the bank is shut; ordinal = times presented before"),
    Kind.OVERSIZE: _entry("rp", "parcel", "", "fits no compartment of any bank, goes elsewhere"),
    Kind.DEPARTURE: _entry(
        "rp", "visit", "courier time of the leg in ms",
        "a courier leaves the terminal; ordinal = leg"),
    Kind.REDIRECT: _entry(
        "rp", "parcel", "days on which it was presented before",
        "carried on to the next bank; ordinal = next leg"),
    Kind.COUNTER: _entry("rp", "parcel", "", "handed in at the counter"),
    Kind.HOME: _entry("rp", "parcel", "", "handed over at the door"),
    Kind.LOBBY: _entry("rp", "parcel", "", "left on the lobby floor"),
    Kind.DEPOT: _entry("rp", "parcel", "days on which it was presented", "taken back to the depot"),
    Kind.RETURN: _entry(
        "rp", "parcel", "days on which it was presented", "returned to the sender: days used up"),
    Kind.UNDELIVERED: _entry("rp", "parcel", "", "rejected with nowhere left to go"),
    Kind.REMINDER: _entry("sr", "parcel", "", "a reminder is sent; ordinal = its number"),
    Kind.OVERDUE: _entry("sr", "parcel", "", "the free time is over"),
    Kind.FEE: _entry("r", "parcel", "fee in 1/100 of the currency", "paid with the collection"),
    Kind.BIN: _entry(
        "rp", "bin", "volume to the brim in mL", "a bin of a waste point, empty at time 0"),
    Kind.TRUCK: _entry(
        "srp", "point x 16 + service", "metres driven for this stop",
        "a truck reaches a waste point and empties the bins of its streams; ordinal = trips"),
    Kind.EMPTYING: _entry(
        "rp", "bin", "mass taken out in g",
        "a bin is emptied; ordinal = sum of 1 nearly empty, 2 heaped above the brim, 4 the alarm "
        "level was reached, 8 there was an alarm, 16 an abnormal drop-off spoilt it, 32 staff put "
        "an empty bin in its place"),
    Kind.DROP_OFF: _entry(
        "srp", "drop-off", "mass in g", "a bag goes into a bin; ordinal 1 = badly sorted"),
    Kind.LANDED: _entry(
        "rp", "drop-off", "mass in g",
        "a bag is left on the floor; ordinal = sum of 1 badly sorted, 2 a camera watches"),
    Kind.CLEARING: _entry(
        "srp", "drop-off", "time on the floor in ms",
        "a cleaner puts a landed bag into a bin; ordinal = sum of 1 badly sorted, 2 staff did"),
    Kind.OVERFLOW: _entry(
        "rp", "drop-off", "volume in mL",
        "so much more stands above the brim of a bin; ordinal 1 = nothing did before"),
    Kind.POINTED: _entry(
        "rp", "drop-off", "number of the point shown",
        "a resident finds the lid locked and walks on to another point"),
    Kind.NEIGHBOUR: _entry("s", "drop-off", "", "the resident reaches the point shown"),
    Kind.ABNORMAL: _entry(
        "rp", "drop-off", "mass in g",
        "the drop-off should not be; ordinal = sum of 1 too bulky (else it spoils its bin), 2 a "
        "camera watches"),
    Kind.SHIFT: _entry(
        "srp", "point", "time in which somebody is there in ms",
        "a supervisor's shift begins; ordinal = sum of 1 nobody comes, 2 a camera watches"),
    Kind.ABSENCE: _entry("s", "point", "", "a camera finds that the supervisor is absent"),
    Kind.SIGHT: _entry("s", "false sighting", "", "a camera sees what is not there"),
    Kind.DETECTION: _entry(
        "r", "drop-off, point or false sighting", "confidence in per mille",
        "a camera reports; ordinal = 1 a landed bag, 2 no supervisor, 3 an abnormal drop-off, "
        "and 4 more where it is true"),
    Kind.STAND_IN: _entry(
        "rp", "point", "time in which somebody is there in ms",
        "somebody of the staff takes the place of a missing supervisor"),
    Kind.LOCK: _entry(
        "rp", "bin", "fill in per mille that locks it",
        "a full bin's lid is locked; ordinal 1 = the deodoriser of the point starts"),
    Kind.UNLOCK: _entry(
        "rp", "bin", "time locked in ms",
        "the lid opens with the emptying; ordinal 1 = the deodoriser of the point stops"),
    Kind.REPORT: _entry("srp", "bin", "reported fill in per mille", "a fill sensor reports"),
    Kind.ALARM: _entry(
        "r", "bin", "time since the alarm level was reached in ms",
        "a report calls for an emptying; ordinal 1 = the bin is truly that full"),
    Kind.DISPATCH: _entry(
        "r", "point x 16 + service", "time of arrival in ms",
        "a truck is called to a point, or a round is planned that comes by"),
    Kind.ROUND: _entry("s", "service", "", "a round is planned and sets out"),
    Kind.CELL: _entry(
        "rp", "cell", "set point in m°C", "a cold cell, at its set point and empty at time 0"),
    Kind.CELL_STEP: _entry(
        "s", "cell", "", "a compressor may start or stop, a door falls shut, a limit is crossed"),
    Kind.CELL_READING: _entry(
        "rp", "cell", "energy of the hour in mJ",
        "the last millisecond of an hour; ordinal = time in ms for which the compressor ran"),
    Kind.EXCURSION: _entry(
        "rp", "cell", "temperature of the product in m°C",
        "the product in a cold cell comes above its limit"),
    Kind.TOO_WARM: _entry(
        "rp", "cell", "time above the limit in ms",
        "since the excursion began, or since the last such record; every hour and at its end; "
        "ordinal = thousandths of a degree-minute above the limit"),
    Kind.WARM_PARCEL: _entry(
        "rp", "parcel", "time since the deposit in ms",
        "a parcel is too warm for the first time"),
    Kind.COUNTER_COLLECTION: _entry(
        "srp", "parcel", "time at the counter in ms",
        "the recipient leaves the desk with the parcel; ordinal = sum of 1 one parcel fewer stands "
        "on the floor, 4 it lay in the fridge"),
    Kind.COUNTER_TAKE_BACK: _entry(
        "srp", "parcel", "time at the counter in ms",
        "the courier takes an old parcel back from a counter; ordinal as of COUNTER_COLLECTION"),
    Kind.FLOOR_COLLECTION: _entry(
        "srp", "parcel", "time on the floor in ms",
        "the recipient picks up in the lobby a parcel that passed no locker"),
    Kind.CALL: _entry(
        "srp", "call", "time to park and leave in ms",
        "a courier calls with parcels that pass no locker; ordinal 0 at a counter, 1 at doors, "
        "2 in lobbies"),
    Kind.HAND_IN: _entry(
        "srp", "parcel", "courier time in ms",
        "handed in at a counter; ordinal = sum of 1 one parcel more stands on the floor, 2 chilled "
        "and no fridge place, 4 put into the fridge, 8 it was meant for a locker or a door"),
    Kind.DOOR: _entry(
        "srp", "parcel", "courier time in ms",
        "a courier rings at a door; ordinal 1 = handed over, 0 = nobody there"),
    Kind.FLOOR: _entry(
        "srp", "parcel", "courier time in ms",
        "left on the lobby floor; ordinal 8 = nobody was at the door"),
    Kind.CUSTOMER: _entry("s", "parcel", "", "a recipient comes to a counter"),
    Kind.COUNTER_SERVICE: _entry(
        "rp", "parcel", "wait in ms", "a recipient is served at a desk"),
    Kind.SHELVES: _entry(
        "rp", "counter", "places on its shelves",
        "a counter at time 0; ordinal = desks with staff"),
    Kind.LOST: _entry(
        "rp", "bin", "reported fill in per mille", "a fill sensor's report is lost on the way"),
    Kind.BACKFILL: _entry(
        "rp", "bin", "reported fill in per mille",
        "a report that was lost comes late; ordinal = its age in ms"),
    Kind.BATTERY: _entry(
        "rp", "bin", "reports sent with it",
        "ordinal 1 = a sensor's battery is empty, 2 = it has a new one"),
    Kind.FAILURE: _entry(
        "srp", "component: kind x 2^24 + number (of a door: position at the site)",
        "time until it works again in ms",
        "a component fails, or an outage begins; ordinal = number of the outage, 0 at random"),
    Kind.REPAIR: _entry(
        "srp", "component, as of its failure", "",
        "a component is repaired, or an outage is over; ordinal as of its failure"),
    Kind.WITHDRAWN: _entry(
        "rp", "position at the site", "", "an empty compartment is jammed and not free any more"),
    Kind.RESTORED: _entry(
        "rp", "position at the site", "", "an empty compartment is free again"),
    Kind.SHUT: _entry(
        "rp", "", "causes: 1 mains, 2 network, 4 terminal",
        "a bank takes and gives no parcels from now on"),
    Kind.REOPENED: _entry("rp", "", "time shut in ms", "a bank takes and gives parcels again"),
    Kind.BLOCKED: _entry(
        "rp", "parcel", "causes: 1 mains, 2 network, 4 terminal, 8 jammed door",
        "the recipient comes and cannot take the parcel out; ordinal = times blocked before"),
    Kind.RECOVERED: _entry(
        "rp", "parcel", "time since first blocked in ms",
        "a collection that was blocked has succeeded; ordinal 1 = staff opened"),
    Kind.TURNED_AWAY: _entry(
        "rp", "parcel", "causes: 1 mains, 2 network, 4 terminal, 8 jammed door",
        "a courier cannot lay a parcel in, its rejection follows; ordinal 1 = cannot take it back"),
    Kind.END: _entry("rp", "", "", "the horizon: the log is whole"),
}  # fmt: skip

PHYSICAL_KINDS = tuple(int(kind) for kind, entry in EVENT_TABLE.items() if entry.physical)
