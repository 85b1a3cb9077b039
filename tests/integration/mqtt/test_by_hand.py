"""docs/wire.md is enough to be a device: its own lines, run by a shell against a real broker."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from devices.wire.presence import Lost, Ready
from devices.wire.steering import LockLid, Reported, Result
from devices.wire.telemetry import BinTelemetry
from tests.contract.sources import ROOT
from tests.integration.broker import Broker
from tests.integration.mqtt.ear import PATIENCE_S, listening

PAGE = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """A block of the page by its name."""
    found = re.search(rf"^```sh {re.escape(name)}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def test_a_device_by_following_the_page(broker: Broker, tmp_path: Path) -> None:
    """Birth, reported state, a full bin, a command answered, a will on the cut connection."""
    assert "PORT=1883" in block("device.sh")
    lines = block("device.sh").replace("PORT=1883", f"PORT={broker.port}")

    async def live() -> None:
        shell = await asyncio.create_subprocess_exec(
            "bash", "-eu", stdin=asyncio.subprocess.PIPE, cwd=tmp_path
        )
        assert shell.stdin is not None

        def type_in(text: str) -> None:
            assert shell.stdin is not None
            shell.stdin.write(text.encode())

        async with listening(broker.port) as ear:
            type_in(lines)
            birth = await ear.wait_for(Ready)
            assert (birth.device, birth.seq, birth.connection) == ("food1", 1, 1)
            assert (await ear.wait_for(Reported)).values == {"alarm_percent": 80}
            assert (await ear.wait_for(BinTelemetry)).fill_permille == 950
            order = LockLid(
                v=1, device="food1", id="lock-7", time_ms=birth.time_ms,
                expires_ms=birth.time_ms + 60_000, locked=True,
            )  # fmt: skip
            await ear.say("yihe", "command", order)
            type_in("( tail -f heard.txt & ) | grep -q -m 1 /down/command\n")
            type_in(block("answer.sh"))
            answer = await ear.wait_for(Result)
            assert (answer.command, answer.outcome, answer.seq) == ("lock-7", "done", 4)
            type_in(block("cut.sh"))
            will = await ear.wait_for(Lost)
            assert (will.boot, will.connection) == (birth.boot, birth.connection)
        shell.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            assert await shell.wait() == 0

    asyncio.run(live())
