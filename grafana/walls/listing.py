"""All walls.

Lives here: their list. Not here: any of them.
"""

from __future__ import annotations

from grafana.walls.areas import CITY, COMMUNITY, PROPERTY
from grafana.walls.beside import BESIDE
from grafana.walls.subjects import COLD, DEVICES, PARCELS, WASTE

WALLS = (CITY, COMMUNITY, PROPERTY, PARCELS, COLD, WASTE, DEVICES, BESIDE)
