"""Yes and no in a table's cells, in English and six languages of its neighbours."""

YES = frozenset(
    (
        *("yes", "y", "true", "1", "1.0", "x", "ja", "j", "wahr", "oui", "o", "vrai"),
        *("sí", "si", "s", "sì", "verdadero", "vero", "sim", "verdadeiro", "waar"),
    )
)
NO = frozenset(
    (
        *("no", "n", "false", "0", "0.0", "nein", "falsch", "non", "faux"),
        *("falso", "não", "nao", "nee", "onwaar"),
    )
)
