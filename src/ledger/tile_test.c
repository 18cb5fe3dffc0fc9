/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "ledger/memory.h"

#define LEAVES 70000 /* the example of C2SP tlog-tiles */

static int setup(void **state)
{
	*state = arena_new(256u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static struct ledger_hash leaf_at(int64_t index)
{
	return ledger_hash_leaf((struct str){ (const char *)&index, sizeof(index) });
}

static const struct {
	struct ledger_tile tile;
	const char *path;
} paths[] = {
	{ { 0, 0, 256 }, "tile/0/000" },
	{ { 0, 0, 1 }, "tile/0/000.p/1" },
	{ { 1, 999, 255 }, "tile/1/999.p/255" },
	{ { 0, 1000, 256 }, "tile/0/x001/000" },
	{ { 0, 1234067, 256 }, "tile/0/x001/x234/067" },
	{ { 63, 4000000, 17 }, "tile/63/x004/x000/000.p/17" },
	{ { LEDGER_TILE_ENTRIES, 5, 256 }, "tile/entries/005" },
	{ { LEDGER_TILE_ENTRIES, INT64_MAX, 3 },
	  "tile/entries/x009/x223/x372/x036/x854/x775/807.p/3" },
};

static void paths_are_written_and_read(void **state)
{
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct str path = str_of(paths[i].path);
		struct ledger_tile got;

		assert_true(str_eq(ledger_tile_path(*state, paths[i].tile), path));
		assert_true(ledger_tile_parse(path, &got));
		assert_int_equal(got.level, paths[i].tile.level);
		assert_true(got.index == paths[i].tile.index);
		assert_int_equal(got.width, paths[i].tile.width);
	}
}

static void other_paths_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"tile",
		"tile/",
		"tile/0",
		"tile/0/",
		"/tile/0/000",
		"tile/0/000/",
		"tile/00/000",
		"tile/64/000",
		"tile/-1/000",
		"tile/+1/000",
		"tile/0/0",
		"tile/0/00",
		"tile/0/0000",
		"tile/0/x000/001",
		"tile/0/001/002",
		"tile/0/x001",
		"tile/0/x001/x002",
		"tile/0/x01/002",
		"tile/0/000.p/0",
		"tile/0/000.p/256",
		"tile/0/000.p/01",
		"tile/0/000.p/",
		"tile/0/000.p/1.p/1",
		"tile/0/000.p",
		"tile/0/000p/1",
		"tile/data/000",
		"tile/Entries/000",
		"tile/0/..",
		"tile/0/x001//002",
		"tile//000",
		"tile/0/x009/x223/x372/x036/x854/x775/808",
		"tile/0/X001/000",
		"tile/0/ 00",
		"tile/0/x009/x009/x009/x009/x009/x009/x009/x009/x009/x009/009",
	};
	struct ledger_tile tile;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_tile_parse(str_of(bad[i]), &tile))
			fail_msg("%s was read", bad[i]);
	assert_false(ledger_tile_parse(STR("tile/0/000\0"), &tile));
}

static void widths_follow_the_size(void **state)
{
	(void)state;
	assert_int_equal(ledger_tile_width(0, 272, LEAVES), 256);
	assert_int_equal(ledger_tile_width(0, 273, LEAVES), 112);
	assert_int_equal(ledger_tile_width(0, 274, LEAVES), 0);
	assert_int_equal(ledger_tile_width(LEDGER_TILE_ENTRIES, 273, LEAVES), 112);
	assert_int_equal(ledger_tile_width(1, 0, LEAVES), 256);
	assert_int_equal(ledger_tile_width(1, 1, LEAVES), 17);
	assert_int_equal(ledger_tile_width(2, 0, LEAVES), 1);
	assert_int_equal(ledger_tile_width(3, 0, LEAVES), 0);
	assert_int_equal(ledger_tile_width(0, 0, 256), 256);
	assert_int_equal(ledger_tile_width(1, 0, 256), 1);
	assert_int_equal(ledger_tile_width(0, 0, 0), 0);
	assert_int_equal(ledger_tile_width(0, 0, -1), 0);
	assert_int_equal(ledger_tile_width(0, -1, 5), 0);
	assert_int_equal(ledger_tile_width(7, 0, INT64_MAX), 127);
	assert_int_equal(ledger_tile_width(63, 0, INT64_MAX), 0);
}

