/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/proof_cases.h"

#include <sodium.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/json.h"
#include "ledger/checkpoint.h"
#include "ledger/key.h"
#include "ledger/memory.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "ledger/tree.h"

#define REAL_EXACT_MAX 9007199254740992.0 /* 2^53: whole numbers up to here are exact */
#define KEYS_MAX       16                 /* of a case */
#define SIZE_MAX_BUILT INT64_C(1000000)   /* leaves of a tree that a list makes us build */

/* What lists of roots and tiles say about their leaves, when they say nothing. */
static const struct str leaf_text = STR_INIT("asn-dev/");

struct run {
	struct arena *arena;
	proof_case_told *told;
	void *arg;
};

static const struct err *unknown(const struct run *run, const char *what)
{
	return err_new(run->arena, ERR_INVALID, STR(""), "proof.case_unknown", str_of(what));
}

static const struct err *tell(const struct run *run, struct str name, bool verdict, bool expected)
{
	return run->told(run->arg,
	                 &(struct proof_case){ name, verdict, expected, verdict == expected });
}

/*
 * A size or an index. One past 63 bits is written in these files, too: no tree is that large, so it
 * becomes -1, which every check refuses.
 */
static bool get_number(const struct json_value *object, const char *key, int64_t *out)
{
	const struct json_value *value = json_get(object, key);
	double real;

	if (json_as_int(value, out))
		return true;
	if (!json_as_real(value, &real))
		return false;
	*out = real >= 0 && real <= REAL_EXACT_MAX ? (int64_t)real : -1;
	return true;
}

/* A hash in base64; `*whole` turns false when it is not one of 32 bytes. */
static bool get_hash(const struct json_value *object, const char *key, struct ledger_hash *out,
                     bool *whole)
{
	struct str text;

	if (!json_get_str(object, key, &text))
		return false;
	if (!ledger_hash_read(text, out))
		*whole = false;
	return true;
}

/* A list of hashes, or null for none. More than a proof can have is refused like a bad hash. */
static bool get_proof(const struct json_value *object, struct ledger_proof *out, bool *whole)
{
	const struct json_value *list = json_get(object, "proof");
	struct str text;

	out->count = 0;
	if (list == NULL ||
	    (json_kind_of(list) != JSON_KIND_ARRAY && json_kind_of(list) != JSON_KIND_NULL))
		return false;
	for (size_t i = 0; json_at(list, i) != NULL; i++) {
		if (!json_as_str(json_at(list, i), &text))
			return false;
		if (out->count == LEDGER_PROOF_MAX || !ledger_hash_read(text, &out->hashes[i]))
			*whole = false;
		else
			out->count++;
	}
	return true;
}

/* A case's own name, or what is wrong with it, or what kind it is of. */
static struct str name_of(const struct json_value *value)
{
	static const char *const keys[] = { "desc", "case", "why", "kind" };
	struct str name = STR("");

	for (size_t i = 0; i < COUNT(keys) && name.len == 0; i++)
		json_get_str(value, keys[i], &name);
	return name;
}

/* Where one kind of file keeps what. */
struct inclusion_keys {
	const char *index;
	const char *size;
	const char *leaf;
};

static const struct err *inclusion(const struct run *run, const struct json_value *value,
                                   const struct inclusion_keys *keys, bool expected)
{
	struct ledger_hash leaf;
	struct ledger_hash root;
	struct ledger_proof proof;
	int64_t index;
	int64_t size;
	bool whole = true;

	if (!get_number(value, keys->index, &index) || !get_number(value, keys->size, &size) ||
	    !get_hash(value, keys->leaf, &leaf, &whole) ||
	    !get_hash(value, "root", &root, &whole) || !get_proof(value, &proof, &whole))
		return unknown(run, "inclusion");
	return tell(run, name_of(value),
	            whole && ledger_inclusion_check(&leaf, index, size, proof.hashes, proof.count,
	                                            &root),
	            expected);
}

