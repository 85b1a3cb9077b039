"""What tests ask of a browser's window.

Only questions and sizes live here; what must hold stands in the tests.
"""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

from PIL import Image
from selenium.webdriver import Chrome

PHONE_PX, DESK_PX = 375, 1040
HEIGHT_PX = 900
PALETTE = 128

VISIBLE_PLOTS = """
return [...document.querySelectorAll('figure')].map(figure => {
  const shown = [...figure.querySelectorAll('svg')].filter(svg => svg.getClientRects().length);
  const box = shown[0].getBoundingClientRect(), drawn = shown[0].getBBox();
  return [figure.id, shown.length, Math.min(box.width, drawn.width),
          Math.min(box.height, drawn.height)];
});
"""

TEXT_OUTSIDE = """
return [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const r = text.getBoundingClientRect();
    return r.width && (r.left < box.left - 3 || r.right > box.right + 3 || r.top < box.top - 3
                       || r.bottom > box.bottom + 3);
  }).map(text => text.textContent);
});
"""

TEXT_ON_TEXT = """
return [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent,
    t.getBoundingClientRect()]).filter(([, box]) => box.width);
  return texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
  ).map(([other]) => one + ' | ' + other));
});
"""

SMALLEST_TEXT = """
return Math.min(...[...document.querySelectorAll('figure svg text')]
  .map(text => text.getBoundingClientRect()).filter(box => box.width).map(box => box.height));
"""


def open_file(browser: Chrome, path: Path, width_px: int) -> None:
    """Open a file in a window of a width; what was said before is forgotten."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {
            "width": width_px,
            "height": HEIGHT_PX,
            "deviceScaleFactor": 1,
            "mobile": width_px < 500,
        },
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.get("about:blank")
    for kind in ("browser", "performance"):
        _log(browser, kind)
    browser.get(path.resolve().as_uri())


def console(browser: Chrome) -> list[str]:
    """What the console said since the page was opened."""
    return [entry["message"] for entry in _log(browser, "browser")]


def requests(browser: Chrome) -> list[str]:
    """Addresses that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in _log(browser, "performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


def print_media(browser: Chrome) -> None:
    """Show the page as it is printed."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})


def ask(browser: Chrome, script: str) -> Any:
    """The answer of a script."""
    return browser.execute_script(script)


def screenshot(browser: Chrome, path: Path, width_px: int, height_px: int) -> None:
    """The upper part of the page as PNG, of few colours so that it stays small."""
    clip = {"x": 0, "y": 0, "width": width_px, "height": height_px, "scale": 1}
    taken = browser.execute_cdp_cmd(
        "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
    )
    with Image.open(io.BytesIO(base64.b64decode(taken["data"]))) as picture:
        few = picture.convert("RGB").quantize(PALETTE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _log(browser: Chrome, kind: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = browser.get_log(kind)  # type: ignore[no-untyped-call]
    return entries
