/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_NOTE_H
#define ABDI_LEDGER_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ledger/key.h"

struct arena;

/*
 * Signed notes (C2SP signed-note) and cosignatures of checkpoints (C2SP tlog-cosignature, Ed25519):
 * a text, an empty line, and a line "— name base64" for each signature. The text of a note must be
 * ignored until a signature of a known key was checked.
 */

#define LEDGER_NOTE_BYTES_MAX      (1u << 20) /* room for all signatures, also of later kinds */
#define LEDGER_NOTE_SIGNATURES_MAX 100        /* as golang.org/x/mod/sumdb/note; 16 are a must */

/* A line below the text. */
struct ledger_signature {
	struct str name;
	uint32_t id;
	struct str bytes;             /* behind the id; at least one */
	const struct ledger_key *key; /* that it was checked with; NULL: not checked */
	int64_t at_s;                 /* of a checked cosignature, seconds since 1970 UTC */
};

struct ledger_note {
	struct str text; /* with its last line end, without the empty line */
	struct ledger_signature *signatures; /* room for LEDGER_NOTE_SIGNATURES_MAX */
	size_t count;
	size_t verified; /* distinct keys whose signature holds */
	size_t unknown;  /* distinct lines of keys that were not given */
};

/*
 * Take a note apart; nothing is believed yet. Its parts point into `bytes`.
 * Errors: INVALID not a note; LIMIT too long.
 */
const struct err *ledger_note_read(struct arena *arena, struct str bytes, struct ledger_note *out);

/*
 * Check the signatures of known keys. Lines of others are passed over, and so are repetitions.
 *   keys   live as long as the note
 * Errors: CORRUPT one of a known key is false, value is its name; MISSING none is of a known key.
 */
const struct err *ledger_note_check(struct arena *arena, struct ledger_note *note,
                                    const struct ledger_key *keys, size_t key_count);

/*
 * Begin a note of our own.
 *   text   UTF-8 that ends with a line end and has no other control characters
 * Errors: INVALID text.
 */
const struct err *ledger_note_new(struct arena *arena, struct str text, struct ledger_note *out);

/*
 * Sign it; an earlier signature of the same key is replaced.
 *   at_s   the time in a cosignature, seconds since 1970 UTC, not negative; a log's key ignores it
 * Errors: LIMIT more than LEDGER_NOTE_SIGNATURES_MAX signatures.
 */
const struct err *ledger_note_sign(struct arena *arena, struct ledger_note *note,
                                   const struct ledger_signer *signer, int64_t at_s);

/*
 * Add signature lines that came by themselves, as a witness answers (C2SP tlog-witness). They are
 * not checked: call ledger_note_check() then. Ones of a name and id that the note already has
 * replace those.   Errors: INVALID a line is none; LIMIT.
 */
const struct err *ledger_note_add(struct arena *arena, struct ledger_note *note, struct str lines);

/* The note as it is sent and kept. At least one signature is asserted. */
struct str ledger_note_text(struct arena *arena, const struct ledger_note *note);

#endif
