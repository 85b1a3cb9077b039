"""Walls by subject: parcels, cold chain, waste and rounds, devices and firmware.

Lives here: these four. Not here: walls by who stands before them (`grafana.walls.areas`).
"""

from __future__ import annotations

from grafana.dashboards import Wall
from grafana.levels import (
    BATTERY,
    BATTERY_OVER,
    EXCURSION_C,
    EXCURSION_OVER_C,
    OVERFLOW,
    OVERFLOW_OVER,
)
from grafana.panels import AMBER, BLUE, GREEN, RED, Kind, Panel
from grafana.queries import Query, Shown, select
from grafana.walls.areas import ALARMS, SITE_WHERE
from grafana.words import Words

CHOOSE = ("community", "site", "device")
_HERE = (*SITE_WHERE, ("device", "$device"))


def _over_time(of: str, *shown: Shown, by: tuple[str, ...] = ("device",)) -> Query:
    return select(of, *shown, by=by, where=_HERE)


def _newest(of: str, *shown: Shown, by: tuple[str, ...] = ("site", "device")) -> Query:
    return select(of, *shown, by=by, where=_HERE, is_table=True)


def _panel(
    kind: Kind, title: Words, says: Words, *queries: Query, width: int = 12,
    steps: tuple[tuple[float, str], ...] = (), first: str = BLUE, height: int = 8,
) -> Panel:  # fmt: skip
    return Panel(kind, title, says, queries, width, height, steps, first)


PARCELS = Wall(
    "parcels", Words("Parcels", "快件"),
    Words("What is put in and taken out, how long it lies, and where there is room.",
          "存件、取件、滞留时间和空格口。"),
    (
        (
            _panel("bars", Words("Deposits", "存件"),
                   Words("Compartments that became occupied, by bank.", "新占用的格口数，按柜。"),
                   _over_time("stay", Shown("deposits", "sum"))),
            _panel("bars", Words("Collections", "取件"),
                   Words("Compartments that became empty, by bank.", "新空出的格口数，按柜。"),
                   _over_time("stay", Shown("collections", "sum"))),
        ),
        (
            _panel("lines", Words("Dwell", "存放时长"),
                   Words("Median and 90th percentile of what was collected.",
                         "已取件的存放时长：中位数和90分位。"),
                   _over_time("stay", Shown("dwell_ms", "median", "median"), by=()),
                   _over_time("stay", Shown("dwell_ms", "p90", "p90"), by=())),
            _panel("lines", Words("Free compartments", "空格口"),
                   Words("Least of each interval, by bank; 0 is full.",
                         "各时段最少的空格口数；0为满仓。"),
                   _over_time("bank", Shown("free", "min"))),
        ),
        (
            _panel("table", Words("Banks now", "快递柜现状"),
                   Words("The newest report of each bank.", "各快递柜组的最新上报。"),
                   _newest("bank", Shown("compartments"), Shown("occupied"), Shown("free"),
                           Shown("doors_open"), Shown("out_of_service"), Shown("temperature_mc")),
                   width=16),
            _panel("bars", Words("Doors jammed", "卡门"),
                   Words("Doors that jammed, by bank.", "卡住的格口门数，按快递柜。"),
                   _over_time("door", Shown("jams", "sum")), width=8),
        ),
    ),
    CHOOSE,
)  # fmt: skip

COLD = Wall(
    "cold", Words("Cold chain", "生鲜冷藏"),
    Words("Temperatures of products and air, doors, compressors.", "商品与箱内温度、门和压缩机。"),
    (
        (
            _panel("lines", Words("Product temperature", "商品温度"),
                   Words("The probe in the dummy product; lines where the alarm goes up and down.",
                         "模拟商品内探头温度；虚线为报警和解除水平。"),
                   _over_time("cold_cell", Shown("product_mc", "max")), width=24,
                   steps=((EXCURSION_OVER_C, AMBER), (EXCURSION_C, RED))),
        ),
        (
            _panel("lines", Words("Air temperature", "箱内温度"),
                   Words("Air in the cell, mean of each interval.", "箱内空气温度，时段平均。"),
                   _over_time("cold_cell", Shown("air_mc", "mean"))),
            _panel("lines", Words("Setpoint", "设定温度"),
                   Words("What the air should be.", "箱内空气应达到的温度。"),
                   _over_time("cold_cell", Shown("setpoint_mc"))),
        ),
        (
            _panel("table", Words("Cells now", "冷格现状"),
                   Words("The newest report of each cell.", "各冷藏格口的最新上报。"),
                   _newest("cold_cell", Shown("product_mc"), Shown("air_mc"), Shown("setpoint_mc"),
                           Shown("door_open"), Shown("compressor")), width=24),
        ),
        (ALARMS,),
    ),
    CHOOSE,
)  # fmt: skip

