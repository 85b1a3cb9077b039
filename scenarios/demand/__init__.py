"""Demand: from a scenario and its streams to the trace of a site.

What lives here: volumes, visits, latent values, and the draws of each, in columns. Not here:
behaviour over time (`scenarios.behaviour`), files, anything that runs.
"""

from __future__ import annotations

from scenarios.demand.site import SiteCompiler, compile_site

__all__ = ["SiteCompiler", "compile_site"]
