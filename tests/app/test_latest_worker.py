"""The worker: the newest request wins, and what is begun is finished."""

import threading

from explorer.app.latest_worker import LatestWorker


def test_only_the_first_and_the_newest_of_a_flood_are_worked_on():
    begun, go = threading.Event(), threading.Event()
    done = []

    def work(request):
        begun.set()
        go.wait(5)
        return request

    worker = LatestWorker(work, lambda request, _: done.append(request), print)
    worker.request(0)
    assert begun.wait(5)
    for request in range(1, 100):
        worker.request(request)
    go.set()
    assert worker.wait(5)
    assert done == [0, 99]


def test_a_failure_is_told_and_the_next_request_is_served():
    failures, answers = [], []

    def work(request):
        if request < 0:
            raise ValueError("no such thing")
        return request

    worker = LatestWorker(
        work, lambda _, answer: answers.append(answer), lambda _, error: failures.append(str(error))
    )
    worker.request(-1)
    worker.wait(5)
    worker.request(7)
    worker.wait(5)
    assert (failures, answers) == (["no such thing"], [7])


def test_a_failure_that_cannot_be_told_is_logged_and_the_next_request_is_served(caplog):
    answers = []

    def work(request):
        if request < 0:
            raise ValueError("no such thing")
        return request

    def failed(_request, _error):
        raise RuntimeError("the page is gone")

    worker = LatestWorker(work, lambda _, answer: answers.append(answer), failed)
    worker.request(-1)
    assert worker.wait(5)
    worker.request(7)
    assert worker.wait(5)
    assert answers == [7]
    assert "the page is gone" in caplog.text


def test_memory_that_cannot_be_given_back_keeps_no_request_waiting(monkeypatch, caplog):
    def fail():
        raise OSError("no such file")

    monkeypatch.setattr("explorer.app.latest_worker.trim_heap", fail)
    answers = []
    worker = LatestWorker(lambda n: n, lambda n, _: answers.append(n), print)
    for n in (1, 2):
        worker.request(n)
        assert worker.wait(5)
    assert answers == [1, 2]
    assert "no such file" in caplog.text
