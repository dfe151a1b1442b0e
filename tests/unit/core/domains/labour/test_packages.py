"""Packages of figures and layouts: signed, checked member by member, and with nothing about people."""

import json
from hashlib import sha256

import pytest

from core.domains.labour.credential.certificate import proof_by
from core.domains.labour.credential.proof import canonical
from core.domains.labour.filing.layouts import standard_layout
from core.domains.labour.packages import BYTES_MAX, Row, make_package, read_package, read_row
from core.errors import InputError, JangbuError, RejectedError
from core.identity.keys import SigningKey
from core.ports.clock import Instant
from tests.support.labour_bench import SHOP, Bench, codes

KEY = SigningKey(bytes(range(32)))
NOW = Instant(1_795_000_000, 540)
FLOOR = {"table": "minimum_wage", "first_day": "2028-01-01", "value": {"hourly": 11_000}, "source": "고시 제2027-1호"}


def layout_text(kind="loss", **changes) -> str:
    layout = standard_layout(kind)
    told = {"kind": kind, "version": 2, "first_day": "2027-01-01", "sheet": "s", "source": "기관", "groups": []}
    told |= {"headings": list(layout.headings), "names": list(layout.names)}
    return json.dumps({**told, **changes}, ensure_ascii=False)


def made(rows=(FLOOR,), layouts=(), name="소상공인회", version=3) -> bytes:
    return make_package(name, version, [read_row(one) for one in rows], layouts, KEY.public, KEY.sign, NOW)


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(JangbuError) as raised:
        read_package(data)
    return raised.value.code, str(raised.value.facts.get("field", raised.value.facts.get("part", "")))


def signed_anew(change) -> bytes:
    """The package with something changed, signed by its issuer all the same."""
    bare = {name: value for name, value in json.loads(made()).items() if name != "proof"}
    change(bare)
    return canonical({**bare, "proof": proof_by(bare, KEY.public, KEY.sign, NOW)})


def test_what_was_put_in_comes_out_with_issuer_and_digest():
    data = made(layouts=[layout_text()])
    package = read_package(data)
    assert package.rows == (Row("minimum_wage", "2028-01-01", None, '{"hourly":11000}', "고시 제2027-1호"),)
    assert (package.name, package.version, package.issuer) == ("소상공인회", 3, KEY.public)
    assert package.digest == sha256(data).digest()
    ((layout, text),) = package.layouts
    assert (layout.kind, layout.version, text) == ("loss", 2, layout_text())
    assert json.loads(data).keys() == {"@context", "name", "version", "issued", "rows", "layouts", "proof"}


def test_any_change_after_signing_is_seen():
    for old, new in ((b"11000", b"11001"), ("소상공인회".encode(), b"x"), (b'"version":3', b'"version":4')):
        assert old in made()
        assert refused(made().replace(old, new)) == ("package_proof_wrong", "")
    unsigned = json.loads(made())
    unsigned["proof"] = {}
    assert refused(canonical(unsigned)) == ("package_proof_wrong", "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "package_unreadable"),
        (b"[" * 100_000, "package_unreadable"),
        (b"[]", "package_unreadable"),
        (b'{"@context":["other"]}', "package_unreadable"),
        (b" " * (BYTES_MAX + 1), "package_unreadable"),
    ],
)
def test_what_is_no_package_is_refused(data, code):
    assert refused(data)[0] == code


def test_a_member_that_might_be_about_somebody_is_refused():
    def add(bare):
        bare["people"] = [{"name": "김하나"}]

    assert refused(signed_anew(add)) == ("package_unreadable", "people")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"table": "people"}, "table"),
        ({"name": "김하나"}, "table"),
        ({"first_day": "soon"}, "first_day"),
        ({"last_day": "2027-12-31"}, "first_day"),
        ({"source": " "}, "source"),
        ({"value": {"daily": 1}}, "value"),
        ({"value": "x" * 5000}, "value"),
    ],
)
def test_a_row_that_does_not_fit_its_table_is_refused_though_signed(change, part):
    def replace(bare):
        bare["rows"] = [{**FLOOR, **change}]

    assert refused(signed_anew(replace)) == ("package_row_wrong", part)


def test_a_fraction_is_no_figure():
    with pytest.raises(InputError):
        read_row({**FLOOR, "value": {"hourly": 11_000.5}})


def test_an_empty_or_nameless_package_is_not_made():
    for told in ({"rows": ()}, {"name": ""}, {"version": 0}, {"layouts": ["{}"]}):
        with pytest.raises((InputError, RejectedError)):
            made(**told)


def test_an_adopted_figure_says_where_it_comes_from():
    body = {"table": "minimum_wage", "first_day": "2028-01-01", "value": '{"hourly":11000}', "source": "고시"}
    bench = Bench()
    assert codes(bench.record("labour.parameter.adopt", {**body, "typed_by_hand": False})) == ["package_missing"]
    origin = {"typed_by_hand": False, "package_sha256": bytes(32), "issuer": KEY.public, "package_version": 3}
    assert codes(bench.record("labour.parameter.adopt", {**body, **origin})) == []


def test_a_layout_is_adopted_with_its_own_digest_only():
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    text = layout_text()
    body = {"filing_kind": "loss", "layout": text, "source": "기관", "typed_by_hand": True}
    right = {**body, "layout_sha256": sha256(text.encode()).digest()}
    assert codes(bench.record("labour.layout.adopt", right)) == []
    assert codes(bench.record("labour.layout.adopt", {**right, "layout_sha256": bytes(32)})) == ["layout_does_not_fit"]
    assert codes(bench.record("labour.layout.adopt", {**right, "filing_kind": "day_work"})) == ["layout_does_not_fit"]
    assert codes(bench.record("labour.layout.adopt", {**right, "layout": "{}"})) == ["layout_does_not_fit"]
