"""What is installed is pinned: by name, version and hash, and by nothing that names a place."""

from __future__ import annotations

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.contract.sources import PACKAGES, ROOT

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? ?\\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
COMMENT = re.compile(r"^    # .*$")

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _locked() -> dict[str, set[str]]:
    """Every locked name with its versions (more than one where versions of Python differ)."""
    versions: dict[str, set[str]] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if found := PIN.match(line):
            versions.setdefault(canonicalize_name(found["name"]), set()).add(found["version"])
    return versions


def _named(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    asked = (Requirement(line) for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(each.name) for each in asked}


def test_lock_holds_pins_hashes_and_comments_alone() -> None:
    """No line is an option or an address: the installer's own settings say where from."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not any(p.match(line) for p in (PIN, HASH, COMMENT))]
    assert odd == []
    assert not any("://" in line for line in lines)


def test_every_pin_has_a_hash() -> None:
    """A pin is followed by at least one hash before the next pin."""
    unhashed = None
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if PIN.match(line):
            assert unhashed is None
            unhashed = line
        elif HASH.match(line):
            unhashed = None
    assert unhashed is None


def test_what_is_asked_for_is_locked() -> None:
    """Every name of requirements.in and requirements-dev.in is in the lock."""
    assert _named("requirements.in") | _named("requirements-dev.in") <= set(_locked())


def test_distribution_asks_for_what_is_locked() -> None:
    """pyproject.toml asks for the names of requirements.in, in ranges that hold the lock."""
    asked = {
        canonicalize_name(r.name): r for r in map(Requirement, PROJECT["project"]["dependencies"])
    }
    locked = _locked()
    assert set(asked) == _named("requirements.in")
    for name, requirement in asked.items():
        assert requirement.url is None
        assert requirement.specifier
        assert all(requirement.specifier.contains(version) for version in locked[name]), name


def test_builder_is_locked() -> None:
    """What builds the distribution is locked too, for `make setup` builds without isolation."""
    locked = _locked()
    for requirement in map(Requirement, PROJECT["build-system"]["requires"]):
        versions = locked[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions)


def test_every_package_is_in_wheel_and_contract() -> None:
    """The folders that are packages, the wheel, the import contract and the type check agree."""
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    tools = PROJECT["tool"]
    assert folders == set(PACKAGES)
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == folders
    assert set(tools["importlinter"]["root_packages"]) == folders
    assert set(tools["mypy"]["files"]) == folders | {"tests"}
