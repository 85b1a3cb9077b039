"""Courier companies for Locust (https://locust.io), against the HTTP API of a manager.

    courtyard fleet token add swift --role company --scope city > swift.token
    export COURTYARD_TOKENS=swift.token,blue.token
    locust -f deploy/locust/companies.py --host http://127.0.0.1:8080

Lives here: what a company does: look for room, hold a compartment, give it back, settle. Not here:
the proof that nothing was given twice, which `courtyard loadtest allocation --via http` brings.
Locust is none of Courtyard's parts: install it for yourself. Each token may ask 20 times a second;
users take turns at the tokens, so give one for every ten users or so.
"""

from __future__ import annotations

import itertools
import os
import secrets
from pathlib import Path

from locust import HttpUser, between, task

TOKENS = [
    Path(name).read_text(encoding="ascii").strip()
    for name in os.environ.get("COURTYARD_TOKENS", "").split(",")
    if name
]
SIZES = (0, 1, 0, 2, 0, 1, 0, 2, 1, 0)
LATER = 429
FULL = 409

_turns = itertools.count()


class Company(HttpUser):
    """Somebody who sends parcels to banks."""

    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        """Show whose turn it is, and learn which banks there are."""
        if not TOKENS:
            raise SystemExit("COURTYARD_TOKENS names no file with a token of role company")
        number = next(_turns)
        self.client.headers["Authorization"] = f"Bearer {TOKENS[number % len(TOKENS)]}"
        rows = self.client.get("/v1/lockers", name="/v1/lockers").json()["items"]
        self.banks = [(row["site"], row["bank"]) for row in rows]
        self.turn = number
        self.held: list[str] = []

    @task(9)
    def hold_and_give_back(self) -> None:
        """A compartment in advance, which is not needed after all."""
        self.turn += 1
        site, bank = self.banks[self.turn % len(self.banks)]
        request = f"locust-{secrets.token_hex(8)}"
        wish = {"parcel": request, "size": SIZES[self.turn % len(SIZES)], "recipient": "r"}
        place = f"/v1/lockers/{site}/{bank}/reservations"
        with self.client.put(
            f"{place}/{request}", json=wish, catch_response=True,
            name="/v1/lockers/{site}/{bank}/reservations/{request}",
        ) as said:  # fmt: skip
            if said.status_code in {FULL, LATER}:
                said.success()
            elif said.ok:
                self.held.append(f"{place}/{said.json()['lease']}")
        self.give_back()

    def give_back(self) -> None:
        """All that is held; what may not be asked now (429) stays until the next turn."""
        while self.held:
            with self.client.delete(
                self.held[-1], catch_response=True,
                name="/v1/lockers/{site}/{bank}/reservations/{lease}",
            ) as said:  # fmt: skip
                if said.status_code == LATER:
                    said.success()
                    return
            self.held.pop()

    @task(2)
    def look_for_room(self) -> None:
        """Where there is room for a large parcel."""
        self.client.get("/v1/lockers?size=2", name="/v1/lockers")

    @task(1)
    def settle(self) -> None:
        """What is held and what became of the rest."""
        self.client.get("/v1/settlement", name="/v1/settlement")
