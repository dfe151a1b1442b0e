"""Verify a Jangbu evidence file, the text of a QR code, or a PDF certificate with evidence attached: without Jangbu.

    pip install pynacl "cbor2>=6"
    python3 verify_jangbu.py FILE-OR-TEXT [--network HEX]

It answers two questions apart. Intact: was anything changed? Whose: which network, and is it the one you know? Anybody
can found a network with the same names, so compare the fingerprint with one that reached you another way, or give it
with --network (16 hexadecimal digits or more). Exit code 0: intact (and of that network); 1: not; 2: cannot be used.
Written from format.md alone; the numbers in brackets are its sections.
"""
# ruff: noqa: T201 (it prints: it is a program)

import argparse
import base64
import hashlib
import sys
import zlib
from pathlib import Path

import cbor2
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt, crypto_sign_open
from nacl.exceptions import CryptoError

WORDS = """
reason language ko en print_bytes print_sha256 grade battery.certificate.issue traction home industry low_rate material
remanufacture reuse recycle exclusions superseded battery.grade.assign evidence high_permille legal_grade letter
low_permille rule rule_version soh_permille uses valid_until jtp_test jtp_grade
"""
TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)
CERTIFICATE = "battery.certificate.issue"


class NotIntactError(Exception):
    """Something was changed or is missing; the text says what."""


def need(condition, what):
    if not condition:
        raise NotIntactError(what)


def sha256(data):
    return hashlib.sha256(data).digest()


def encode(value):
    return cbor2.dumps(value, canonical=True)


def refuse_tag(*_):
    raise ValueError("tag")


def decode(data, what):
    """Deterministic CBOR only [1]: what does not encode to the same bytes again is refused."""
    try:
        value = cbor2.loads(data, semantic_decoders=dict.fromkeys(TAGS, refuse_tag), tag_hook=refuse_tag, max_depth=20)
        need(encode(value) == data, f"{what}: not deterministic CBOR")
    except NotIntactError:
        raise
    except Exception as error:
        raise NotIntactError(f"{what}: not CBOR") from error
    return value


def signed_by(key, message, signature):
    try:
        crypto_sign_open(signature + message, key)
    except (CryptoError, ValueError, TypeError):
        return False
    return len(signature) == 64


def header_of(payload):  # [2]
    header = decode(payload, "header")
    need(type(header) is list and len(header) >= 12 and header[0] == 1, "header: unknown form")
    lengths = all(type(header[place]) is bytes and len(header[place]) == 32 for place in (2, 9))
    need(lengths and all(type(header[place]) is int for place in (3, 4, 6, 7, 10)), "header: malformed")
    return header


def envelope(data):  # [3]
    """The header and its id of a COSE_Sign1 object, and whether its signature holds."""
    need(data[:7] == bytes.fromhex("d28443a10127a0"), "envelope: not COSE_Sign1 of the one form")
    payload, signature = decode(b"\x82" + data[7:], "envelope")
    need(type(payload) is bytes and type(signature) is bytes, "envelope: malformed")
    header = header_of(payload)
    return {"header": header, "id": sha256(payload), "signed": holds(header, payload, signature)}


def holds(header, payload, signature):
    return signed_by(header[2], encode(["Signature1", bytes.fromhex("a10127"), b"", payload]), signature)


def root_from(leaf, index, count, proof):  # RFC 9162 section 2.1.3.2
    right = type(index) is int and type(count) is int and type(proof) is list
    need(right and 0 <= index < count, "inclusion proof: no such leaf")
    current, last = leaf, count - 1
    for sibling in proof:
        need(last > 0, "inclusion proof: too long")
        if index % 2 or index == last:
            current = sha256(b"\x01" + sibling + current)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            current = sha256(b"\x01" + current + sibling)
        index, last = index // 2, last // 2
    need(last == 0, "inclusion proof: too short")
    return current


def opened(form):  # [5] [8]
    """The blob that a shown entry stands for, its content bytes and its cosignatures."""
    need((type(form[0]), form[0], len(form)) in ((int, 0, 2), (int, 1, 4)), "entry: shown in an unknown form")
    if form[0] == 0:
        blob = form[1]
        kind, content, cosignatures = decode(blob, "entry")
        need(kind == 0, "entry: not clear")
    else:
        _, hint, key, plaintext = form
        ciphertext = crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, b"", bytes(24), key)
        blob = encode([1, hint, sha256(plaintext), ciphertext])
        content, cosignatures = decode(plaintext, "entry")
    return blob, content, cosignatures


