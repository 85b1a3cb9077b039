"""`make acceptance`: every slow check, one after the other, and one table of what they showed.

    python -m tests.acceptance.run [--out DIR] [--only WORD ...] [--list]

Exit code 0 when every check holds that has its data, 1 when one does not, 2 when `--only` names
none.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.acceptance.check import Check, Outcome, Verdict, carry_out
from tests.acceptance.registry import CHECKS
from tests.acceptance.table import render

ROOT = Path(__file__).resolve().parents[2]
FILE = "acceptance.md"


def carry_out_all(checks: Sequence[Check], root: Path, out: Path) -> list[Outcome]:
    """Run `checks` one at a time (they measure time) and write the table to `out`/acceptance.md.

    Ctrl-C keeps what is finished: the table then says how many did not run.
    """
    outcomes: list[Outcome] = []
    try:
        for check in checks:
            print(f"{check.name} … ", end="", flush=True)
            with tempfile.TemporaryDirectory(prefix="acceptance-") as scratch:
                outcomes.append(carry_out(check, root, Path(scratch)))
            last = outcomes[-1]
            print(f"{last.verdict}: {last.figure or last.why} [{last.seconds:.0f} s]", flush=True)
    finally:
        out.mkdir(parents=True, exist_ok=True)
        whole = out / f"{FILE}.part"
        whole.write_text(render(outcomes, len(checks)), encoding="utf-8")
        whole.replace(out / FILE)
    return outcomes


def main(arguments: Sequence[str] | None = None, checks: Sequence[Check] = CHECKS) -> int:
    """Parse the command line, run, print the table; the exit code."""
    parser = argparse.ArgumentParser(prog="acceptance", description="Runs the slow checks.")
    parser.add_argument("--out", type=Path, default=ROOT / "out", help="folder of the table")
    parser.add_argument("--only", nargs="+", default=[""], help="words in the names of checks")
    parser.add_argument("--list", action="store_true", help="say what there is, run nothing")
    options = parser.parse_args(arguments)
    chosen = [check for check in checks if any(word in check.name for word in options.only)]
    if not chosen:
        print(f"acceptance: no check named {' or '.join(options.only)}", file=sys.stderr)
        return 2
    if options.list:
        for check in chosen:
            print(f"{check.name}: {check.shown_by}\n    {check.command}")
        return 0
    outcomes = carry_out_all(chosen, ROOT, options.out)
    print(f"\n{render(outcomes, len(chosen))}")
    good = {Verdict.HOLDS, Verdict.NO_DATA}
    return 0 if {outcome.verdict for outcome in outcomes} <= good else 1


if __name__ == "__main__":
    sys.exit(main())
