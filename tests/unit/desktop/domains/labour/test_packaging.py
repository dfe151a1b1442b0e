"""An association makes a package, shops take it in: figures and layouts come over, people never do."""

import json
from datetime import date

import pytest

from core.domains.labour.filing.layouts import standard_layout
from core.domains.labour.packages import read_package, read_row
from core.domains.labour.paying import adopted_tables
from core.domains.labour.statute import STATUTE
from core.encoding.words import fingerprint_words
from core.errors import InputError, RefusedError
from desktop.domains.labour.packaging import (
    BY_HAND,
    PACKAGE,
    adopt_by_hand,
    export_package,
    figures,
    import_package,
    layout_of,
)
from tests.support.labour_shop import IDENTITY, PRIVATE, Shop

FLOOR = {"table": "minimum_wage", "first_day": "2028-01-01", "value": {"hourly": 11_000}, "source": "고시"}


def layout_text(first_day="2026-11-01", version=2) -> str:
    layout = standard_layout("loss")
    told = {"kind": "loss", "version": version, "first_day": first_day, "sheet": "s", "source": "기관", "groups": []}
    return json.dumps({**told, "headings": list(layout.headings), "names": list(layout.names)}, ensure_ascii=False)


@pytest.fixture
def association(tmp_path):
    made = Shop(tmp_path / "association")
    yield made
    made.vault.close()


@pytest.fixture(autouse=True)
def folders(tmp_path):
    (tmp_path / "association").mkdir()


def exported(association, rows=(FLOOR,), layouts=()) -> bytes:
    rows = [read_row(one) for one in rows]
    return export_package(association.vault, association.network, "상인회", 3, rows, layouts, association.employer)


def test_a_shop_adopts_what_its_association_signed_once_it_knows_whose_it_is(shop, association):
    package = read_package(exported(association, layouts=[layout_text()]))
    with pytest.raises(RefusedError) as raised:
        import_package(shop.vault, shop.network, package, "", (shop.employer,))
    assert (raised.value.code, raised.value.facts["words"]) == ("issuer_unknown", fingerprint_words(package.issuer))
    confirmed = fingerprint_words(package.issuer)
    adopted = import_package(shop.vault, shop.network, package, confirmed, (shop.employer,))
    assert (adopted.rows, adopted.layouts) == (1, 1)
    state = shop.row(shop.workplace).state
    assert adopted_tables(state, STATUTE).on("minimum_wage", date(2028, 5, 1)) == {"hourly": 11_000}
    (figure,) = [one for one in figures(state) if one.origin == PACKAGE]
    assert (figure.issuer, figure.version) == (package.issuer.hex(), 3)
    assert layout_of(state, "loss", "2026-11-22").version == 2
    assert layout_of(state, "loss", "2026-10-31").version == 1
    assert layout_of(state, "acquisition", "2026-11-22") == standard_layout("acquisition")
    again = import_package(shop.vault, shop.network, package, confirmed, (shop.employer,))
    assert (again.rows, again.layouts) == (0, 0)


def test_a_key_of_the_same_network_needs_no_fingerprint(shop):
    rows = [read_row(FLOOR)]
    data = export_package(shop.vault, shop.network, "상인회", 1, rows, (), shop.employer)
    assert import_package(shop.vault, shop.network, read_package(data), "", (shop.employer,)).rows == 1


def test_what_was_adopted_is_given_out_again_and_nothing_about_people(shop):
    shop.hire()
    with pytest.raises(InputError) as raised:
        export_package(shop.vault, shop.network, "상인회", 1, (), (), shop.employer)
    assert raised.value.code == "package_empty"
    adopt_by_hand(shop.vault, shop.network, read_row(FLOOR), (shop.employer,))
    (figure,) = [one for one in figures(shop.row(shop.workplace).state) if one.origin == BY_HAND]
    assert figure.row == read_row(FLOOR)
    data = export_package(shop.vault, shop.network, "상인회", 1, (), (), shop.employer)
    assert read_package(data).rows == (read_row(FLOOR),)
    for secret in (*IDENTITY.values(), *PRIVATE.values(), "H-01", "한빛카페"):
        assert secret.encode() not in data


def test_every_figure_that_came_with_the_app_has_a_source():
    found = figures(None)
    assert len(found) == sum(len(rows) for rows in STATUTE.rows.values())
    assert all(one.row.source for one in found)
