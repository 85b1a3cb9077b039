"""Each rule of rules.py is shown a culprit and an innocent: without bite it proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.contract import rules
from tests.contract.sources import Source

Rule = Callable[[Source], Iterator[str]]


def _kernel_safe(source: Source) -> Iterator[str]:
    return rules.kernel_safe(source, {"fleet.policy"})


def _knows_no_scenario(source: Source) -> Iterator[str]:
    return rules.knows_no_scenario(source, {"yiyuan", "single"}, {"single"})


LONG = "def f():\n" + "    x = 1\n" * rules.FUNCTION_LINES
EXPLAINED = LONG.replace(":\n    x = 1", ':\n    """Four\n\n\n    lines."""', 1)

CULPRITS: list[tuple[Rule, str, str]] = [
    (rules.short_module, "twin/a.py", "x = 1\n" * (rules.MODULE_LINES + 1)),
    (rules.short_functions, "twin/a.py", LONG),
    (rules.documented_module, "twin/a.py", "x = 1\n"),
    (rules.documented_tests, "tests/test_a.py", "def test_a():\n    assert f()\n"),
    (rules.telling_name, "twin/utils.py", ""),
    (rules.telling_name, "twin/common/bank.py", ""),
    (rules.telling_name, "fleet/manager_2.py", ""),
    (rules.finished, "twin/a.py", "# TODO later\n"),
    (rules.finished, "README.md", "FIXME\n"),
    (rules.finished, "twin/a.py", "raise NotImplementedError\n"),
    (rules.portable, "README.md", "see /home/somebody/courtyard\n"),
    (rules.portable, "requirements.lock", "--index-url https://registry.example/simple\n"),
    (rules.portable, "requirements.lock", "--find-links wheels\n"),
    (
        rules.honest_tests,
        "tests/test_a.py",
        "import pytest\nm = pytest.mark.skipif(True)\n",
    ),
    (rules.honest_tests, "tests/test_a.py", "import pytest\npytest.importorskip('numba')\n"),
    (rules.honest_tests, "tests/test_a.py", "from unittest.mock import Mock\nm = Mock()\n"),
    (rules.no_clock, "twin/a.py", "import datetime as dt\nx = dt.datetime.now(dt.UTC)\n"),
    (rules.no_clock, "fleet/a.py", "from datetime import datetime\nx = datetime.utcnow()\n"),
    (rules.no_clock, "devices/a.py", "from time import time\nx = time()\n"),
    (rules.no_clock, "tests/a.py", "import time\ntime.sleep(1)\n"),
    (rules.named_randomness, "twin/a.py", "import random\nx = random.random()\n"),
    (rules.named_randomness, "twin/a.py", "from random import gauss\nx = gauss(0, 1)\n"),
    (rules.named_randomness, "twin/a.py", "import numpy as np\nx = np.random.rand(3)\n"),
    (rules.named_randomness, "twin/a.py", "import numpy as np\nx = np.random.default_rng()\n"),
    (rules.quiet, "twin/a.py", "print('hello')\n"),
    (rules.named_errors, "twin/a.py", "try:\n    f()\nexcept:\n    g()\n"),
    (_kernel_safe, "fleet/policy/a.py", "import numpy as np\n"),
    (_kernel_safe, "fleet/policy/a.py", "from numba import njit\n"),
    (_kernel_safe, "fleet/policy/a.py", "from fleet.core import x\n"),
    (_kernel_safe, "fleet/policy/a.py", "class A: ...\n"),
    (rules.one_desk, "twin/world/a.py", "from fleet.policy.rejection import f\nx = f()\n"),
    (rules.one_desk, "twin/world/a.py", "from fleet.policy import rejection as r\nx = r.f()\n"),
    (_knows_no_scenario, "twin/engines/a.py", "x = name == 'yiyuan'\n"),
    (_knows_no_scenario, "twin/engines/a.py", "x = name.startswith('yiyuan@')\n"),
    (_knows_no_scenario, "twin/engines/a.py", "x = 'library/yiyuan.yaml'\n"),
]

INNOCENTS: list[tuple[Rule, str, str]] = [
    (rules.short_module, "twin/a.py", "x = 1\n" * rules.MODULE_LINES),
    (rules.short_functions, "twin/a.py", EXPLAINED),
    (rules.telling_name, "tests/contract/sources.py", ""),
    (rules.portable, "README.md", "out/acceptance.md, and a/home/b\n"),
    (rules.no_clock, "courtyard/run.py", "import time\nx = time.time()\n"),
    (rules.no_clock, "twin/a.py", "import time\nx = time.perf_counter()\n"),
    (rules.named_randomness, "twin/a.py", "import numpy as np\nx = np.random.default_rng(7)\n"),
    (rules.named_randomness, "twin/a.py", "import numpy as np\nx = np.random.Philox(key=7)\n"),
    (rules.quiet, "courtyard/a.py", "print('hello')\n"),
    (
        _kernel_safe,
        "fleet/policy/a.py",
        "import math\nfrom typing import TYPE_CHECKING\nfrom fleet.policy.b import f\n"
        "if TYPE_CHECKING:\n    import numpy as np\n",
    ),
    (rules.one_desk, rules.DESK, "from fleet.policy.rejection import f\nx = f()\n"),
    (rules.one_desk, "twin/world/a.py", "from fleet.policy import rejection\nx = rejection.HOME\n"),
    (_knows_no_scenario, "twin/world/a.py", "x = mode == 'single'\n"),
    (_knows_no_scenario, "twin/world/a.py", '"""Fits yiyuan and every other scenario."""\n'),
]


def _name(case: tuple[Rule, str, str]) -> str:
    return f"{case[0].__name__.strip('_')}-{case[1]}"


@pytest.mark.parametrize("case", CULPRITS, ids=_name)
def test_culprit_is_found(case: tuple[Rule, str, str]) -> None:
    """The rule names the file of a culprit, and says what to do instead."""
    rule, path, text = case
    violations = list(rule(Source(path, text)))
    assert violations
    assert all(violation.startswith(path) for violation in violations)


@pytest.mark.parametrize("case", INNOCENTS, ids=_name)
def test_innocent_passes(case: tuple[Rule, str, str]) -> None:
    """The rule lets pass what only looks like a culprit."""
    rule, path, text = case
    assert list(rule(Source(path, text))) == []


def test_crowded_folder_is_found() -> None:
    """Eleven modules in a folder are one too many; `__init__` does not count."""
    ten = [Source(f"twin/m{n}.py", "") for n in range(rules.FOLDER_MODULES)]
    assert list(rules.small_folders([*ten, Source("twin/__init__.py", "")])) == []
    assert len(list(rules.small_folders([*ten, Source("twin/one_more.py", "")]))) == 1
