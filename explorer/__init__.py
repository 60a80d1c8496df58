"""Explore sleep: whole nights, live, and what their architecture says."""


# The names and their homes stand in the stub beside this file, where type checkers read them; each
# is imported on use, so that a reader of files needs no widgets. Nothing else is imported before
# that: a command begins with this package, and Ctrl-C is a traceback until it handles it.
def __getattr__(name: str) -> object:
    from explorer.lazy import face

    return face(__name__, __file__).get(name)


def __dir__() -> list[str]:
    from explorer.lazy import face

    return face(__name__, __file__).names()
