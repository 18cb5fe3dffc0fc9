/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/text.h"
#include "ledger/internal.h"

#define ID_BYTES   4
#define TIME_BYTES 8

static const struct str dash = STR_INIT("\xE2\x80\x94 "); /* U+2014 and a space */

static const struct err *malformed(struct arena *arena)
{
	return err_new(arena, ERR_INVALID, STR("note"), "ledger.note_malformed", STR(""));
}

/* UTF-8 without control characters of ASCII but line ends, and with one at the end. */
static bool is_plain(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' && text.ptr[i] != '\n')
			return false;
	return str_ends(text, STR("\n")) && text_is_utf8(text);
}

static uint32_t read_id(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

/* A line without its end: dash, name, space, base64 of id and signature. */
static bool read_signature(struct arena *arena, struct str line, struct ledger_signature *out)
{
	struct ledger_signature signature = { 0 };
	struct str bytes;

	if (!str_starts(line, dash))
		return false;
	line = str_sub(line, dash.len, line.len);
	if (!str_cut(&line, ' ', &signature.name) || !ledger_key_name_check(signature.name))
		return false;
	if (!base64_decode(arena, line, &bytes) || bytes.len <= ID_BYTES)
		return false;
	signature.id = read_id((const unsigned char *)bytes.ptr);
	signature.bytes = str_sub(bytes, ID_BYTES, bytes.len);
	*out = signature;
	return true;
}

static const struct err *too_many(struct arena *arena)
{
	return err_new(arena, ERR_LIMIT, STR("note"), "ledger.note_signatures",
	               str_fmt(arena, "%d", LEDGER_NOTE_SIGNATURES_MAX));
}

static struct ledger_signature *room(struct arena *arena)
{
	return arena_array(arena, LEDGER_NOTE_SIGNATURES_MAX, sizeof(struct ledger_signature));
}

const struct err *ledger_note_read(struct arena *arena, struct str bytes, struct ledger_note *out)
{
	struct ledger_note note = { 0 };
	struct str lines;
	struct str line;
	size_t at = bytes.len;

	if (bytes.len > LEDGER_NOTE_BYTES_MAX)
		return err_new(arena, ERR_LIMIT, STR("note"), "ledger.note_long",
		               str_fmt(arena, "%u", LEDGER_NOTE_BYTES_MAX));
	if (!is_plain(bytes))
		return malformed(arena);
	/* The last empty line ends the text. */
	while (at >= 2 && !(bytes.ptr[at - 1] == '\n' && bytes.ptr[at - 2] == '\n'))
		at--;
	if (at < 2)
		return malformed(arena);
	note.text = str_sub(bytes, 0, at - 1);
	note.signatures = room(arena);
	lines = str_sub(bytes, at, bytes.len);
	while (ledger_line(&lines, &line)) {
		if (note.count == LEDGER_NOTE_SIGNATURES_MAX)
			return too_many(arena);
		if (!read_signature(arena, line, &note.signatures[note.count++]))
			return malformed(arena);
	}
	if (note.count == 0)
		return malformed(arena);
	*out = note;
	return NULL;
}

/* What a cosignature signs (C2SP tlog-cosignature, "Ed25519 signed message"). */
static struct str cosigned(struct arena *arena, struct str text, int64_t at_s)
{
	return str_fmt(arena, "cosignature/v1\ntime %lld\n%.*s", (long long)at_s, STR_ARG(text));
}

static bool ed25519_holds(const unsigned char *signature, struct str message,
                          const struct ledger_key *key)
{
	return crypto_sign_verify_detached(signature, (const unsigned char *)message.ptr,
	                                   message.len, key->bytes) == 0;
}

static bool read_time(const unsigned char *bytes, int64_t *out)
{
	uint64_t time = 0;

	for (int i = 0; i < TIME_BYTES; i++)
		time = time << 8 | bytes[i];
	*out = (int64_t)time;
	return time <= INT64_MAX;
}

static bool holds(struct arena *arena, struct str text, struct ledger_signature *signature,
                  const struct ledger_key *key)
{
	const unsigned char *bytes = (const unsigned char *)signature->bytes.ptr;
	int64_t at_s;

	if (key->type == LEDGER_KEY_ED25519)
		return signature->bytes.len == LEDGER_SIGNATURE_BYTES &&
		       ed25519_holds(bytes, text, key);
	if (signature->bytes.len != TIME_BYTES + LEDGER_SIGNATURE_BYTES || !read_time(bytes, &at_s))
		return false;
	if (!ed25519_holds(bytes + TIME_BYTES, cosigned(arena, text, at_s), key))
		return false;
	signature->at_s = at_s;
	return true;
}

static bool same_key(const struct ledger_signature *a, const struct ledger_signature *b)
{
	return a->id == b->id && str_eq(a->name, b->name);
}

static const struct ledger_key *key_of(const struct ledger_signature *signature,
                                       const struct ledger_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i].id == signature->id && str_eq(keys[i].name, signature->name))
			return &keys[i];
	return NULL;
}

