"""The career certificate: a credential that says what the worker chose to have said, and nothing else (제39조)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from core.domains.labour.credential.did_key import did_of, method_of
from core.domains.labour.credential.proof import KIND, PURPOSE, SUITE, Document, sign
from core.ledger.contract import State
from core.ports.clock import Instant

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/undefined-terms/v2")
"""The second gives a name to terms of our own, for software that reads them as linked data (VC Data Model 2.0 §B.1). No
object stands here: other implementations take two equal ones for different contexts."""
TYPES = ("VerifiableCredential", "CareerCertificate")


def moment_text(moment: Instant) -> str:
    """A moment as XML Schema wants it, with its offset."""
    return moment.local().isoformat(timespec="seconds")


def certificate(
    shop: State, employment: State, chosen: Collection[str], name: str, request: str, employer: bytes, issued: Instant
) -> dict[str, Any]:
    """The unsigned credential; `request` is the id of the entry in which the worker asked for it."""
    worker = bytes.fromhex(employment["person"]["worker_key"])
    told = _told(shop, employment, name)
    said = {key: value for key, value in told.items() if key in chosen and value}
    # Who issues it is known by the key; the name of the shop is said only where the worker wants it said.
    issuer = {"id": did_of(employer), "name": shop["shop"]["name"]} if "workplace" in chosen else did_of(employer)
    return {
        "@context": list(CONTEXT),
        "id": f"urn:jangbu:entry:{request}",
        "type": list(TYPES),
        "issuer": issuer,
        "validFrom": moment_text(issued),
        "credentialSubject": {"id": did_of(worker), **said},
    }


def _told(shop: State, employment: State, name: str) -> Mapping[str, Any]:
    contract, ended = employment.get("contract") or {}, employment.get("ended") or {}
    contracts = employment.get("contracts") or [contract]
    period = {"from": min(one.get("starts", "") for one in contracts)}
    if ended:
        period["until"] = ended["last_day"]
    minutes = int(contract.get("week_minutes", 0))
    return {
        "name": name,
        "period": period,
        "duties": contract.get("duties", ""),
        "position": contract.get("kind", ""),
        "week_hours": f"{minutes // 60}:{minutes % 60:02d}",
        "wage": {"hourly": contract.get("hourly", 0), "currency": "KRW"},
        "workplace": {"name": shop["shop"]["name"], "address": shop["shop"].get("address", "")},
        "reason_of_leaving": ended.get("reason", ""),
    }


def proof_by(document: Document, public: bytes, signer: Callable[[bytes], bytes], created: Instant) -> Document:
    """A proof of one party over a certificate; several stand side by side, each over the document alone."""
    config = {
        "type": KIND,
        "cryptosuite": SUITE,
        "created": moment_text(created),
        "verificationMethod": method_of(public),
        "proofPurpose": PURPOSE,
        "@context": document["@context"],
    }
    return sign(document, config, signer).proof