struct consistency_keys {
	const char *old_size;
	const char *old_root;
	const char *size;
	const char *root;
};

static const struct err *consistency(const struct run *run, const struct json_value *value,
                                     const struct consistency_keys *keys, bool expected)
{
	struct ledger_hash old_root;
	struct ledger_hash root;
	struct ledger_proof proof;
	int64_t old_size;
	int64_t size;
	bool whole = true;

	if (!get_number(value, keys->old_size, &old_size) ||
	    !get_number(value, keys->size, &size) ||
	    !get_hash(value, keys->old_root, &old_root, &whole) ||
	    !get_hash(value, keys->root, &root, &whole) || !get_proof(value, &proof, &whole))
		return unknown(run, "consistency");
	return tell(run, name_of(value),
	            whole && ledger_consistency_check(old_size, &old_root, size, &root,
	                                              proof.hashes, proof.count),
	            expected);
}

/* transparency-dev/merkle: testdata/inclusion */
static const struct err *merkle_inclusion(const struct run *run, const struct json_value *value)
{
	static const struct inclusion_keys keys = { "leafIdx", "treeSize", "leafHash" };
	bool refused;

	if (!json_get_bool(value, "wantErr", &refused))
		return unknown(run, "wantErr");
	return inclusion(run, value, &keys, !refused);
}

/* transparency-dev/merkle: testdata/consistency */
static const struct err *merkle_consistency(const struct run *run, const struct json_value *value)
{
	static const struct consistency_keys keys = { "size1", "root1", "size2", "root2" };
	bool refused;

	if (!json_get_bool(value, "wantErr", &refused))
		return unknown(run, "wantErr");
	return consistency(run, value, &keys, !refused);
}

/* Rows of {"kind":"inclusion"} and {"kind":"consistency"}. */
static const struct err *tlog_proof(const struct run *run, const struct json_value *value)
{
	static const struct inclusion_keys one = { "index", "size", "leaf_hash" };
	static const struct consistency_keys two = { "size", "root", "size2", "root2" };
	struct str kind = STR("");
	bool valid;

	json_get_str(value, "kind", &kind);
	if (!json_get_bool(value, "valid", &valid))
		return unknown(run, "valid");
	if (str_eq(kind, STR("inclusion")))
		return inclusion(run, value, &one, valid);
	if (str_eq(kind, STR("consistency")))
		return consistency(run, value, &two, valid);
	return unknown(run, "kind");
}

/* transparency-dev/formats: bodies of checkpoints */
static const struct err *checkpoint_body(const struct run *run, const struct json_value *value)
{
	struct ledger_checkpoint_body body;
	struct str text;
	bool valid;

	if (!json_get_str(value, "checkpoint_body", &text) ||
	    !json_get_bool(value, "valid", &valid))
		return unknown(run, "checkpoint_body");
	return tell(run, name_of(value),
	            ledger_checkpoint_read_body(run->arena, text, &body) == NULL, valid);
}

/* Open a note; whether it holds, and how many signatures of which sort it has. */
static bool note_opens(const struct run *run, struct str bytes, const struct ledger_key *keys,
                       size_t count, struct ledger_note *note)
{
	*note = (struct ledger_note){ 0 };
	return ledger_note_read(run->arena, bytes, note) == NULL &&
	       ledger_note_check(run->arena, note, keys, count) == NULL;
}

/* A count that the file states: does ours agree? One that it does not state always does. */
static bool count_agrees(const struct json_value *value, const char *key, size_t ours)
{
	int64_t stated;

	return !get_number(value, key, &stated) || stated == (int64_t)ours;
}