/* Does an earlier line say the same: one of the same known key, or the same line of another? */
static bool repeated(const struct ledger_note *note, size_t at, bool known)
{
	const struct ledger_signature *signature = &note->signatures[at];

	for (size_t i = 0; i < at; i++)
		if (same_key(&note->signatures[i], signature) &&
		    (known || str_eq(note->signatures[i].bytes, signature->bytes)))
			return true;
	return false;
}

const struct err *ledger_note_check(struct arena *arena, struct ledger_note *note,
                                    const struct ledger_key *keys, size_t key_count)
{
	note->verified = 0;
	note->unknown = 0;
	for (size_t i = 0; i < note->count; i++) {
		struct ledger_signature *signature = &note->signatures[i];
		const struct ledger_key *key = key_of(signature, keys, key_count);

		signature->key = NULL;
		if (repeated(note, i, key != NULL))
			continue;
		if (key == NULL) {
			note->unknown++;
			continue;
		}
		if (!holds(arena, note->text, signature, key))
			return err_new(arena, ERR_CORRUPT, STR("note"), "ledger.signature_false",
			               key->name);
		signature->key = key;
		note->verified++;
	}
	if (note->verified == 0)
		return err_new(arena, ERR_MISSING, STR("note"), "ledger.signature_missing",
		               STR(""));
	return NULL;
}

const struct err *ledger_note_new(struct arena *arena, struct str text, struct ledger_note *out)
{
	if (!is_plain(text))
		return malformed(arena);
	*out = (struct ledger_note){ .text = text, .signatures = room(arena) };
	return NULL;
}

/* Put a signature in the place of one of the same key, or behind the others. */
static const struct err *put(struct arena *arena, struct ledger_note *note,
                             const struct ledger_signature *signature)
{
	size_t at = 0;

	while (at < note->count && !same_key(&note->signatures[at], signature))
		at++;
	if (at == LEDGER_NOTE_SIGNATURES_MAX)
		return too_many(arena);
	if (at == note->count)
		note->count++;
	note->signatures[at] = *signature;
	return NULL;
}

const struct err *ledger_note_sign(struct arena *arena, struct ledger_note *note,
                                   const struct ledger_signer *signer, int64_t at_s)
{
	unsigned char *bytes = arena_bytes(arena, TIME_BYTES + LEDGER_SIGNATURE_BYTES);
	struct str message = note->text;
	size_t front = 0;

	assert(at_s >= 0);
	if (signer->key.type == LEDGER_KEY_COSIGNATURE) {
		message = cosigned(arena, note->text, at_s);
		for (; front < TIME_BYTES; front++)
			bytes[front] = (unsigned char)(at_s >> (8 * (TIME_BYTES - 1 - front)));
	}
	crypto_sign_detached(bytes + front, NULL, (const unsigned char *)message.ptr, message.len,
	                     signer->secret);
	return put(arena, note,
	           &(struct ledger_signature){
			   .name = signer->key.name,
			   .id = signer->key.id,
			   .bytes = { (const char *)bytes, front + LEDGER_SIGNATURE_BYTES },
		   });
}

const struct err *ledger_note_add(struct arena *arena, struct ledger_note *note, struct str lines)
{
	struct ledger_signature signature;
	struct str line;

	if (lines.len > LEDGER_NOTE_BYTES_MAX || !is_plain(lines))
		return malformed(arena);
	while (ledger_line(&lines, &line)) {
		if (!read_signature(arena, line, &signature))
			return malformed(arena);
		TRY(put(arena, note, &signature));
	}
	return NULL;
}

static void add_signature(struct buf *out, const struct ledger_signature *signature)
{
	struct buf bytes;

	buf_init(&bytes, out->arena);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_char(&bytes, (char)(signature->id >> shift & 0xFF));
	buf_add(&bytes, signature->bytes);
	buf_add(out, dash);
	buf_add(out, signature->name);
	buf_add_char(out, ' ');
	buf_add(out, base64_encode(out->arena, buf_str(&bytes)));
	buf_add_char(out, '\n');
}

struct str ledger_note_text(struct arena *arena, const struct ledger_note *note)
{
	struct buf out;

	assert(note->count > 0);
	buf_init(&out, arena);
	buf_add(&out, note->text);
	buf_add_char(&out, '\n');
	for (size_t i = 0; i < note->count; i++)
		add_signature(&out, &note->signatures[i]);
	return buf_str(&out);
}
