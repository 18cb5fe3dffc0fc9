/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "ledger/internal.h"

static const struct err *malformed(struct arena *arena)
{
	return err_new(arena, ERR_INVALID, STR("checkpoint"), "ledger.checkpoint_malformed",
	               STR(""));
}

const struct err *ledger_checkpoint_read_body(struct arena *arena, struct str text,
                                              struct ledger_checkpoint_body *out)
{
	struct ledger_checkpoint_body body;
	struct str line;

	if (!ledger_line(&text, &body.origin) || body.origin.len == 0)
		return malformed(arena);
	if (!ledger_line(&text, &line) || !ledger_decimal(line, &body.size))
		return malformed(arena);
	if (!ledger_line(&text, &line) || !base64_decode(arena, line, &body.root) ||
	    body.root.len == 0)
		return malformed(arena);
	if (text.len > 0 && !str_ends(text, STR("\n")))
		return malformed(arena);
	body.extension = text;
	*out = body;
	return NULL;
}

const struct err *ledger_checkpoint_read(struct arena *arena, struct str text,
                                         struct ledger_checkpoint *out)
{
	struct ledger_hash empty = ledger_hash_empty();
	struct ledger_checkpoint checkpoint;
	struct ledger_checkpoint_body body;

	TRY(ledger_checkpoint_read_body(arena, text, &body));
	if (body.root.len != LEDGER_HASH_BYTES || str_starts(body.extension, STR("\n")) ||
	    str_find(body.extension, STR("\n\n")) >= 0)
		return malformed(arena);
	checkpoint.origin = body.origin;
	checkpoint.size = body.size;
	checkpoint.extension = body.extension;
	memcpy(checkpoint.root.bytes, body.root.ptr, LEDGER_HASH_BYTES);
	if (checkpoint.size == 0 && !ledger_hash_eq(&checkpoint.root, &empty))
		return malformed(arena);
	*out = checkpoint;
	return NULL;
}

struct str ledger_checkpoint_text(struct arena *arena, const struct ledger_checkpoint *checkpoint)
{
	struct buf out;

	buf_init(&out, arena);
	buf_add(&out, checkpoint->origin);
	buf_add_char(&out, '\n');
	buf_add_int(&out, checkpoint->size);
	buf_add_char(&out, '\n');
	buf_add(&out, ledger_hash_text(arena, &checkpoint->root));
	buf_add_char(&out, '\n');
	buf_add(&out, checkpoint->extension);
	return buf_str(&out);
}

static size_t count_within(const struct ledger_note *note, const struct ledger_key *keys,
                           size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < note->count; i++)
		for (size_t k = 0; k < count; k++)
			found += note->signatures[i].key == &keys[k];
	return found;
}

/* Check against all keys of the policy at once, then ask whose they were. */
static const struct err *check_signatures(struct arena *arena, const struct ledger_policy *policy,
                                          struct ledger_note *note)
{
	size_t count = policy->log_count + policy->witness_count;
	struct ledger_key *keys = arena_array(arena, count, sizeof(*keys));

	if (policy->log_count > 0)
		memcpy(keys, policy->logs, policy->log_count * sizeof(*keys));
	if (policy->witness_count > 0)
		memcpy(keys + policy->log_count, policy->witnesses,
		       policy->witness_count * sizeof(*keys));
	TRY(ledger_note_check(arena, note, keys, count));
	if (count_within(note, keys, policy->log_count) == 0)
		return err_new(arena, ERR_MISSING, STR("checkpoint"), "ledger.signature_missing",
		               policy->origin);
	if (count_within(note, keys + policy->log_count, policy->witness_count) <
	    policy->witnesses_min)
		return err_new(arena, ERR_MISSING, STR("checkpoint"), "ledger.witnesses_few",
		               str_fmt(arena, "%zu", policy->witnesses_min));
	return NULL;
}

const struct err *ledger_checkpoint_open(struct arena *arena, struct str bytes,
                                         const struct ledger_policy *policy,
                                         struct ledger_checkpoint *out, struct ledger_note *note)
{
	struct ledger_checkpoint checkpoint;
	struct ledger_note read;

	TRY(ledger_note_read(arena, bytes, &read));
	TRY(check_signatures(arena, policy, &read));
	TRY(ledger_checkpoint_read(arena, read.text, &checkpoint));
	if (!str_eq(checkpoint.origin, policy->origin))
		return err_new(arena, ERR_CORRUPT, STR("checkpoint"), "ledger.origin_other",
		               checkpoint.origin);
	*out = checkpoint;
	if (note != NULL)
		*note = read;
	return NULL;
}
