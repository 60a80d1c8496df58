"""The account of a reading, in the foot of the page and in the report."""

from explorer.io import open_night
from explorer.render.environment import pieces
from explorer.render.night.account_lines import in_two


def test_words_of_a_file_are_escaped_and_unused_ones_stand_first(tmp_path):
    path = tmp_path / "night.txt"
    path.write_text("\n".join(["W", "N2"] * 40 + ["<img src=x>"]))
    night = open_night(path)
    unused, used = in_two(night)
    assert any("<img src=x>" in line for line in unused)
    assert any("'N2'" in line for line in used)
    foot = pieces("page/head.html.j2").foot("", "night", "1 h", night.reader_notes, unused, used)
    assert "<img" not in foot
    assert foot.index("Not used") < foot.index("Used:")
    assert "1 thing not used" in foot
    assert "what was read and what was not" in foot
