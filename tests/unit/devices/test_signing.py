"""What is signed, and what a signature is worth."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.signing import (
    KeyRefused,
    is_signed,
    make_key,
    manifest,
    public_bytes,
    public_path,
    read_private_key,
    read_public_key,
    sign,
)
from tests.unit.devices.firmware import KEY, TRUSTED

SIGNED = manifest("2.0.0", ["b", "a"], 10, "ab" * 32)


def test_what_is_signed_is_one_line_for_one_artifact() -> None:
    """Models in the order of letters; no other words give the same bytes."""
    line = '["courtyard-firmware-1","2.0.0",["a","b"],10,"' + "ab" * 32 + '"]'
    assert line.encode() == SIGNED
    assert manifest("2.0.0", ["a", "b"], 10, "ab" * 32) == SIGNED
    assert manifest("2.0.0", ["a,b"], 10, "ab" * 32) != manifest("2.0.0", ["a", "b"], 10, "ab" * 32)


def test_a_signature_holds_for_its_words_and_its_key_alone() -> None:
    """A changed word, another key, half a signature: none of them is signed."""
    signature = sign(KEY, SIGNED)
    assert is_signed(TRUSTED, SIGNED, signature)
    assert not is_signed(TRUSTED, SIGNED + b" ", signature)
    assert not is_signed((public_bytes(Ed25519PrivateKey.generate()),), SIGNED, signature)
    assert not is_signed(TRUSTED, SIGNED, signature[:-2])
    assert not is_signed((), SIGNED, signature)
    assert not is_signed((b"too short",), SIGNED, signature)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """Two PEM files that belong together; what is there is not written over; no key is told so."""
    path = tmp_path / "key"
    public = make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_public_key(public_path(path)) == public == public_bytes(read_private_key(path))
    with pytest.raises(FileExistsError):
        make_key(path)
    with pytest.raises(KeyRefused, match="private key"):
        read_private_key(public_path(path))
    with pytest.raises(KeyRefused, match="nothing"):
        read_public_key(tmp_path / "nothing")
