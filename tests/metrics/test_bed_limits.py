"""Long recordings: the main sleep period is proposed, not applied."""

from explorer import metrics
from explorer.io import read_hypnogram
from tests.metrics.nights import night_of, value


def test_a_recording_of_one_night_needs_no_proposal(compared_night):
    assert metrics.propose_main_sleep(compared_night) is None


def test_the_proposal_leaves_out_the_nap_and_keeps_half_an_hour_of_wake():
    day = night_of("W400 N2:30 W300 N2:200 W60 N2:200 W100")
    proposal = metrics.propose_main_sleep(day)
    assert proposal is not None
    assert (proposal.start / 60, proposal.stop / 60) == (700, 1220)
    assert "21.5 h" in proposal.reason
    table = metrics.table(day, lights=(proposal.start, proposal.stop))
    assert table.TST == 400
    assert table.SOL == 30
    assert value(day, "TST") == 430  # nothing was applied to the recording itself


def test_the_proposal_stays_within_the_recording():
    proposal = metrics.propose_main_sleep(night_of("N2:400 W600"))
    assert proposal is not None
    assert proposal.start == 0


def test_a_long_recording_without_sleep_has_no_main_sleep():
    assert metrics.propose_main_sleep(night_of("W900")) is None


def test_every_long_real_recording_gets_a_night_of_usual_length(shared_data):
    found = []
    folder = shared_data / "sleep-edf-hypnograms"
    for file in sorted(folder.glob("sub-cassette*/**/*_events.tsv")):
        (stages,) = read_hypnogram(file)["stage"]
        proposal = metrics.propose_main_sleep(stages)
        if proposal is None:
            assert stages.size * 30 <= 14 * 3600
            continue
        found.append((proposal.stop - proposal.start) / 3600)
    assert len(found) > 50
    assert min(found) > 3
    assert max(found) < 14
