"""Accounts at the broker: one for each device, one for the manager.

Lives here: passwords as Mosquitto stores them, and who may say and hear what. Not here: the
registry. A device's own password is made here, shown once, and kept by nobody but its device: the
file has its hash.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from devices.wire.topics import ROOT, device_root

MANAGER = "manager"
ITERATIONS = 101
"""Rounds of PBKDF2, Mosquitto's default. Passwords are 24 random bytes, not words: more rounds
would protect nothing, and 5,000 devices coming back at once would wait for them."""

SALT_BYTES, KEY_BYTES, PASSWORD_BYTES = 12, 64, 24


class DeviceAccount(NamedTuple):
    """A device and, where it speaks for others (a gateway), the devices of its site behind it."""

    site: str
    device: str
    behind: tuple[str, ...] = ()

    @property
    def user(self) -> str:
        """Its name at the broker; a device is unique within its site only."""
        return f"{self.site}.{self.device}"


def new_password() -> str:
    """A password that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


def password_line(user: str, password: str, salt: bytes | None = None) -> str:
    """A line of the password file: `user:$7$rounds$salt$key`, PBKDF2 with SHA-512, as
    mosquitto_passwd writes it (mosquitto-passwd(1), version 2.0).
    """
    salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS, KEY_BYTES)
    parts = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{user}:$7${ITERATIONS}${'$'.join(parts)}"


def access_text(devices: Iterable[DeviceAccount]) -> str:
    """The access file: a device speaks and hears below its own topic and nowhere else."""
    lines = [
        f"user {MANAGER}",
        f"topic read {ROOT}/+/+/+/up/#",
        f"topic write {ROOT}/+/+/+/down/#",
        "",
    ]
    for account in devices:
        lines.append(f"user {account.user}")
        for device in (account.device, *account.behind):
            root = device_root(account.site, device)
            lines += [f"topic write {root}/up/#", f"topic read {root}/down/#"]
        lines.append("")
    return "\n".join(lines)


def read_passwords(path: Path) -> dict[str, str]:
    """User → line of a password file; empty where there is none."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.partition(":")[0]: line for line in lines if line}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def write_accounts(
    passwords: Path, access: Path, devices: Iterable[DeviceAccount], new: Mapping[str, str]
) -> None:
    """Write both files: accounts as given, those in `new` (user → password) with that password.

    Users that are neither a device nor the manager go. Mosquitto reads both again on SIGHUP.
    """
    accounts = sorted(devices)
    lines = read_passwords(passwords)
    lines.update({user: password_line(user, password) for user, password in new.items()})
    wanted = {MANAGER, *(account.user for account in accounts)}
    kept = [line for user, line in sorted(lines.items()) if user in wanted]
    write_private(passwords, "\n".join(kept) + "\n")
    write_private(access, access_text(accounts))
