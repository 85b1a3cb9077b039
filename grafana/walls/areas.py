"""Walls by who stands before them: city, community, property.

Lives here: these three. Not here: what they show of forecasts (`grafana.walls.ahead`), walls by
subject (`grafana.walls.subjects`).
"""

from __future__ import annotations

from grafana.dashboards import Wall
from grafana.levels import OVERFLOW, OVERFLOW_OVER
from grafana.panels import AMBER, BLUE, RED, Panel
from grafana.queries import Shown, select
from grafana.walls.ahead import BANKS_AND_BINS, areas_ahead, numbers_ahead
from grafana.words import Words

_Where = tuple[tuple[str, str], ...]


def _number(
    field: str, title: Words, says: Words, where: _Where, by: tuple[str, ...] = (),
    steps: tuple[tuple[float, str], ...] = (), width: int = 4, first: str = "",
) -> Panel:  # fmt: skip
    query = select("area", Shown(field), where=where, by=by)
    panel = Panel("number", title, says, (query,), width, 5, steps)
    return panel if not first else Panel("number", title, says, (query,), width, 5, steps, first)


def _numbers(where: _Where, by: tuple[str, ...] = ()) -> tuple[tuple[Panel, ...], ...]:
    """What every area has, largest first: what is wrong, then what there is."""
    worry = ((1.0, AMBER), (5.0, RED))
    return (
        (
            _number("alarms", Words("Alarms up", "当前报警"),
                    Words("Alarms that are up now, of every kind.", "当前未解除的各类报警数。"),
                    where, by, worry),
            _number("overflows", Words("Bins overflowing", "满溢垃圾桶"),
                    Words("Bins whose overflow alarm is up.", "满溢报警中的垃圾桶数。"),
                    where, by, worry),
            _number("excursions", Words("Cells too warm", "超温冷格"),
                    Words("Cold cells whose product is too warm.", "商品温度超限的冷藏格口数。"),
                    where, by, ((1.0, RED),)),
            _number("banks_full", Words("Banks full", "满仓快递柜"),
                    Words("Banks without a free compartment.", "没有空格口的快递柜组数。"),
                    where, by, worry),
            _number("bags_on_floor", Words("Bags on the floor", "落地包"),
                    Words("Bags that cameras see on the floor now.", "摄像机当前看到的落地包数。"),
                    where, by, worry),
            _number("away", Words("Devices away", "离线设备"),
                    Words("Devices lost, silent or disconnected; sleepers are here.",
                          "断线、沉默或主动断开的设备数；休眠设备算在线。"),
                    where, by, ((1.0, AMBER), (10.0, RED))),
        ),
        (
            _number("free", Words("Free compartments", "空格口"),
                    Words("Neither occupied nor out of service.", "未占用且未停用的格口数。"),
                    where, by, ((1.0, AMBER), (10.0, BLUE)), first=RED),
            _number("fill_permille", Words("Mean fill", "平均满溢度"),
                    Words("Mean level of the bins that have reported.", "已上报桶的平均满溢度。"),
                    where, by, ((OVERFLOW_OVER, AMBER), (OVERFLOW, RED))),
            _number("here", Words("Devices here", "在线设备"),
                    Words("Connected, or asleep on purpose.", "在线或按计划休眠的设备数。"),
                    where, by, first=BLUE),
            _number("unheard", Words("Never heard", "从未上报"),
                    Words("Registered devices that never spoke.", "已登记但从未上报的设备数。"),
                    where, by, ((1.0, AMBER),)),
            _number("occupied", Words("Parcels in banks", "在柜快件"),
                    Words("Compartments with something in them, by sensor.",
                          "传感器显示有物的格口数。"), where, by, first=BLUE),
            _number("out_of_service", Words("Doors out of service", "停用格口"),
                    Words("Doors that cannot be used.", "无法使用的格口数。"),
                    where, by, ((1.0, AMBER), (5.0, RED))),
        ),
    )  # fmt: skip


def _course(where: _Where, by: tuple[str, ...], place: _Where) -> tuple[Panel, ...]:
    return (
        Panel(
            "lines", Words("Open work orders", "未完工单"),
            Words("Work orders without their end, by who is asked now.",
                  "未完成的工单，按当前责任方：物业、社区、城管。"),
            (select("open_orders", Shown("orders"), where=place, by=("owner",)),), 8, 8,
        ),
        Panel(
            "lines", Words("Alarms up over time", "报警走势"),
            Words("Alarms that were up at each full minute.", "每整分钟未解除的报警数。"),
            (select("area", Shown("alarms"), where=where, by=by),), 8, 8,
        ),
        Panel(
            "lines", Words("Free compartments over time", "空格口走势"),
            Words("Free compartments at each full minute.", "每整分钟的空格口数。"),
            (select("area", Shown("free"), where=where, by=by),), 8, 8,
        ),
    )  # fmt: skip