/* Append leaves [from, until) in a writer of its own, as a transaction does. */
static struct ledger_hash append(struct arena *arena, struct ledger_memory *memory, int64_t from,
                                 int64_t until)
{
	struct ledger_writer *writer;
	struct ledger_hash root;
	int64_t index;

	assert_null(ledger_writer_open(arena, from, ledger_memory_get, memory, ledger_memory_put,
	                               memory, &writer));
	for (int64_t i = from; i < until; i++) {
		struct ledger_hash leaf = leaf_at(i);

		assert_null(ledger_writer_append(writer, &leaf, &index));
		assert_true(index == i);
	}
	assert_null(ledger_writer_flush(writer));
	root = ledger_tree_root(ledger_writer_tree(writer));
	return root;
}

static void a_tree_written_in_steps_is_that_written_at_once(void **state)
{
	struct ledger_memory *steps = ledger_memory_new(*state);
	struct ledger_tree tree = { 0 };
	struct ledger_hash got = { 0 };
	struct ledger_hash expected;
	int64_t size = 0;

	for (int64_t step = 1; size < LEAVES; step = step * 3 + 1) {
		int64_t until = size + step < LEAVES ? size + step : LEAVES;

		got = append(*state, steps, size, until);
		for (; size < until; size++) {
			struct ledger_hash leaf = leaf_at(size);

			ledger_tree_append(&tree, &leaf, NULL);
		}
		expected = ledger_tree_root(&tree);
		assert_true(ledger_hash_eq(&got, &expected));
		assert_null(ledger_reader_root(
			ledger_reader_new(*state, size, ledger_memory_get, steps), &got));
		assert_true(ledger_hash_eq(&got, &expected));
	}
}

static void proofs_come_from_tiles(void **state)
{
	static const int64_t places[] = { 0, 1, 255, 256, 65535, 65536, 69887, 69888, 69999 };
	struct ledger_memory *memory = ledger_memory_new(*state);
	struct ledger_hash root = append(*state, memory, 0, LEAVES);
	struct ledger_reader *reader = ledger_reader_new(*state, LEAVES, ledger_memory_get, memory);
	struct ledger_proof proof;

	for (size_t i = 0; i < COUNT(places); i++) {
		struct ledger_hash leaf = leaf_at(places[i]);
		struct ledger_hash old;

		assert_null(ledger_inclusion_prove(ledger_reader_hash, reader, places[i], LEAVES,
		                                   &proof));
		assert_true(ledger_inclusion_check(&leaf, places[i], LEAVES, proof.hashes,
		                                   proof.count, &root));
		assert_null(ledger_reader_root(
			ledger_reader_new(*state, places[i] + 1, ledger_memory_get, memory), &old));
		assert_null(ledger_consistency_prove(ledger_reader_hash, reader, places[i] + 1,
		                                     LEAVES, &proof));
		assert_true(ledger_consistency_check(places[i] + 1, &old, LEAVES, &root,
		                                     proof.hashes, proof.count));
	}
}

static void the_level_above_has_the_root_of_a_full_tile(void **state)
{
	struct ledger_memory *memory = ledger_memory_new(*state);
	struct ledger_hash root;
	struct str below;
	struct str above;

	append(*state, memory, 0, 600);
	assert_null(ledger_memory_get(memory, (struct ledger_tile){ 0, 1, 256 }, &below));
	assert_null(ledger_memory_get(memory, (struct ledger_tile){ 1, 0, 2 }, &above));
	root = ledger_tile_root((const unsigned char *)below.ptr);
	assert_memory_equal(root.bytes, above.ptr + LEDGER_HASH_BYTES, LEDGER_HASH_BYTES);
}

