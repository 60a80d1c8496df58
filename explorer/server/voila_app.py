"""Voilà as ``sleep-explorer app`` serves it: for its owner, from this machine, from no folder."""

import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_core.paths import jupyter_config_path
from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from traitlets import default
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from explorer.server.admission import gate
from explorer.server.kernel_forker import FORK_PROVISIONER
from explorer.server.listening import taken_over
from explorer.server.page_handler import PageHandler
from explorer.server.page_scripts import EXTENSIONS, PageScripts, PageScriptsHandler
from explorer.server.page_socket import PageSocket
from explorer.server.security_headers import SafeHeaders
from explorer.storage.settings import TOKEN_VARIABLE

# As the installed package says too: a checkout may have been installed before it did.
_PROVISIONER = EntryPoint(
    FORK_PROVISIONER,
    "explorer.server.fork_provisioner:ForkProvisioner",
    KernelProvisionerFactory.GROUP_NAME,
)

_SCRIPTS = "voila/page-scripts"
_OWN = {TornadoVoilaHandler: PageHandler, VoilaKernelWebsocketHandler: PageSocket}


class ExplorerServer(Voila):
    """Voilà behind one gate, configured by its owner's folders and never by the working folder."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """Take the token from the environment, where neither ``ps`` nor a kernel reads it."""
        self.page_token = os.environ.pop(TOKEN_VARIABLE, "")
        if self.page_token:
            self.base_url = f"/{self.page_token}/"
        KernelProvisionerFactory.provisioners[_PROVISIONER.name] = _PROVISIONER
        self.listening = taken_over()
        super().initialize(argv)
        self.voila_configuration.file_allowlist = []  # nothing beside the notebook is the page's
        self.voila_configuration.extension_allowlist = [*EXTENSIONS]

    def listen(self) -> None:
        """Answer at the socket that was handed over, where one was, else at the port."""
        if self.listening is None:
            super().listen()
            return
        HTTPServer(self.app).add_socket(self.listening)
        self.ioloop = IOLoop.current()
        try:
            self.ioloop.start()
        finally:
            self.stop()

    @default("config_file_paths")
    def _config_file_paths_default(self) -> list[str]:
        return [path for path in jupyter_config_path() if Path(path).is_absolute()]

    @default("tornado_settings")
    def _tornado_settings_default(self) -> dict[str, Any]:
        # Jupyter's pages of an error look up files in a folder that Voilà does not name.
        return {"allow_remote_access": False, "static_path": DEFAULT_STATIC_FILES_PATH}

    def init_handlers(self) -> list[Any]:
        """Put the gate before Voilà's handlers, and safe headers on whatever they answer."""
        self.app.add_transform(SafeHeaders)
        handlers = [
            (address, _OWN.get(handler, handler), *rest)
            for address, handler, *rest in super().init_handlers()
        ]
        if self.notebook_path:
            notebook = os.path.relpath(self.notebook_path, self.root_dir)
            IOLoop.current().add_callback(self.kernel_manager.begin, notebook)
        self.page_scripts = PageScripts(
            map(Path, self.static_paths), map(Path, self.labextensions_path)
        )
        address = url_path_join(self.server_url, f"{_SCRIPTS}/(.*)")
        scripts = (address, PageScriptsHandler, {"scripts": self.page_scripts})
        return [gate(self.page_token), scripts, *handlers]

    @property
    def scripts_address(self) -> str:
        """Where a page finds the scripts that it loads first."""
        return url_path_join(self.base_url, _SCRIPTS, self.page_scripts.name)
