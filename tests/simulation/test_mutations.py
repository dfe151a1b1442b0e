"""Would the simulator notice? One line of session, gossip, gate, hub and effect is made wrong at a time, in a copy."""

from pathlib import Path

import pytest

from tests.support.mutations import ROOT, Mutation, copy, noticed_by, occurrences

__all__ = ["copy"]
SEEDS = 40
"""Tried at most for each; most are found by the first few."""

MUTATIONS = (
    Mutation(
        "a push leaves out the first block that is lacking",
        "sync/session.py",
        "spans.append((head.id, self._store.first_lacked(head.id, known) or 0))",
        "spans.append((head.id, (self._store.first_lacked(head.id, known) or 0) + 1))",
    ),
    Mutation(
        "late replies are taken for the one that was asked for",
        "sync/session.py",
        "if number not in (self._number, 0) or (number == 0 and not isinstance(reply, Trouble)):",
        "if False:",
    ),
    Mutation(
        "content that was left out is not asked for",
        "sync/session.py",
        "yield from self._fill_gaps(greeting)",
        "yield from ()",
    ),
    Mutation(
        "what may lean on governance that was left out is judged without it",
        "core/vault/projection.py",
        "return Unread(UNSETTLED) if isinstance(read, ReadEntry) and self._is_hidden(number) else read",
        "return read",
    ),
    Mutation(
        "urgent blocks are sent before what they lean on",
        "core/vault/urgency.py",
        "before.append(max([named.get(line, -1), seen.get(line, -1), *before[-1:]]))",
        "before.append(max([named.get(line, -1), *before[-1:]]))",
    ),
    Mutation(
        "receipts name what was asked for",
        "sync/responder.py",
        "held = [id for id in ids if self._store.holds(id)]",
        "held = list(ids)",
    ),
    Mutation(
        "whoever was missed once is not met again",
        "sync/gossip.py",
        "pause = min(FIRST_BACKOFF_S << min(known.failures - 1, 20), LONGEST_BACKOFF_S)",
        "pause = 10**9",
    ),
    Mutation(
        "whoever was found dishonest is met as before",
        "sync/gossip.py",
        "if peer.due_s <= now_s and name not in besides and self._standing.pause_s(name, now_s) == 0",
        "if peer.due_s <= now_s and name not in besides",
    ),
    Mutation(
        "blocks that waited are forgotten",
        "core/vault/ingest.py",
        "ready += self._parked_on(block.id)",
        "ready += []",
    ),
    Mutation(
        "the gate takes without a transaction",
        "core/vault/ingest.py",
        "with replica.telling(), transaction(replica.connection):",
        "with replica.telling():",
    ),
    Mutation(
        "content that comes later is not read",
        "core/vault/ingest.py",
        "if projection.anew or filled:",
        "if projection.anew:",
    ),
    Mutation(
        "signatures are not checked",
        "core/vault/incoming.py",
        "isinstance(one, Block) and not holds",
        "False",
    ),
    Mutation(
        "a hub takes without a transaction",
        "sync/hub/store.py",
        "with telling(self._folder), transaction(self._connection):\n                self._place_all(blocks, taken)",
        "with telling(self._folder):\n                self._place_all(blocks, taken)",
    ),
    Mutation(
        "frozen authorisations count for who knows of the fork",
        "core/ledger/effect.py",
        "return Effect.FROZEN if imposed is Imposed.FROZEN else Effect.VOID",
        "return Effect.COUNTS if imposed is Imposed.FROZEN else Effect.VOID",
    ),
    Mutation(
        "what was undone is remembered",
        "core/vault/ingest.py",
        "    except BaseException:\n        replica.forget()\n        raise\n",
        "    except BaseException:\n        raise\n",
    ),
    Mutation(
        "what an undone batch made grow is written with the next",
        "core/vault/lines.py",
        "        self._known = False\n        self._unwritten.clear()\n",
        "        self._known = False\n",
    ),
    Mutation(
        "what was judged before its signatures were checked is kept whatever they are",
        "core/vault/ingest.py",
        "if incoming.forged > forged:",
        "if incoming.forged < 0:",
    ),
    Mutation(
        "of a batch with a forged block nothing is taken",
        "core/vault/ingest.py",
        "            report = _taken_in(replica, incoming)\n    sweep(",
        "            report = IngestReport()\n    sweep(",
    ),
    Mutation(
        "what an order names is not destroyed",
        "core/vault/erasing.py",
        "if leaf in wanted and block.blobs[place] is not None and not _is_clear(block, place)",
        "if False",
    ),
    Mutation(
        "a device that was restored goes on in its old chain",
        "core/actions/next_incarnation.py",
        "*known]) + 1",
        "*known])",
    ),
    Mutation(
        "whoever was shut out reads on",
        "core/vault/replica.py",
        "newest = (closed or held)[-1]",
        "newest = held[0]",
    ),
    Mutation(
        "what was left of a chunk stays in the file",
        "core/vault/attachments.py",
        "target.truncate(index * _SEALED_BYTES)",
        "target.truncate()",
    ),
    Mutation(
        "whoever misbehaves at a hub is answered as before",
        "sync/hub/hub.py",
        "pause = self._standing.pause_s(device, now) or self._rates.take(device, now)",
        "pause = self._rates.take(device, now)",
    ),
)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_the_simulator_notices_one_wrong_line(copy: Path, mutation: Mutation):
    done = noticed_by(copy, mutation, "tests.simulation", str(SEEDS), "--until-failed")
    assert done.returncode == 1, f"the simulator did not notice that {mutation.name}\n{done.stdout[-2000:]}"
    assert "FAILED" in done.stdout, done.stderr[-2000:]


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_the_line_is_still_there(mutation: Mutation):
    assert occurrences(ROOT, mutation) == 1