static void a_missing_tile_is_named(void **state)
{
	struct ledger_memory *memory = ledger_memory_new(*state);
	struct ledger_writer *writer;
	struct ledger_hash root;
	const struct err *err;

	append(*state, memory, 0, 300);
	err = ledger_writer_open(*state, 301, ledger_memory_get, memory, ledger_memory_put, memory,
	                         &writer);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_CORRUPT);
	assert_true(str_eq(err->value, STR("tile/0/001.p/45")));
	err = ledger_reader_root(ledger_reader_new(*state, 600, ledger_memory_get, memory), &root);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_CORRUPT);
}

/* A store whose one hash was changed. */
struct changed {
	struct ledger_memory *memory;
	char bytes[LEDGER_TILE_BYTES];
};

static const struct err *changed_get(void *arg, struct ledger_tile tile, struct str *hashes)
{
	struct changed *changed = arg;

	assert_null(ledger_memory_get(changed->memory, tile, hashes));
	if (tile.level != 0 || tile.index != 0)
		return NULL;
	memcpy(changed->bytes, hashes->ptr, hashes->len);
	changed->bytes[100 * LEDGER_HASH_BYTES] ^= 1;
	hashes->ptr = changed->bytes;
	return NULL;
}

static void a_changed_hash_makes_proofs_false(void **state)
{
	struct changed changed = { .memory = ledger_memory_new(*state) };
	struct ledger_hash root = append(*state, changed.memory, 0, 300);
	struct ledger_reader *reader = ledger_reader_new(*state, 300, changed_get, &changed);
	struct ledger_hash leaf = leaf_at(7);
	struct ledger_proof proof;

	assert_null(ledger_inclusion_prove(ledger_reader_hash, reader, 7, 300, &proof));
	assert_false(ledger_inclusion_check(&leaf, 7, 300, proof.hashes, proof.count, &root));
}

static void bundles_are_taken_apart(void **state)
{
	struct str longest = { arena_alloc(*state, LEDGER_ENTRY_BYTES_MAX),
		               LEDGER_ENTRY_BYTES_MAX };
	struct str entry;
	struct str rest;
	struct buf bundle;

	buf_init(&bundle, *state);
	ledger_bundle_add(&bundle, STR("first"));
	ledger_bundle_add(&bundle, STR(""));
	ledger_bundle_add(&bundle, longest);
	rest = buf_str(&bundle);
	assert_memory_equal(rest.ptr,
	                    "\x00\x05"
	                    "first\x00\x00\xFF\xFF",
	                    11);
	assert_true(ledger_bundle_next(&rest, &entry) && str_eq(entry, STR("first")));
	assert_true(ledger_bundle_next(&rest, &entry) && entry.len == 0);
	assert_true(ledger_bundle_next(&rest, &entry) && str_eq(entry, longest));
	assert_false(ledger_bundle_next(&rest, &entry));
	assert_int_equal(rest.len, 0);
	rest = STR("\x00\x05"
	           "firs");
	assert_false(ledger_bundle_next(&rest, &entry));
	assert_int_equal(rest.len, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths_are_written_and_read, setup, teardown),
		cmocka_unit_test(other_paths_are_refused),
		cmocka_unit_test(widths_follow_the_size),
		cmocka_unit_test_setup_teardown(a_tree_written_in_steps_is_that_written_at_once,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(proofs_come_from_tiles, setup, teardown),
		cmocka_unit_test_setup_teardown(the_level_above_has_the_root_of_a_full_tile, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_missing_tile_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(a_changed_hash_makes_proofs_false, setup, teardown),
		cmocka_unit_test_setup_teardown(bundles_are_taken_apart, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
