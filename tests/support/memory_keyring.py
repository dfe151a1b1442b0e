"""A keyring in memory, for tests of what a vault keeps in the operating system's."""


class MemoryKeyring:
    """A SecretStore."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.held.get(name)

    def put(self, name: str, secret: str) -> None:
        self.held[name] = secret

    def delete(self, name: str) -> None:
        self.held.pop(name, None)