def check_entry(form, header):  # [4]
    """Check a statement against the header it stands under."""
    _, content_bytes, cosignatures = opened(form)
    content = decode(content_bytes, "content")
    entry_id = sha256(content_bytes)
    place = [header[1], header[2], header[3]]
    need(content[:3] == place, "entry: written for another network, device or incarnation")
    for person, role, _place, signature in cosignatures:
        message = b"jangbu/cosign/1" + (content[0] or bytes(32)) + entry_id + role.encode()
        need(signed_by(person, message, signature), "cosignature: not valid")
    people = [(person, role) for person, role, _, _ in cosignatures]
    if content[9] is not None and (content[9], content[10]) not in people:
        people.append((content[9], content[10]))
    return {
        "id": entry_id,
        "type": content[3],
        "version": content[4],
        "body": content[11],
        "device": content[1],
        "people": people,
        "cosigners": [(person, role) for person, role, _, _ in cosignatures],
        "clear": form[0] == 0,
        "depth": header[6],
        "order": (header[6], header[2], header[3], header[4]),
    }


def vouched_for(blocks):
    """Ids of blocks under a valid signature: their own, or one of a later block of their chain."""
    known = {block["id"]: block for block in blocks}
    vouched = {block["id"] for block in blocks if block["signed"]}
    waiting = list(vouched)
    while waiting:
        header = known[waiting.pop()]["header"]
        before = known.get(header[5])
        if before and before["header"][2:4] == header[2:4] and before["id"] not in vouched:
            vouched.add(before["id"])
            waiting.append(before["id"])
    return vouched


def check_evidence(data):  # [8]
    value = decode(data, "file")
    need(type(value) is list and value[:2] == ["jangbu-evidence", 1] and len(value) == 4, "file: unknown version")
    blocks = [envelope(item) for item in value[2]]
    network = blocks[0]["id"]
    vouched = vouched_for(blocks)
    known = {block["id"]: block["header"] for block in blocks}
    need(len(known) == len(blocks), "block: twice")
    for place, block in enumerate(blocks):
        header = block["header"]
        need(header[1] == (None if place == 0 else network), "block: of another network")
        need(block["id"] in vouched, "signature: not valid")
        need(all(known[one][6] < header[6] for one in [header[5], *header[8]] if one in known), "block: depth")
        before = known.get(header[5])
        follows = before and (before[3:5] == [header[3], header[4] - 1] if header[4] else before[3] < header[3])
        need(not before or (follows and before[2] == header[2]), "block: does not follow the one it names")
    places = [(item[0], item[1]) for item in value[3]]
    need(places == sorted(set(places)), "file: entries out of order")
    entries = []
    for number, index, proof, chosen, form in value[3]:
        need(type(chosen) is bool, "file: malformed")
        header = blocks[number]["header"]
        leaf = sha256(b"\x00" + opened(form)[0])
        need(root_from(leaf, index, header[10], proof) == header[9], "entry: not in its block")
        entries.append({**check_entry(form, header), "chosen": chosen})
    need(any(entry["chosen"] for entry in entries), "file: shows nothing")
    charter = entries[0]
    need(charter["type"] == "core.charter.open" and charter["clear"] and value[3][0][0] == 0, "charter: missing")
    founders = {founder["key"]: founder for founder in charter["body"]["founders"]}
    need(charter["device"] in founders, "charter: not by a founder")
    check_grants(entries[1:], founders)
    return network, charter["body"]["name"], entries


POWER_OF = {  # who signs such an entry in the role of that name holds the power
    "core.grant.give": "grant",
    "core.charter.amend": "grant",
    "core.rules.adopt": "grant",
    "core.cut.make": "cut",
    "core.entry.erase": "erase",
}


def give(entry, held, able):  # [6]
    """Add a grant to what is held, if it is clear, of the right form, and signed by enough of those who may grant."""
    body = entry["body"]
    texts = [body.get("member"), body.get("title"), *body.get("roles", [0]), *body.get("powers", [0])]
    right = entry["version"] == 1 and entry["clear"] and all(type(text) is str and len(text) <= 120 for text in texts)
    right = right and body.get("kind") in ("device", "person") and len(body["key"]) == 32 and "wraps" in body
    if not right or set(body["powers"]) - {"grant", "cut", "erase", "witness"}:
        return
    behind = {entry["device"]} | {person for person, role in entry["cosigners"] if role == "grant"}
    if body["powers"] and len(behind & able) < (1 if len(able) < 3 else 2):
        return
    at = (body["kind"], body["key"])
    since, roles, powers, first = held.get(at, (entry["depth"], {}, {}, body))
    more_roles = dict.fromkeys(body["roles"], entry["depth"])
    more_powers = dict.fromkeys(body["powers"], entry["depth"])
    held[at] = (since, {**more_roles, **roles}, {**more_powers, **powers}, first)


