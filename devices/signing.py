"""Signatures of firmware: what is signed, by whom, and whether it holds.

Lives here: Ed25519 (RFC 8032) by `cryptography` over the words of an artifact, keys as PEM files.
Not here: where artifacts lie (`fleet.adapters.firmware`), what a device does with one
(`devices.models.updater`). What is signed names version, models, size and checksum, so that no
artifact passes for another one; the checksum binds the bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

PURPOSE = "courtyard-firmware-1"
"""First word of what is signed: a signature for anything else is none here."""


class KeyRefused(ValueError):
    """A key file that cannot be used; names it and says why."""

    clear = True


def manifest(version: str, models: Sequence[str], size: int, sha256: str) -> bytes:
    """What is signed: a JSON array without spaces, models in the order of their letters."""
    return msgspec.json.encode([PURPOSE, version, sorted(models), size, sha256])


def sign(key: Ed25519PrivateKey, signed: bytes) -> str:
    """The signature, 64 bytes in hexadecimal."""
    return key.sign(signed).hex()


def is_signed(trusted: Iterable[bytes], signed: bytes, signature: str) -> bool:
    """Whether one of the trusted public keys (32 bytes each) made this signature."""
    for key in trusted:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), signed)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half, 32 bytes: what devices are given."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def make_key(path: Path) -> bytes:
    """Make a key: the private half at `path` for its owner alone, the public one at `path`.pub.

    Returns the public half. Raises FileExistsError where there is one already.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public_path(path).write_bytes(public)
    return public_bytes(key)


def public_path(path: Path) -> Path:
    """Where the public half of a key lies."""
    return path.with_name(path.name + ".pub")


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """The private half; raises KeyRefused."""
    key = _read(path, lambda data: load_pem_private_key(data, None))
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path}: no private Ed25519 key (PEM, PKCS 8, without a password)")
    return key


def read_public_key(path: Path) -> bytes:
    """The public half, 32 bytes; raises KeyRefused."""
    key = _read(path, load_pem_public_key)
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path}: no public Ed25519 key (PEM)")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _read(path: Path, load: object) -> object:
    try:
        return load(path.read_bytes())  # type: ignore[operator]
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path}: {error}") from None
