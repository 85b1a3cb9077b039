"""Sections on what the answer rests on: all figures, checks, the run.

Lives here: what is shown of the result besides its plots. Not here: closed forms, sources.
"""

from __future__ import annotations

from twin.report.page.parts import Column, Section, Table
from twin.report.page.story import Story
from twin.report.reading.result import Oracle

MAX_DIGESTS = 20
"""Replications whose digests are shown; the rest stands in result.json."""


def figures_section(story: Story) -> Section | None:
    """Every figure of the whole with its formula; None without finished replications."""
    words, whole = story.words, story.scopes.whole
    head = words.say("figures.formula")
    rows, formulas = [], []
    for name, row in whole.of.items():
        if not words.knows(f"figure.{name}.name"):
            continue
        said = words.say(f"figure.{name}.name")
        unit = story.numbers.unit(row.unit, name)
        formula = words.say(f"figure.{name}.formula")
        formulas.append(words.say("page.colon", left=head, right=formula))
        worst = whole.of.get(f"p95_day({name})")
        rows.append(
            [
                words.say("page.bracket", text=said, inner=unit) if unit else said,
                story.numbers.value(row.mean, row.unit),
                story.interval(whole, name),
                "" if worst is None else story.numbers.value(worst.mean, worst.unit),
            ]
        )
    if not rows:
        return None
    columns = [
        Column(words.say("figures.figure"), number=False),
        Column(words.say("figures.mean")),
        Column(words.say("figures.interval")),
        Column(words.say("figures.p95")),
    ]
    title, lead = words.say("figures.title"), words.say("figures.lead")
    table = Table(title, columns, rows, below=formulas)
    return Section("figures", title, lead, tables=[table], notes=[words.say("figures.worst_days")])


def checks_section(story: Story) -> Section:
    """Closed forms beside simulated values, or where they are; what was read and compared."""
    words, oracles = story.words, story.result.oracles
    notes = []
    if story.hours is not None:
        notes.append(
            words.say(
                "checks.log_read", sites=len(story.sites), replications=story.hours.replications
            )
        )
    notes.append(words.say("checks.repeat"))
    title = words.say("checks.title")
    if not oracles:
        return Section("checks", title, words.say("checks.lead_none"), notes=notes)
    columns = [
        Column(words.say("checks.oracle"), number=False),
        Column(words.say("checks.analytic")),
        Column(words.say("checks.simulated")),
        Column(words.say("checks.interval")),
        Column(words.say("checks.holds"), number=False),
    ]
    good = sum(oracle.ok is True for oracle in oracles)
    return Section(
        anchor="checks",
        title=title,
        lead=words.say("checks.lead_oracle", good=good, all=len(oracles)),
        tables=[Table(title, columns, [_oracle(story, oracle) for oracle in oracles])],
        notes=notes,
    )


def _oracle(story: Story, oracle: Oracle) -> list[str]:
    words = story.words
    name, bracket, size = oracle.name.partition("[")
    said = words.say_or(f"oracle.{name}", name)
    interval = story.numbers.share(None)
    if oracle.low is not None and oracle.high is not None:
        interval = words.say("page.span", low=f"{oracle.low:.5g}", high=f"{oracle.high:.5g}")
    simulated = "" if oracle.simulated is None else f"{oracle.simulated:.5g}"
    verdict = {True: "checks.ok", False: "checks.bad", None: "checks.unknown"}[oracle.ok]
    return [
        f"{said} {bracket}{size}".strip(),
        f"{oracle.analytic:.5g}",
        simulated,
        interval,
        words.say(verdict),
    ]


def run_facts(story: Story) -> list[tuple[str, str, bool]]:
    """What the run was: name, value, and whether the value is a digest."""
    words, numbers, result = story.words, story.numbers, story.result
    days = result.days
    period = words.say(
        "run.period_value",
        days=days.measured,
        first=numbers.date(days.first),
        warmup=days.warmup,
    )
    facts = [
        ("run.scenario", result.scenario),
        ("run.period", period),
        ("run.replications", numbers.count(result.replications)),
        ("run.seed", str(result.seed)),
        ("run.engine", words.say_or(f"engine.{result.engine}", result.engine)),
    ]
    if story.has_lockers or story.has_service:
        facts.append(("run.parcels", numbers.count(result.parcels)))
    if result.drop_offs is not None:
        facts.append(("run.drop_offs", numbers.count(result.drop_offs)))
    regions = () if story.sites else story.regions.values()
    counts = {
        "run.sites": len(story.sites) or sum(region.sites for region in regions),
        "run.households": sum(site.households for site in (*story.sites.values(), *regions)),
        "run.banks": len(story.banks) or sum(region.banks for region in regions),
        "run.doors": sum(built.doors for built in (*story.banks.values(), *regions)),
        "run.points": sum(site.points for site in story.sites.values()),
        "run.bins": sum(site.bins for site in story.sites.values()),
    }
    facts += [(key, numbers.count(count)) for key, count in counts.items() if count]
    said = [(words.say(key), value, False) for key, value in facts]
    said.append((words.say("run.scenario_digest"), result.scenario_digest, True))
    for number, trace in enumerate((result.trace_digests or [])[:MAX_DIGESTS]):
        if trace is not None:
            said.append((words.say("run.trace_digest", number=number), trace, True))
    for log in (result.log_digests or [])[:MAX_DIGESTS]:
        said.append((words.say("run.log_digest", number=log.replication), log.run, True))
    return said


def digests_left_out(story: Story) -> str:
    """A sentence on digests that are not shown, empty where all are."""
    more = story.result.replications - MAX_DIGESTS
    return story.words.say("run.more_digests", count=more) if more > 0 else ""
