"""What `size --out` and `whatif --out` leave of a small scenario, made in this process.

Only the making lives here.
"""

from __future__ import annotations

from pathlib import Path

from courtyard.main import run_app
from tests.unit.courtyard.terminal import SMALL

BANK = SMALL.replace("{days: 2, warmup_days: 0", "{days: 60, warmup_days: 3").replace(
    "title: One small bank", "title: One small bank\ntitle_zh: 一组小快递柜"
)
MONEY = """\
economics:
  staff_per_site: 100
  deposit_fee: 0.1
  subsidy_share: 0.2
  saving_per_parcel: 3
  programme:
    compounds: 113
    households: 110000
    cabinet_price: 36000
    cabinet_years: 3
    households_per_cabinet: 200
    incentives_per_household: [30, 20, 10, 0]
    platform_per_household: [10]
"""


def leave_study(folder: Path, *, what_if: bool = True) -> Path:
    """Size a small bank, ask what if, and leave both in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    scenario = folder / "small.yaml"
    scenario.write_text(BANK + MONEY, encoding="utf-8")
    asked = [str(scenario), "--target", "rejection_share<=0.1", "--jobs", "1", "--out", str(folder)]
    assert run_app(["size", *asked]) == 0
    if what_if:
        assert run_app(["whatif", *asked]) == 0
    return folder
