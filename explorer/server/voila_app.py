"""Voilà as ``sleep-explorer app`` serves it: for its owner, from this machine, from no folder."""

import os
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from traitlets import default
from voila.app import Voila

from explorer.server.admission import gate
from explorer.server.opening import TOKEN_VARIABLE
from explorer.server.policy import SafeHeaders


class ExplorerServer(Voila):
    """Voilà behind one gate, configured by its owner's folders and never by the working folder."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """Take the token from the environment, where neither ``ps`` nor a kernel reads it."""
        self.page_token = os.environ.pop(TOKEN_VARIABLE, "")
        if self.page_token:
            self.base_url = f"/{self.page_token}/"
        super().initialize(argv)
        self.voila_configuration.file_allowlist = []  # nothing beside the notebook is the page's

    @default("config_file_paths")
    def _config_file_paths_default(self) -> list[str]:
        return [path for path in jupyter_config_path() if Path(path).is_absolute()]

    @default("tornado_settings")
    def _tornado_settings_default(self) -> dict[str, Any]:
        # Jupyter's pages of an error look up files in a folder that Voilà does not name.
        return {"allow_remote_access": False, "static_path": DEFAULT_STATIC_FILES_PATH}

    def init_settings(self) -> dict[str, Any]:
        """Let no kernel know the token: its environment is copied by whatever it starts."""
        chosen = self.voila_configuration.multi_kernel_manager_class
        self.voila_configuration.multi_kernel_manager_class = _discreet(chosen, self.page_token)
        return super().init_settings()

    def init_handlers(self) -> list[Any]:
        """Put the gate before Voilà's handlers, and safe headers on whatever they answer."""
        self.app.add_transform(SafeHeaders)
        return [gate(self.page_token), *super().init_handlers()]


def _discreet(manager: type, token: str) -> type:
    class DiscreetManager(manager):
        """Starts kernels without the token in what Voilà tells them of their address."""

        async def start_kernel(self, **settings: Any) -> str:
            if token and settings.get("env"):
                settings["env"] = {
                    name: value.replace(f"/{token}/", "/")
                    for name, value in settings["env"].items()
                }
            return await super().start_kernel(**settings)

    return DiscreetManager
