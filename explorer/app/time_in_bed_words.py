"""Time in bed in words: when lights went off and on, who says so, and what is proposed."""

import math

from markupsafe import Markup

from explorer import metrics
from explorer.app.state import ExplorerState
from explorer.metrics.bed_limits import Proposal
from explorer.night.clock_words import moment_words
from explorer.render.environment import pieces

RESET, ACCEPT = "reset-lights", "accept-main-sleep"


def propose_lights(state: ExplorerState) -> Proposal | None:
    """Propose a main sleep period in a long recording without known lights."""
    if all(math.isnan(time) for time in state.time_in_bed) and state.is_scored:
        return metrics.propose_main_sleep(state.hypnogram)
    return None


def lights_shown(state: ExplorerState) -> tuple[float, float]:
    """Where the marks of lights-off and lights-on stand, s: at the ends where nobody says."""
    off, on = state.time_in_bed
    end = state.night.duration
    return (
        0.0 if math.isnan(off) else min(max(off, 0.0), end),
        end if math.isnan(on) else min(max(on, 0.0), end),
    )


def time_in_bed_in_words(state: ExplorerState) -> Markup:
    """HTML: from when to when is time in bed, by whose word, and what can be done about it."""
    sentence, in_bed = time_in_bed_plainly(state), pieces("page/head.html.j2").in_bed
    if state.lights:
        return in_bed(sentence, RESET, "reset", _after_reset(state))
    proposal = propose_lights(state)
    if proposal is not None:
        words = f"accept {_span(state, proposal.start, proposal.stop)}"
        return in_bed(sentence, ACCEPT, words, "takes this as time in bed")
    return in_bed(sentence)


def time_in_bed_plainly(state: ExplorerState) -> str:
    """Say from when to when is time in bed, and by whose word."""
    off, on = state.time_in_bed
    if state.lights:
        return f"In bed {_span(state, off, on)}, set by hand."
    proposal = propose_lights(state)
    if proposal is not None:
        return (
            f"Nobody says when lights went off: the whole recording is time in bed. "
            f"{proposal.reason} Proposed: {_span(state, proposal.start, proposal.stop)}."
        )
    unknown = [name for name, t in (("off", off), ("on", on)) if math.isnan(t)]
    if len(unknown) == 2:
        return "No lights-off or -on is known: the whole recording is time in bed."
    if unknown:
        edge = "start" if unknown == ["off"] else "end"
        known = moment_words(state.night, on if unknown == ["off"] else off)
        other = "on" if unknown == ["off"] else "off"
        return (
            f"Lights-{other} at {known}; no lights-{unknown[0]} is known: the recording’s {edge} "
            "bounds time in bed."
        )
    whose = "by the simulation" if state.night.simulated else "by the file’s lights"
    return f"In bed {_span(state, off, on)}, {whose}."


def _span(state: ExplorerState, start: float, stop: float) -> str:
    return f"{moment_words(state.night, start)}–{moment_words(state.night, stop)}"


def _after_reset(state: ExplorerState) -> str:
    lights = (float(state.night.attrs["lights_off"]), float(state.night.attrs["lights_on"]))
    if all(math.isnan(time) for time in lights):
        return "back to the whole recording"
    return "back to the lights of the file"
