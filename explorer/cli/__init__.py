"""One command a file: ``add_arguments(parser)`` and ``run(arguments)``."""

from explorer.cli.command_line import main

__all__ = ["main"]
