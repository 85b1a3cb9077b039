"""What is wrong with a page for somebody with a keyboard, a screen reader, weak eyes or a phone.

Lives here: questions to the page as it stands, after WCAG 2.2: names (4.1.2), order of the Tab key
(2.4.3), contrast of text (1.4.3: 4.5, large text 3), headings (1.3.1), targets, reflow (1.4.10).
Not here: which pages are asked.
"""

from __future__ import annotations

from pathlib import Path

from selenium.webdriver import Chrome

FAULTS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def faults(browser: Chrome, width_px: int) -> list[str]:
    """What is wrong with the page as it stands in a window of a width; empty for nothing."""
    found: list[str] = browser.execute_script(FAULTS, width_px)
    return found
