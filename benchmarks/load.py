"""Many people on one server: ``python -m benchmarks.load --people 1 5 10 20 30 --seconds 300``.

With ``--fork both`` each number of people is measured twice, with kernels forked off one process
and with each started by itself; ``--in-turn 200`` opens and leaves so many pages, one after the
other, and says what is left of them.

Serves the page as `sleep-explorer app` does, and opens it for each person as a browser would: the
page over HTTP, then its kernel over a websocket. Each person scrubs, jumps and drags the band with
one message in flight, as the page does. Latencies are from sending to the samples that answer.
"""

import argparse
import asyncio
import contextlib
import json
import random
import re
import statistics
import struct
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.browser.serving import served_app

PROTOCOL = "v1.kernel.websocket.jupyter.org"
STEP = 0.05  # s between moves of a hand
LONGEST_OPENING = 180.0  # s
LONGEST_ANSWER = 15.0  # s, after which an answer counts as lost
_LONGEST_REST = 90  # looks, 2 s apart, at whether a server rests
_LATE = 15  # s after which a server has closed what it had to a kernel that ended
_MB = 2**20


@dataclass
class Tally:
    """What one person waited for, in s."""

    opening: float = float("nan")
    waits: dict[str, list[float]] = field(
        default_factory=lambda: {"scrub": [], "jump": [], "band": []}
    )
    lost: int = 0
    failed: str = ""


class Person:
    """One browser's worth of messages."""

    def __init__(self, address: str, seed: int) -> None:
        self.address = address
        self.rng = random.Random(seed)
        self.tally = Tally()
        self.session = uuid.uuid4().hex
        self.socket: WebSocketClientConnection
        self.pane = self.kernel = ""
        self.state: dict = {}

    async def open(self) -> None:
        """Fetch the page, join its kernel, and wait for the first samples at full rate."""
        began = time.perf_counter()
        client = AsyncHTTPClient(max_clients=100)
        request = HTTPRequest(self.address, request_timeout=LONGEST_OPENING)
        page = (await client.fetch(request)).body.decode()
        kernel = re.search(r'"kernelId":\s*"([^"]+)"', page)
        if kernel is None:
            raise RuntimeError("the page came without a kernel")
        self.kernel = kernel[1]
        url = self.address.replace("http", "ws", 1)
        self.socket = await websocket_connect(
            f"{url}api/kernels/{kernel[1]}/channels?session_id={self.session}",
            subprotocols=[PROTOCOL],
            max_message_size=2**28,
        )
        control = uuid.uuid4().hex
        self.send(
            "comm_open",
            {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}},
            {"version": "1.0.0"},
        )
        self.send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        while not self.pane:
            message, _ = await self.receive(LONGEST_OPENING)
            data = message["content"].get("data", {})
            for comm, one in data.get("states", {}).items() if "states" in data else ():
                if "layout_id" in one["state"]:
                    self.pane, self.state = comm, one["state"]
        revision = json.loads(self.state["bundle"])["revision"]
        self.custom({"kind": "hello", "revision": revision})
        self.custom({"kind": "ready"})
        self.need(self.state["window_start"])
        await self.answered("raw", LONGEST_OPENING)
        self.tally.opening = time.perf_counter() - began

    async def use(self, seconds: float) -> None:
        """Scrub, jump and drag the band by turns."""
        until = time.perf_counter() + seconds
        start, total = self.state["window_start"], self.state["total"]
        while time.perf_counter() < until:
            for _ in range(20):  # a second of scrubbing inside what the page holds
                start = min(start + 1.0, total - 30)
                await self.timed("scrub", self.update({"window_start": start}), "")
            start = self.rng.uniform(0, total - 200)
            self.update({"window_start": start})
            await self.timed("jump", self.need(start), "raw")
            low = self.rng.uniform(0.5, 10)
            for step in range(20):  # a second of dragging a band's upper edge
                band = [round(low, 2), round(low + 2 + 0.1 * step, 2)]
                await self.timed("band", self.update({"band": band}), "band", band)
            await asyncio.sleep(self.rng.uniform(0.2, 1.0))

    async def timed(
        self, what: str, message: str, samples: str, band: list[float] | None = None
    ) -> None:
        """Wait for the samples that answer, or else for the kernel's word that it is done."""
        began = time.perf_counter()
        try:
            if samples:
                await self.answered(samples, LONGEST_ANSWER, band)
            else:
                await self.idle(message, LONGEST_ANSWER)
        except TimeoutError:
            self.tally.lost += 1
            return
        waited = time.perf_counter() - began
        self.tally.waits[what].append(waited)
        await asyncio.sleep(max(STEP - waited, 0))

    async def leave(self) -> None:
        """Say that the page goes, as a closed tab does."""
        self.socket.close()
        token = {"Cookie": "_xsrf=left", "X-XSRFToken": "left"}
        address = f"{self.address}voila/api/shutdown/{self.kernel}"
        request = HTTPRequest(address, "POST", headers=token, body="", request_timeout=60)
        await AsyncHTTPClient().fetch(request, raise_error=False)

    # ---- messages --------------------------------------------------------------------------------

    def update(self, state: dict) -> str:
        """Set traits, as the page does after a gesture."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        return self.send("comm_msg", {"comm_id": self.pane, "data": data})

    def custom(self, content: dict) -> str:
        """Send one of the page's own messages."""
        data = {"method": "custom", "content": content}
        return self.send("comm_msg", {"comm_id": self.pane, "data": data})

    def need(self, start: float) -> str:
        """Ask for samples around a place."""
        wanted = {"kind": "need", "start": start, "length": 30, "missing": ["raw", "band"]}
        return self.custom({**wanted, "around": True, "direction": 0})

    def send(self, kind: str, content: dict, metadata: dict | None = None) -> str:
        """Send a message of the Jupyter protocol."""
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "username": "", "session": self.session}
        header |= {"date": "2026-01-01T00:00:00Z", "version": "5.3"}
        parts = [b"shell", *(json.dumps(p).encode() for p in (header, {}, metadata or {}, content))]
        offsets = [8 * (len(parts) + 2)]
        for part in parts:
            offsets.append(offsets[-1] + len(part))
        head = struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets)
        self.socket.write_message(head + b"".join(parts), binary=True)
        return name

    async def receive(self, patience: float) -> tuple[dict, bytes]:
        """Take the next message."""
        raw = await asyncio.wait_for(self.socket.read_message(), patience)
        if raw is None:
            raise ConnectionError("the server closed the connection")
        count = struct.unpack_from("<Q", raw)[0]
        at = struct.unpack_from(f"<{count}Q", raw, 8)
        parts = [raw[a:b] for a, b in pairwise(at)]
        message = dict(zip(("header", "parent", "metadata", "content"), parts[1:5], strict=True))
        return {key: json.loads(part) for key, part in message.items()}, parts[0]

    async def answered(self, what: str, patience: float, band: list[float] | None = None) -> None:
        """Wait for samples of this kind, filtered to this band."""
        until = time.perf_counter() + patience
        while (left := until - time.perf_counter()) > 0:
            message, _ = await self.receive(left)
            content = message["content"].get("data", {}).get("content", {})
            if content.get("kind") != "traces" or content["what"] != what:
                continue
            if band is None or all(map(close, content["band"], band)):
                return
        raise TimeoutError

    async def idle(self, name: str, patience: float) -> None:
        """Wait until the kernel has done with a message."""
        until = time.perf_counter() + patience
        while (left := until - time.perf_counter()) > 0:
            message, _ = await self.receive(left)
            if (
                message["header"]["msg_type"] == "status"
                and message["content"]["execution_state"] == "idle"
                and message["parent"].get("msg_id") == name
            ):
                return
        raise TimeoutError


