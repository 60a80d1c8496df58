"""The docs site: Sphinx, offline; its glossary is written from the catalogues at each build."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import glossary  # noqa: E402  beside this file

import explorer  # noqa: E402

project = "Sleep Architecture Explorer"
author = copyright = "The Sleep Architecture Explorer contributors"
version = release = explorer.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {"description": "Whole nights of sleep, live", "page_width": "1100px"}
html_show_sphinx = False
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
myst_heading_anchors = 3

(HERE / "glossary.md").write_text(glossary.page(), encoding="utf-8")
