"""The session: the link that follows the view, and the view that follows a link."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from explorer.app.evidence_dialog import evidence_dialog
from explorer.app.latest_worker import LatestWorker
from explorer.app.metrics_snapshot import snapshot
from explorer.app.permalink import COMPARE, Link, read_link, write_link
from explorer.app.sharing.dialog_answers import said_of_file, said_of_units
from explorer.app.sharing.downloads import Exporting
from explorer.app.sharing.linked_files import about_link, files_at, looked_up
from explorer.app.sharing.notebook_cell import notebook_cell
from explorer.app.sharing.page_around import Page
from explorer.app.sharing.page_exports import PageExporting
from explorer.app.sharing.snapshots import take_signal_snapshot
from explorer.app.sharing.upload_controller import Uploading
from explorer.app.status import RESULTS
from explorer.app.time_in_bed_words import time_in_bed_plainly
from explorer.bridge.page_lock import PAGE_LOCK
from explorer.bridge.session_widget import SessionWidget
from explorer.datasets.dataset_catalogue import FETCHED, dataset_named, table
from explorer.datasets.night_locations import (
    LONGEST_LOOK,
    MADE,
    SIMULATED,
    UNLOCATED,
    UPLOAD,
    NightLocation,
    allowed_path,
    loader_for,
)
from explorer.datasets.open_data import addresses_of
from explorer.render.night.provenance import ViewSnapshot
from explorer.storage.allowed_folders import listing
from explorer.storage.bounded_wait import answer_within
from explorer.storage.copied_files import by_chosen_names
from explorer.storage.far.urls import is_address
from explorer.storage.settings import read_settings
from explorer.storage.suggest_path import in_words
from explorer.storage.uploads import browser_folder

_Message = dict[str, Any]

_SETTLING = 0.4  # s between two links of a moving view: browsers allow 100 in 30 s
_DRAWN_LONG = frozenset({"large_type", "dark"})
"""Choices after which a page draws everything anew, and hears nothing for a second and more."""


class SessionController:
    """The address, opening and sharing: the session widget on one side, the page on the other.

    Parameters
    ----------
    page : Page
        Whole already, but for this.
    widget : SessionWidget
        In the page's header.
    """

    def __init__(self, page: Page, widget: SessionWidget) -> None:
        self.page, self.state, self.widget = page, page.state, widget
        self.uploading = Uploading(self.widget, self.open_place)
        self.exporting = Exporting(self.widget, self.view_now)
        self.page_exporting = PageExporting(self.widget, page.page_maker)
        self._writer: LatestWorker[None, None] = LatestWorker(
            lambda _: time.sleep(_SETTLING), lambda *_: self.write(), lambda *_: None
        )
        self._connect()

    def _connect(self) -> None:
        """Let the session widget act on the page."""
        page = self.page

        def listen(kind: str, listener: Callable[[_Message], None]) -> None:
            def heard(message: _Message, _buffers: Sequence[memoryview]) -> None:
                listener(message)

            self.widget.listen(kind, page.safe_callback(heard))

        listen("hello", self._greeted)
        listen("view", lambda message: self.go_to(str(message.get("text", ""))))
        listen("tab", lambda message: self._go_back(str(message.get("title", ""))))
        listen("browse", self._answering(self._browse))
        listen("open", self._asking_anew(self._open))
        listen("dataset", self._asking_anew(self._open_by_name))
        listen("cancel", lambda _message: page.night_manager.cancel())
        listen("read-again", lambda _message: page.night_manager.read_again())
        listen("beat", self._beat)
        listen("answer", self._answering(self._answer))
        listen("units", self._answering(self._say_units))
        listen("forget", self._answering(lambda _message: page.night_manager.forget()))
        listen("says", lambda message: self._say_who(str(message.get("asked", ""))))
        listen("evidence", lambda _message: page.show("Evidence"))
        self.uploading.connect(page.safe_callback)
        self.exporting.connect(page.safe_callback)
        self.page_exporting.connect(page.safe_callback)
        self.write()
        # At once, and before anything is drawn.
        self.state.observe(page.safe_callback(lambda _change: self.write()), sorted(_DRAWN_LONG))
        self.widget.datasets = [
            {**row, "choices": list(dataset_named(row["name"]).nights)} for row in table()
        ]
        hosts = read_settings().hosts
        self.widget.about_hosts = (
            f"Recordings and scorers' files are opened from {', '.join(hosts)}: EDF and BDF as "
            "they are looked at, all else once its size was said."
            if hosts
            else ""
        )

    def _answer(self, message: _Message) -> None:
        """Take what a person said of a file."""
        said = said_of_file(message)
        self.page.night_manager.answer(said, remember=bool(message.get("remember")))

    def _say_units(self, message: _Message) -> None:
        """Take what a person said of units; a channel of which nothing is said has none."""
        self.page.night_manager.say_units(said_of_units(message))

    def _beat(self, _message: _Message) -> None:
        """Answer that somebody is home, and use the moment to see what other pages did."""
        self.widget.send({"kind": "beat"})
        self.page.catch_up()
        nights = self.page.night_manager
        self.uploading.keep([nights.place, *nights.places.values()])

    def _say_who(self, asked: str) -> None:
        """Tell the page what stands behind a number, and what tests it on the night on screen."""
        self.widget.send({"kind": "says", "html": evidence_dialog(self.state, asked)})

    def say_opening(self, title: str) -> None:
        """Tell the page which night is being opened, "" for none, so that it can be cancelled."""
        self.widget.opening = title

    def say_changed(self, sentence: str) -> None:
        """Tell the page what became of the file on screen, "" for nothing; it can be read again."""
        self.widget.changed = sentence

    def opened(self, title: str, place: NightLocation) -> None:
        """Tell the page that a night is open, so that it is among the recent ones."""
        answer = {"title": title, "place": place.night, "hypnogram": place.hypnogram}
        self.widget.send({"kind": "opened", **answer})

    def refuse(self, sentence: str) -> None:
        """Tell the dialog what could not be opened, and why."""
        self.widget.send({"kind": "refused", "sentence": sentence})

    def open_place(self, place: NightLocation, *, whole: bool = False) -> None:
        """Open the night at a place; a far one that is fetched whole, if asked for."""
        title, opening = loader_for(place, self.uploading.folder)
        said = {"fetch": True} if whole else {}
        if is_address(place.night):  # one with a password or a signature goes into no link
            kept = allowed_path(place.night)
            place = NightLocation(kept, place.hypnogram) if kept else UNLOCATED
        self.page.night_manager.request(title, opening, place, said=said)

    def _answering(self, answer: Callable[[_Message], None]) -> Callable[[_Message], None]:
        def answered(message: _Message) -> None:
            try:
                answer(message)
            except (ValueError, OSError) as error:
                self.refuse(by_chosen_names(in_words(error)))

        return answered

    def _asking_anew(self, answer: Callable[[_Message], None]) -> Callable[[_Message], None]:
        """Answer what asks for another night: what was said of the one before goes everywhere."""
        answering = self._answering(answer)

        def answered(message: _Message) -> None:
            self.page.context.forget_refusal()
            self.widget.notice = ""
            answering(message)

        return answered

    def _greeted(self, message: _Message) -> None:
        with suppress(
            ValueError, OSError
        ):  # without a folder nothing is uploaded, and that is said
            self.uploading.move_into(browser_folder(str(message.get("key", ""))))
        self.go_to(str(message.get("view", "")))

    def _browse(self, message: _Message) -> None:
        path = str(message.get("path", ""))
        found = answer_within(LONGEST_LOOK, lambda: listing(path), path or "the folders")
        self.widget.send({"kind": "listing", **asdict(found)})

    def _open(self, message: _Message) -> None:
        path, hypnogram = str(message.get("path", "")), str(message.get("hypnogram", ""))
        far = is_address(path)
        if not far and not path.startswith((UPLOAD, SIMULATED)):
            file, is_folder = answer_within(LONGEST_LOOK, lambda: looked_up(path), path)
            if is_folder:
                self._browse({"path": str(file)})
                self.refuse(f"{path} is a folder: choose one of its recordings.")
                return
            path = allowed_path(file)
        self.open_place(
            NightLocation(path.strip(), hypnogram), whole=far and bool(message.get("whole"))
        )

    def _open_by_name(self, message: _Message) -> None:
        """Open a night of an open data set: where it lies, or by the dialog that fetches it."""
        name, night = str(message.get("name", "")), str(message.get("night", ""))
        if dataset_named(name).how == FETCHED:
            self.page.night_manager.offer_download(name)
            return
        self.open_place(NightLocation(*addresses_of(name, night)))

    def follow(self, changed: frozenset[str]) -> None:
        """Write the link anew once the view rests; a turned tab is a change too."""
        if changed - {"window_start"}:
            self.widget.settled = self._is_settled()
        if "shown" in changed:  # at once: Back may be pressed next
            with PAGE_LOCK:
                self.widget.view = self._link()
        if changed - RESULTS - {"cursor_epoch"} - _DRAWN_LONG:
            self._writer.request(None)

    def _is_settled(self) -> bool:
        """Whether nothing of the whole night is still being computed, or waits for it."""
        state = self.state
        waiting = state.analysis_channel and not self.page.cache.has_analysis(
            state.analysis_channel, state.view
        )
        busy = waiting and self.page.analyser.busy
        return not busy and not self.page.signal.is_looking and not self.page.hand.waits

    def write(self) -> None:
        """Write the link and the cell now, between two changes: it is asked for on any thread."""
        with PAGE_LOCK:
            place = self.page.night_manager.place
            self.widget.view = link = self._link()
            self.widget.cell = notebook_cell(link, *files_at(place, self.uploading.folder))
            compared = self.page.context.study.about_link if self.page.tab == COMPARE else ""
            self.widget.about_link = " ".join(filter(None, [about_link(place), compared]))

    def _link(self) -> str:
        place, title = self.page.night_manager.place, self.page.night_manager.title
        hypnogram = place.hypnogram
        night = place.night or f"{MADE}{title}"
        return write_link(self.state, night, self.page.tab, hypnogram=hypnogram)

    def _cell_to_pass_on(self) -> str:
        """Write a cell that names no folder of this machine, for a report."""
        of_a_file = files_at(self.page.night_manager.place, self.uploading.folder)
        where = "# in the folder that holds the recording\n" if of_a_file else ""
        return where + notebook_cell(self.widget.view)

    def view_now(self, address: str) -> ViewSnapshot:
        """Freeze the view on screen, for an export; ValueError while a lesson hides the answers."""
        if self.state.in_lesson:
            raise ValueError(
                "A lesson is under way, and an export would tell its answers: hand it in, or leave "
                "it, first."
            )
        self.write()
        return ViewSnapshot(
            self.state.night,
            self.page.night_manager.title,
            self.page.night_manager.place,
            self.widget.view,
            address,
            self._cell_to_pass_on(),
            snapshot(self.state),
            self.uploading.folder,
            time_in_bed_plainly(self.state),
            take_signal_snapshot(self.state, self.page.cache),
        )

    def _go_back(self, title: str) -> None:
        """Turn to a tab that the browser went back to, and to nothing else of its link."""
        try:
            self.page.show_tab(title)
        finally:
            self.widget.send({"kind": "turned"})

    def go_to(self, text: str) -> None:
        """Open the night that a link names, and bring the view to where it says."""
        try:
            self._go_to(text)
        except (
            ValueError,
            OSError,
        ) as error:  # a sentence that stays: the foot's next one would replace it
            self.widget.notice = by_chosen_names(in_words(error))
            self.widget.send({"kind": "followed"})

    def _go_to(self, text: str) -> None:
        if not text:
            return
        page, asked = self.page, read_link(text)
        made = asked.night.removeprefix(MADE)
        if self._is_on_screen(asked):
            page.night_manager.follow_link(text)
            # Where the view is as it was, nothing else brings the address back to it.
            self.widget.send({"kind": "followed"})
            return
        if made in page.night_manager.nights:
            place = page.night_manager.places.get(made, UNLOCATED)
            page.night_manager.request(made, page.night_manager.nights[made], place, text)
            return
        place = NightLocation(asked.night, asked.hypnogram)
        page.night_manager.request(*loader_for(place, self.uploading.folder), place, text)

    def _is_on_screen(self, asked: Link) -> bool:
        if not asked.night:
            return True
        here = self.page.night_manager.place
        return (
            here == NightLocation(asked.night, asked.hypnogram)
            or asked.night.removeprefix(MADE) == self.page.night_manager.title
        )