async def crowd(
    address: str, people: int, seconds: float, apart: float
) -> tuple[list[Tally], float]:
    """Let people come in one after the other, and all use the page at once.

    Returns the tallies, and the s of processor that opening all pages took.
    """
    crowd = [Person(address, seed) for seed in range(people)]

    async def live(person: Person, late: float) -> None:
        try:
            await asyncio.sleep(late)
            await person.open()
        except Exception as error:  # what breaks first is the question
            person.tally.failed = f"opening: {type(error).__name__}: {error}"
        await gate.arrive()
        if person.tally.failed:
            return
        try:
            await person.use(seconds)
        except Exception as error:
            person.tally.failed = f"using: {type(error).__name__}: {error}"

    gate, before = Gate(people), processor()
    await asyncio.gather(*(live(one, apart * place) for place, one in enumerate(crowd)))
    return [person.tally for person in crowd], gate.processor - before


def close(a: float, b: float) -> bool:
    """Whether two edges of a band are one, in Hz."""
    return abs(a - b) < 1e-6


class Gate:
    """Holds everybody until all have come."""

    def __init__(self, people: int) -> None:
        self.left, self.opened, self.processor = people, asyncio.Event(), 0.0

    async def arrive(self) -> None:
        """Come, and wait."""
        self.left -= 1
        if not self.left:
            self.processor = processor()
            self.opened.set()
        await self.opened.wait()


def below() -> list[psutil.Process]:
    """Every process that serves: the command, the server, what it forks from, and the kernels."""
    return psutil.Process().children(recursive=True)


