"""A study whose recordings and scorers' files lie elsewhere: measured as those beside the table."""

import numpy as np

from benchmarks.plain_recordings import recording
from benchmarks.range_server import RangeServer, serving
from explorer.storage.far import open_sources
from explorer.storage.settings import HOSTS_VARIABLE
from explorer.study.cohort import cohort
from explorer.study.comparison_nights import read_comparison_nights


def test_nights_of_a_table_may_lie_at_an_address(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEP_EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(HOSTS_VARIABLE, raising=False)
    open_sources._open.clear()
    raw, stages = recording(records=240), b"onset,duration,stage\n0,120,W\n120,120,N2\n"
    with serving(RangeServer({"/night.edf": raw, "/stages.csv": stages})) as server:
        lines = [
            "subject,condition,path,hypnogram",
            f"S1,near,night.edf,{server.url}/stages.csv",
            f"S1,far,{server.url}/night.edf,{server.url}/stages.csv",
            f"S2,far,,{server.url}/stages.csv",
            f"S2,gone,{server.url}/none.edf,{server.url}/stages.csv",
            "S3,broken,https:///night.edf,",
        ]
        (tmp_path / "nights.csv").write_text("\n".join(lines))
        (tmp_path / "night.edf").write_bytes(raw)
        found = cohort(tmp_path / "nights.csv")
        assert found.status.values.tolist() == ["done"] * 3 + ["failed"] * 2
        assert found.TST.values[:3].tolist() == [2.0, 2.0, 2.0]
        near, far, alone = (found.isel(recording=place) for place in range(3))
        numbers = [name for name, one in found.data_vars.items() if one.dtype.kind == "f"]
        numbers = [name for name in numbers if found[name].dims == ("recording",)]
        measured = [name for name in numbers if np.isfinite(near[name])]
        assert len(measured) > sum(bool(np.isfinite(alone[name])) for name in numbers)
        assert all(near[name] == far[name] for name in measured)
        assert "there is no such file" in str(found.sentence[3].item())
        assert "names no host" in str(found.sentence[4].item())
        # A page asks only hosts that its server allows, for what is read later too.
        told = (tmp_path / "nights.csv", lambda _done, _total: True)
        monkeypatch.setenv("SLEEP_EXPLORER_FOLDERS", str(tmp_path))
        asked = len(server.ranges)
        with_page = read_comparison_nights(*told, fenced=True).nights
        assert with_page.status.values.tolist() == ["failed"] * 5
        assert "opens no addresses" in str(with_page.sentence[1].item())
        assert len(server.ranges) == asked
        monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.port}")
        with_page = read_comparison_nights(*told, fenced=True).nights
        assert with_page.status.values.tolist() == ["done"] * 3 + ["failed"] * 2
        # Within an allowed host a redirect leads nowhere else.
        server.fault = lambda running, handler, _number: (
            not running.answer(handler, 302, headers={"Location": "http://169.254.169.254/a"})
        )
        open_sources._open.clear()
        astray = read_comparison_nights(*told, fenced=True).nights
        assert "169.254.169.254" in str(astray.sentence[2].item())
