"""docker-compose.yml without an engine: nothing open, nothing by default, everything that is named
is there; what prepares it makes what it needs, and the manager takes those options.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from courtyard.main import app
from fleet.broker.config import config_text
from grafana.files import MOUNTED
from tests.contract.sources import ROOT
from tests.integration.up.deployment import BROKER_SETTINGS, compose, prepare

FILE = compose()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]


def test_ports_are_on_the_loopback_alone() -> None:
    """Of all services only the API and Grafana have one."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:8443:8443", "127.0.0.1:3000:3000"]
    assert all(service.get("network_mode") is None for service in SERVICES.values())
    assert FILE["networks"]["wire"] == FILE["networks"]["series"] == {"internal": True}
    assert FILE["networks"]["records"] == {"internal": True}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_health_check_and_no_more_rights_than_it_needs(name: str) -> None:
    """No root, no capability, a file system that is read alone, a restart."""
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert service["user"].startswith("${COURTYARD_USER:?")
    assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)
    assert service["restart"] == "unless-stopped"
    assert set(service["secrets"]) <= set(FILE["secrets"])
    assert set(service["networks"]) <= set(FILE["networks"])
    assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_secrets_are_files() -> None:
    """No password, token or key stands in the file or in the environment of a service."""
    assert all(set(secret) == {"file"} for secret in FILE["secrets"].values())
    settings = {name: value for service in SERVICES.values()
                for name, value in service.get("environment", {}).items()}  # fmt: skip
    secret = {name for name in settings if "PASSWORD" in name or "TOKEN" in name}
    assert all(name.endswith("_FILE") for name in secret)
    assert {settings[name].removeprefix("/run/secrets/") for name in secret} < set(FILE["secrets"])
    words = [word for service in SERVICES.values() for word in service.get("command", ())]
    addresses = {word.partition("://")[2] for word in words if "://" in word}
    database = "courtyard@database/courtyard?passfile=/run/secrets/database_passfile"
    series = "influxdb:8086?org=courtyard&bucket=walls"
    assert addresses == {"manager@broker:8883", "broker:8883", database, series}


def test_images_are_pinned() -> None:
    """A version each, to the last number; ours are built from the lock."""
    images = {service["image"] for service in SERVICES.values()} - {"courtyard"}
    assert all(re.fullmatch(r"[a-z/-]+:\d+(\.\d+)+", image) for image in images)


@pytest.mark.parametrize("program", ["docker-compose"])
def test_compose_itself_understands_the_file(program: str) -> None:
    """Debian's docker-compose reads it; where it is missing there is nothing to ask it, but on the
    machine that decides.
    """
    found = shutil.which(program)
    if found is None and os.environ.get("CI") != "true":
        return
    assert found is not None, f"{program} is not there"
    done = subprocess.run(
        [found, "-f", str(ROOT / "docker-compose.yml"), "config", "-q"],
        env={**os.environ, "COURTYARD_USER": "1000:1000"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_grafana_is_given_what_is_committed() -> None:
    """Dashboards lie where the provider looks, the source asks the store that the manager fills."""
    mounted = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"])
    assert mounted["./grafana/generated/walls"] == MOUNTED
    provided = ROOT / "grafana" / "generated" / "provisioning"
    source = yaml.safe_load((provided / "datasources" / "courtyard.yaml").read_text())
    [store] = source["datasources"]
    init = SERVICES["influxdb"]["environment"]
    manager = next(word for word in SERVICES["manager"]["command"] if "--influx=" in word)
    bucket = init["DOCKER_INFLUXDB_INIT_BUCKET"]
    assert store["jsonData"]["dbName"] == bucket
    assert manager == f"--influx={store['url']}?org=courtyard&bucket={bucket}"
    assert "influx_token" in SERVICES["grafana"]["secrets"]
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (ROOT / "grafana" / "generated" / "walls" / home.removeprefix(f"{MOUNTED}/")).is_file()


def test_the_broker_has_the_settings_that_the_manager_is_tested_with() -> None:
    """TLS, accounts, access file, persistence and bounded queues, letter by letter."""
    shipped = (ROOT / "deploy" / "mosquitto.conf").read_text(encoding="utf-8")
    assert shipped == config_text(BROKER_SETTINGS)
    for word in ("certfile", "allow_anonymous false", "acl_file", "persistence true",
                 "max_queued_bytes"):  # fmt: skip
        assert word in shipped


@pytest.mark.parametrize("name", ["manager", "manager-1", "devices"])
def test_commands_are_understood(name: str) -> None:
    """Options of the command line that this release has."""
    arguments = [word.replace("${COURTYARD_SCENARIO:-smoke}", "smoke")
                 for word in SERVICES[name]["command"]]  # fmt: skip
    command: Any = typer.main.get_command(app)
    context = None
    while isinstance(command, typer.core.TyperGroup):
        context = command.make_context("courtyard", list(arguments), parent=context,
                                       resilient_parsing=True)  # fmt: skip
        command = command.get_command(context, arguments.pop(0))
    command.make_context(name, arguments, parent=context)


def test_preparing_makes_what_the_file_names_and_nothing_twice(tmp_path: Path) -> None:
    """Certificates that their authority signed, an account for each device, all of it private."""
    wanted = [tmp_path / secret["file"] for secret in FILE["secrets"].values()]
    at = list(FILE["secrets"]).index("device_credentials")
    before: list[bytes] = []
    for _ in range(2):
        prepare(tmp_path)
        found = [path.read_bytes() for path in wanted]
        assert before in ([], found)
        before = found
    assert all(path.stat().st_mode & 0o077 == 0 for path in wanted)
    credentials = wanted[at]
    tls = tmp_path / "deploy" / "state" / "tls"
    for name in ("broker", "manager"):
        subprocess.run(
            ["openssl", "verify", "-CAfile", str(tls / "ca.pem"), "-verify_hostname", name,
             str(tls / f"{name}.pem")], check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    credentials = tmp_path / FILE["secrets"]["device_credentials"]["file"]
    password = (tmp_path / "deploy" / "state" / "database.password").read_text("utf-8").strip()
    passfile = (tmp_path / "deploy" / "state" / "database.pgpass").read_text("utf-8").strip()
    assert passfile == f"database:5432:courtyard:courtyard:{password}"
    header, *rows = credentials.read_text(encoding="utf-8").splitlines()
    assert header.split(",")[:4] == ["site", "device", "username", "password"]
    assert len(rows) == 4
    accounts = (tmp_path / "deploy" / "state" / "broker" / "passwords").read_text(encoding="utf-8")
    assert len(accounts.splitlines()) == len(rows) + 1
    assert not any(row.split(",")[3] in accounts for row in rows)
