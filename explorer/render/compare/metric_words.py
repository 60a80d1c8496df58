"""What a comparison calls a metric: its symbol, and by which definition it is."""

from explorer.metrics.aliases import find_symbol
from explorer.metrics.definitions import variant_in_words
from explorer.study.metric_headings import AS_THE_TABLE


def symbol_and_variant(metric: str, title: str) -> tuple[str, str]:
    """Symbol of a metric and its definition in words; of a table's column its own name.

    Parameters
    ----------
    metric : str
        Its name in the table of results.
    title : str
        Its title there.

    Examples
    --------
    >>> symbol_and_variant("N3_pct", "N3, of total sleep time")
    ('%N3', '')
    >>> symbol_and_variant("WASO", "WASO, as the table has it")
    ('WASO', 'as the table has it')
    """
    if title.endswith(AS_THE_TABLE):
        return metric, AS_THE_TABLE
    return find_symbol(metric), variant_in_words(metric)
