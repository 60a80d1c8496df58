"""The docs site: Sphinx, offline; what can be written from the code is written at each build."""

import logging
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import api  # noqa: E402  beside this file
import glossary  # noqa: E402
import notebook_page  # noqa: E402
import sample_page  # noqa: E402

import explorer  # noqa: E402

project = "Sleep Architecture Explorer"
author = copyright = "The Sleep Architecture Explorer contributors"
version = release = explorer.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
]
exclude_patterns = ["_build", "_live"]
html_extra_path = ["_live"]  # beside the pages as it is
html_theme = "alabaster"
html_theme_options = {"description": "Whole nights of sleep, live", "page_width": "1100px"}
html_show_sphinx = False
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
myst_heading_anchors = 3

suppress_warnings = [
    "ref.footnote",  # a docstring may list a source that its words do not number
    "ref.python",  # a dimension such as "time" among the types is a word, not one of our attributes
]
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", None),
    "numpy": ("https://numpy.org/doc/stable/", None),
    "scipy": ("https://docs.scipy.org/doc/scipy/", None),
    "xarray": ("https://docs.xarray.dev/en/stable/", None),
    "mne": ("https://mne.tools/stable/", None),
    "bokeh": ("https://docs.bokeh.org/en/3.9.2/", None),
}
intersphinx_timeout = 5  # s


class _WithoutTheNetwork(logging.Filter):
    """Let an inventory that cannot be fetched be no fault of the docs.

    Offline the names of other projects are plain words in place of links; that is all that is lost,
    and `--fail-on-warning` is there for what is wrong with ours. Sphinx gives this warning no type
    that `suppress_warnings` could name.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return "failed to reach any of the inventories" not in record.getMessage()


logging.getLogger("sphinx.sphinx.ext.intersphinx").addFilter(_WithoutTheNetwork())


def write(path: Path, text: str) -> None:
    """Write a page, unless it says this already: Sphinx reads anew what is younger."""
    path.parent.mkdir(exist_ok=True)
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


sample_page.write(HERE / "_live" / "sample_night.html")
write(HERE / "reference" / "glossary.md", glossary.page())
write(
    HERE / "tutorial" / "xarray.md",
    notebook_page.page(HERE.parent / "notebooks" / "xarray.ipynb"),
)
CITED = re.compile(r"\[(\d+)\](?=_)|(?<=^\.\. )\[(\d+)\]")


def name_references(app, what, name, thing, options, lines):  # noqa: ARG001 as autodoc calls it
    """Give a docstring's [1] a name of its own: one page has many docstrings, each with its [1]."""
    own = re.sub(r"\W", "-", name)
    lines[:] = [CITED.sub(lambda found: f"[#{own}-{found[1] or found[2]}]", one) for one in lines]


def setup(app):
    """Let references be named before napoleon reads the docstring."""
    app.connect("autodoc-process-docstring", name_references, priority=400)


for name, text in api.pages().items():
    write(HERE / "reference" / "api" / f"{name}.rst", text)
