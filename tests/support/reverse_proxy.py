"""A reverse proxy that takes a path off, names another host and says for whom it asks: small, real, on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_OF_THE_LINE = ("host", "connection", "content-length", "date", "server")
"""Headers that belong to one line, not to what is passed on."""


@contextmanager
def reverse_proxy(behind: str, prefix: str, client: str = "203.0.113.9") -> Iterator[str]:
    """Its address; `behind` is the address that it asks, `client` the one that it says it asks for."""
    there = urlsplit(behind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_THE_LINE}
            headers |= {"Host": "inside.example", "X-Forwarded-For": client}
            line = HTTPConnection(there.hostname or "", there.port, timeout=30)
            line.request(self.command, self.path.removeprefix(prefix), body, headers)
            answer = line.getresponse()
            data = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OF_THE_LINE:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            line.close()

        do_GET = do_POST = _pass_on

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
