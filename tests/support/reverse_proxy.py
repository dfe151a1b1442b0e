"""A reverse proxy that takes a path off, names another host and says for whom it asks: small, real, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.support.served import Handler, served

_OF_THE_LINE = ("host", "connection", "content-length", "date", "server")
"""Headers that belong to one line, not to what is passed on."""


@contextmanager
def reverse_proxy(behind: str, prefix: str, client: str = "203.0.113.9") -> Iterator[str]:
    """Its address; `behind` is the address that it asks, `client` the one that it says it asks for."""
    there = urlsplit(behind)

    class Proxy(Handler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_THE_LINE}
            headers |= {"Host": "inside.example", "X-Forwarded-For": client}
            line = HTTPConnection(there.hostname or "", there.port, timeout=30)
            line.request(self.command, self.path.removeprefix(prefix), self.body(), headers)
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

    with served(Proxy) as address:
        yield f"{address}{prefix}"
