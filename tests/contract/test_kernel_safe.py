"""Kernel-safe functions compile as they stand, and compiled they do what they do plain."""

from __future__ import annotations

import pytest

from tests.contract.compiled import as_arrays, as_plain, compiled, public_functions
from tests.contract.kernel_safe_examples import EXAMPLES


def test_every_kernel_safe_function_has_an_example() -> None:
    """A new policy or behaviour brings its example; none outlives its function."""
    assert set(public_functions()) == set(EXAMPLES)
    assert all(EXAMPLES.values())


@pytest.mark.parametrize("name", sorted(public_functions()))
def test_compiled_equals_plain(name: str) -> None:
    """Result and changed arguments agree to the last bit, on lists, arrays and compiled."""
    plain = public_functions()[name]
    fast = compiled(name)
    for example in EXAMPLES[name]:
        for_plain, for_fast = as_arrays(example), as_arrays(example)
        result = as_plain(plain(*for_plain))
        assert as_plain(fast(*for_fast)) == result, example
        assert as_plain(for_fast) == as_plain(for_plain), example
        on_lists = plain(*(list(a) if isinstance(a, list) else a for a in example))
        assert as_plain(on_lists) == result, example
