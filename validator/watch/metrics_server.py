"""The server of ``--metrics``: the client library's application behind bounds, as strangers of the network may ask too.

A page of another site must not read it through a browser (DNS rebinding), so ``Host`` must be an address, a name that
nobody can have in the public DNS, or the name that is served. So many clients are served at a time, each for so many
seconds.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_CLIENTS = 8
"""Clients that are served at a time; the connections of others are closed."""

CLIENT_S = 5.0
"""Seconds that a client may take for a step of its request."""

PATH = "/metrics"


def serving(host: str, port: int, application: WSGIApplication) -> Callable[[], None]:
    """Serve an application until the function that is returned is called. Raises OSError."""
    server = _Server(host, port)
    server.set_app(_guarded(application, host))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


def is_own(header: str, served: str) -> bool:
    """Whether ``Host`` is an address, ``localhost``, a name of mDNS (RFC 6762 section 3), or the one served."""
    name, _, port = header.rpartition(":")
    if not port.isdigit() or header.endswith("]"):
        name = header
    name = name.removeprefix("[").removesuffix("]").removesuffix(".").lower()
    if name in ("localhost", served.lower()) or name.endswith(".local"):
        return bool(name)
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _guarded(application: WSGIApplication, served: str) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status = None
        if not is_own(environ.get("HTTP_HOST", ""), served):
            status = "403 Forbidden"
        elif environ.get("PATH_INFO") != PATH:
            status = "404 Not Found"
        if status is None:
            return application(environ, start_response)
        start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{status}\n".encode()]

    return answer


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._room = threading.BoundedSemaphore(MAX_CLIENTS)
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Bind, and ask no name server for a name of the address, as the base does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its base has them
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """Say nothing: a client that goes away is no fault of ours."""


class _Handler(WSGIRequestHandler):
    timeout = CLIENT_S

    def log_message(self, *_: object) -> None:
        """Say nothing: standard error belongs to the run."""
