"""Every control of the page says on hover what it does: walked in the source, for all tabs."""

import ast
from pathlib import Path

import pytest

import explorer.app

CONTROLS = frozenset(
    [
        *("Dropdown", "SelectMultiple", "ToggleButton", "Checkbox", "Text", "Textarea"),
        *("BoundedFloatText", "BoundedIntText", "FloatText", "IntSlider", "Button", "FileUpload"),
        *("SteadySlider", "SteadyRangeSlider"),
    ]
)
MODULES = sorted(Path(explorer.app.__file__).parent.rglob("*.py"))


def controls_without_words(source: str) -> list[str]:
    """Name what is made and kept without a tooltip, given or set afterwards."""
    tree = ast.parse(source)
    set_later = {
        ast.unparse(target.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Attribute) and target.attr == "tooltip"
    }
    found = []
    for one in ast.walk(tree):
        if not isinstance(one, ast.Assign | ast.AnnAssign) or not isinstance(one.value, ast.Call):
            continue
        kind = ast.unparse(one.value.func).rpartition(".")[2]
        target = one.targets[0] if isinstance(one, ast.Assign) else one.target
        said = any(word.arg == "tooltip" for word in one.value.keywords)
        if kind in CONTROLS and not said and ast.unparse(target) not in set_later:
            found.append(f"{ast.unparse(target)}, line {one.lineno}")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_control_has_a_tooltip(module):
    assert controls_without_words(module.read_text("utf-8")) == []


def test_a_control_without_words_is_found():
    made = "self.a = widgets.Dropdown()\nself.b = widgets.Text(tooltip='c')\nself.d = Button()\n"
    assert controls_without_words(made + "self.d.tooltip = 'e'") == ["self.a, line 1"]
