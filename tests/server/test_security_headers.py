"""The policy that the page brings itself, and the configuration that the package installs."""

import json
import re
import tomllib
from pathlib import Path

from explorer.server.security_headers import PAGE_POLICY

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_brings_the_policy_that_every_answer_has():
    template = (ROOT / "explorer" / "app" / "voila_template" / "index.html.j2").read_text()
    written = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', template)
    assert written[1] == PAGE_POLICY
    assert not re.search(r"<script>|\son\w+=", template)


def test_the_installed_configuration_lets_no_address_choose_theme_or_template(
    tmp_path, monkeypatch
):
    from voila.configuration import VoilaConfiguration
    from voila.server_extension import load_config_file

    installs = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    (source,) = [
        path
        for path, place in installs["targets"]["wheel"]["shared-data"].items()
        if place == "etc/jupyter/voila.json"
    ]
    (tmp_path / "voila.json").write_text((ROOT / source).read_text())
    monkeypatch.setattr("voila.server_extension.jupyter_config_path", lambda: [str(tmp_path)])
    monkeypatch.chdir(tmp_path)
    found = VoilaConfiguration(config=load_config_file())
    assert found.allow_theme_override == "NO"
    assert found.allow_template_override != "YES"
    assert not any(re.fullmatch(one, "night.svg") for one in found.file_allowlist)


def test_the_documented_hub_says_the_same():
    text = (ROOT / "docs" / "howto" / "serving.md").read_text()
    shipped = json.loads((ROOT / "explorer" / "server" / "voila.json").read_text())
    for name in ("allow_theme_override", "allow_template_override"):
        assert f'"--VoilaConfiguration.{name}={shipped["VoilaConfiguration"][name]}"' in text
