"""A stopwatch inside the page: from the browser's own event until the wanted texts are in the document."""

import json
import re
from typing import Final, Literal

from playwright.sync_api import Locator, Page

Texts = list[tuple[str, str]]
"""CSS selectors, and the whole text that an element found by each of them must have."""

TIMEOUT: Final = 60.0
"""Seconds after which a text that doesn't come is an error."""

_WATCH: Final = """
([texts, event, timeout]) => {
  const holds = () => texts.every(([selector, text]) =>
    [...document.querySelectorAll(selector)].some(element => element.textContent.trim() === text));
  if (event && holds()) throw new Error("The texts are there before anything was done: " + texts);
  window.stopwatch = new Promise((resolve, reject) => {
    let start = event ? null : 0;
    if (event) addEventListener(event, e => { start = e.timeStamp; }, {capture: true, once: true});
    const observer = new MutationObserver(() => {
      if (start === null || !holds()) return;
      const now = performance.now();
      observer.disconnect();
      resolve((now - start) / 1000);
    });
    observer.observe(document, {subtree: true, childList: true, characterData: true});
    setTimeout(() => reject(new Error("These texts did not come: " + texts)), timeout * 1000);
  });
  window.stopwatch.catch(() => undefined);
}
"""


def after_click(button: Locator, texts: Texts) -> float:
    """Click; returns the seconds from the click until the texts are there."""
    _arm(button.page, texts, "click")
    button.click()
    return _read(button.page)


def after_key(slider: Locator, key: str, texts: Texts) -> float:
    """Press a key on a slider; returns the seconds from the key until the texts are there."""
    slider.focus()
    _arm(slider.page, texts, "keydown")
    slider.press(key)
    return _read(slider.page)


def after_opening(page: Page, url: str, texts: Texts) -> float:
    """Open an address; returns the seconds from there until the texts are there."""
    page.add_init_script(f"({_WATCH})({json.dumps([texts, None, TIMEOUT])})")
    page.goto(url, wait_until="commit")
    return _read(page)


def wait_for(page: Page, texts: Texts) -> None:
    """Wait until the texts are there."""
    for selector, text in texts:
        whole = re.compile(rf"^\s*{re.escape(text)}\s*$")
        page.locator(selector, has_text=whole).first.wait_for(timeout=1000 * TIMEOUT)


def settle(page: Page) -> None:
    """Wait until the script runs no more and the browser has drawn what came of it."""
    page.wait_for_timeout(200)  # the wish for a script run is on its way
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(200)


def _arm(page: Page, texts: Texts, event: Literal["click", "keydown"]) -> None:
    page.bring_to_front()
    page.evaluate(_WATCH, [texts, event, TIMEOUT])


def _read(page: Page) -> float:
    return float(page.evaluate("window.stopwatch"))
