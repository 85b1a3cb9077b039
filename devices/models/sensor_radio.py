"""The battery and the memory of a fill sensor: which readings it sends, and with what.

Lives here: the sans-IO model. Not here: what it reads (`devices.models.fill_sensor`), which report
is lost.
"""

from __future__ import annotations

from devices.physics.reporting import charge_left_uah, is_to_send

NEVER = -1


class SensorRadio:
    """Sends readings; charge in µAh, `battery_uah` 0 without a battery that counts.

    `dead_ms` since when the battery is empty, −1 it is not. `kept` readings whose report was lost,
    as (time, fill in ‰), at most `keeps`, the oldest first.
    """

    __slots__ = (
        "battery_uah", "charge_uah", "dead_band", "dead_ms", "idle_uah_per_day", "keeps", "kept",
        "last", "replace_ms", "report_uah", "sent", "silent", "silent_at_most", "since_ms",
    )  # fmt: skip

    def __init__(
        self, battery_uah: int, charge_uah: int, report_uah: int, idle_uah_per_day: int,
        replace_ms: int, dead_band: int, silent_at_most: int, keeps: int,
    ) -> None:  # fmt: skip
        self.battery_uah = battery_uah
        self.charge_uah = charge_uah
        self.report_uah = report_uah
        self.idle_uah_per_day = idle_uah_per_day
        self.replace_ms = replace_ms
        self.dead_band = dead_band
        self.silent_at_most = silent_at_most
        self.keeps = keeps
        self.kept: list[tuple[int, int]] = []
        self.last = NEVER
        self.silent = 0
        self.sent = 0
        self.since_ms = 0
        self.dead_ms = NEVER

    def is_due_for_battery(self, now: int) -> bool:
        """Whether its empty battery has been replaced by now."""
        return 0 <= self.dead_ms <= now - self.replace_ms

    def replace_battery(self, now: int) -> None:
        """It has a full battery."""
        self.charge_uah, self.since_ms, self.sent, self.dead_ms = self.battery_uah, now, 0, NEVER

    def is_spent(self, now: int) -> bool:
        """Whether the charge is not enough for another report."""
        if self.battery_uah == 0:
            return False
        left_uah = charge_left_uah(
            self.charge_uah, self.since_ms, now, self.sent, self.report_uah, self.idle_uah_per_day
        )
        return left_uah < self.report_uah

    def send(self, reading: int) -> bool:
        """Whether a reading goes out; if so it takes its charge."""
        if not is_to_send(reading, self.last, self.silent, self.dead_band, self.silent_at_most):
            self.silent += 1
            return False
        self.last, self.silent = reading, 0
        self.sent += 1
        return True

    def keep(self, now: int, reading: int) -> None:
        """A report was lost: it is kept, in place of the oldest where there is no more room."""
        if self.keeps:
            self.kept = [*self.kept, (now, reading)][-self.keeps :]

    def take_kept(self) -> list[tuple[int, int]]:
        """What was kept goes out with a report that gets through."""
        kept, self.kept = self.kept, []
        return kept
