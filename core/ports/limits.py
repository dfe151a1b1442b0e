"""Every bound of the ledger in one place; units stand last in the names.

They are checked before any signature is, for verifying is the cheapest thing to flood. Changing one that the gate
checks changes which blocks exist, so these belong to format 1.
"""

from __future__ import annotations

# Blocks and entries (checked by the gate).
HEADER_BYTES_MAX = 4 * 1024
BLOCK_ENTRIES_MAX = 256
BLOCK_BODY_BYTES_MAX = 1024 * 1024
ENTRY_BYTES_MAX = 64 * 1024
SEEN_MAX = 64
AFTER_MAX = 16
REFS_MAX = 64
COSIGNATURES_MAX = 16
SEALED_PARTS_MAX = 16
SEALED_RECIPIENTS_MAX = 64
ATTACHMENTS_MAX = 16
NESTING_MAX = 16
INTEGER_MIN = -(2**63)
INTEGER_MAX = 2**63 - 1

# Text inside entries.
TEXT_CHARACTERS_MAX = 4096
NAME_CHARACTERS_MAX = 120

# Attachments.
ATTACHMENT_BYTES_MAX = 256 * 1024 * 1024
ATTACHMENT_CHUNK_BYTES = 256 * 1024
ATTACHMENTS_ENTRY_BYTES_MAX = 512 * 1024 * 1024
ATTACHMENTS_VAULT_BYTES_MAX = 32 * 1024 * 1024 * 1024
"""The last two stop who attaches, never what others bring: entries with more exist, and are taken in."""
PREVIEW_BYTES_MAX = 20_000
"""A small picture of a photo. Attachments travel the smallest first, so it comes before every photo that has one."""
PREVIEWED_BYTES_MIN = 64_000
PREVIEWED_BYTES_MAX = 64 * 1024 * 1024
"""A smaller photo is here as soon as its preview would be; a larger one would hold too much memory."""

# Blocks that wait for their past, per author.
PARKED_PER_DEVICE_MAX = 4096

# Blocks of a shut-out device that are kept beyond its cut, per device.
QUARANTINE_PER_DEVICE_MAX = 4096

# Drafts: what was typed into one form; an entry that is signed has its own, smaller bound.
DRAFT_BYTES_MAX = 256 * 1024

# Bundles.
BUNDLE_RECORD_BYTES_MAX = 2 * 1024 * 1024
BUNDLE_RECORD_OPENED_BYTES_MAX = 8 * 1024 * 1024
BUNDLE_AUDIENCE_MAX = 1024

# Evidence files and the proof in a QR code.
EVIDENCE_BYTES_MAX = 16 * 1024 * 1024
PROOF_TEXT_BYTES_MAX = 1200
