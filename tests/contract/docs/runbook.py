"""The runbook: a page for each alarm in both languages, from words and from the default rules."""

from __future__ import annotations

from typing import Any

import yaml

from fleet.core.alarms.rules import DEFAULTS
from fleet.core.facts.alarms import Rule
from tests.contract.sources import ROOT

WORDS = ROOT / "fleet/api/console/runbook.yaml"
LANGUAGES = {"en": "docs/runbook", "zh": "docs/runbook/zh"}

_SAID = {
    "en": ("Alarm", "severity", "work", "none", "What to do", "The other language",
           "How alarms and work orders behave", ".", "; "),
    "zh": ("报警", "级别", "工单", "无", "处理步骤", "英文版", "报警与工单的规则", "。", "；"),
}  # fmt: skip
_SEVERITIES = {"info": "提示", "warning": "警告", "critical": "严重"}


def words() -> dict[str, dict[str, Any]]:
    """Title, meaning and steps of every alarm, by language."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def pages() -> dict[str, str]:
    """Every page of the runbook by its path, and the list of them."""
    made = {}
    for language, folder in LANGUAGES.items():
        listed = []
        for alarm, rule in DEFAULTS.items():
            title, means, steps = words()[alarm][language]
            made[f"{folder}/{alarm}.md"] = _page(language, rule, title, means, steps)
            listed.append(f"- [{title}]({alarm}.md) `{alarm}`")
        head = "# Runbook: every alarm" if language == "en" else "# 报警处理手册"
        made[f"{folder}/README.md"] = "\n".join([head, "", *listed, ""])
    return made


def _page(language: str, rule: Rule, title: str, means: str, steps: list[str]) -> str:
    alarm, severity, work, none, to_do, other, more, stop, then = _SAID[language]
    level = rule.severity if language == "en" else _SEVERITIES[rule.severity]
    order = f"`{rule.order}`" if rule.order else none
    up = "../" if language == "en" else "../../"
    there = "zh/" if language == "en" else "../"
    return "\n".join(
        [
            f"# {title}",
            "",
            f"{alarm} `{rule.alarm}`{then}{severity} {level}{then}{work} {order}{stop} {means}",
            "",
            f"## {to_do}",
            "",
            *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
            "",
            f"[{more}]({up}alarms.md) · [{other}]({there}{rule.alarm}.md)",
            "",
        ]
    )