def _summary(title: Words, says: Words, where: _Where) -> Panel:
    fields = ("alarms", "overflows", "excursions", "banks_full", "free", "bags_on_floor", "away")
    query = select(
        "area", *(Shown(field) for field in fields), where=where, by=("name",), is_table=True
    )
    return Panel("table", title, says, (query,), 24, 9)


def _orders(where: _Where) -> Panel:
    columns = (Shown("orders"), Shown("untouched"), Shown("escalated"), Shown("oldest_ms"))
    query = select("open_orders", *columns, where=where, by=("name", "owner"), is_table=True)
    return Panel(
        "table", Words("Open work orders by level", "三级联动工单"),
        Words("Who is asked, how many nobody has acknowledged or were escalated, the oldest.",
              "各责任方的未完工单、未响应数、升级数和最长时间。"),
        (query,), 24, 7,
    )  # fmt: skip


SITE_WHERE: _Where = (("site", "$site"),)

ALARMS = Panel(
    "table", Words("Alarms, newest state", "报警明细"),
    Words("The newest of each alarm of a device: active is yes while it is up. The alarm leads to "
          "the console, where it is acknowledged, the device to its page there.",
          "每台设备每类报警的最新状态：“是”表示尚未解除。点击报警到控制台确认，点击设备查看详情。"),
    (select("alarm", Shown("active"), Shown("value"), Shown("detail"), where=SITE_WHERE,
            by=("site", "device", "alarm"), is_table=True),), 24, 9, ((1.0, RED),),
)  # fmt: skip

CITY = Wall(
    "city", Words("City", "全市"),
    Words("What is wrong in the city, and in which community.", "全市异常及其所在社区。"),
    (
        *_numbers((("level", "city"),)),
        _course((("level", "community"),), ("name",), (("level", "city"),)),
        (_orders((("level", "community"),)),),
        numbers_ahead((("level", "city"),), (), (("level", "community"),)),
        areas_ahead((("level", "community"),)),
        (_summary(Words("Communities", "社区汇总"),
                  Words("The newest full minute of each community.", "各社区最新整分钟的数据。"),
                  (("level", "community"),)),),
    ),
)  # fmt: skip

COMMUNITY = Wall(
    "community", Words("Community", "社区"),
    Words("The sites of the communities chosen.", "所选社区的各小区。"),
    (
        *_numbers((("level", "community"), ("name", "$community")), ("name",)),
        _course((("level", "site"), ("name", "$site")), ("name",),
                (("level", "community"), ("name", "$community"))),
        (_orders((("level", "site"), ("name", "$site"))),),
        numbers_ahead((("level", "community"), ("name", "$community")), ("name",),
                      (("level", "site"), ("name", "$site"))),
        areas_ahead((("level", "site"), ("name", "$site"))),
        (_summary(Words("Sites", "小区汇总"),
                  Words("The newest full minute of each site; a name leads to its wall.",
                        "各小区最新整分钟的数据；点击名称进入小区大屏。"),
                  (("level", "site"), ("name", "$site"))),),
        (ALARMS,),
    ),
    ("community", "site"),
)  # fmt: skip

PROPERTY = Wall(
    "property", Words("Property", "物业"),
    Words("The devices of a site, and what needs somebody now.", "小区设备与待办事项。"),
    (
        *_numbers((("level", "site"), ("name", "$site")), ("name",)),
        (
            Panel("lines", Words("Free compartments by bank", "各柜空格口"),
                  Words("As each bank reports.", "各快递柜组上报值。"),
                  (select("bank", Shown("free", "min"), where=SITE_WHERE, by=("device",)),), 12, 8),
            Panel("lines", Words("Fill of bins", "垃圾桶满溢度"),
                  Words("As each sensor reports; lines where the alarm goes up and down.",
                        "各传感器上报值；虚线为报警和解除水平。"),
                  (select("bin", Shown("fill_permille", "max"), where=SITE_WHERE, by=("device",)),),
                  12, 8, ((OVERFLOW_OVER, AMBER), (OVERFLOW, RED))),
        ),
        (_orders((("level", "site"), ("name", "$site"))),),
        numbers_ahead((("level", "site"), ("name", "$site")), ("name",),
                      (("level", "site"), ("name", "$site"))),
        *BANKS_AND_BINS,
        (ALARMS,),
    ),
    ("community", "site"),
)  # fmt: skip
