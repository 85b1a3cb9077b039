"""The files that Grafana is given: dashboards, alert rules, a data source.

Lives here: which files there are, and their text. Not here: writing them (`make docs`). They are
committed below `grafana/generated`; a test holds them against what is built.
"""

from __future__ import annotations

import json
from typing import Any

import grafana.alerting as alerts
from grafana.dashboards import dashboard_of
from grafana.queries import SOURCE_TYPE, SOURCE_UID
from grafana.walls.listing import WALLS
from grafana.words import LANGUAGES

FOLDER = "grafana/generated"
MOUNTED = "/etc/grafana/walls"
"""Where docker-compose.yml shows the dashboards to Grafana."""


def generated() -> dict[str, str]:
    """Path below FOLDER → text."""
    files = {}
    for language in LANGUAGES:
        for wall in WALLS:
            path = f"walls/{language}/{wall.name}.json"
            files[path] = text_of(dashboard_of(wall, language))
    files["provisioning/alerting/courtyard.json"] = text_of(alerts.provisioned())
    files["provisioning/dashboards/courtyard.yaml"] = yaml_of(_provider())
    files["provisioning/datasources/courtyard.yaml"] = yaml_of(_sources())
    return files


def text_of(document: dict[str, Any]) -> str:
    """JSON as it is committed: sorted, readable, ending with a newline."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def yaml_of(document: dict[str, Any]) -> str:
    """YAML: of these two Grafana reads no JSON."""
    import yaml

    text: str = yaml.safe_dump(document, allow_unicode=True)
    return text


def _provider() -> dict[str, Any]:
    return {
        "apiVersion": 1,
        "providers": [
            {
                "name": "courtyard",
                "folder": alerts.FOLDER,
                "folderUid": alerts.FOLDER_UID,
                "type": "file",
                "options": {"path": MOUNTED},
            }
        ],
    }


def _sources() -> dict[str, Any]:
    """InfluxDB 2 asked in InfluxQL; the token is read from a secret by Grafana itself."""
    return {
        "apiVersion": 1,
        "datasources": [
            source("http://influxdb:8086", "walls", "Token $__file{/run/secrets/influx_token}")
        ],
    }


def source(url: str, database: str, authorization: str) -> dict[str, Any]:
    """A data source; `authorization`: the header for InfluxDB, "" for none."""
    made: dict[str, Any] = {
        "name": "Courtyard", "uid": SOURCE_UID, "type": SOURCE_TYPE, "access": "proxy", "url": url,
        "isDefault": True,
        "jsonData": {"dbName": database, "httpMode": "POST", "version": "InfluxQL"},
    }  # fmt: skip
    if authorization:
        made["jsonData"]["httpHeaderName1"] = "Authorization"
        made["secureJsonData"] = {"httpHeaderValue1": authorization}
    return made
