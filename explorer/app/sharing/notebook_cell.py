"""The notebook cell that shows the view on screen."""

import json


def notebook_cell(link: str, *files: str) -> str:
    """Write the notebook cell that shows a view.

    Parameters
    ----------
    link : str
        What stands behind the ``#``.
    *files : str
        The recording's path, and its hypnogram's; the link's own if not given.

    Examples
    --------
    >>> print(notebook_cell("v1&night=a.edf&at=30", "/nights/a.edf"))
    import explorer
    <BLANKLINE>
    explorer.explore("/nights/a.edf", view="v1&night=a.edf&at=30")
    """
    text = link.replace("\\", "%5C").replace('"', "%22")
    named = "".join(f"{json.dumps(file, ensure_ascii=False)}, " for file in files)
    return f'import explorer\n\nexplorer.explore({named}view="{text}")'
