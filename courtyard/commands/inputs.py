"""Bad input on the command line itself.

Lives here: the error that options raise. Not here: errors of scenario files.
"""

from __future__ import annotations


class InputError(ValueError):
    """An option that contradicts another, has a wrong value, or names a file that fails."""

    clear = True
