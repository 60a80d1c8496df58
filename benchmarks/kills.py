"""A hand that scores while its kernel is killed: ``python -m benchmarks.kills --kills 200``.

A real Chromium presses keys at a hand's pace and faster; at a random moment the kernel behind the
page is killed, a few more keys go to nobody, and the page is loaded again by its own button. What
the page held to be saved must then be in the journal, every other key must have been named by the
page, and in the end each key must stand in the journal once, in the order in which it was pressed.
"""

import argparse
import contextlib
import json
import os
import random
import re
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

from explorer.storage.settings import SCORINGS_VARIABLE
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import processes_below, served_app

LONGEST = 300.0  # s, for what a busy machine takes long for
LONGEST_UNNAMED = 30.0  # s
KEYS = ("w", "1", "2", "3", "r", "u")
# What each key may be followed by: undos and redos of which there is something.
_TURNS = {**dict.fromkeys(KEYS, "Control+z"), "Control+z": "Control+y"}
# Tells of every change of what the page keeps, before the page goes on.
_WATCH = """
  for (const name of ["setItem", "removeItem"]) {
    const before = Storage.prototype[name];
    Storage.prototype[name] = function (key, value) {
      before.call(this, key, value);
      if (key === "explorer-unsaved") window.keeps(value ?? "[]");
    };
  }
"""


@dataclass
class Tally:
    """What became of the keys."""

    kills: int = 0
    pressed: int = 0
    order: dict[str, str] = field(default_factory=dict)
    """Words of each key that the page kept, by its id, as first pressed."""
    kept: set[str] = field(default_factory=set)
    """Ids of those that the page keeps now."""
    sent_again: int = 0
    saved_and_lost: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


class Hand:
    """Scores, and is not asked whether its kernel lives.

    Parameters
    ----------
    page : Page
        Not opened yet.
    journals : Path
        Where the server's journals lie.
    rng : random.Random
        Decides on keys and moments.
    """

    def __init__(self, page: Page, journals: Path, rng: random.Random) -> None:
        self.page, self.journals, self.rng = page, journals, rng
        self.tally, self.last = Tally(), ""
        page.page.set_default_timeout(1000 * LONGEST)
        page.page.expose_function("keeps", self._keeps)
        page.page.add_init_script(_WATCH)

    def _keeps(self, kept: str) -> None:
        keys = json.loads(kept)
        for key in keys:
            self.tally.order.setdefault(key["id"], key["words"])
        self.tally.kept = {key["id"] for key in keys}

    def begin(self) -> None:
        """Open the page and begin to score."""
        self.page.open()
        self._score()

    def _score(self) -> None:
        self.page.page.keyboard.press("s")
        self.page.page.get_by_text("scoring as me: W 1 2 3 R U").wait_for()

    def press(self, count: int) -> None:
        """Press so many keys, some of them an undo of the last, or a redo of that."""
        for _ in range(count):
            turn = _TURNS.get(self.last, "")
            self.last = turn if turn and self.rng.random() < 1 / 6 else self.rng.choice(KEYS)
            self.page.page.keyboard.press(self.last)
            self.tally.pressed += 1
            self.page.page.wait_for_timeout(self.rng.choice((0, 0, 10, 40, 120)))

    def survive(self) -> None:
        """Score, have the kernel killed, press on, and load the page again."""
        page, tally = self.page.page, self.tally
        self.press(self.rng.randrange(2, 20))
        time.sleep(self.rng.uniform(0, 0.03))
        kernel = re.search(r'"kernelId": ?"([\w-]+)"', page.content())
        assert kernel
        for process in processes_below(kernel[1]):
            process.send_signal(signal.SIGKILL)
        tally.kills += 1
        self.press(self.rng.randrange(0, 6))
        gone = page.get_by_role("alert").filter(has_text="The kernel behind this page has gone")
        gone.wait_for()
        self._note_unnamed(gone)
        saved = tally.order.keys() - tally.kept
        tally.saved_and_lost += sorted(saved - set(self.journal()))
        tally.sent_again += len(tally.kept)
        with page.expect_navigation():
            page.get_by_role("button", name="reload with this view").click()
        page.wait_for_selector(".live-pane[data-ready=yes]")
        self._wait_until_saved()
        self._score()

    def _note_unnamed(self, notice: Locator) -> None:
        """Note what the page keeps and does not name: its notice follows with its next look."""
        tally, until = self.tally, time.monotonic() + LONGEST_UNNAMED
        while True:
            self.page.page.wait_for_timeout(250)
            said, kept = notice.inner_text(), sorted(tally.kept)
            named = list(tally.order)[-12:]
            unnamed = [one for one in kept if one in named and tally.order[one] not in said]
            if kept and f"{len(kept)} key" not in said:
                unnamed = kept
            if not unnamed or time.monotonic() > until:
                tally.unnamed += unnamed
                return

    def _wait_until_saved(self) -> None:
        until = time.monotonic() + LONGEST
        while self.page.page.evaluate("sessionStorage.getItem('explorer-unsaved')") is not None:
            assert time.monotonic() < until, "a key sent again was never said to be saved"
            self.page.page.wait_for_timeout(50)

    def journal(self) -> list[str]:
        """Return the ids of all edits on disk, in order."""
        found = []
        for file in self.journals.glob("*.jsonl"):
            for line in file.read_text().splitlines():
                with contextlib.suppress(ValueError, KeyError):
                    found.append(json.loads(line)["id"])
        return found

    def verdict(self) -> dict[str, int]:
        """Count what must be nought, after the page has been left at rest."""
        self._wait_until_saved()
        tally, written = self.tally, self.journal()
        stood = [name for name in written if name in tally.order]
        return {
            "said to be saved and not on disk": len(set(tally.saved_and_lost)),
            "neither saved nor named": len(set(tally.unnamed)),
            "pressed and not kept": tally.pressed - len(tally.order),
            "never on disk": len(tally.order.keys() - set(written)),
            "on disk twice": len(written) - len(set(written)),
            "out of order": int(stood != [name for name in tally.order if name in set(stood)]),
        }


def main() -> None:
    """Kill as often as the command line says; end with 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        journals = Path(made) / "scorings"
        os.environ[SCORINGS_VARIABLE] = str(journals)
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        with served_app(Path(made)) as address:
            hand = Hand(Page(browser, address), journals, random.Random(arguments.seed))
            hand.begin()
            began = time.monotonic()
            for _ in range(arguments.kills):
                hand.survive()
                if hand.tally.kills % 10 == 0:
                    print(_line(hand, began), flush=True)
            verdict = hand.verdict()
        browser.close()
    print(_line(hand, began))
    for what, count in verdict.items():
        print(f"{what}: {count}")
    raise SystemExit(any(verdict.values()))


def _line(hand: Hand, began: float) -> str:
    tally = hand.tally
    return (
        f"{tally.kills} kills in {time.monotonic() - began:.0f} s: {tally.pressed} keys, "
        f"{tally.sent_again} of them not saved when the kernel died, named and sent again"
    )


if __name__ == "__main__":
    main()
