"""Records in a loop and prints each entry's id after it is durable: `record_forever.py FOLDER NAME`.

Every fourth entry carries an attachment, every tenth is a block of several.
"""

import io
import sys
from pathlib import Path

from core.actions.record import Draft, record
from core.vault.vault import Vault
from tests.support.replicas import open_vault
from tests.support.toy import FILL


def main() -> None:
    vault = open_vault(Path(sys.argv[1]), sys.argv[2])
    # The test's randomness starts anew in every process; entries of several runs must differ.
    vault.randomness.take(32 * 1_000 * int(sys.argv[3]))
    replica = vault.replica(vault.networks()[0])
    jar = replica.connection.execute("SELECT id FROM subjects WHERE kind = 'jar'").fetchone()[0]
    print("open", flush=True)
    for number in range(1_000_000):
        drafts = [_draft(vault, jar, number)] * (5 if number % 10 == 0 else 1)
        for entry in record(vault, replica.network_id, drafts).entries:
            print(entry.hex(), flush=True)


def _draft(vault: Vault, jar: bytes, number: int) -> Draft:
    if number % 4:
        return Draft(FILL, {"grams": 1}, jar)
    slip = vault.attachments.add(io.BytesIO(number.to_bytes(4, "big") * 5_000), "text/plain")
    return Draft(FILL, {"grams": 2}, jar, attachments=(slip,))


if __name__ == "__main__":
    main()
