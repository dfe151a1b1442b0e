"""Nothing that a person can meet lacks words in either language, and no sentence asks for what it is not given."""

import re
from collections.abc import Iterable
from typing import get_args

import pytest

from core.domains.battery.cyclers.measurement import Meaning
from core.domains.labour.flags import FLAGS
from core.domains.registry import installed
from core.ledger.contract import Effect, EntryType, Verdict
from core.ledger.governance.grant import DEVICE, PERSON
from core.ledger.governance.quorum import POWERS
from core.ledger.shared import SHARED_TYPES
from core.ledger.trust import NetworkTrust
from desktop.cli.imports import importers
from desktop.words.catalog import LANGUAGES, load, placeholders
from desktop.words.particles import PARTICLES
from tests.architecture.words_in_code import Named, Site, constants, errors, findings, first_arguments, keys

KOREAN, ENGLISH = load("ko"), load("en")

# Codes that the source puts together or passes on, by file and expression: what can come out.
COMPUTED_ERRORS = {
    ("core/vault/database.py", "_code_of(str(error))"): {
        *("vault_in_use", "disk_full", "vault_readonly", "vault_unopenable", "disk_trouble", "vault_damaged"),
    },
    ("core/domains/battery/measured.py", "test.refusals[0].code"): {
        *("capacity_not_positive", "unit_mistake", "capacity_above_rated"),
    },
    # What reading a block refuses, said by the companion that read it.
    ("core/vault/reading_along.py", "said[0]"): {
        *("too_large", "malformed_cbor", "malformed_envelope", "malformed_header", "malformed_body", "unknown_format"),
        "wrong_root",
    },
    # What a form can say of the names and roles in a charter.
    ("core/actions/create_network.py", "finding.code"): {
        *("field_missing", "field_range", "field_kind", "text_long", "text_control"),
    },
    # What a peer may give as its reason, or the line as its end.
    ("desktop/meeting.py", "outcome.trouble.code"): {
        *("unknown_network", "version_unknown", "peer_disk_trouble", "line_damaged", "peer_refuses_blocks"),
        *("unknown_message", "frame_newer", "malformed_message", "too_large"),
    },
    # Why a peer was not met the last time.
    ("desktop/pages/peer_card.py", "peer.error"): {
        *("peer_unreachable", "peer_other", "peer_other_certificate", "peer_not_jangbu", "peer_busy", "peer_refused"),
        *("peer_does_not_know_us", "peer_misbehaved", "peer_disk_trouble", "peer_refuses_blocks", "clocks_differ"),
        *("line_damaged", "unknown_network", "version_unknown", "views_differ", "disk_full", "vault_damaged"),
    },
    # Anything that is no coded error is told as `unexpected`, with its kind.
    ("desktop/cli/main.py", "type(mistake).__name__"): {"unexpected"},
}
COMPUTED_FINDINGS = {
    ("core/domains/battery/columns.py", "f'grade_lapsed_{reason}'"): {
        *(f"grade_lapsed_{reason}" for reason in ("day", "evidence", "incident", "revoked")),
    },
    ("core/domains/battery/rules/v1/estimate.py", "code"): {"rate_outside", "temperature_outside"},
    ("core/domains/battery/rules/v1/grade.py", "f'signature_missing_{role}'"): {
        *("signature_missing_jtp_test", "signature_missing_jtp_grade"),
    },
    ("core/domains/labour/checks/planned_week.py", "code"): {
        *("plan_over_52_hours", "plan_excess_over_12", "plan_excess_needs_consent", "plan_break_missing"),
        *("plan_minor_day", "plan_minor_week", "plan_minor_night"),
    },
    ("core/domains/labour/columns.py", "code"): {
        *("work_before_contract", "contract_not_delivered", "shifts_without_break", "corrected_after_close"),
        *("dispute_open", "minor_paper_missing", "clock_edited_one_sided"),
    },
    ("core/domains/labour/due.py", "code"): {
        *("wages_overdue", "final_pay_overdue", "dismissal_notice_short", "retention_passed", "figure_unknown"),
        *("clock_out_missing", "payslip_late", "series_ending_before_one_year"),
    },
    ("core/domains/labour/insurance_flags.py", "code"): {
        *("insurance_should_join", "insurance_should_leave", "insurance_by_hours_join", "insurance_by_hours_leave"),
        *("filing_due_soon", "filing_late", "day_work_due_soon", "day_work_late", "figure_unknown"),
        *("insurance_not_agreed", "insurance_agreed_wrongly"),
    },
    ("core/domains/labour/worked.py", "code"): {
        *("shift_break_missing", "shift_break_short", "over_52_hours", "part_time_excess_no_consent"),
        *("part_time_excess_over_12", "minor_daily_limit_worked", "minor_weekly_limit_worked"),
        *("minor_night_work_worked", "minor_holiday_work_worked"),
    },
    ("core/domains/labour/flags.py", "code"): {
        *("below_minimum_wage", "below_minimum_wage_from", "split_contract_under_15h", "figure_unknown"),
    },
    ("core/domains/labour/checks/payslip_items.py", "code"): {
        *("unlawful_deduction", "total_does_not_add_up", "net_does_not_add_up", "net_below_zero"),
    },
    ("core/domains/labour/rules/v1/attendance.py", "code"): {
        *("clock_edited_one_sided", "work_before_contract", "contract_not_delivered"),
    },
    ("core/domains/labour/rules/v1/contract_check.py", "code"): {
        *("minor_daily_limit", "minor_weekly_limit", "break_missing", "excess_rate_low", "illegal_penalty_clause"),
        *("weekly_holiday_waived", "severance_included_in_wage", "probation_reduction_not_allowed"),
        "freelancer_misuse",
        *("minor_form_needed", "minor_night_agreed", "term_in_open_contract", "term_over_two_years"),
        *("language_not_chosen", "lodging_unsaid"),
    },
    ("core/domains/labour/rules/v1/times.py", "error.code"): {
        *("shift_clock_in_missing", "shift_clock_out_missing", "shift_time_unreadable", "shift_long"),
        *("shift_end_not_after_start", "shift_break_open", "shift_break_not_after_start", "shift_break_outside"),
        "shift_breaks_overlap",
    },
    # These pass on findings made elsewhere, or errors of typing.
    ("core/domains/battery/rules/v1/testing.py", "one.code"): set(),
    ("core/vault/subjects.py", "code"): set(),
    ("core/vault/views.py", "code"): set(),
    ("desktop/widgets/entry_form.py", "error.code"): {
        *("number_needed", "number_too_fine", "day_needed", "record_unreadable"),
    },
    ("desktop/tables/cells.py", "error.code"): {
        *("number_needed", "number_too_fine", "day_needed", "import_choice", "import_yes_no"),
    },
}
# The window's own form, which says more than the finding: filled by desktop.words.errors.
RANGE = {"finding.field_range", "finding.field_range_low", "finding.field_range_high"}
# So that somebody who chose the wrong language finds the way back, and the name of an office.
FOREIGN_ON_PURPOSE = {
    *("language.ko", "language.en", "menu.language", "onboarding.language.text"),
    "help.battery.pack.register.assessed_grade",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_the_code_asks_for_exists(language):
    assert _unworded(keys().sites, lambda key: [key], language) == {}


def test_every_key_is_given_the_facts_that_its_sentence_asks_for():
    assert _short_of_facts(keys().sites, lambda key: [key]) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_what_happened_and_what_to_do(language):
    found = errors()
    assert {"wrong_pin", "malformed_header", "reading_cancelled", "entry_ambiguous"} <= found.sites.keys()
    assert _unworded(_all_codes(found, COMPUTED_ERRORS), _error_keys, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_sentence(language):
    found = findings()
    assert {"role_missing", "vin_in_clear", "no_current"} <= found.sites.keys()
    assert _unworded(_all_codes(found, COMPUTED_FINDINGS), lambda code: [f"finding.{code}"], language) == {}


def test_no_code_is_put_together_where_this_test_cannot_see_it():
    assert errors().computed == COMPUTED_ERRORS.keys()
    assert findings().computed == COMPUTED_FINDINGS.keys()


def test_errors_carry_the_facts_that_their_sentences_ask_for():
    assert _short_of_facts(errors().sites, _error_keys) == {}


def test_findings_carry_the_facts_that_their_sentences_ask_for():
    # The field's label comes from the finding's field, not from its facts.
    assert _short_of_facts(findings().sites, lambda code: {f"finding.{code}"} - RANGE, {"field"}) == {}


def _families() -> dict[str, Iterable[str]]:
    """Keys that are put together at run time, by what they stand for."""
    checks = first_arguments("core/ledger/", "Check", "note")
    prints = constants("desktop/printing/check.py", "print_") | constants("desktop/printing/issued.py", "print_")
    registry = installed()
    workspaces = [workspace for name in registry.names() if (workspace := registry.workspace(name))]
    rule_sets = [rules for workspace in workspaces for rules in workspace.rule_sets.values()]
    types = {kind.name: kind for rules in rule_sets for kind in rules.entry_types.values()}
    return {
        "checks of evidence": (f"verify.check.{code}" for code in checks),
        "checks of paper": (f"verify.print.{code}" for code in {*prints, "pdf_changed"}),
        "trust": (f"verify.network.{trust.value}" for trust in NetworkTrust),
        "verdicts": (f"verdict.{verdict.value}" for verdict in Verdict),
        "effects": (f"effect.{effect.value}" for effect in Effect),
        "signers": (f"kind.{kind}" for kind in (DEVICE, PERSON)),
        "powers": (f"fact.power.{power}" for power in POWERS),
        "roles": (f"{workspace.name}.role.{role}" for workspace in workspaces for role in workspace.roles),
        "workspaces": (f"{workspace.name}.name" for workspace in workspaces),
        "entry types": (f"type.{name}" for name in {*types, *(name for name, _ in SHARED_TYPES)}),
        "fields": (f"field.{kind.name}.{field.name}" for kind in types.values() for field in kind.fields),
        "choices": (key for kind in types.values() for key in _choices(kind)),
        "sentences": (f"sentence.{name}" for name in types),
        "columns": (
            f"column.{column.name}"
            for workspace in workspaces
            for kind in workspace.subject_kinds.values()
            for column in kind.columns
        ),
        "parameters": (f"parameter.{name}" for rules in rule_sets for name in rules.parameters),
        "meanings": (f"cycler.meaning.{meaning}" for meaning in get_args(Meaning)),
        "importers": (f"import.{kind}" for kind in importers()),
        "flags of labour": (f"labour.flag.{one}.{part}" for one, _ in FLAGS.values() for part in ("who", "next")),
    }


def _choices(kind: EntryType) -> list[str]:
    """The choices of a type's form; a rule set's name, an entry of it and the like are shown as they are."""
    return [f"choice.{field.name}.{one}" for field in kind.fields for one in field.choices if field.name != "rule"]


@pytest.mark.parametrize("family", sorted(_families()))
def test_what_the_rules_can_name_has_words(family):
    wanted = set(_families()[family])
    assert wanted
    assert sorted(wanted - KOREAN.keys()) == sorted(wanted - ENGLISH.keys()) == []


def test_both_languages_have_the_same_keys():
    assert sorted(KOREAN.keys() ^ ENGLISH.keys()) == []


def test_both_languages_ask_for_the_same_facts():
    assert [key for key in KOREAN if placeholders(KOREAN[key]) != placeholders(ENGLISH[key])] == []


def test_each_sentence_is_in_its_language_and_not_empty():
    korean = {key for key, text in KOREAN.items() if not re.search("[가-힣]", text) and _speaks(text)}
    english = {key for key, text in ENGLISH.items() if re.search("[가-힣]", text)}
    assert (korean | english) - FOREIGN_ON_PURPOSE == set()
    assert [key for key, text in (*KOREAN.items(), *ENGLISH.items()) if not text.strip()] == []


def test_facts_are_written_in_a_way_that_the_catalog_knows():
    known = re.compile(rf"size|[^/{{}}]+/10+|{PARTICLES.pattern}")
    asked = {key: set(re.findall(r"\{\w+:([^}]*)\}", text)) for key, text in (*KOREAN.items(), *ENGLISH.items())}
    assert {key: ways for key, ways in asked.items() if not all(map(known.fullmatch, ways))} == {}


def test_korean_particles_fit_whatever_fills_the_sentence():
    bare = re.compile(r"\{\w+\}(?:을|를|은|는|이|가|과|와|으로|로)(?![가-힣])")
    assert [key for key, text in KOREAN.items() if bare.search(text)] == []


def test_korean_sentences_are_polite():
    ends = re.compile(r"(?:니다|시오|니까|세요)(?: ?\([^)]*\))?[.?:]")
    told = {key: text for key, text in KOREAN.items() if key.startswith(("error.", "finding.", "verify.check."))}
    assert [key for key, text in told.items() if not ends.search(text)] == []


def _speaks(text: str) -> bool:
    """Whether something is said beyond facts, units and names: a plain word of three letters or more."""
    return bool(re.search(r"\b[a-z]{3,}", re.sub(r"\{[^}]*\}", "", text)))


def _error_keys(code: str) -> list[str]:
    return [f"error.{code}.what", f"error.{code}.do"]


def _all_codes(found: Named, computed: dict[tuple[str, str], set[str]]) -> dict[str, list[Site]]:
    passed_on = {code: [Site(path, None)] for (path, _), codes in computed.items() for code in codes}
    return {**passed_on, **found.sites}


def _unworded(sites: dict[str, list[Site]], keys_of, language: str) -> dict[str, str]:
    known = load(language)
    return {name: found[0].place for name, found in sites.items() if not set(keys_of(name)) <= known.keys()}


def _short_of_facts(sites: dict[str, list[Site]], keys_of, given: Iterable[str] = ()) -> dict[str, list[str]]:
    """Sentences with a fact that a site of theirs does not give, where the source shows what it gives."""
    short = {}
    for name, found in sites.items():
        asked = {fact for key in keys_of(name) if key in KOREAN for fact in placeholders(KOREAN[key])}
        places = [site.place for site in found if site.facts is not None and asked - set(given) - site.facts]
        if places:
            short[name] = places
    return short
