"""Every bound of talking to a peer, in one place; units stand last in the names.

The bounds of blocks, entries, attachments and bundles belong to the format and stand in core/ports/limits.py. These
belong to a session: both sides check them before anything is built from what came, and before any signature is.
"""

from __future__ import annotations

# Frames: one request or one reply.
FRAME_BYTES_MAX = 4 * 1024 * 1024
FRAME_OPENED_BYTES_MAX = 6 * 1024 * 1024
FRAME_VALUES_MAX = 50_000

# A line: slower than this it is given up, so that nobody holds one for ever.
SLOWEST_BYTES_PER_S = 2048
BODIES_BYTES_MAX = 128 * 1024 * 1024
"""Of all requests together that are being read or answered at one place."""
ANSWERS_BYTES_MAX = 128 * 1024 * 1024
"""Of all answers together that are being sent from one place."""
ANSWERS_OF_ONE_BYTES_MAX = 4 * FRAME_BYTES_MAX
"""Of those to one device."""

# Reconciliation.
BUCKETS = 256
BUCKET_HASH_BYTES = 16
HEADS_MAX = 4096
WANTS_MAX = 4096
SAMPLES_MAX = 64
SAMPLES_IN_ALL_MAX = 16_000
CONFIRM_MAX = 16

GAPS_MAX = 256
"""Blocks with content left out that are asked for, or told of, in one session."""

# Blocks in one page, either way. A single block larger than the bytes still travels, alone.
PAGE_BLOCKS_MAX = 1024
PAGE_BYTES_MAX = 1024 * 1024

# Attachments in one request or reply.
FILES_MAX = 1024
CHUNKS_MAX = 8
FILE_REQUESTS_MAX = 16
"""Requests about attachments in a row, before news of blocks is asked for."""

# What a session bears before it gives a peer up.
SPENT_PAGES_MAX = 3
"""Pages in a row that bring nothing new."""
REJECTED_MAX = 64
"""Blocks that fail the gate."""
ROUNDS_MAX = 8
"""Reconciliations in one session, for a peer that goes on receiving from others."""

# Text that a peer may put into an answer.
TROUBLE_FACTS_MAX = 8
TROUBLE_TEXT_CHARACTERS_MAX = 120
