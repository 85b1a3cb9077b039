"""Making the place that points go to: bucket and mapping for InfluxQL, or a 1.x database.

Lives here: `courtyard influx setup`. Not here: writing. What is there stays as it is, but for how
long points are kept.
"""

from __future__ import annotations

from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import msgspec

from fleet.adapters.series.spool import SeriesError
from fleet.adapters.series.stores import ANSWER_S, StoreAddress, basic_header

POLICY = "walls"
"""Name of the retention policy in which InfluxQL finds the points; the database's default."""

DAY_S = 86_400


def prepare(address: StoreAddress, keep_days: int) -> list[str]:
    """Make what is missing; says what was made. `keep_days` 0: for ever. Raises SeriesError."""
    if address.database:
        return _prepare_one(address, keep_days)
    return _prepare_two(address, keep_days)


def _prepare_one(address: StoreAddress, keep_days: int) -> list[str]:
    name = _quoted(address.database)
    lasting = f"{keep_days}d" if keep_days else "INF"
    ask(address, f"CREATE DATABASE {name}")
    for verb in ("CREATE", "ALTER"):
        policy = f'{verb} RETENTION POLICY "{POLICY}" ON {name} DURATION {lasting} REPLICATION 1'
        try:
            ask(address, f"{policy} DEFAULT")
        except SeriesError as error:
            if verb == "CREATE" and "already exists" in str(error):
                continue
            raise
        break
    return [f"database {address.database}, points kept {lasting}"]


def ask(address: StoreAddress, statement: str) -> list[dict[str, Any]]:
    """The series that an InfluxQL statement gives, on 1.x; raises SeriesError."""
    url = f"{address.url}/query?{urlencode({'db': address.database, 'epoch': 'ms'})}"
    body = urlencode({"q": statement}).encode()
    request = Request(url, body, basic_header(address.token), method="POST")
    try:
        with urlopen(request, timeout=ANSWER_S) as answer:
            document = msgspec.json.decode(answer.read())
    except HTTPError as error:
        with error:
            raise SeriesError(
                f"{address.url}: {error.read(500).decode('utf-8', 'replace')}"
            ) from None
    except OSError as error:
        raise SeriesError(f"{address.url}: {error}") from None
    found: list[dict[str, Any]] = []
    for result in document["results"]:
        if "error" in result:
            raise SeriesError(f"{statement}: {result['error']}")
        found += result.get("series", [])
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _prepare_two(address: StoreAddress, keep_days: int) -> list[str]:
    from influxdb_client.client.influxdb_client import InfluxDBClient
    from influxdb_client.rest import ApiException
    from urllib3.exceptions import HTTPError as NetworkError

    client: Any = InfluxDBClient(
        address.url, token=address.token, org=address.organisation,
        timeout=int(ANSWER_S * 1_000), retries=False,
    )  # fmt: skip
    try:
        return _make_bucket(client, address, keep_days)
    except ApiException as error:
        raise SeriesError(f"{address.url}: answered {error.status}: {error.body}") from None
    except (NetworkError, OSError) as error:
        raise SeriesError(f"{address.url}: {error}") from None
    finally:
        client.close()


def _make_bucket(client: Any, address: StoreAddress, keep_days: int) -> list[str]:
    """Bucket, how long it keeps, and the database name under which InfluxQL finds it."""
    from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules
    from influxdb_client.domain.dbrp_create import DBRPCreate
    from influxdb_client.service.dbr_ps_service import DBRPsService

    make_rule: Any = BucketRetentionRules
    make_mapping: Any = DBRPCreate
    make_service: Any = DBRPsService
    said = []
    found = client.organizations_api().find_organizations(org=address.organisation)
    if not found:
        raise SeriesError(f"{address.url}: no organisation {address.organisation!r}")
    organisation = found[0].id
    rule = make_rule(type="expire", every_seconds=keep_days * DAY_S)
    buckets = client.buckets_api()
    bucket = buckets.find_bucket_by_name(address.bucket)
    if bucket is None:
        bucket = buckets.create_bucket(
            bucket_name=address.bucket, org=organisation, retention_rules=rule
        )
        said.append(f"bucket {address.bucket} made")
    else:
        bucket.retention_rules = [rule]
        buckets.update_bucket(bucket=bucket)
        said.append(f"bucket {address.bucket} was there")
    mappings = make_service(client.api_client)
    there = mappings.get_dbr_ps(org_id=organisation, db=address.bucket)
    if not [each for each in there.content or [] if each.bucket_id == bucket.id]:
        mappings.post_dbrp(
            dbrp_create=make_mapping(
                org_id=organisation, bucket_id=bucket.id, database=address.bucket,
                retention_policy=POLICY, default=True,
            )
        )  # fmt: skip
        said.append(f"InfluxQL finds it as database {address.bucket}")
    return said
