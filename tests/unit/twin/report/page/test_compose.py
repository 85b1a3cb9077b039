"""The page: whole, by itself, in both languages, for whole and broken-off runs alike."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.unit.twin.report.left_behind import change_result, leave_run
from tests.unit.twin.report.page.reading_html import Page, read_page
from tests.unit.twin.studies.small_runs import InterruptedEngine, small_scenario
from twin.report.page.compose import make_report
from twin.report.page.layout import emphasised
from twin.report.reading.errors import ReportError
from twin.report.words.catalogue import LANGUAGES, Language, load_words

HOSTILE = '<script>alert("x")</script> & <b>'

PLOTS = {"week", "hours", "time", "lobby", "days", "places", "map", "sizes"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of three sites with a label and a depot, its log and an oracle row beside."""
    scenario = small_scenario(
        question="Are there enough compartments?",
        depot={"latitude": 36.05, "longitude": 118.0},
        labels={"double11": [{"first_day": "2026-05-02"}]},
        calendar={"holidays": ["2026-05-01"]},
        sources={"sites": "commission: 三个小区", "dwell": "PostNord", "couriers": "assumed: few"},
    )
    return leave_run(tmp_path_factory.mktemp("run"), scenario, oracles=True)


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[Language, str]:
    """The page of that run in each language."""
    return {language: make_report(folder, language) for language in LANGUAGES}


def _plots(page: Page) -> set[str]:
    return {name.removeprefix("plot-") for name in page.ids if name.startswith("plot-")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_whole_and_by_itself(pages: dict[Language, str], language: Language) -> None:
    """Tags close, ids are unique, links lead into the page, nothing is fetched, no script runs."""
    html = pages[language]
    page = read_page(html)
    assert page.wrong == []
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        inside = link.startswith("#") and link[1:] in page.ids
        assert inside or link.startswith(("data:image/png;base64,", "data:,")), link
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", html)
    assert "script" not in page.tags
    assert "{" not in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_can_be_read_by_everybody(pages: dict[Language, str], language: Language) -> None:
    """Language, title, one first heading, a label for each plot, headers for each table."""
    page = read_page(pages[language])
    attributes = dict(page.attributes[:1])
    assert attributes["html"]["lang"] == {"en": "en", "zh": "zh-Hans"}[language]
    assert page.tags.count("h1") == page.tags.count("title") == 1
    assert _plots(page) == PLOTS
    for tag, given in page.attributes:
        if tag == "figure":
            assert given["role"] == "img"
            assert given["aria-label"]
        if tag == "th":
            assert given["scope"] in {"row", "col"}
    assert page.tags.count("caption") == page.tags.count("table") > 5


def test_answer_comes_first(pages: dict[Language, str]) -> None:
    """Two sentences with the figures of the whole, before any plot; the worst label is named."""
    html = pages["en"]
    text = read_page(html).text
    answer = text.index("parcels a day presented at a locker bank")
    assert answer < text.index("Occupancy over the week")
    (paragraph,) = re.findall(r'<p class="answer">(.*?)</p>', html, re.DOTALL)
    assert len(re.findall(r"\.(?= |$)", paragraph)) == 2
    assert "on the days of Double 11" in paragraph or "on the worst day" in paragraph


def test_assumptions_are_told_apart(pages: dict[Language, str]) -> None:
    """The commission's, sourced and assumed values stand in groups with their own badge."""
    html = pages["en"]
    for standing in ("commission", "source", "assumed"):
        assert f'class="badge {standing}"' in html
    text = read_page(html).text
    assert "三个小区" in text
    assert "PostNord" in text


def test_checks_are_told(pages: dict[Language, str], tmp_path: Path) -> None:
    """Closed forms with their verdict; without one it says so and what checks the engine."""
    text = read_page(pages["en"]).text
    assert "The simulated value must agree with each at 99.9 %: 1 of 1 do." in text
    assert "Erlang B [S]" in text
    plain = read_page(make_report(leave_run(tmp_path / "plain"), "en")).text
    assert "No closed form holds for this setting" in plain
    assert "courtyard verify" in plain
    assert "The log of 3 sites in 2 replications was read again" in plain


def test_run_is_named(pages: dict[Language, str]) -> None:
    """Seed, replications, engine and digests."""
    text = read_page(pages["zh"]).text
    assert "参照引擎（SimPy）" in text
    assert "2026年5月1日" in text
    assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) == 1 + 2 + 2


