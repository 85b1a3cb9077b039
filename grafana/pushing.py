"""Walls and rules into a Grafana that runs, over its HTTP API by grafana-client.

Lives here: what is asked of it, in order; asked again, it changes nothing. Not here: options
(`courtyard grafana push`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import grafana.alerting as alerts
from grafana.dashboards import dashboard_of
from grafana.queries import SOURCE_UID
from grafana.walls.listing import WALLS
from grafana.words import Language, WallError

TIMEOUT_S = 30.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def push(
    url: str, token: str, languages: Sequence[Language], series: dict[str, Any] | None
) -> list[str]:
    """Folder, data source (`series`, None: leave it), walls, rules; says what was done.

    Raises WallError with what Grafana answered; and for a token in the clear beyond the loopback.
    """
    from grafana_client.api import GrafanaApi
    from grafana_client.client import GrafanaException
    from requests.exceptions import RequestException

    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WallError(f"{url!r}: http://HOST:PORT or https://HOST is expected")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise WallError(f"{url}: a token goes over https beyond the loopback")
    api: Any = GrafanaApi.from_url(url, credential=token, timeout=TIMEOUT_S)
    try:
        return _push(api, languages, series)
    except GrafanaException as error:
        raise WallError(f"{url}: {error}") from None
    except (RequestException, OSError) as error:
        raise WallError(f"{url}: {error}") from None
    finally:
        api.client.s.close()


def _push(api: Any, languages: Sequence[Language], series: dict[str, Any] | None) -> list[str]:
    from grafana_client.client import GrafanaClientError

    def there(ask: Any, *words: str) -> bool:
        try:
            ask(*words)
        except GrafanaClientError as error:
            if error.status_code == 404:
                return False
            raise
        return True

    said = []
    if not there(api.folder.get_folder, alerts.FOLDER_UID):
        api.folder.create_folder(alerts.FOLDER, uid=alerts.FOLDER_UID)
        said.append(f"folder {alerts.FOLDER} made")
    if series is not None:
        if there(api.datasource.get_datasource_by_uid, SOURCE_UID):
            api.datasource.update_datasource_by_uid(SOURCE_UID, series)
        else:
            api.datasource.create_datasource(series)
        said.append(f"data source {SOURCE_UID}")
    for language in languages:
        for wall in WALLS:
            document = dashboard_of(wall, language)
            api.dashboard.update_dashboard(
                {"dashboard": document, "folderUid": alerts.FOLDER_UID, "overwrite": True}
            )
            said.append(f"/d/{wall.uid(language)}?kiosk  {wall.title.say(language)}")
    api.alertingprovisioning.update_rule_group(
        alerts.FOLDER_UID, alerts.GROUP, alerts.group(), disable_provenance=True
    )
    said.append(f"{len(alerts.RULES)} alert rules")
    return said
