"""Artifacts in a folder: the bytes under their checksum, beside them what was signed.

Lives here: adding, listing, finding. Not here: serving them (`fleet.api.routes.loading`).

    SHA256.bin    the file as devices load it
    SHA256.json   version, models, size, checksum, signature, the public key it holds against

Nothing is ever changed: another file has another checksum. A file counts when its `.json` is there,
which is written last.
"""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

import msgspec

from devices.signing import is_signed, manifest, public_bytes, read_private_key, sign

MOST_BYTES = 2**30
"""As the wire says (`devices.wire.fields.ArtifactBytes`)."""

PIECE_BYTES = 1 << 20


class ArtifactRefused(ValueError):
    """An artifact that cannot be kept, or is not there; says which and why."""

    clear = True


class Kept(msgspec.Struct, frozen=True):
    """An artifact of the store. `key`: the public key (hexadecimal) its signature holds against."""

    version: str
    models: list[str]
    size: int
    sha256: str
    signature: str
    key: str
    added_ms: int


def store_path(journal: Path) -> Path:
    """Where the artifacts of a manager lie."""
    return journal.with_name(journal.name + ".firmware")


class Store:
    """The folder; made when the first artifact comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, file: Path, version: str, models: list[str], key: Path, now_ms: int) -> Kept:
        """Sign a file and keep it; the same again is the same. Raises ArtifactRefused, KeyRefused.

        One version of a model is one file: another with the same words is refused.
        """
        if not version or len(version) > 64 or not models or not all(models):
            raise ArtifactRefused(f"{file}: a version of 1 to 64 characters and a model are needed")
        private = read_private_key(key)
        size, checksum = _measured(file)
        for other in self.list():
            if other.sha256 == checksum and (other.version, other.models) == (version, models):
                return other
            if other.version == version and set(other.models) & set(models):
                raise ArtifactRefused(f"{version}: is there already, as {other.sha256[:12]}…")
            if other.sha256 == checksum:
                raise ArtifactRefused(f"{file}: is there already, as {other.version}")
        signature = sign(private, manifest(version, models, size, checksum))
        public = public_bytes(private).hex()
        kept = Kept(version, models, size, checksum, signature, public, now_ms)
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        partial = self.folder / f"{checksum}.partial"
        with file.open("rb") as source, partial.open("wb") as target:
            shutil.copyfileobj(source, target, PIECE_BYTES)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(self._bytes(checksum))
        partial.write_bytes(msgspec.json.encode(kept))
        partial.replace(self._words(checksum))
        return kept

    def list(self) -> list[Kept]:
        """All of them, the oldest first; raises ArtifactRefused for one that is not what was
        signed.
        """
        found = []
        for path in self.folder.glob("*.json"):
            try:
                kept = msgspec.json.decode(path.read_bytes(), type=Kept)
            except msgspec.DecodeError as error:
                raise ArtifactRefused(f"{path}: {error}") from None
            signed = manifest(kept.version, kept.models, kept.size, kept.sha256)
            if path.stem != kept.sha256 or not is_signed(
                [bytes.fromhex(kept.key)], signed, kept.signature
            ):
                raise ArtifactRefused(f"{path}: is not what was signed")
            found.append(kept)
        return sorted(found, key=lambda kept: (kept.added_ms, kept.sha256))

    def find(self, name: str) -> Kept:
        """By version, or the beginning of its checksum; raises ArtifactRefused, also for two."""
        found = [k for k in self.list() if k.version == name or k.sha256.startswith(name)]
        if len(found) != 1:
            what = "no such artifact" if not found else f"{len(found)} artifacts; say the checksum"
            raise ArtifactRefused(f"{name}: {what}")
        return found[0]

    def file(self, checksum: str) -> Path | None:
        """The bytes; None where there are none."""
        path = self._bytes(checksum)
        return path if self._words(checksum).is_file() and path.is_file() else None

    def _bytes(self, checksum: str) -> Path:
        return self.folder / f"{checksum}.bin"

    def _words(self, checksum: str) -> Path:
        return self.folder / f"{checksum}.json"


def _measured(file: Path) -> tuple[int, str]:
    digest, size = sha256(), 0
    try:
        with file.open("rb") as source:
            while piece := source.read(PIECE_BYTES):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise ArtifactRefused(f"{file}: {error.strerror}") from None
    if not 0 < size <= MOST_BYTES:
        raise ArtifactRefused(f"{file}: {size} bytes, 1 to {MOST_BYTES} are expected")
    return size, digest.hexdigest()
