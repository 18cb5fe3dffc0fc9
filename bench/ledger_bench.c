/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ledger's tree costs without a database: appending, making proofs and checking them, with
 * all tiles in memory. CPU time, one row a line: row, unit, value.
 *
 *     bench_ledger [ENTRIES]    10,000,000 when none is given
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/str.h"
#include "ledger/checkpoint.h"
#include "ledger/memory.h"
#include "ledger/note.h"
#include "ledger/tile.h"
#include "ledger/tree.h"

#define ENTRIES_DEFAULT INT64_C(10000000)
#define ENTRY_BYTES     300  /* about what an entry of canonical JSON has */
#define BATCH           64   /* appends between two flushes, as one commit of the writer has */
#define ROUNDS          2000 /* proofs that one figure is the mean of */
#define ARENA_BYTES_MAX (2ull << 30)
#define STEP            INT64_C(7919) /* a prime, so that places are spread over the tree */

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static double cpu_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void put(const char *row, const char *unit, double value)
{
	printf("%s\t%s\t%.4f\n", row, unit, value);
	fflush(stdout);
}

/* The entry at a place: the same each time, and unlike the others. */
static struct ledger_hash leaf_at(int64_t index)
{
	char text[ENTRY_BYTES] = { 0 };
	int len = snprintf(text, sizeof(text), "%lld", (long long)index);

	must(len > 0, "snprintf");
	return ledger_hash_leaf((struct str){ text, sizeof(text) });
}

static struct ledger_hash append(struct arena *arena, struct ledger_memory *memory, int64_t size)
{
	struct ledger_writer *writer;
	double from = cpu_ms();
	int64_t index;

	must(ledger_writer_open(arena, 0, ledger_memory_get, memory, ledger_memory_put, memory,
	                        &writer) == NULL, "open");
	for (int64_t i = 0; i < size; i++) {
		struct ledger_hash leaf = leaf_at(i);

		must(ledger_writer_append(writer, &leaf, &index) == NULL, "append");
		if ((i + 1) % BATCH == 0)
			must(ledger_writer_flush(writer) == NULL, "flush");
	}
	must(ledger_writer_flush(writer) == NULL, "flush");
	put("ledger_append_all", "ms CPU", cpu_ms() - from);
	put("ledger_append", "ms CPU", (cpu_ms() - from) / (double)size);
	return ledger_tree_root(ledger_writer_tree(writer));
}

/* A writer that starts: it reads the right edge, appends one entry, and knows the root. */
static void one_transaction(struct arena *arena, struct ledger_memory *memory, int64_t size)
{
	double from = cpu_ms();

	for (int i = 0; i < ROUNDS; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct ledger_hash leaf = leaf_at(size);
		struct ledger_writer *writer;
		struct ledger_hash root;
		int64_t index;

		must(ledger_writer_open(arena, size, ledger_memory_get, memory, ledger_memory_put,
		                        memory, &writer) == NULL, "open");
		must(ledger_writer_append(writer, &leaf, &index) == NULL, "append");
		root = ledger_tree_root(ledger_writer_tree(writer));
		must(root.bytes[0] == ledger_tree_root(ledger_writer_tree(writer)).bytes[0],
		     "root");
		arena_rewind(arena, mark);
	}
	put("ledger_open_append_root", "ms CPU", (cpu_ms() - from) / ROUNDS);
}

/* Each proof has a reader of its own, as a request has; no tile is kept from the one before. */
static void inclusion(struct arena *arena, struct ledger_memory *memory, int64_t size,
                      const struct ledger_hash *root)
{
	static struct ledger_proof proofs[ROUNDS];
	double from = cpu_ms();

	for (int64_t i = 0; i < ROUNDS; i++) {
		struct arena_mark mark = arena_mark(arena);
		struct ledger_reader *reader =
			ledger_reader_new(arena, size, ledger_memory_get, memory);

		must(ledger_inclusion_prove(ledger_reader_hash, reader, i * STEP % size, size,
		                            &proofs[i]) == NULL, "prove");
		arena_rewind(arena, mark);
	}
	put("ledger_inclusion_prove", "ms CPU", (cpu_ms() - from) / ROUNDS);
	from = cpu_ms();
	for (int64_t i = 0; i < ROUNDS; i++) {
		struct ledger_hash leaf = leaf_at(i * STEP % size);

		must(ledger_inclusion_check(&leaf, i * STEP % size, size, proofs[i].hashes,
		                            proofs[i].count, root), "check");
	}
	put("ledger_inclusion_check", "ms CPU", (cpu_ms() - from) / ROUNDS);
}

static void consistency(struct arena *arena, struct ledger_memory *memory, int64_t size,
                        const struct ledger_hash *root)
{
	double making = 0;
	double checking = 0;

	for (int64_t i = 0; i < ROUNDS; i++) {
		struct arena_mark mark = arena_mark(arena);
		int64_t old_size = i * STEP % size + 1;
		struct ledger_reader *reader =
			ledger_reader_new(arena, size, ledger_memory_get, memory);
		struct ledger_proof proof;
		struct ledger_hash old;
		double from;

		must(ledger_reader_root(ledger_reader_new(arena, old_size, ledger_memory_get,
		                                          memory), &old) == NULL, "root");
		from = cpu_ms();
		must(ledger_consistency_prove(ledger_reader_hash, reader, old_size, size,
		                              &proof) == NULL, "prove");
		making += cpu_ms() - from;
		from = cpu_ms();
		must(ledger_consistency_check(old_size, &old, size, root, proof.hashes,
		                              proof.count), "check");
		checking += cpu_ms() - from;
		arena_rewind(arena, mark);
	}
	put("ledger_consistency_prove", "ms CPU", making / ROUNDS);
	put("ledger_consistency_check", "ms CPU", checking / ROUNDS);
}

static void checkpoint(struct arena *arena, int64_t size, const struct ledger_hash *root)
{
	const struct ledger_signer *signer;
	struct ledger_policy policy = { .origin = STR("log.example/abdi"), .log_count = 1 };
	struct ledger_checkpoint made = { policy.origin, size, *root, STR("") };
	struct ledger_note note;
	struct str text;
	double from;

	must(ledger_signer_make(arena, policy.origin, LEDGER_KEY_ED25519, &signer) == NULL, "key");
	policy.logs = &signer->key;
	from = cpu_ms();
	for (int i = 0; i < ROUNDS; i++) {
		must(ledger_note_new(arena, ledger_checkpoint_text(arena, &made), &note) == NULL &&
		     ledger_note_sign(arena, &note, signer, 0) == NULL, "sign");
		text = ledger_note_text(arena, &note);
	}
	put("ledger_checkpoint_sign", "ms CPU", (cpu_ms() - from) / ROUNDS);
	from = cpu_ms();
	for (int i = 0; i < ROUNDS; i++)
		must(ledger_checkpoint_open(arena, text, &policy, &made, NULL) == NULL, "open");
	put("ledger_checkpoint_open", "ms CPU", (cpu_ms() - from) / ROUNDS);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct ledger_memory *memory = ledger_memory_new(arena);
	int64_t size = ENTRIES_DEFAULT;
	struct ledger_hash root;

	if (argc > 1)
		must(str_int(str_of(argv[1]), &size) && size > ROUNDS, "bench_ledger [ENTRIES]");
	root = append(arena, memory, size);
	inclusion(arena, memory, size, &root);
	consistency(arena, memory, size, &root);
	one_transaction(arena, memory, size);
	checkpoint(arena, size, &root);
	arena_free(arena);
	return 0;
}
