/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_CHECKPOINT_H
#define ABDI_LEDGER_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ledger/key.h"
#include "ledger/note.h"
#include "ledger/tree.h"

struct arena;

/*
 * Checkpoints (C2SP tlog-checkpoint): a signed note whose text is the origin, the size and the root
 * hash of a tree, a line each. Further lines, which extensions may have, are kept as they are.
 */
struct ledger_checkpoint {
	struct str origin;
	int64_t size;
	struct ledger_hash root;
	struct str extension; /* lines with their ends; ours are empty */
};

/*
 * The text of a checkpoint as it stands, as any log may write it: the root is base64 of any length,
 * and lines behind it are not looked at.
 */
struct ledger_checkpoint_body {
	struct str origin;
	int64_t size;
	struct str root; /* decoded, not empty */
	struct str extension;
};

/* Errors: INVALID. */
const struct err *ledger_checkpoint_read_body(struct arena *arena, struct str text,
                                              struct ledger_checkpoint_body *out);

/*
 * The text of a checkpoint of a tree with SHA-256, strictly: a root of 32 bytes, no empty line
 * among the extensions, a size of 0 with the root of nothing.   Errors: INVALID.
 */
const struct err *ledger_checkpoint_read(struct arena *arena, struct str text,
                                         struct ledger_checkpoint *out);

/* The text that is signed. */
struct str ledger_checkpoint_text(struct arena *arena, const struct ledger_checkpoint *checkpoint);

/*
 * Whom a reader believes: the log by its origin and one of its keys (two while a key is being
 * replaced), and how many of which witnesses must have cosigned.
 */
struct ledger_policy {
	struct str origin;
	const struct ledger_key *logs;
	size_t log_count;
	const struct ledger_key *witnesses;
	size_t witness_count;
	size_t witnesses_min;
};

/*
 * Open a checkpoint that came from outside.
 *   note   with every signature that was checked; may be NULL
 * Errors: INVALID not a checkpoint; LIMIT; CORRUPT a signature of a known key is false, or it is of
 * another origin; MISSING no signature of the log, or too few witnesses.
 */
const struct err *ledger_checkpoint_open(struct arena *arena, struct str bytes,
                                         const struct ledger_policy *policy,
                                         struct ledger_checkpoint *out, struct ledger_note *note);

#endif
