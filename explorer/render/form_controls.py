"""Form controls as HTML: a labelled choice among options (select element)."""

from html import escape


def choice(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> str:
    """HTML: a choice among options, each its key and its words."""
    listed = "".join(
        f'<option value="{escape(key, quote=True)}"{" selected" if key == chosen else ""}>'
        f"{escape(words)}</option>"
        for key, words in options
    )
    named = escape(name, quote=True)
    return (
        f'<label class="choice"><span>{escape(label)}</span>'
        f'<select data-choice="{named}" data-key="choice:{named}">{listed}</select></label>'
    )
