"""How much order a night has: complexity beside chance, and the laws that bouts may follow."""

import numpy as np
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.bout_laws import WARNING
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.vocabulary.shown_numbers import shown_number

_TEMPLATE = "architecture/sections.html.j2"
_SEED = 1976  # of the shuffles: the same night always gets the same words
_SHUFFLES = 200


def complexity_in_words(asked: MetricsQuery) -> Markup:
    """HTML: entropy rate, and Lempel-Ziv complexity beside that of shuffled epochs."""
    hypnogram = asked.in_bed.hypnogram
    found = metrics.compare_with_shuffled(
        hypnogram, rng=np.random.default_rng(_SEED), shuffles=_SHUFFLES
    )
    order, complexity = metrics.metric("ENTROPY"), metrics.metric("LZ76")
    return pieces(_TEMPLATE).complexity(
        entropy=number(float(order(hypnogram)), order.decimals),
        complexity=number(float(found.complexity), complexity.decimals),
        ratio=number(float(found.ratio), 2),
        shuffled=number(float(found.shuffled), complexity.decimals),
        shuffles=_SHUFFLES,
        seed=_SEED,
    )


def bout_laws(asked: MetricsQuery) -> Markup:
    """HTML: what law the lengths of wake and of sleep bouts are nearer to, with the warning."""
    laws = []
    for state, name in (("WAKE", "wake"), ("SLEEP", "sleep")):
        law = metrics.bout_law(asked.in_bed.hypnogram, state=state)
        difference = float(law.log_likelihood_difference)
        nearer = "a power law" if difference > 0 else "an exponential law"
        laws.append(
            (
                name,
                int(law.bouts),
                "" if np.isnan(difference) else nearer,
                shown_number(difference, "+.1f"),
                number(float(law.exponent), 2),
                number(float(law.time_constant)),
            )
        )
    return pieces(_TEMPLATE).bout_laws(laws, WARNING)
