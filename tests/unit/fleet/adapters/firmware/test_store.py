"""Artifacts in a folder: signed when they come, held against it whenever they are looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.signing import is_signed, make_key, manifest
from fleet.adapters.firmware.store import ArtifactRefused, Store
from tests.unit.devices.firmware import FILE

NOW_MS = 1_800_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A file and a key."""
    (tmp_path / "file").write_bytes(FILE)
    make_key(tmp_path / "key")
    return tmp_path


def add(folder: Path, version: str = "2.0.0", models: tuple[str, ...] = ("m1", "m2")) -> str:
    """Keep the file; its checksum."""
    store = Store(folder / "store")
    return store.add(folder / "file", version, list(models), folder / "key", NOW_MS).sha256


def test_what_is_kept_is_what_was_signed(folder: Path) -> None:
    """Found by version and by the beginning of its checksum, whole, with a signature that holds."""
    checksum = add(folder)
    store = Store(folder / "store")
    for name in ("2.0.0", checksum[:8]):
        kept = store.find(name)
        assert (kept.version, kept.models, kept.size) == ("2.0.0", ["m1", "m2"], len(FILE))
        signed = manifest(kept.version, kept.models, kept.size, kept.sha256)
        assert is_signed([bytes.fromhex(kept.key)], signed, kept.signature)
    path = store.file(checksum)
    assert path is not None
    assert path.read_bytes() == FILE
    assert store.file("0" * 64) is None


def test_the_same_again_is_the_same(folder: Path) -> None:
    """Another file by the same words, and the same file by others, are refused."""
    add(folder)
    add(folder)
    assert len(Store(folder / "store").list()) == 1
    with pytest.raises(ArtifactRefused, match=r"is there already, as 2\.0\.0"):
        add(folder, "3.0.0")
    (folder / "file").write_bytes(b"another")
    with pytest.raises(ArtifactRefused, match=r"2\.0\.0: is there already"):
        add(folder, models=("m2", "m3"))
    add(folder, models=("m3",))
    with pytest.raises(ArtifactRefused, match="2 artifacts"):
        Store(folder / "store").find("2.0.0")


def test_words_that_were_changed_are_noticed(folder: Path) -> None:
    """A model more than was signed: not listed as good."""
    checksum = add(folder)
    words = folder / "store" / f"{checksum}.json"
    words.write_bytes(words.read_bytes().replace(b'"m2"', b'"m9"'))
    with pytest.raises(ArtifactRefused, match="is not what was signed"):
        Store(folder / "store").list()


def test_what_cannot_be_kept(folder: Path) -> None:
    """Nothing in it, not there, without a version: told, and nothing is left behind."""
    (folder / "file").write_bytes(b"")
    with pytest.raises(ArtifactRefused, match="0 bytes"):
        add(folder)
    (folder / "file").unlink()
    with pytest.raises(ArtifactRefused, match="No such file"):
        add(folder)
    with pytest.raises(ArtifactRefused, match="a version"):
        add(folder, "")
    assert Store(folder / "store").list() == []