static const struct err *tell_note(const struct run *run, const struct json_value *value,
                                   struct str bytes, const struct ledger_key *keys, size_t count,
                                   bool expected)
{
	struct ledger_note note;
	struct proof_case found = { .name = name_of(value), .expected = expected };

	found.verdict = note_opens(run, bytes, keys, count, &note);
	found.agrees = found.verdict == expected;
	if (found.verdict)
		found.agrees = found.agrees && count_agrees(value, "verified", note.verified) &&
		               count_agrees(value, "verified_signatures", note.verified) &&
		               count_agrees(value, "unverified_signatures", note.unknown);
	return run->told(run->arg, &found);
}

static bool get_keys(const struct run *run, const struct json_value *list, struct ledger_key *keys,
                     size_t *count)
{
	struct str text;

	*count = json_count(list);
	if (json_kind_of(list) != JSON_KIND_ARRAY || *count > KEYS_MAX)
		return false;
	for (size_t i = 0; i < *count; i++)
		if (!json_as_str(json_at(list, i), &text) ||
		    ledger_key_read(run->arena, text, &keys[i]) != NULL)
			return false;
	return true;
}

/* What golang.org/x/mod/sumdb/note says about a note in base64. */
static const struct err *note_verdict(const struct run *run, const struct json_value *value)
{
	struct ledger_key keys[KEYS_MAX];
	struct str text;
	struct str bytes;
	size_t count;
	bool accepted;

	if (!json_get_str(value, "note_b64", &text) || !base64_decode(run->arena, text, &bytes) ||
	    !json_get_bool(value, "accepted_by_reference", &accepted) ||
	    !get_keys(run, json_get(value, "vkeys"), keys, &count))
		return unknown(run, "note_b64");
	return tell_note(run, value, bytes, keys, count, accepted);
}

/* One note and one key. */
static const struct err *one_note(const struct run *run, const struct json_value *value)
{
	struct ledger_key key;
	struct str text;
	struct str bytes;
	bool valid;

	if (!json_get_str(value, "vkey", &text) || !json_get_str(value, "note", &bytes) ||
	    !json_get_bool(value, "valid", &valid) ||
	    ledger_key_read(run->arena, text, &key) != NULL)
		return unknown(run, "note");
	return tell_note(run, value, bytes, &key, 1, valid);
}

/* A case of golang.org/x/mod: its "trust" names keys of the list by their places. */
static const struct err *trusting(const struct run *run, const struct json_value *value,
                                  const struct ledger_key *keys, size_t key_count)
{
	const struct json_value *trust = json_get(value, "trust");
	struct ledger_key trusted[KEYS_MAX];
	size_t count = json_count(trust);
	struct str bytes;
	int64_t place;
	bool valid;

	if (!json_get_str(value, "note", &bytes) || !json_get_bool(value, "valid", &valid) ||
	    json_kind_of(trust) != JSON_KIND_ARRAY || count > KEYS_MAX)
		return unknown(run, "trust");
	for (size_t i = 0; i < count; i++) {
		if (!json_as_int(json_at(trust, i), &place) || place < 0 ||
		    (size_t)place >= key_count)
			return unknown(run, "trust");
		trusted[i] = keys[place];
	}
	return tell_note(run, value, bytes, trusted, count, valid);
}

static const struct err *note_list(const struct run *run, const struct json_value *value)
{
	const struct json_value *cases = json_get(value, "cases");
	const struct json_value *bad = json_get(value, "bad_vkeys");
	struct ledger_key keys[KEYS_MAX];
	struct ledger_key key;
	struct str text;
	size_t count;

	if (!get_keys(run, json_get(value, "vkeys"), keys, &count))
		return unknown(run, "vkeys");
	for (size_t i = 0; json_at(cases, i) != NULL; i++)
		TRY(trusting(run, json_at(cases, i), keys, count));
	for (size_t i = 0; json_at(bad, i) != NULL; i++) {
		if (!json_as_str(json_at(bad, i), &text))
			return unknown(run, "bad_vkeys");
		TRY(tell(run, text, ledger_key_read(run->arena, text, &key) == NULL, false));
	}
	return NULL;
}

