"""Work that never ends is left behind, and its late answer is dropped."""

import threading

import pytest

from explorer.storage.bounded_wait import MOST_LEFT, PatientWorker, answer_within


class Drive:
    """Answers for some names only once it is told to."""

    def __init__(self, **options):
        self.back = threading.Event()
        self.shown, self.said = [], []
        self.told = threading.Condition()
        self.worker = PatientWorker(self.open, self.done, self.failed, **options)

    def open(self, name):
        if name.startswith("stalled"):
            self.back.wait(60)
        return name.upper()

    def done(self, _name, answer):
        with self.told:
            self.shown.append(answer)
            self.told.notify_all()

    def failed(self, name, error):
        with self.told:
            self.said.append((name, str(error)))
            self.told.notify_all()

    def wait_for(self, condition):
        with self.told:
            assert self.told.wait_for(condition, 30)


@pytest.fixture
def drive():
    """Let it answer in the end, so that no thread is left."""
    made = []

    def make(**options):
        made.append(Drive(**options))
        return made[0]

    yield make
    made[0].back.set()


def test_the_next_one_is_answered_whatever_the_last_one_does(drive):
    it = drive(patience=0.05)
    it.worker.request("stalled")
    it.worker.request("next")
    it.wait_for(lambda: it.shown == ["NEXT"])
    it.back.set()
    assert it.worker.wait(30)
    it.worker.request("third")
    it.wait_for(lambda: it.shown == ["NEXT", "THIRD"])
    assert not it.said


def test_what_takes_too_long_is_given_up_and_its_late_answer_dropped(drive):
    it = drive(deadline=0.05)
    it.worker.request("stalled")
    it.wait_for(lambda: it.said)
    assert "no answer within 0.05 s" in it.said[0][1]
    it.back.set()
    it.worker.deadline = 30.0  # what does not hang has its time, on a busy machine too
    it.worker.request("next")
    it.wait_for(lambda: it.shown == ["NEXT"])


def test_what_is_cancelled_is_never_shown(drive):
    it = drive()
    it.worker.request("stalled")
    assert it.worker.cancel()
    assert it.worker.wait(30)
    assert not it.worker.cancel()
    it.back.set()
    it.worker.request("next")
    it.wait_for(lambda: it.shown == ["NEXT"])
    assert not it.said


def test_no_more_than_a_few_are_left_behind(drive):
    it = drive()
    for number in range(MOST_LEFT):
        it.worker.request(f"stalled {number}")
        it.worker.cancel()
    it.worker.request("next")
    it.wait_for(lambda: it.said)
    assert it.said[0][1].startswith(f"not begun, as {MOST_LEFT} earlier ones still wait")
    it.back.set()


def test_a_short_question_has_its_answer_or_a_sentence():
    back = threading.Event()
    with pytest.raises(TimeoutError, match=r"the folder: no answer within 0\.01 s"):
        answer_within(0.01, lambda: back.wait(60), "the folder")
    back.set()
    with pytest.raises(ZeroDivisionError):
        answer_within(30, lambda: 1 / 0, "nonsense")


def test_a_failure_that_cannot_be_told_is_logged_and_the_next_request_is_served(caplog):
    shown = []

    def work(name):
        if name == "broken":
            raise ValueError("no such night")
        return name.upper()

    def failed(_name, _error):
        raise RuntimeError("the page is gone")

    worker = PatientWorker(work, lambda _, answer: shown.append(answer), failed)
    worker.request("broken")
    assert worker.wait(30)
    worker.request("next")
    assert worker.wait(30)
    assert shown == ["NEXT"]
    assert "the page is gone" in caplog.text
