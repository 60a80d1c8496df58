"""Rehearse Binder without Docker: its files, a fresh environment, a URL prefix, Chromium.

``python binder/rehearse.py [--screenshot PATH]`` prints how long the page took and how much memory
its kernel holds with the night and with each tab shown, and fails if that is too much. It does what
repo2docker does with this folder, apart from the operating system.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import psutil  # noqa: E402  the project's root must be importable first
from playwright.sync_api import sync_playwright  # noqa: E402

from explorer.app.tab_pages import TABS  # noqa: E402
from tests.browser.chromium import ARGUMENTS, chromium_path  # noqa: E402
from tests.browser.page import Page  # noqa: E402
from tests.browser.serving import free_port, process  # noqa: E402

PREFIX = "/user/rehearsal/"
PAGE = "voila/render/notebooks/explorer.ipynb"
LIMIT = 350  # MB that a kernel may hold
LONGEST_START = 60.0  # s
IDLE = 5.0  # % of a core
QUIET = 3  # s of it, after which nothing more is to come
LONGEST_WORK = 60.0  # s


def main() -> None:
    """Build, serve, open, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--screenshot", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = build(place)
        port = free_port()
        address = f"http://127.0.0.1:{port}{PREFIX}"
        command = [str(ROOT / "binder" / "start"), "jupyter", "server", f"--port={port}"]
        command += [f"--ServerApp.base_url={PREFIX}", "--no-browser", "--allow-root"]
        command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={ROOT}"]
        with process(command, place / "server.log", **environment):
            wait_for(address + "api/status", place / "server.log")
            look(address, options.screenshot)


def build(place: Path) -> dict[str, str]:
    """Make the environment from Binder's own files; return its variables."""
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    binaries = place / "venv" / "bin"
    variables = {
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "VIRTUAL_ENV": str(place / "venv"),
        "XDG_CACHE_HOME": str(place / "cache"),
        "JUPYTER_CONFIG_DIR": str(place / "config"),
        "JUPYTER_DATA_DIR": str(place / "data"),
        "JUPYTER_RUNTIME_DIR": str(place / "runtime"),
        "PYTHONPATH": "",
    }
    environment = os.environ | variables
    began = time.perf_counter()
    install = [binaries / "python", "-m", "pip", "install", "-qq", "-r"]
    subprocess.run([*install, "binder/requirements.txt"], cwd=ROOT, env=environment, check=True)
    subprocess.run(["binder/postBuild"], cwd=ROOT, env=environment, check=True)
    print(f"built in {time.perf_counter() - began:.0f} s")
    return variables


def wait_for(address: str, log: Path) -> None:
    """Wait until the server answers."""
    began = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() - began > LONGEST_START:
                sys.exit(log.read_text())
            time.sleep(0.1)


def look(address: str, screenshot: Path | None) -> None:
    """Open the page as a visitor would, and measure the kernel behind it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), headless=True, args=ARGUMENTS
        )
        shown = Page(browser, address)
        began = time.perf_counter()
        shown.page.goto(address + PAGE)
        shown.wait_for_picture()
        print(f"first full picture after {time.perf_counter() - began:.1f} s")
        shown.page.wait_for_timeout(4000)
        shown.page.keyboard.press("6")
        shown.wait_for_heading("sigma")
        held = [("Night", resident())]
        if screenshot:
            shown.page.screenshot(path=screenshot)
        for tab in list(TABS)[1:]:
            shown.page.get_by_role("button", name=tab, exact=True).click()
            held.append((tab, resident()))
        for tab, megabytes in held:
            print(f"kernel with {tab} shown: {megabytes:.0f} MB resident (limit {LIMIT})")
        print(f"requests that left this machine: {len(shown.outside)}")
        shown.close()
        browser.close()
    if max(megabytes for _, megabytes in held) > LIMIT:
        sys.exit("the kernel holds too much")


def resident() -> float:
    """MB of the kernel, once it has nothing more to do."""
    kernels = [
        child
        for child in psutil.Process().children(recursive=True)
        if re.search("ipykernel", " ".join(child.cmdline()))
    ]
    quiet, began = 0, time.monotonic()
    while quiet < QUIET and time.monotonic() - began < LONGEST_WORK:
        worked = max(child.cpu_percent(1.0) for child in kernels)
        quiet = quiet + 1 if worked < IDLE else 0
    return max(child.memory_info().rss / 2**20 for child in kernels)


main()
