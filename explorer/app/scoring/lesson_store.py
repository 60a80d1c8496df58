"""Lessons that this browser holds: answers by night and lesson, and the student's name."""

import json
import time
from collections.abc import Callable
from typing import Any

from explorer.app.remembered_json import read_remembered
from explorer.app.scoring.lesson_joining import join_lessons, left_at, lesson_of, stamped
from explorer.app.scoring.lesson_memory import sitting_from_memory, view_for_memory
from explorer.bridge.browser_memory import BrowserMemory
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting

_MOST_KEPT = 20  # lessons
_LONGEST_NAME = 60
_STUDENT, _NAMED, _LESSONS = "student", "named", "lessons"


class LessonStore:
    """What one page knows of the lessons that its browser holds; other tabs' are joined to it.

    Parameters
    ----------
    heard : callable of () -> None
        Called when the browser told of something that was not known here.
    """

    def __init__(self, heard: Callable[[], None]) -> None:
        self.memory = BrowserMemory("school")
        self.student = ""
        """Name that stands in the file of answers; nothing is sent anywhere."""
        self.lessons: dict[str, Any] = {}
        """What is held, by the night's title and the lesson's text."""
        self.clock: Callable[[], float] = time.time
        """Seconds since 1970."""
        self._heard, self._named = heard, 0
        self._writing = False

    def recall(self) -> None:
        """Take up what the browser remembers, as it was when the page was opened."""
        if self._writing:
            return
        if not self.memory.value:
            self.lessons, self.student, self._named = {}, "", 0
        self._take(self.memory.value)
        self._heard()

    def join(self) -> None:
        """Join what another tab wrote."""

        def take(theirs: str) -> None:
            self._take(theirs)
            self._heard()
            same = self._held() == read_remembered(theirs)
            self._write(theirs if same else None)  # else two tabs would write by turns

        self.memory.join(take)

    def rename(self, name: str) -> None:
        """Take the name that stands in the file of answers."""
        self.student = " ".join(name.split())[:_LONGEST_NAME]
        self._named = max(self._now, self._named + 1)
        self._write()

    def keep(self, key: str, sitting: Sitting, before: dict[str, Any]) -> None:
        """Keep a sitting, once something is answered in it."""
        if sitting.answered or key in self.lessons:
            held = self.lessons.pop(key, None)
            self.lessons[key] = stamped(sitting, view_for_memory(before), held, self._now)
            self._write()

    def sitting_of(self, key: str, lesson: Lesson) -> Sitting | None:
        """Return the sitting that is held of a lesson; None where there is none."""
        try:
            return sitting_from_memory(lesson, self.lessons[key])
        except (KeyError, ValueError):
            return None  # whatever a browser holds may be anybody's

    def unfinished(self, night: str) -> list[tuple[Sitting, float]]:
        """Lessons of a night left before they were handed in, and when, in s since 1970 (or 0)."""
        found = []
        for key, held in self.lessons.items():
            if key.rpartition("|")[0] != night:
                continue
            try:
                sitting = sitting_from_memory(lesson_of(key), held)
            except ValueError:
                continue
            if sitting.answered and not sitting.finished:
                found.append((sitting, left_at(held) / 1000))
        return found

    @property
    def _now(self) -> int:
        return round(self.clock() * 1000)

    def _take(self, text: str) -> None:
        held = read_remembered(text)
        name, named, lessons = held.get(_STUDENT), held.get(_NAMED), held.get(_LESSONS)
        if isinstance(name, str) and name:
            theirs = (named if type(named) is int else 0, name[:_LONGEST_NAME])
            self._named, self.student = max((self._named, self.student), theirs)
        if isinstance(lessons, dict):
            self.lessons = join_lessons(self.lessons, lessons)

    def _held(self) -> dict[str, Any]:
        self.lessons = dict(list(self.lessons.items())[-_MOST_KEPT:])
        named = {_NAMED: self._named} if self._named else {}
        return {_STUDENT: self.student, **named, _LESSONS: self.lessons}

    def _write(self, text: str | None = None) -> None:
        held = self._held()
        if not self.lessons and not self._named:
            return  # an empty page would overwrite what is not heard yet
        self._writing = True
        try:
            self.memory.value = json.dumps(held) if text is None else text
        finally:
            self._writing = False
