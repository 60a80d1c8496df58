"""The nights that a page offers, and how one of them comes on screen."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from explorer.app.app_context import describe_error
from explorer.app.asking import open_as_said, question_of
from explorer.app.asking_units import noting_units, units_question
from explorer.app.derived_channels import carry_over, derived_names
from explorer.app.download_row import DownloadRow, downloaded
from explorer.app.file_watch import FileWatch
from explorer.app.header import DOWNLOAD
from explorer.app.night_host import Host
from explorer.app.opening import Opening
from explorer.app.permalink import apply_link, read_link
from explorer.app.tab_pages import TABS
from explorer.datasets.fetched_table import Fetched
from explorer.datasets.night_locations import (
    LONGEST_LOOK,
    UNLOCATED,
    NightLocation,
    allowed_path,
    loader_for,
)
from explorer.dsp.threads import NoLongerWantedError
from explorer.io import open_night
from explorer.io.reading_choices import UnclearError
from explorer.io.same_recording import is_in_files, is_same
from explorer.night.night import Night
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.bounded_wait import PatientWorker, answer_within
from explorer.storage.far.whole_file import telling
from explorer.storage.stage_meanings import forget_meanings, remember_meanings

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_BETWEEN_WORDS = 0.3  # s: the eye reads no more
_RECENT = 3  # nights whose answers may be kept


class NightManager:
    """Nights by title, where each is found again, and the worker that opens one.

    Parameters
    ----------
    page : Host
        Shows what is opened.
    night : Night
        On screen already.
    title : str
        What the picker calls it.
    place : NightLocation
        Where a link finds it again.
    opening : callable of () -> Night, optional
        Opens it again; without it there is only the night itself.
    """

    def __init__(
        self,
        page: Host,
        night: Night,
        title: str,
        place: NightLocation,
        opening: Callable[..., Night] | None = None,
    ) -> None:
        self.page = page
        self.title = title
        """Of the night on screen."""
        self._as_given: Callable[..., Night] = lambda **_said: night
        self.shown = Opening(title, opening or self._as_given, place)
        """How the night on screen was opened."""
        self.nights: dict[str, Callable[..., Night]] = {title: self.shown.open}
        self.places: dict[str, NightLocation] = {title: place}
        self.recent: tuple[Night, ...] = ()
        """Nights lately on screen that may come back: those whose samples lie in files."""
        self._told = 0.0
        self.unclear: Opening | None = None
        """What waits for an answer."""
        self._remember(night)
        page.numbers.reference.found = lambda place: loader_for(
            place, page.session.uploading.folder
        )
        self.fetching = DownloadRow(page.safe_callback, self._fetched)
        self.opener = PatientWorker(self._open, self._opened, self._not_opened)
        self.watch = FileWatch(page)

    @property
    def place(self) -> NightLocation:
        """Where the night on screen is found again."""
        return self.places.get(self.title, UNLOCATED)

    def list(self) -> None:
        """Let the picker, and the choice of a reference, offer every night."""
        self.page.header.list_nights(list(self.nights), self.title)
        self.page.numbers.reference.offer(self.nights, self.places)

    def offer(
        self, title: str, opening: Callable[..., Night], place: NightLocation = UNLOCATED
    ) -> None:
        """Add a night to the picker."""
        self.nights[title] = opening
        self.places[title] = place
        self.list()

    def choose(self, title: str) -> None:
        """Open a night of the picker."""
        if title == DOWNLOAD:
            self.fetching.show()
            self.list()
        elif title in self.nights:
            self.request(title, self.nights[title], self.places.get(title, UNLOCATED))

    def bring(self, night: str, then: Callable[[], None]) -> None:
        """Have a night on screen, by its place or by its title where it has none, then go on.

        Raises
        ------
        ValueError
            If there is no such night.
        """
        titles = {place.night or title: title for title, place in self.places.items()}
        if titles.get(night) == self.title:
            then()
            return
        place = NightLocation(night)
        title, opening = (
            (titles[night], self.nights[titles[night]]) if night in titles else loader_for(place)
        )
        self._request(Opening(title, opening, self.places.get(title, place), then=then))

    def offer_download(self, collection: str) -> None:
        """Show the dialog that fetches a collection's nights."""
        self.fetching.collection.value = collection
        self.fetching.show()

    def open(self, path: str) -> None:
        """Open a file by its path on the server, within the folders that are allowed."""
        file = answer_within(LONGEST_LOOK, lambda: allowed_file(path), path)
        place = NightLocation(allowed_path(file))
        self.request(*loader_for(place), place)

    def request(
        self,
        title: str,
        opening: Callable[..., Night],
        place: NightLocation = UNLOCATED,
        view: str = "",
        said: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """Open a night off the page's thread; show it, where a link says if there is one."""
        self._request(Opening(title, opening, place, view, said))

    def _request(self, asked: Opening) -> None:
        self.page.status.message = f"Opening {asked.title}…"
        self.page.session.say_opening(asked.title)
        self.opener.request(asked)

    def cancel(self) -> None:
        """Give up the night that is being opened; the one on screen stays."""
        if self.opener.cancel():
            self.page.status.message = "Opening was cancelled."
            self.page.session.refuse("Opening was cancelled.")
        self.page.session.say_opening("")
        self.list()

    def read_again(self) -> None:
        """Open the night on screen anew, at the same view and with its scoring."""
        self.page.session.write()
        view = self.page.session.widget.view
        self._request(Opening(self.title, self.nights[self.title], self.place, view, again=True))

    def answer(self, said: Mapping[str, Any], *, remember: bool) -> None:
        """Open what waits for an answer, as a person said; the page's dialog asks.

        Raises
        ------
        ValueError
            If nothing waits.
        """
        asked = self.unclear
        if asked is None:
            raise ValueError("No night waits for an answer: open it again.")
        if remember and "stages" in said:
            remember_meanings(said["stages"])
        stages = {**asked.said.get("stages", {}), **said.get("stages", {})}
        whole = {**asked.said, **said, **({"stages": stages} if stages else {})}
        if asked.title == self.title and asked.place == self.place:
            view = self.page.session.widget.view
            asked = replace(asked, view=view, again=True)
        self._request(replace(asked, said=whole))

    def say_units(self, units: Mapping[str, str]) -> None:
        """Open the night on screen anew with these units of channels, and no others by hand.

        Raises
        ------
        ValueError
            If it was given to the page, which has no file to open anew.
        """
        if self.shown.open is self._as_given:
            raise ValueError("This night was not opened here: give open_night its units instead.")
        self.page.session.write()
        view, said = self.page.session.widget.view, {**self.shown.said, "units": dict(units)}
        self._request(replace(self.shown, said=said, view=view, again=True))

    def forget(self) -> None:
        """Forget what words were said to mean."""
        forget_meanings()
        self.page.status.message = "What words were said to mean is forgotten."

    def ask_of_first(self) -> None:
        """Ask what must be said of the night that the page began with."""
        self.ask(self.shown, self.page.state.night)

    def ask(self, asked: Opening, unclear: UnclearError | Night) -> None:
        """Ask what must be said of files before they can be read, if anything must."""
        question = question_of(asked.title, unclear)
        self.unclear = asked if question else None
        self.page.session.widget.question = question
        if isinstance(unclear, Night):
            is_given = asked.open is self._as_given
            units = {} if is_given else units_question(asked.title, unclear)
            self.page.session.widget.unit_question = units

    def follow_link(self, text: str) -> None:
        """Bring the view of the night on screen to where a link says, its tab too."""
        with self.page.pane, self.page.state.batch():
            self._follow_fields(text)
            self.page.show_tab(read_link(text).tab)

    def _fetched(self, fetched: Fetched) -> None:
        """Offer every recording of the table, and open the first of those that were asked for."""
        self.fetching.hide()
        nights = downloaded(fetched.table)
        for title, recording, hypnogram in nights:
            place = NightLocation(allowed_path(recording), allowed_path(hypnogram))
            self.offer(title, partial(open_night, recording, hypnogram), place)
        came = [title for title, recording, _ in nights if recording in fetched.recordings]
        self.choose(came[0] if came else nights[0][0])

    def _open(self, asked: Opening) -> Night:
        """Open a night; one that was lately on screen and is the same still is taken up again.

        It is read anew all the same: somebody may have scored it, or written the file, since. The
        night on screen is never taken for another opening of it: that begins from the beginning.
        """
        with telling(partial(self._fetches, asked)):
            night = open_as_said(asked.open, asked.said)
        on_screen = self.page.state.night.recorded  # without what was derived since
        return next(
            (one for one in self.recent if one is not on_screen and is_same(one, night)), night
        )

    def _fetches(self, asked: Opening, name: str, done: int, total: int) -> None:
        """Say how far a fetched file or a simulation is; leave it if nobody waits any more."""
        if not self.opener.get_on():
            raise NoLongerWantedError
        now = time.monotonic()
        if now - self._told < _BETWEEN_WORDS and done != total:
            return
        self._told = now
        of = f" of {total / 1e6:,.1f}" if total else ""
        said = f"{name}, {done / 1e6:,.1f}{of} MB" if name else f"{done / total:.0%} simulated"
        with self.page.pane:
            self.page.session.say_opening(f"{asked.title}: {said}")

    def _remember(self, night: Night) -> None:
        if is_in_files(night):
            self.recent = (night, *(one for one in self.recent if one is not night))[:_RECENT]

    def _opened(self, asked: Opening, night: Night) -> None:
        page = self.page
        self._remember(night)
        with page.pane:
            self._say_next()
            self.nights[asked.title] = (
                partial(noting_units(asked.open), **asked.said) if asked.said else asked.open
            )
            self.places[asked.title] = asked.place
            if self.opener.waiting is not None:  # a hand chose anew meanwhile: that counts
                return
            former = page.scoring.controller.journal
            # A night opened anew begins anew.
            is_anew = not asked.again and is_same(page.state.night.recorded, night)
            derived = () if is_anew else derived_names(page.state)
            self.watch.settle()
            self.title, self.shown = asked.title, replace(asked, then=None)
            with page.state.batch():
                page.status.message = ""
                page.state.night = night
                if asked.again:
                    page.scoring.controller.take_over(former)
                if asked.view:
                    self._follow_fields(asked.view)
                elif derived and (lost := carry_over(page.state, derived)):
                    page.session.widget.notice = lost
            tab = read_link(asked.view).tab if asked.view else ""
            page.show_tab(tab, by_hand=not asked.view)
            self.list()
            page.session.opened(asked.title, asked.place)
            self.ask(asked, night)
            if asked.then is not None:
                asked.then()

    def _not_opened(self, asked: Opening, error: Exception) -> None:
        said = describe_error(error)
        if isinstance(error, TimeoutError):
            said = f"{asked.title}: {said}"
        with self.page.pane:
            self._say_next()
            if self.opener.waiting is None:
                self.list()  # the picker shows the one that did not come
            self.page.status.refuse(said)
            self.page.session.refuse(said)
            if isinstance(error, UnclearError):
                self.ask(asked, error)
            if asked.again:
                self.page.session.say_changed(said)
            elif asked.view:  # a link's: nobody may have the dialog open
                self.page.session.widget.notice = said

    def _say_next(self) -> None:
        """Let the page cancel what is opened next, if anything waits."""
        waiting = self.opener.waiting
        self.page.session.say_opening(waiting.title if waiting else "")

    def _follow_fields(self, text: str) -> None:
        self.page.session.widget.notice = apply_link(self.page.state, text, tabs=TABS)
        self.page.header.dark.value = self.page.state.dark
