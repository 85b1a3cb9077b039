"""No index leaves its array: what the fast kernel does not check holds where it is checked."""

from __future__ import annotations

import functools

import pytest

from tests.equality.both import cases, digest
from tests.equality.settings import SETTINGS, setting
from twin.engines.kernel.build import checked_kernel
from twin.engines.kernel.engine import run_group, run_with


@pytest.mark.parametrize("name", SETTINGS)
def test_every_index_is_within_its_array(name: str) -> None:
    """A kernel that raises on any index outside its array runs every setting, and agrees with the
    fast one, which agrees with the reference.
    """
    checked = functools.partial(run_with, checked_kernel())
    for case in cases(setting(name), unit_ms=60_000, held_share=0.5):
        assert digest(checked, case) == digest(run_group, case)
