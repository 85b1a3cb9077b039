"""Tests on real data, which the project itself carries none of.

They are collected where the data are: in the folder that COURTYARD_DATA names, else in
`shared/data` beside the project. Elsewhere they are not there, and the last lines of a test run
(`tests/conftest.py`) say so.
"""

from __future__ import annotations

from tests.real.data import WYNDHAM

collect_ignore = [] if WYNDHAM.is_file() else ["test_wyndham.py"]