/* A text that, signed with the key of the seed, must be the given note byte for byte. */
static const struct err *signs_alike(const struct run *run, const struct json_value *value,
                                     const struct ledger_signer *signer)
{
	struct ledger_note note;
	struct ledger_note opened;
	struct str expected;
	struct str text;
	struct str line;
	struct str rest;

	if (!json_get_str(value, "text", &text) || !json_get_str(value, "signed_note", &expected))
		return unknown(run, "signed_note");
	TRY(ledger_note_new(run->arena, text, &note));
	TRY(ledger_note_sign(run->arena, &note, signer, 0));
	/* Its second line is the size of the tree. */
	rest = text;
	str_cut(&rest, '\n', &line);
	str_cut(&rest, '\n', &line);
	return tell(run, line,
	            str_eq(ledger_note_text(run->arena, &note), expected) &&
	                    note_opens(run, expected, &signer->key, 1, &opened),
	            true);
}

static const struct err *signed_notes(const struct run *run, const struct json_value *value)
{
	const struct json_value *notes = json_get(value, "notes");
	const struct ledger_signer *signer;
	unsigned char seed[LEDGER_KEY_BYTES];
	struct str origin;
	struct str text;
	struct str vkey;

	if (!json_get_str(value, "ed25519_seed_hex", &text) ||
	    !hex_decode_exact(text, seed, sizeof(seed)) ||
	    !json_get_str(value, "origin", &origin) || !json_get_str(value, "vkey", &vkey))
		return unknown(run, "ed25519_seed_hex");
	TRY(ledger_signer_new(run->arena, origin, LEDGER_KEY_ED25519, seed, &signer));
	TRY(tell(run, vkey, str_eq(ledger_key_text(run->arena, &signer->key), vkey), true));
	for (size_t i = 0; json_at(notes, i) != NULL; i++)
		TRY(signs_alike(run, json_at(notes, i), signer));
	return NULL;
}

static struct ledger_hash leaf_at(const struct run *run, struct str text, int64_t index)
{
	struct arena_mark mark = arena_mark(run->arena);
	struct str entry = str_fmt(run->arena, "%.*s%lld", STR_ARG(text), (long long)index);
	struct ledger_hash leaf = ledger_hash_leaf(entry);

	arena_rewind(run->arena, mark);
	return leaf;
}

/* 'asn-dev/' in "ASCII of 'asn-dev/' followed by decimal index". */
static struct str leaf_text_of(const struct json_value *value)
{
	struct str text = STR("");
	struct str part;

	json_get_str(value, "leaf_data", &text);
	if (str_cut(&text, '\'', &part) && str_cut(&text, '\'', &part) && text.len > 0)
		return part;
	return leaf_text;
}

static bool size_of(struct str key, int64_t *out)
{
	return str_is_digits(key) && str_int(key, out) && *out <= SIZE_MAX_BUILT;
}

/* {"roots_by_size":{"7":"base64"}}: each tree is grown anew. */
static const struct err *roots(const struct run *run, const struct json_value *value)
{
	const struct json_value *list = json_get(value, "roots_by_size");
	const struct json_value *root;
	struct str text = leaf_text_of(value);
	void *cursor = NULL;
	struct str key;

	while (json_next(list, &cursor, &key, &root)) {
		struct ledger_tree tree = { 0 };
		struct ledger_hash expected;
		struct ledger_hash got;
		struct str given;
		int64_t size;

		if (!size_of(key, &size) || !json_as_str(root, &given))
			return unknown(run, "roots_by_size");
		while (tree.size < size) {
			struct ledger_hash leaf = leaf_at(run, text, tree.size);

			ledger_tree_append(&tree, &leaf, NULL);
		}
		got = ledger_tree_root(&tree);
		TRY(tell(run, key,
		         ledger_hash_read(given, &expected) && ledger_hash_eq(&got, &expected),
		         true));
	}
	return NULL;
}