def processor() -> float:
    """Seconds of processor that they have taken."""
    total = 0.0
    for one in below():
        with contextlib.suppress(psutil.Error):
            total += sum(one.cpu_times()[:2])
    return total


def memory() -> tuple[list[float], list[float]]:
    """MB in proportion of every process, and MB of its own of each kernel, those ready included."""
    shares, own = [], []
    for one in below():
        with contextlib.suppress(psutil.Error):
            held = one.memory_full_info()
            shares.append(held.pss / _MB)
            if "ipykernel" in " ".join(one.cmdline()):
                own.append(held.uss / _MB)
    return shares, own


def wait_for_rest() -> None:
    """Wait until the server has made ready what it keeps ready."""
    for _ in range(_LONGEST_REST):
        before = processor()
        time.sleep(2)
        if processor() - before < 0.1:
            return


def main() -> None:
    """Print a row for each number of people, or what pages opened in turn leave."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, nargs="+", default=[1, 5, 10, 20, 30])
    parser.add_argument("--seconds", type=float, default=300, help="of use, once all have come")
    parser.add_argument("--apart", type=float, default=1.0, help="s between two arrivals")
    parser.add_argument("--within", type=float, help="s in which all arrive, in place of --apart")
    parser.add_argument("--fork", choices=["yes", "no", "both"], default="yes")
    parser.add_argument("--in-turn", type=int, help="pages opened and left one after the other")
    options = parser.parse_args()
    if options.in_turn:
        leave_in_turn(options.in_turn)
        return
    print(
        "| people | kernels | open, s, median / worst | scrub, ms, median / p95 | jump | band "
        "| lost | failed | a kernel's own MB | all PSS MB | processor s until open | load |"
    )
    print("|" + "---|" * 12)
    for people in options.people:
        for fork in ("yes", "no") if options.fork == "both" else (options.fork,):
            apart = options.apart if options.within is None else options.within / people
            print_row(people, options.seconds, apart, fork=fork == "yes")


def print_row(people: int, seconds: float, apart: float, *, fork: bool) -> None:
    """Measure so many people on a server of their own."""
    arguments = () if fork else ("--no-fork",)
    with tempfile.TemporaryDirectory() as folder, served_app(Path(folder), *arguments) as address:
        wait_for_rest()
        load = psutil.getloadavg()[0]
        tallies, taken = asyncio.run(crowd(address, people, seconds, apart))
        shares, own = memory()
    opened = [t.opening for t in tallies if t.opening == t.opening] or [float("nan")]
    cells = ["forked" if fork else "started"]
    cells.append(f"{statistics.median(opened):.2f} / {max(opened):.2f}")
    for what in ("scrub", "jump", "band"):
        cells.append(percentiles([w for t in tallies for w in t.waits[what]]))
    cells += [str(sum(t.lost for t in tallies)), str(sum(bool(t.failed) for t in tallies))]
    each = statistics.median(own) if own else float("nan")
    cells += [f"{each:.0f}", f"{sum(shares):.0f}", f"{taken:.1f}", f"{load:.1f}"]
    print(f"| {people} | " + " | ".join(cells) + " |", flush=True)
    for reason in sorted({t.failed for t in tallies if t.failed}):
        print(f"  {reason}", flush=True)


def leave_in_turn(pages: int) -> None:
    """Open pages and leave each; print what there is before and after them."""
    with tempfile.TemporaryDirectory() as folder, served_app(Path(folder)) as address:
        wait_for_rest()
        for label in ("before", "after"):
            server = next(one for one in below() if "explorer.server" in one.cmdline())
            files = [path for path in Path(server.cwd()).rglob("*") if not path.is_dir()]
            print(
                f"{label}: {len(below())} processes, {server.num_fds()} descriptors of the server, "
                f"{len(server.net_connections('all'))} sockets, {len(files)} files",
                flush=True,
            )
            if label == "before":
                began = time.perf_counter()
                asyncio.run(in_turn(address, pages))
                print(f"{pages} pages in {time.perf_counter() - began:.0f} s")
                wait_for_rest()
                time.sleep(_LATE)


async def in_turn(address: str, pages: int) -> None:
    """Open and leave so many pages."""
    for page in range(pages):
        person = Person(address, page)
        await person.open()
        await person.leave()


def percentiles(waits: list[float]) -> str:
    """Median and 95th percentile in ms."""
    if not waits:
        return "none"
    ordered = sorted(waits)
    return (
        f"{1000 * statistics.median(ordered):.0f} / {1000 * ordered[int(0.95 * len(ordered))]:.0f}"
    )


if __name__ == "__main__":
    main()
