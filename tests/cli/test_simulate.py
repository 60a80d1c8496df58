"""The command `simulate`: what it refuses, by the name of the option."""

import pytest

from explorer.cli.command_line import main


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--hours", "1e9", "--hours must be above 0 and at most 48, is 1e+09"),
        ("--hours", "nan", "--hours must be above 0 and at most 48, is nan"),
    ],
)
def test_what_cannot_be_simulated_is_refused_by_its_option(tmp_path, capsys, option, text, words):
    assert main(["simulate", "--out", str(tmp_path / "x.edf"), option, text]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "simulating" not in said
