"""Progress of long work on the terminal.

Lives here: the bar, the announcement of the estimated time. Not here: what is run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

SHOWN_FROM_S = 1.0
"""Work that is done sooner needs no bar."""


class Watch:
    """Draws a bar on standard error; silent when told so or when nobody looks on."""

    def __init__(self, title: str, *, quiet: bool) -> None:
        self._title = title
        self._quiet = quiet or not sys.stderr.isatty()
        self._silent = quiet
        self._began = perf_counter()
        self._bar: object = None

    def announce(self, seconds: float) -> None:
        """Say how long it will take."""
        if not self._silent:
            sys.stderr.write(f"about {_duration(seconds)}; Ctrl-C keeps what is finished\n")

    def progress(self, share: float, per_s: float) -> None:
        """`share` of the work is done, at so many parcels a second."""
        if self._quiet or perf_counter() - self._began < SHOWN_FROM_S:
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        if self._bar is None:
            from rich.console import Console

            bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f} %  {task.fields[speed]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            bar.start()
            bar.add_task(self._title, total=1.0, speed="")
            self._bar = bar
        assert isinstance(self._bar, Progress)
        speed = f"{per_s:,.0f} parcels/s" if per_s else ""
        self._bar.update(self._bar.task_ids[0], completed=share, speed=speed)

    def count(self, designs: int, events: int) -> None:
        """So many designs are tried, with so many parcels and drop-offs; nobody knows how many."""
        if self._quiet or perf_counter() - self._began < SHOWN_FROM_S:
            return
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        if self._bar is None:
            from rich.console import Console

            bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}  {task.fields[said]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            bar.start()
            bar.add_task(self._title, total=None, said="")
            self._bar = bar
        assert isinstance(self._bar, Progress)
        said = f"{designs} orders tried, {events:,} parcels"
        self._bar.update(self._bar.task_ids[0], said=said)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            from rich.progress import Progress

            assert isinstance(self._bar, Progress)
            self._bar.stop()


@contextmanager
def watch_run(title: str, *, quiet: bool) -> Iterator[Watch]:
    """A watch that is closed whatever happens."""
    watch = Watch(title, quiet=quiet)
    try:
        yield watch
    finally:
        watch.close()


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
