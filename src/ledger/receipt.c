/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/receipt.h"

#include <assert.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "ledger/internal.h"

static const struct str header = STR_INIT("c2sp.org/tlog-proof@v1");
static const struct str extra_word = STR_INIT("extra ");
static const struct str index_word = STR_INIT("index ");

static const struct err *malformed(struct arena *arena)
{
	return err_new(arena, ERR_INVALID, STR("proof"), "ledger.receipt_malformed", STR(""));
}

static bool read_index(struct str line, int64_t *out)
{
	return str_starts(line, index_word) &&
	       ledger_decimal(str_sub(line, index_word.len, line.len), out);
}

/* Hashes up to the empty line. */
static bool read_hashes(struct str *rest, struct ledger_proof *out)
{
	struct str line;

	out->count = 0;
	while (ledger_line(rest, &line)) {
		if (line.len == 0)
			return true;
		if (out->count == LEDGER_HEIGHT_MAX ||
		    !ledger_hash_read(line, &out->hashes[out->count++]))
			return false;
	}
	return false;
}

const struct err *ledger_receipt_read(struct arena *arena, struct str bytes,
                                      struct ledger_receipt *out)
{
	struct ledger_receipt receipt = { 0 };
	struct str rest = bytes;
	struct str line;

	if (bytes.len > LEDGER_RECEIPT_BYTES_MAX)
		return err_new(arena, ERR_LIMIT, STR("proof"), "ledger.receipt_long",
		               str_fmt(arena, "%u", LEDGER_RECEIPT_BYTES_MAX));
	if (!ledger_line(&rest, &line) || !str_eq(line, header) || !ledger_line(&rest, &line))
		return malformed(arena);
	if (str_starts(line, extra_word)) {
		line = str_sub(line, extra_word.len, line.len);
		if (!base64_decode(arena, line, &receipt.extra) || receipt.extra.len == 0 ||
		    receipt.extra.len > LEDGER_RECEIPT_EXTRA_MAX || !ledger_line(&rest, &line))
			return malformed(arena);
	}
	if (!read_index(line, &receipt.index) || !read_hashes(&rest, &receipt.proof) ||
	    rest.len == 0)
		return malformed(arena);
	receipt.checkpoint = rest;
	*out = receipt;
	return NULL;
}

struct str ledger_receipt_text(struct arena *arena, const struct ledger_receipt *receipt)
{
	struct buf out;

	assert(receipt->extra.len <= LEDGER_RECEIPT_EXTRA_MAX);
	assert(receipt->checkpoint.len <= LEDGER_NOTE_BYTES_MAX && receipt->index >= 0);
	buf_init(&out, arena);
	buf_add(&out, header);
	buf_add_char(&out, '\n');
	if (receipt->extra.len > 0) {
		buf_add(&out, extra_word);
		buf_add(&out, base64_encode(arena, receipt->extra));
		buf_add_char(&out, '\n');
	}
	buf_add(&out, index_word);
	buf_add_int(&out, receipt->index);
	buf_add_char(&out, '\n');
	for (size_t i = 0; i < receipt->proof.count; i++) {
		buf_add(&out, ledger_hash_text(arena, &receipt->proof.hashes[i]));
		buf_add_char(&out, '\n');
	}
	buf_add_char(&out, '\n');
	buf_add(&out, receipt->checkpoint);
	return buf_str(&out);
}

const struct err *ledger_receipt_check(struct arena *arena, const struct ledger_receipt *receipt,
                                       const struct ledger_policy *policy,
                                       const struct ledger_hash *leaf,
                                       struct ledger_checkpoint *checkpoint)
{
	struct ledger_checkpoint opened;

	TRY(ledger_checkpoint_open(arena, receipt->checkpoint, policy, &opened, NULL));
	if (!ledger_inclusion_check(leaf, receipt->index, opened.size, receipt->proof.hashes,
	                            receipt->proof.count, &opened.root))
		return err_new(arena, ERR_CORRUPT, STR("proof"), "ledger.inclusion_false",
		               str_fmt(arena, "%lld", (long long)receipt->index));
	if (checkpoint != NULL)
		*checkpoint = opened;
	return NULL;
}