/* Is the tile what "sha256:bytes" says? */
static bool tile_is(const struct run *run, struct ledger_memory *memory, struct str path,
                    struct str given)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct ledger_tile tile;
	struct str bytes;
	struct str text;

	if (!ledger_tile_parse(path, &tile) || tile.level < 0 || tile.level >= LEDGER_TILE_LEVELS ||
	    !str_eq(ledger_tile_path(run->arena, tile), path) ||
	    ledger_memory_get(memory, tile, &bytes) != NULL || bytes.len == 0)
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)bytes.ptr, bytes.len);
	text = hex_encode(run->arena, (struct str){ (const char *)hash, sizeof(hash) });
	return str_eq(str_fmt(run->arena, "%.*s:%zu", STR_ARG(text), bytes.len), given);
}

static const struct err *tiles_of_size(const struct run *run, struct str key,
                                       const struct json_value *paths)
{
	struct ledger_memory *memory = ledger_memory_new(run->arena);
	const struct json_value *value;
	struct ledger_writer *writer;
	void *cursor = NULL;
	struct str path;
	struct str given;
	int64_t index;
	int64_t size;

	if (!size_of(key, &size))
		return unknown(run, "sizes");
	TRY(ledger_writer_open(run->arena, 0, ledger_memory_get, memory, ledger_memory_put, memory,
	                       &writer));
	for (int64_t i = 0; i < size; i++) {
		struct ledger_hash leaf = leaf_at(run, leaf_text, i);

		TRY(ledger_writer_append(writer, &leaf, &index));
	}
	TRY(ledger_writer_flush(writer));
	while (json_next(paths, &cursor, &path, &value)) {
		if (!json_as_str(value, &given))
			return unknown(run, "sizes");
		TRY(tell(run, str_fmt(run->arena, "%.*s %.*s", STR_ARG(key), STR_ARG(path)),
		         tile_is(run, memory, path, given), true));
	}
	return NULL;
}

/* {"sizes":{"257":{"tile/0/000":"sha256:8192"}}} */
static const struct err *tiles(const struct run *run, const struct json_value *value)
{
	const struct json_value *paths;
	void *cursor = NULL;
	struct str key;

	while (json_next(json_get(value, "sizes"), &cursor, &key, &paths))
		TRY(tiles_of_size(run, key, paths));
	return NULL;
}

/* A case is told by a key that only its kind has. */
static const struct {
	const char *key;
	const struct err *(*judge)(const struct run *run, const struct json_value *value);
} shapes[] = {
	{ "leafIdx", merkle_inclusion },
	{ "size1", merkle_consistency },
	{ "kind", tlog_proof },
	{ "note_b64", note_verdict },
	{ "checkpoint_body", checkpoint_body },
	{ "roots_by_size", roots },
	{ "sizes", tiles },
	{ "ed25519_seed_hex", signed_notes },
	{ "bad_vkeys", note_list },
	{ "note", one_note },
};

static const struct err *judge(const struct run *run, const struct json_value *value)
{
	for (size_t i = 0; i < COUNT(shapes); i++)
		if (json_get(value, shapes[i].key) != NULL)
			return shapes[i].judge(run, value);
	return unknown(run, "");
}

const struct err *proof_cases_run(struct arena *arena, struct str text, proof_case_told *told,
                                  void *arg)
{
	const struct run run = { arena, told, arg };
	const struct json_value *value;

	/* Whole numbers past 63 bits stand in some of these files. */
	if (json_read(arena, text, &value) != NULL)
		TRY(json_read_real(arena, text, &value));
	if (json_kind_of(value) != JSON_KIND_ARRAY)
		return judge(&run, value);
	for (size_t i = 0; i < json_count(value); i++)
		TRY(judge(&run, json_at(value, i)));
	return NULL;
}
