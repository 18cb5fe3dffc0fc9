/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_RECEIPT_H
#define ABDI_LEDGER_RECEIPT_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

struct arena;

/*
 * A receipt is a .tlog-proof file (C2SP tlog-proof): the place of one entry, its inclusion proof
 * and the checkpoint it leads to. With the entry and the log's key it can be checked offline.
 */

#define LEDGER_RECEIPT_BYTES_MAX (4u << 20) /* extra data and a checkpoint at their longest */
#define LEDGER_RECEIPT_EXTRA_MAX (1u << 20)

struct ledger_receipt {
	struct str extra; /* opaque and not authenticated; empty: none */
	int64_t index;
	struct ledger_proof proof;
	struct str checkpoint; /* the signed note, byte for byte */
};

/* Strict; nothing is believed yet. Errors: INVALID; LIMIT. */
const struct err *ledger_receipt_read(struct arena *arena, struct str bytes,
                                      struct ledger_receipt *out);

/* The file. LEDGER_RECEIPT_EXTRA_MAX and LEDGER_NOTE_BYTES_MAX are asserted. */
struct str ledger_receipt_text(struct arena *arena, const struct ledger_receipt *receipt);

/*
 * Does it prove that the log has the leaf at the receipt's index?
 *   checkpoint   what it was proved against; may be NULL
 * Errors: those of ledger_checkpoint_open(); CORRUPT the proof does not lead to its root.
 */
const struct err *ledger_receipt_check(struct arena *arena, const struct ledger_receipt *receipt,
                                       const struct ledger_policy *policy,
                                       const struct ledger_hash *leaf,
                                       struct ledger_checkpoint *checkpoint);

#endif
