"""The pictures of a comparison, each drawn anew only when something in it has changed."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from explorer.app.compare.compare_scalp import OverTheScalp
from explorer.app.compare.spectrograms import MOST, CompareSpectra, encode_picture
from explorer.bridge.clickable_svg import ClickableSVG
from explorer.plan.audit import Audit
from explorer.render.compare import comparison_figures, comparison_text, participants, timeline
from explorer.render.compare.arms_board import arms, arms_results
from explorer.render.compare.metric_words import symbol_and_variant
from explorer.render.compare.n_of_1_table import alone
from explorer.render.environment import pieces
from explorer.render.study.hypnodensity_figure import stages_plot
from explorer.render.study.swa_course_figure import course_plot
from explorer.render.study.topography_difference import topography_difference
from explorer.statistics.n_of_1 import NOf1Result
from explorer.statistics.parallel import ParallelComparison
from explorer.statistics.plain_language import effects_apart
from explorer.statistics.values_per_person import RECORDING
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import ComparisonChoices
from explorer.study.comparison_clusters import Clusters
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.group_swa_course import COURSES, group_course
from explorer.study.hypnodensity import group_probability
from explorer.study.lights_known import time_zero
from explorer.study.metric_choice import DEFAULT_PRIMARY
from explorer.study.parallel_trial import ParallelStudy
from explorer.vocabulary.shown_numbers import shown_number


@dataclass(frozen=True, eq=False)
class Drawn:
    """All that is to be seen."""

    material: ComparisonNights
    choices: ComparisonChoices
    study: Study
    clusters: Clusters | None
    """None while they are computed."""
    spectra: CompareSpectra
    percent: float
    """Change to be seen by a study that is planned."""
    waiting: bool
    """Whether intervals are still computed."""
    scalp: OverTheScalp | None = None
    """None where the nights have no sites in common."""
    audit: Audit | None = None
    """What departs from the plan; None where nothing is held to one."""

    @property
    def single(self) -> NOf1Result | None:
        """One person's trial, where all nights are that person's."""
        return None if isinstance(self.study, ParallelStudy) else self.study.single

    @property
    def over_the_night(self) -> tuple[object, ...]:
        """All that the courses over the night and the scalp rest on."""
        choices = self.choices
        whom = (choices.reference, choices.condition, choices.excluded)
        return (self.material, *whom, self.clusters)

    @property
    def places(self) -> list[int]:
        """The nights of the person picked, the reference's first."""
        nights, choices = self.material.nights, self.choices
        wanted = [choices.reference, choices.condition]
        found = [
            place
            for place in self.material.hypnograms
            if str(nights.subject.values[place]) == choices.person
            and str(nights.condition.values[place]) in wanted
        ]
        return sorted(found, key=lambda place: wanted.index(str(nights.condition.values[place])))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics drawn person by person, as defined here, that the study has."""
        have = set(map(str, self.study.comparison.table.metric.values))
        defined = map(self.choices.defined, self.choices.shown)
        return tuple(name for name in dict.fromkeys(defined) if name in have)


def plans_pairs(study: Study) -> bool:
    """Whether a study says how many pairs of people it takes: not of one person, nor of arms."""
    if isinstance(study, ParallelStudy) or study.single is not None:
        return False
    return study.comparison.values.sizes["subject"] > 1


class CompareBoard:
    """The pictures, from top to bottom.

    Parameters
    ----------
    picked : callable of str
        Told ``person:NAME``, ``metric:SYMBOL`` or ``open:PLACE``.
    checked : callable of (str, bool)
        Told who is to be included, or not.
    """

    def __init__(self, picked: Callable[[str], None], checked: Callable[[str, bool], None]) -> None:
        self.words, self.density, self.power, self.notes = (ClickableSVG() for _ in range(4))
        self.scalp = ClickableSVG()
        self._courses: tuple[tuple[object, ...], Markup] = ((), Markup())
        self._lanes: tuple[tuple[object, ...], Markup] = ((), Markup())
        self.board = ClickableSVG(picked, checked)
        self.person = ClickableSVG(picked)

    def begin(self) -> None:
        """Say how to begin, where nothing was read."""
        self.words.html = pieces(comparison_text.TEMPLATE).begin()

    def refuse(self, sentence: str) -> None:
        """Say in one sentence why there is nothing to see; what was drawn stays."""
        said = sentence if sentence.endswith((".", "…")) else f"{sentence}."
        self.words.html = pieces(comparison_text.TEMPLATE).refused(said)

    def clear(self) -> None:
        """Take away what was drawn, where it is not of the nights that the page names."""
        for picture in (self.board, self.person, self.density, self.scalp, self.power, self.notes):
            picture.html = ""

    def draw(self, drawn: Drawn, *parts: str) -> None:
        """Draw these parts, or all of them."""
        pictures = {
            "words": (self.words, self._words),
            "board": (self.board, self._board),
            "person": (self.person, self._person),
            "density": (self.density, self._density),
            "scalp": (self.scalp, self._scalp),
            "power": (self.power, self._power),
            "notes": (self.notes, self._notes),
        }
        for part in parts or pictures:
            picture, render = pictures[part]
            picture.html = render(drawn)

    def _words(self, drawn: Drawn) -> Markup:
        condition = drawn.choices.condition
        said = comparison_text.sentence(drawn.study, condition, waiting=drawn.waiting)
        if drawn.audit is None:
            return said
        held = drawn.audit
        mark = pieces(comparison_text.TEMPLATE).held(
            held.sentence, held.departures, held.unchecked, held.plan.sealed_sha256
        )
        return Markup().join([said, mark])

    def _board(self, drawn: Drawn) -> Markup:
        choices, found = drawn.choices, drawn.study.comparison
        condition, metrics = choices.condition, drawn.metrics
        if not metrics:
            sentence = "None of the metrics chosen can be said of these nights."
            return pieces("tables.html.j2").quiet(sentence)
        if isinstance(found, ParallelComparison):
            return arms(found, condition, metrics)
        if drawn.single is not None:
            return alone(drawn.single, metrics)
        lines = [
            comparison_figures.slopes(found, name, condition, choices.person) for name in metrics
        ]
        everybody = tuple(dict.fromkeys(map(str, drawn.material.nights.subject.values)))
        people = participants.people(
            found, metrics[0], condition, choices.person, choices.excluded, everybody
        )
        forest = comparison_figures.forest(found, condition, metrics, waiting=drawn.waiting)
        defined = comparison_text.definitions(found.titles)
        first, _ = symbol_and_variant(metrics[0], found.titles.get(metrics[0], ""))
        decides = effects_apart(found.table, condition, found.primary)
        if decides and found.primary:
            decides = f"◆ {decides}"
        return pieces(comparison_text.TEMPLATE).board(
            lines, first, people, forest, defined, decides
        )

    def _person(self, drawn: Drawn) -> Markup:
        material, spectra = drawn.material, drawn.spectra
        places = drawn.places
        if not places:  # a table of numbers has nights without stages to draw
            return Markup()
        spectra.want(material, places)
        limits = spectra.limits()
        # Most choices leave the person's nights as they are.
        rests_on = (
            *(material, drawn.choices.person, tuple(places), limits),
            *((spectra.of(place), spectra.waits_for(place)) for place in places),
        )
        if self._lanes[0] != rests_on:
            self._lanes = rests_on, self._draw_lanes(drawn, places, limits)
        return self._lanes[1]

    def _draw_lanes(self, drawn: Drawn, places: list[int], limits: tuple[float, float]) -> Markup:
        material, spectra = drawn.material, drawn.spectra
        lanes = [_lane(material, place, spectra, limits) for place in places]
        channels = {str(material.nights.channel.values[place]) for place in places} - {""}
        zero = time_zero(material.nights.isel({RECORDING: list(places)}))
        seen = any(lane.picture for lane in lanes)
        return pieces(comparison_text.TEMPLATE).person(
            drawn.choices.person,
            zero,
            sorted(channels),
            DEFAULT_PRIMARY in material.nights,
            MOST if channels and len(places) > MOST else 0,
            timeline.hypnograms(lanes, zero),
            [shown_number(limit, ".0f") for limit in limits] if seen else None,
        )

    def _density(self, drawn: Drawn) -> Markup:
        if isinstance(drawn.study, ParallelStudy):  # its courses have no pairs
            return Markup()
        rests_on, known = self._courses
        if rests_on != drawn.over_the_night:
            known = self._draw_courses(drawn)
            self._courses = drawn.over_the_night, known
        return known

    def _draw_courses(self, drawn: Drawn) -> Markup:
        reference, condition = drawn.choices.reference, drawn.choices.condition
        nights, clusters = drawn.study.nights, drawn.clusters
        parts = []
        for name, title in COURSES.items():
            course = group_course(nights, reference=reference, condition=condition, name=name)
            if course is not None:
                figure = course_plot(course, clusters.courses[name] if clusters else None)
                parts.append((f"{title.partition(' (')[0]} over the night", figure))
        probability = group_probability(nights)
        if probability is not None:
            figure = stages_plot(
                probability, reference, condition, clusters.stages if clusters else None
            )
            parts.append(("Stages over the night", figure))
        return pieces(comparison_text.TEMPLATE).density(parts)

    def _scalp(self, drawn: Drawn) -> Markup:
        if drawn.scalp is None:
            return Markup()
        figure = topography_difference(drawn.scalp.group, drawn.scalp.clusters)
        return pieces(comparison_text.TEMPLATE).density([("Change over the scalp", figure)])

    def _power(self, drawn: Drawn) -> Markup:
        found = drawn.study.comparison
        if not drawn.metrics or isinstance(found, ParallelComparison):
            return Markup()
        if not plans_pairs(drawn.study):
            return Markup()
        metric = found.primary or drawn.metrics[0]
        return comparison_text.power(found, metric, drawn.choices.condition, drawn.percent)

    def _notes(self, drawn: Drawn) -> Markup:
        found, condition = drawn.study.comparison, drawn.choices.condition
        numbers = (
            arms_results(found, condition)
            if isinstance(found, ParallelComparison)
            else comparison_text.results(found, condition)
        )
        return Markup().join([comparison_text.notes(drawn.study), numbers])


def _lane(
    material: ComparisonNights, place: int, spectra: CompareSpectra, limits: tuple[float, float]
) -> timeline.TimelineLane:
    """One night of the stack, with its spectrogram as far as it is there."""
    nights = material.nights
    notes = []
    if "order" in nights.coords and float(nights.order.values[place]) == 1:
        notes.append("first night in the study")
    if spectra.waits_for(place):
        notes.append("computing its spectrogram…")
    found = spectra.of(place)
    if found is not None and found.sentence:
        notes.append(found.sentence)
    return timeline.TimelineLane(
        place,
        f"{nights.condition.values[place]} {nights.night.values[place]}".strip(),
        " · ".join(notes),
        material.hypnograms[place],
        None if found is None else found.values,
        "" if found is None or found.values is None else encode_picture(found.values, limits),
    )
