"""The page of a procurement study: what a committee reads, in both languages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.unit.twin.report.order.study_folder import leave_study
from twin.report.order.compose import make_order_report
from twin.report.reading.errors import ReportError
from twin.report.words.catalogue import Language
from twin.studies.sizing.orderfile import COLUMNS, ORDER_FILE, ORDER_TABLE, WHAT_IF_FILE

SAYS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Procurement study", "One small bank", "The order below costs",
        "Cost by payer", "Courier companies", "The programme&#39;s own reckoning", "61.64",
        "What a tighter promise costs", "Policy against steel", "What moves the price most",
        "Growth and when to buy", "Every assumption", "How it was found", "plot-payers",
        "plot-target", "plot-tornado", "plot-growth",
    ),
    "zh": (
        "采购测算报告", "一组小快递柜", "采购方案总价", "无空格口占比", "按承担方", "快递公司",
        "项目方案自身的测算", "承诺收紧的代价", "平均存放时间", "增长与分期采购", "测算过程",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with its what-if."""
    return leave_study(tmp_path_factory.mktemp("study"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_a_committee_asks_stands_there(folder: Path, language: Language) -> None:
    """Order, promise, money, programme, what-if, assumptions; no link that leads elsewhere."""
    page = make_order_report(folder, language)
    for words in SAYS[language]:
        assert words in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert page == make_order_report(folder, language)


def test_the_order_as_a_table_for_spreadsheets(folder: Path) -> None:
    """A row a site and item; the prices add up to that of the document."""
    with (folder / ORDER_TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    document = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(document["order"])
    assert sum(float(row["price"]) for row in rows) == pytest.approx(document["price"])


def test_alternatives_cost_a_little_more_and_do_better(folder: Path) -> None:
    """Within 5 %, the dearer the better: none that a cheaper one beats."""
    document = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
    others = document["alternatives"]
    prices = [document["price"], *(each["price"] for each in others)]
    assert prices == sorted(prices)
    assert prices[-1] <= 1.05 * prices[0]
    ratios = [each["ratio"] for each in others]
    assert ratios == sorted(set(ratios), reverse=True)


def test_without_a_what_if_the_page_has_fewer_sections(folder: Path, tmp_path: Path) -> None:
    """The order alone is a page; a run's page says nothing of orders."""
    (tmp_path / ORDER_FILE).write_bytes((folder / ORDER_FILE).read_bytes())
    page = make_order_report(tmp_path, "en")
    assert "The order below costs" in page
    assert "plot-tornado" not in page


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (ORDER_FILE, "{}", "order.json: scenario: Field required"),
        (WHAT_IF_FILE, "[1, 2]", "whatif.json: "),
        (WHAT_IF_FILE, "no json", "whatif.json: "),
    ],
)
def test_files_that_are_no_study(
    folder: Path, tmp_path: Path, file: str, text: str, message: str
) -> None:
    """The file and what is wrong with it."""
    (tmp_path / ORDER_FILE).write_bytes((folder / ORDER_FILE).read_bytes())
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        make_order_report(tmp_path, "en")
    assert message in str(caught.value)


def test_an_order_that_does_not_keep_its_promise_says_so(folder: Path, tmp_path: Path) -> None:
    """What blocks it stands where the answer does."""
    document = json.loads((folder / ORDER_FILE).read_text(encoding="utf-8"))
    document["targets"][0] |= {"met": False, "upper": None}
    document |= {"reached": False, "blocked_by": ["rejection_share<=0.1"], "alternatives": []}
    (tmp_path / ORDER_FILE).write_text(json.dumps(document), encoding="utf-8")
    assert "No order keeps every promise" in make_order_report(tmp_path, "en")
