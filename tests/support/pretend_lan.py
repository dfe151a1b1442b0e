"""DNS-SD without a network: who announces is found by whoever looks, in this process and on a thread of its own."""

import threading
from typing import ClassVar

from sync.transports.lan import Found, tag_of


class PretendLan:
    """Stands for sync.transports.lan.Lan; all that are open hear of each other."""

    open_ones: ClassVar[list] = []
    lock = threading.RLock()

    def __init__(self, addresses=()):
        self.places: dict[str, list[str]] = {}
        self.members: dict[str, tuple[bytes, bytes]] = {}
        self.found = None
        with self.lock:
            self.open_ones.append(self)

    def announce(self, networks, device, addresses, port):
        urls = [f"https://{address}:{port}" for address in addresses]
        with self.lock:
            self.places |= {tag_of(network, device): urls for network in networks}
            for other in self.open_ones:
                other.hear(self)

    def look_for(self, members, found):
        with self.lock:
            self.members, self.found = dict(members), found
            for other in self.open_ones:
                self.hear(other)

    def hear(self, other: "PretendLan") -> None:
        for tag, urls in other.places.items():
            if self.found is not None and tag in self.members:
                for url in urls:
                    threading.Thread(target=self.found, args=(Found(*self.members[tag], url),), daemon=True).start()

    def close(self):
        with self.lock:
            if self in self.open_ones:
                self.open_ones.remove(self)