def test_the_house_speaks_chinese(pages: dict[Language, str]) -> None:
    """No English word of the catalogue is left in the Chinese page, and none of its forbidden."""
    text = read_page(pages["zh"]).text
    assert not [word for word in ("银行", "拒收", "厨余", "溢出") if word in text]
    english = {
        entry["en"] for key, entry in load_words().items()
        if entry["en"] not in entry["zh"] and " " in entry["en"] and "{" not in entry["en"]
    }  # fmt: skip
    assert not [words for words in english if words in text]


def test_a_title_in_chinese_heads_the_chinese_page_alone(tmp_path: Path) -> None:
    """`title_zh` and `question_zh` where they are given; else the words of the file."""
    told = small_scenario(title="Three", question="Why?", title_zh="三个小区", question_zh="为何？")
    folder = leave_run(tmp_path / "told", told)
    chinese, english = (read_page(make_report(folder, lang)).text for lang in ("zh", "en"))
    assert "三个小区" in chinese
    assert "为何？" in chinese
    assert "Why?" not in chinese
    assert "Why?" in english
    assert "为何？" not in english
    half = leave_run(tmp_path / "half", small_scenario(question="Why?", title_zh="三个小区"))
    assert "Why?" in read_page(make_report(half, "zh")).text


def test_the_variant_is_named_in_the_language_of_the_page(tmp_path: Path) -> None:
    """Below the title stands what a variant is called; without one nothing does."""
    few = {"title": "Few days", "title_zh": "天数少", "set": {"run.days": 3}}
    folder = leave_run(tmp_path / "run", small_scenario(variants={"few": few}), name="three@few")
    chinese, english = (read_page(make_report(folder, lang)).text for lang in ("zh", "en"))
    assert "天数少" in chinese
    assert "Few days" not in chinese
    assert "Few days" in english
    whole = leave_run(tmp_path / "whole", small_scenario(variants={"few": few}))
    assert "Few days" not in read_page(make_report(whole, "en")).text


def test_user_words_are_escaped(tmp_path: Path) -> None:
    """Titles, questions, names, sources and currencies of a scenario are text, wherever shown."""
    base = small_scenario().model_dump(mode="json")
    sites = [{**site, "name": f"{site['id']}{HOSTILE}"} for site in base["sites"]]
    couriers = dict(base["couriers"])
    couriers["companies"] = [{**c, "name": HOSTILE} for c in couriers["companies"]]
    hostile = small_scenario(
        title=HOSTILE, question=HOSTILE, sites=sites, couriers=couriers,
        sources={"dwell": HOSTILE, "sites": f"commission: {HOSTILE}"},
    )  # fmt: skip
    folder = leave_run(tmp_path / "out", hostile)
    change_result(folder, scenario=HOSTILE, engine=HOSTILE)
    for language in LANGUAGES:
        html = make_report(folder, language)
        page = read_page(html)
        assert page.wrong == []
        assert "script" not in page.tags
        assert "b" not in page.tags
        assert html.count("&lt;script&gt;") > 10
        assert HOSTILE in page.text


def test_emphasis_is_of_the_catalogue_alone() -> None:
    """Two asterisks and backticks become tags, everything else is escaped."""
    assert emphasised("**a < b** and `c`") == "<strong>a &lt; b</strong> and <code>c</code>"


def test_the_same_folder_gives_the_same_page(folder: Path, pages: dict[Language, str]) -> None:
    """No time, no chance, no path of the folder."""
    html = pages["en"]
    assert html == make_report(folder, "en")
    assert str(folder) not in html


def test_run_without_log_says_so(tmp_path: Path) -> None:
    """Plots by the hour are missing, everything else is there."""
    page = read_page(make_report(leave_run(tmp_path / "out", log="digest"), "en"))
    assert "This run kept no log" in page.text
    assert _plots(page) == {"days", "places", "map", "sizes"}
    assert "was read again" not in page.text