WASTE = Wall(
    "waste", Words("Waste and rounds", "垃圾与收运"),
    Words("Levels, emptyings, and what cameras see at waste points.",
          "满溢度、清桶和摄像机所见。"),
    (
        (
            _panel("lines", Words("Fill level", "满溢度"),
                   Words("Highest of each interval; lines where the alarm goes up and down.",
                         "各时段最高满溢度；虚线为报警和解除水平。"),
                   _over_time("bin", Shown("fill_permille", "max")), width=16,
                   steps=((OVERFLOW_OVER, AMBER), (OVERFLOW, RED))),
            _panel("bars", Words("Sightings", "识别事件"),
                   Words("What cameras recognised: landed bags, no supervisor, abnormal drop-offs.",
                         "摄像机识别：落地包、督导员离岗、居民投放异常。"),
                   _over_time("sighting", Shown("sightings", "sum"), by=("sighting",)), width=8),
        ),
        (
            _panel("bars", Words("Emptyings", "清桶次数"),
                   Words("Falls of the level by 30 points or more, by bin.",
                         "满溢度一次下降30个百分点以上的次数。"),
                   _over_time("emptying", Shown("emptyings", "sum"))),
            _panel("lines", Words("Fill when emptied", "清桶时满溢度"),
                   Words("How full bins were when a truck came: low means that it came for little.",
                         "清桶前的满溢度：过低说明收运过勤。"),
                   _over_time("emptying", Shown("before_permille", "mean"), by=())),
        ),
        (
            _panel("table", Words("Bins now", "垃圾桶现状"),
                   Words("The newest report of each sensor.", "各传感器的最新上报。"),
                   _newest("bin", Shown("fill_permille"),), width=12,
                   steps=((OVERFLOW_OVER, AMBER), (OVERFLOW, RED))),
            _panel("lines", Words("Bags on the floor", "落地包"),
                   Words("Most of each interval, by camera.", "各时段最多的落地包数，按摄像机。"),
                   _over_time("camera", Shown("bags_on_floor", "max"))),
        ),
        (ALARMS,),
    ),
    CHOOSE,
)  # fmt: skip

DEVICES = Wall(
    "devices", Words("Devices and firmware", "设备与固件"),
    Words("Presence, batteries, messages lost or put aside, firmware, and this very way of points.",
          "在线、电量、丢失与隔离的消息、固件，以及数据通道本身。"),
    (
        (
            _panel("bars", Words("Devices that went away", "离线事件"),
                   Words("How often devices of each kind came or went.", "各类设备上下线次数。"),
                   _over_time("presence", Shown("here", "count", "changes"), by=("kind",))),
            _panel("table", Words("Firmware", "固件"),
                   Words("Devices by model and version.", "各型号各版本的设备数。"),
                   select("fleet_firmware", Shown("devices"), by=("model", "version"),
                          is_table=True)),
        ),
        (
            _panel("lines", Words("Battery", "电量"),
                   Words("Charge left, least of each interval.", "剩余电量，时段最低。"),
                   _over_time("vitals", Shown("battery_permille", "min")), width=8,
                   steps=((BATTERY, AMBER), (BATTERY_OVER, GREEN)), first=RED),
            _panel("lines", Words("Signal", "信号"),
                   Words("Received signal strength.", "接收信号强度。"),
                   _over_time("vitals", Shown("signal_dbm", "mean")), width=8),
            _panel("lines", Words("Delay", "延迟"),
                   Words("From the measurement to the journal, longest of each interval.",
                         "从测量到入账的最长延迟。"),
                   _over_time("vitals", Shown("delay_ms", "max")), width=8),
        ),
        (
            _panel("lines", Words("Messages", "消息"),
                   Words("Arrived, repeated and put aside, growth of each interval.",
                         "到达、重复和隔离的消息增量。"),
                   select("ledger", Shown("messages", "growth"), Shown("repeated", "growth"),
                          Shown("quarantined", "growth"))),
            _panel("lines", Words("Never to come", "确认丢失"),
                   Words("Lost on the way, dropped by outboxes, forgotten before they were read.",
                         "途中丢失、设备丢弃、未读即删除的数量。"),
                   select("ledger", Shown("lost"), Shown("dropped"), Shown("missed")),
                   steps=((1.0, RED),)),
        ),
        (
            _panel("bars", Words("Commands by end", "指令结果"),
                   Words("Commands that had their end, by outcome.", "已结束的指令，按结果。"),
                   _over_time("command", Shown("commands", "sum"), by=("outcome",)), width=8),
            _panel("bars", Words("Put aside", "隔离消息"),
                   Words("Messages quarantined, by device.", "被隔离的消息数，按设备。"),
                   _over_time("quarantine", Shown("messages", "sum")), width=8),
            _panel("lines", Words("Points that wait", "待写数据"),
                   Words("Points on disk before this store.", "磁盘上等待写入的数据量。"),
                   select("spool", Shown("waiting_bytes", "max")), width=8),
        ),
        (
            _panel("table", Words("Holes by device", "缺号"),
                   Words("Messages of a device that are waited for no longer.",
                         "不再等待的设备消息数。"),
                   _newest("gap", Shown("lost", "sum"), Shown("dropped", "sum"))),
            _panel("table", Words("Gateways now", "网关现状"),
                   Words("The newest report of each gateway.", "各网关的最新上报。"),
                   _newest("gateway", Shown("devices"), Shown("waiting"))),
        ),
    ),
    CHOOSE,
)  # fmt: skip
