"""Signed firmware for tests: a key, a file, an artifact, devices that trust it.

Lives here: making them. Not here: what is expected of them.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.models.updater import Offer
from devices.signing import manifest, public_bytes, sign
from devices.simulator.bodies.waste import WasteBin
from devices.simulator.identity import Identity
from devices.simulator.session import Session
from devices.wire.presence import Firmware
from fleet.core.facts.rollouts import Artifact

KEY = Ed25519PrivateKey.from_private_bytes(b"a key for tests, 32 bytes long..")
TRUSTED = (public_bytes(KEY),)
FILE = b"firmware" * 20_000
"""Three parts as a device loads them."""

OLD, NEW, MODEL = "1.0.0", "2.0.0", "m1"


def artifact(version: str = NEW, file: bytes = FILE) -> Artifact:
    """A file, signed."""
    models = [MODEL]
    checksum = sha256(file).hexdigest()
    signature = sign(KEY, manifest(version, models, len(file), checksum))
    address = f"http://127.0.0.1/firmware/{checksum}"
    return Artifact(version, models, len(file), checksum, signature, address)


def offer(rollout: str = "r1", made: Artifact | None = None) -> Offer:
    """The same as a device is offered it."""
    made = made or artifact()
    return Offer(
        rollout, made.version, tuple(made.models), made.size, made.sha256, made.signature,
        made.address,
    )  # fmt: skip


def bins(count: int, per_site: int = 10, seed: int = 0) -> list[Session]:
    """Sensors of bins at sites of their own for each seed, a report every four hours."""
    return [
        Session(
            Identity(
                f"s{seed}-{number // per_site}", f"bin{number}", "bin_sensor", MODEL,
                Firmware(version=OLD), 4 * 3_600, outbox=False, trusted=TRUSTED,
            ),
            WasteBin(-60),
            "boot0",
        )
        for number in range(count)
    ]  # fmt: skip
