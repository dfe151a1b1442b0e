"""What a machine keeps apart from its vaults, in memory."""


class Machine:
    """An Outside of a machine with a name."""

    def __init__(self, name: bytes | None = b"laptop") -> None:
        self.name = name
        self.held: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.held.get(name)

    def write(self, name: str, data: bytes) -> None:
        self.held[name] = data

    def machine(self) -> bytes | None:
        return self.name
