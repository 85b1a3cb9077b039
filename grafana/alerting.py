"""Alert rules for Grafana: for what a manager cannot say of itself, and for its alarms.

Lives here: the rules, and the two forms in which Grafana takes them. Not here: queries. An alarm is
the manager's; a rule here watches the manager and its way of points, and repeats the gravest alarms
for those who are told by Grafana alone. Levels are those of the alarms (`grafana.levels`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from grafana_foundation_sdk.builders import alerting as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import alerting as models

from grafana.queries import SOURCE_UID, InfluxTarget, Query, Shown, select
from grafana.words import WallError, Words

FOLDER_UID, FOLDER = "courtyard", "Courtyard"
GROUP = "courtyard"
EVERY_S = 60
LOOK_BACK_S = 900

NoData = Literal["Alerting", "NoData", "OK"]


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Fires while the newest value is above a level for so many minutes."""

    name: str
    title: Words
    says: Words
    query: Query
    above: float
    minutes: int
    severity: Literal["warning", "critical"]
    no_data: NoData = "OK"

    def __post_init__(self) -> None:
        """Raises WallError where words are missing."""
        for words in (self.title, self.says):
            if not (words.en.strip() and words.zh.strip()):
                raise WallError(f"{self.name}: no words in both languages")

    @property
    def runbook(self) -> str:
        """Where it is told what to do."""
        return f"docs/walls.md#{self.name}"


_CITY = (("level", "city"),)

RULES: tuple[AlertRule, ...] = (
    AlertRule(
        "manager-silent", Words("The manager says nothing", "管理端无数据"),
        Words("No full minute was rolled up for a quarter of an hour.", "15分钟没有整分钟汇总。"),
        select("area", Shown("unheard"), where=_CITY), 1e12, 5, "critical", "Alerting",
    ),
    AlertRule(
        "points-wait", Words("Points wait on disk", "数据积压"),
        Words("More than 64 MiB of points wait before the store.", "超过64 MiB数据等待写入。"),
        select("spool", Shown("waiting_bytes")), 64 << 20, 10, "warning",
    ),
    AlertRule(
        "points-refused", Words("The store refuses points", "数据被拒"),
        Words("Points went to the poison file within the last quarter of an hour.",
              "最近15分钟有数据被隔离。"),
        select("spool", Shown("isolated", "growth")), 0, 0, "warning",
    ),
    AlertRule(
        "records-missed", Words("Records were forgotten unread", "记录未读即删除"),
        Words("The journal forgot records before they became points.", "日志在转为数据前已删除。"),
        select("ledger", Shown("missed", "growth")), 0, 0, "critical",
    ),
    AlertRule(
        "messages-lost", Words("Messages are lost", "消息丢失"),
        Words("Numbers of messages were waited for in vain.", "有编号的消息始终未到。"),
        select("ledger", Shown("lost", "growth")), 0, 0, "warning",
    ),
    AlertRule(
        "messages-put-aside", Words("Messages are put aside", "消息被隔离"),
        Words("Messages that are none of the contract came within the last quarter of an hour.",
              "最近15分钟收到不符合协议的消息。"),
        select("ledger", Shown("quarantined", "growth")), 0, 15, "warning",
    ),
    AlertRule(
        "bins-overflow", Words("Bins overflow", "垃圾桶满溢"),
        Words("The overflow alarm of a bin has been up for half an hour.", "满溢报警超过半小时。"),
        select("area", Shown("overflows"), where=(("level", "site"),), by=("name",)),
        0, 30, "warning",
    ),
    AlertRule(
        "products-warm", Words("Products are too warm", "商品超温"),
        Words("The temperature alarm of a cold cell is up.", "冷藏格口温度报警。"),
        select("area", Shown("excursions"), where=(("level", "site"),), by=("name",)),
        0, 0, "critical",
    ),
    AlertRule(
        "orders-escalated", Words("Work orders are escalated", "工单升级"),
        Words("Within the last quarter of an hour the next of a chain was asked.",
              "最近15分钟有工单升级到上一级。"),
        select("work_order", Shown("escalated", "sum"), by=("site", "owner")), 0, 0, "warning",
    ),
    AlertRule(
        "banks-full", Words("Banks are full", "快递柜满仓"),
        Words("A bank has had no free compartment for half an hour.", "快递柜已满仓半小时。"),
        select("area", Shown("banks_full"), where=(("level", "site"),), by=("name",)),
        0, 30, "warning",
    ),
)  # fmt: skip


class _Expression:
    """A server-side expression, as Grafana's own form builder writes it."""

    def __init__(self, model: dict[str, Any]) -> None:
        self._model = model

    def build(self) -> Any:
        """Itself."""
        return self

    def to_json(self) -> dict[str, Any]:
        """As data."""
        return {**self._model, "datasource": {"type": "__expr__", "uid": "__expr__"}}


def _query(ref_id: str, source: str, model: Any) -> builders.Query:
    reach = models.RelativeTimeRange(from_val=LOOK_BACK_S, to=0)
    return builders.Query(ref_id).datasource_uid(source).relative_time_range(reach).model(model)


def rule_of(rule: AlertRule) -> dict[str, Any]:
    """A rule as the provisioning API takes it; it says what it says in both languages."""
    reduce = {"refId": "B", "type": "reduce", "expression": "A", "reducer": "last",
              "settings": {"mode": "dropNN"}}  # fmt: skip
    above = {"type": "gt", "params": [rule.above]}
    threshold = {"refId": "C", "type": "threshold", "expression": "B",
                 "conditions": [{"evaluator": above}]}  # fmt: skip
    made = (
        builders.Rule(f"{rule.title.en} · {rule.title.zh}")
        .uid(f"courtyard-{rule.name}")
        .org_id(1)
        .folder_uid(FOLDER_UID)
        .rule_group(GROUP)
        .condition("C")
        .with_query(_query("A", SOURCE_UID, InfluxTarget(rule.query, "A")))
        .with_query(_query("B", "__expr__", _Expression(reduce)))
        .with_query(_query("C", "__expr__", _Expression(threshold)))
        .for_val(f"{rule.minutes}m")
        .no_data_state(rule.no_data)
        .exec_err_state("Error")
        .labels({"severity": rule.severity})
        .annotations(
            {
                "summary": rule.says.en,
                "summary_zh": rule.says.zh,
                "runbook_url": rule.runbook,
            }
        )
    )
    document: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(made.build()))
    return document


def group() -> dict[str, Any]:
    """All rules as one group, as the provisioning API takes it."""
    rules = [rule_of(rule) for rule in RULES]
    return {"title": GROUP, "folderUid": FOLDER_UID, "interval": EVERY_S, "rules": rules}


def provisioned() -> dict[str, Any]:
    """All rules as a file below `provisioning/alerting` has them."""
    rules = [rule_of(rule) for rule in RULES]
    for rule in rules:
        del rule["folderUID"], rule["ruleGroup"], rule["orgID"]
    found = {"orgId": 1, "name": GROUP, "folder": FOLDER, "interval": f"{EVERY_S}s",
             "rules": rules}  # fmt: skip
    return {"apiVersion": 1, "groups": [found]}