def test_interrupted_runs_say_so(tmp_path: Path) -> None:
    """What is finished is shown; where nothing is, the assumptions are."""
    some = leave_run(tmp_path / "some", engine=InterruptedEngine(groups=3))
    text = read_page(make_report(some, "en")).text
    assert "The run was interrupted. 1 replications were finished" in text
    assert "One replication has no confidence interval" in text
    none = leave_run(tmp_path / "none", engine=InterruptedEngine(groups=0))
    page = read_page(make_report(none, "zh"))
    assert "本次运行在完成任何一次重复之前被中断" in page.text
    assert _plots(page) == set()
    assert "滞柜时长：均值" in page.text


def test_nothing_to_present(tmp_path: Path) -> None:
    """A scenario without parcels has an answer that says so, and no plot of nothing."""
    quiet = {"per_household_day": 0.0, "size_mix": {"S": 1.0}}
    folder = leave_run(tmp_path / "out", small_scenario(parcels=quiet))
    page = read_page(make_report(folder, "en"))
    assert "No parcel was presented at a locker bank." in page.text
    assert {"days", "sizes", "lobby"} & _plots(page) == set()
    assert page.wrong == []


def test_one_site_has_no_ranking(tmp_path: Path) -> None:
    """No map and no ranks of one; the bank's name needs no site."""
    base = small_scenario().model_dump(mode="json")
    alone = small_scenario(sites=base["sites"][:1], banks=base["banks"][:1])
    page = read_page(make_report(leave_run(tmp_path / "out", alone), "en"))
    assert {"map", "places"} & _plots(page) == set()
    assert "at ba:" in page.text


def test_many_banks_become_a_heat_map(tmp_path: Path) -> None:
    """More banks than lines can be told apart for: the worst few and the median of all."""
    base = small_scenario().model_dump(mode="json")
    banks = [{**bank, "count": 5} for bank in base["banks"]]
    folder = leave_run(tmp_path / "out", small_scenario(banks=banks))
    page = read_page(make_report(folder, "en"))
    assert "the 12 banks with the most rejections, and the median of all 15" in page.text
    assert "median of 15" in page.text


def test_long_runs_are_shown_by_the_day(tmp_path: Path) -> None:
    """More days than hours can be told apart for become steps of a day."""
    run = {"days": 100, "warmup_days": 0, "replications": 1, "seed": 3}
    base = small_scenario().model_dump(mode="json")
    scenario = small_scenario(run=run, sites=base["sites"][:1], banks=base["banks"][:1])
    page = read_page(make_report(leave_run(tmp_path / "out", scenario, replications=1), "en"))
    assert "mean of each day" in page.text
    assert "days" not in _plots(page)
    assert "The worst day is" in page.text


def test_many_sites_are_not_told_apart(tmp_path: Path) -> None:
    """Above the bound the whole is shown, and the page says why there is no more."""
    kept = leave_run(tmp_path / "out")
    document = json.loads((kept / "result.json").read_text(encoding="utf-8"))
    rows = [row for row in document["kpis"] if row["site"] == "*"]
    change_result(kept, setting={**document["setting"], "sites": None}, kpis=rows)
    page = read_page(make_report(kept, "en"))
    assert "too many sites" in page.text
    assert _plots(page) == {"days", "sizes"}


def test_many_replications_are_read_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of the first few is enough for plots by the hour, and the page says so."""
    for module in ("reading.logs", "reading.hours", "page.answer"):
        monkeypatch.setattr(f"twin.report.{module}.MAX_REPLICATIONS_READ", 1)
    page = read_page(make_report(leave_run(tmp_path / "out"), "en"))
    assert "Plots by the hour rest on the first 1 of 2 replications." in page.text


def test_long_names_and_many_labels_keep_their_place(tmp_path: Path) -> None:
    """Names are cut on plots and whole in tables; plots have room for a few labels."""
    base = small_scenario().model_dump(mode="json")
    name = "怡康家园" * 100
    sites = [{**site, "name": name} for site in base["sites"]]
    labels = {f"label-{i}-{'x' * 50}": [{"first_day": "2026-05-01"}] for i in range(9)}
    folder = leave_run(tmp_path / "out", small_scenario(sites=sites, labels=labels))
    html = make_report(folder, "en")
    drawn = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert name not in drawn
    assert name in html
    assert "label-5-" in drawn
    assert "label-6-" not in drawn
    assert "label-8-" in html


def test_foreign_folders_are_refused(tmp_path: Path) -> None:
    """What is no run is an error, not a page."""
    with pytest.raises(ReportError):
        make_report(tmp_path, "en")
