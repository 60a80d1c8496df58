"""Templates that the pages of a server share, compiled."""

import jinja2
import pytest

from explorer.server.compiled_templates import CompiledTemplates


def environment(source, cache):
    """Make an environment as a page does: its own, with the server's cache."""
    return jinja2.Environment(
        loader=jinja2.DictLoader({"page.html": source}), bytecode_cache=cache, autoescape=True
    )


def test_the_second_page_compiles_nothing(monkeypatch):
    cache = CompiledTemplates()
    first = environment("Hello {{ name }}", cache).get_template("page.html")
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_, **__: pytest.fail("compiled"))
    second = environment("Hello {{ name }}", cache).get_template("page.html")
    assert first.render(name="<one>") == second.render(name="<one>") == "Hello &lt;one&gt;"


def test_a_template_that_was_changed_is_compiled_anew():
    cache = CompiledTemplates()
    assert environment("one", cache).get_template("page.html").render() == "one"
    assert environment("two", cache).get_template("page.html").render() == "two"
