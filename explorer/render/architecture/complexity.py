"""How much order a night has: complexity beside chance, and the laws that bouts may follow."""

from html import escape

import numpy as np

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.metrics.bout_laws import WARNING
from explorer.render.architecture.metric_rows import number
from explorer.vocabulary.counts import pluralize

_SEED = 1976  # of the shuffles: the same night always gets the same words
_SHUFFLES = 200


def complexity_in_words(asked: MetricsQuery) -> str:
    """HTML: entropy rate, and Lempel-Ziv complexity beside that of shuffled epochs."""
    hypnogram = asked.in_bed.hypnogram
    found = metrics.compare_with_shuffled(
        hypnogram, rng=np.random.default_rng(_SEED), shuffles=_SHUFFLES
    )
    entropy = float(metrics.metric("ENTROPY")(hypnogram))
    return (
        f'<p>Entropy rate <span class="value">{number(entropy, 3)}</span> bit in 30 s; Lempel-Ziv '
        f'complexity <span class="value">{number(float(found.complexity), 3)}</span>, '
        f'<span class="value">{number(float(found.ratio), 2)}</span> of the '
        f"{number(float(found.shuffled), 3)} of its epochs shuffled. "
        f'<span class="quiet">LZ76; mean of {_SHUFFLES} shuffles, seed {_SEED}. 1 is a night '
        "without order in time.</span></p>"
    )


def bout_laws(asked: MetricsQuery) -> str:
    """HTML: what law the lengths of wake and of sleep bouts are nearer to, with the warning."""
    lines = []
    for state, name in (("WAKE", "wake"), ("SLEEP", "sleep")):
        law = metrics.bout_law(asked.in_bed.hypnogram, state=state)
        difference = float(law.log_likelihood_difference)
        if np.isnan(difference):
            lines.append(f"<dt>{name}</dt><dd>too few bouts ({int(law.bouts)})</dd>")
            continue
        nearer = "a power law" if difference > 0 else "an exponential law"
        lines.append(
            f"<dt>{name}, {pluralize(int(law.bouts), 'bout')}</dt><dd>nearer to {nearer}: log "
            f'likelihood, power less exponential, <span class="value">{difference:+.1f}</span>; '
            f"exponent {number(float(law.exponent), 2)}, time constant "
            f"{number(float(law.time_constant), 1)} min</dd>"
        )
    return (
        f'<dl>{"".join(lines)}</dl><p class="quiet">{escape(WARNING)} '
        "Lo et al. 2004 pooled many nights.</p>"
    )
