"""What is wrong with a folder that no report can be made of.

Lives here: the one error of this package. Not here: what is merely missing and is said in the page.
"""

from __future__ import annotations


class ReportError(ValueError):
    """A folder or file that is not what `run --out` leaves; the message names it and says why."""

    clear = True