def check_grants(entries, founders):
    """Every device and person must be granted by the charter or by an earlier entry of somebody who may grant."""
    held = {
        ("device", key): (0, dict.fromkeys(one["roles"], 0), dict.fromkeys(one["powers"], 0), one)
        for key, one in founders.items()
    }
    for entry in sorted(entries, key=lambda entry: entry["order"]):
        able = {key for (_, key), one in held.items() if one[2].get("grant", entry["depth"]) < entry["depth"]}
        if entry["type"] == "core.grant.give":
            need(entry["device"] in able, "grant: by a device that may not grant")
            give(entry, held, able)
        device = held.get(("device", entry["device"]))
        need(device and device[0] < entry["depth"], f"grant: none here for device {entry['device'].hex()[:16]}")
        entry["signers"] = [f"device {entry['device'].hex()[:16]}: {standing(device)}"]
        for person, role in entry["people"]:
            one = held.get(("person", person))
            needed = 2 if role is not None and POWER_OF.get(entry["type"]) == role else 1
            found = one and (one[0] if role is None else one[needed].get(role, entry["depth"])) < entry["depth"]
            need(found, f"grant: none here for person {person.hex()[:16]} as {role!r}")
            signed = "signed" if (person, role) in entry["cosigners"] else "named by the device"
            entry["signers"].append(f"{plain(role)} {person.hex()[:16]} ({signed}): {standing(one)}")


def standing(one):
    return f"{plain(one[3]['member'])}, {plain(one[3]['title'])}"


def check_proof(text):  # [9]
    digits = text[len("JANGBU1:") :]
    try:
        packed = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
        need(base64.urlsafe_b64encode(packed).rstrip(b"=").decode() == digits, "text: misread")
        inflater = zlib.decompressobj(-15, b"".join(map(encode, WORDS.split())))
        data = inflater.decompress(packed, 16 * 1024)
        need(inflater.eof and not inflater.unused_data, "text: misread or cut off")
    except (ValueError, zlib.error) as error:
        raise NotIntactError("text: misread or cut off") from error
    value = decode(data, "text")
    need(type(value) is list and value[0] == 1, "text: unknown version")
    _, header, signature, index, proof, form = value
    need(header[9] is None, "text: malformed")
    header[9] = root_from(sha256(b"\x00" + opened(form)[0]), index, header[10], proof)
    payload = encode(header)
    need(holds(header_of(payload), payload, signature), "signature: not valid, or the entry was changed")
    entry = {**check_entry(form, header), "chosen": True}
    entry["signers"] = [f"device {entry['device'].hex()[:16]}: its grant is not in a QR code"]
    entry["signers"] += [f"{plain(role)} {key.hex()[:16]}: grant not in a QR code" for key, role in entry["people"]]
    return header[1] or sha256(payload), None, [entry]


def check_pdf(data):
    """The evidence attached to a certificate, and whether the page that was signed begins the file."""
    place = data.find(b"\x84\x6fjangbu-evidence")
    need(place >= 0, "PDF: no evidence attached")
    network, name, entries = check_evidence(data[place : data.index(b"\nendstream", place)])
    issues = [entry["body"] for entry in entries if entry["chosen"] and entry["type"] == CERTIFICATE]
    need(issues, "PDF: no certificate was signed")
    for body in issues:
        need(sha256(data[: body["print_bytes"]]) == body["print_sha256"], "PDF: the signed page is not in this file")
    print("note: bytes after the signed page could repaint it; `jangbu verify` compares those too")
    return network, name, entries


def plain(value):
    """As text in which no sign can steer a terminal."""
    if isinstance(value, dict):
        return ", ".join(f"{key!r}: {plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(map(plain, value)) + "]"
    return value.hex() if isinstance(value, bytes) else repr(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", help="evidence file, certificate PDF, file with QR text, or the QR text itself")
    parser.add_argument("--network", help="fingerprint you know: 16 hexadecimal digits or more")
    given = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    wanted = "".join((given.network or "").split()).lower()
    if given.network is not None and (len(wanted) < 16 or set(wanted) - set("0123456789abcdef")):
        parser.error("--network takes 16 or more hexadecimal digits")
    try:
        data = given.file.encode() if given.file.startswith("JANGBU1:") else Path(given.file).read_bytes()
    except OSError as error:
        parser.error(str(error))
    try:
        if data[:8] == b"JANGBU1:":
            network, name, entries = check_proof(data.decode("ascii", "replace").strip())
        elif data[:5] == b"%PDF-":
            network, name, entries = check_pdf(data)
        elif data[1:17] == b"\x6fjangbu-evidence":
            network, name, entries = check_evidence(data)
        else:
            parser.error("not an evidence file, a PDF or a QR text of Jangbu")
    except NotIntactError as error:
        print(f"intact: NO ({error})")
        return 1
    except Exception as error:  # malformed in a way that no check above names: not intact all the same
        print(f"intact: NO (malformed: {type(error).__name__})")
        return 1
    print("intact: yes")
    for entry in entries:
        if entry["chosen"]:
            print(f"entry {entry['id'].hex()}\n  {plain(entry['type'])} {plain(entry['body'])}")
            print(*(f"  by {signer}" for signer in entry["signers"]), sep="\n")
    print(f"network {network.hex()}" + (f" calls itself {plain(name)}" if name else ""))
    if given.network is None:
        print("trusted: no (compare the network's first 16 digits with a fingerprint that you know)")
        return 0
    if not network.hex().startswith(wanted):
        print("trusted: no (ANOTHER network than the one you named)")
        return 1
    unseen = data[:8] == b"JANGBU1:"
    print("trusted: only if you know the signers' keys; no grants are in a QR code" if unseen else "trusted: yes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
