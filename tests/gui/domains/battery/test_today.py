"""What waits on the today page is counted by the database, however many batteries there are."""

from collections import Counter
from datetime import date, timedelta

from core.actions.record import Draft, Signing, record
from core.vault.views import list_subjects
from desktop.domains.battery.today import SOON_DAYS, waiting
from tests.support.laptops import PIN, YARD, two_vaults

EVERYBODY = frozenset({"yard", "jtp_test", "jtp_grade"})


def take_in(vault, count, arrived):
    """So many batteries, registered and received."""
    network = vault.networks()[0]
    signing = Signing(vault.persons()[0].key, "yard", PIN)
    body = {
        "number_kind": "serial", "level": "pack", "maker": "M", "model": "X", "chemistry": "NMC", "rated_mah": 100_000,
        "nominal_mv": 350_000, "accident": "none", "holder": YARD,
    }  # fmt: skip
    start = len(list_subjects(vault.replica(network), "battery", limit=1000))
    opened = record(
        vault,
        network,
        [Draft("battery.pack.register", {**body, "number": f"N-{start + n}"}, None, (signing,)) for n in range(count)],
    )
    put = {"site": "1", "arrived_on": arrived.isoformat(), "transport_class": "SP377"}
    record(vault, network, [Draft("battery.pack.receive", put, one, (signing,)) for one in opened.subjects])


def test_the_counts_are_those_of_a_walk_and_ask_the_same_of_any_number_of_batteries(tmp_path):
    vault, centre = two_vaults(tmp_path)
    centre.close()
    with vault:
        network, today = vault.networks()[0], vault.clock.now().day()
        replica, asked = vault.replica(network), []
        found = []
        for arrived, count in ((today, 3), (today - timedelta(days=170), 20), (today - timedelta(days=200), 7)):
            take_in(vault, count, arrived)
            statements = []
            vault.connection.set_trace_callback(statements.append)
            found = waiting(replica, today, EVERYBODY)
            vault.connection.set_trace_callback(None)
            asked.append(len(statements))
        assert asked == [asked[0]] * 3, "the same questions to the database"
        rows = list_subjects(replica, "battery", limit=1000)
        left = [(date.fromisoformat(row.state["store_until"]) - today).days for row in rows]
        counts = Counter("over" if days < 0 else "soon" for days in left if days <= SOON_DAYS)
        told = {one.key.removeprefix("battery.today."): one.count for one in found}
        assert told == {"over": counts["over"], "soon": counts["soon"], "uninspected": 30}
        assert counts == {"over": 7, "soon": 20}
