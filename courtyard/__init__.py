"""The command line of Courtyard: composition only.

Here live the commands, their options, and how results are printed. No decision, no model and no
formula may live here; heavy imports stand inside the functions that need them.
"""

from __future__ import annotations

__version__ = "0.1.0"
