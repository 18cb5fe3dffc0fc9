/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_TILE_H
#define ABDI_LEDGER_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/tree.h"

struct arena;

/*
 * The tree as files: C2SP tlog-tiles. A tile of level L is up to 256 hashes of complete subtrees of
 * 256^L leaves, one after the other; a bundle has the entries of a tile of level 0. A tile with
 * fewer than 256 is partial and the beginning of the full one, so only the longest is ever kept.
 */

#define LEDGER_TILE_HEIGHT      8
#define LEDGER_TILE_WIDTH       256
#define LEDGER_TILE_BYTES       (LEDGER_TILE_WIDTH * LEDGER_HASH_BYTES)
#define LEDGER_TILE_LEVELS      8     /* that a tree of INT64_MAX leaves can have */
#define LEDGER_TILE_LEVEL_MAX   63    /* that a path may name */
#define LEDGER_TILE_ENTRIES     (-1)  /* the level of bundles: "tile/entries/…" */
#define LEDGER_ENTRY_BYTES_MAX  65535 /* a bundle gives each length two bytes */
#define LEDGER_TILE_PATH_MAX    64    /* bytes of a path; the longest has 52 */

/* Which tile, and how much of it. */
struct ledger_tile {
	int level;     /* 0 to 63, or LEDGER_TILE_ENTRIES */
	int64_t index; /* 0 is furthest left */
	int width;     /* 1 to 256; 256 is full */
};

/* "tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/000.p/3". */
struct str ledger_tile_path(struct arena *arena, struct ledger_tile tile);

/* Strict: only what ledger_tile_path() writes. Paths come from outside. */
bool ledger_tile_parse(struct str path, struct ledger_tile *out);

/* How wide a tile is in a tree of `size` leaves; 0 when it is not there. */
int ledger_tile_width(int level, int64_t index, int64_t size);

/*
 * Where hashes of tiles come from: at least the first `tile.width` hashes of that tile; what is
 * behind them is ignored. Fewer are CORRUPT. The text must live until the next call.
 */
typedef const struct err *ledger_tile_get(void *arg, struct ledger_tile tile, struct str *hashes);

/* Where changed tiles go: `hashes` has tile.width of them and lives until the call returns. */
typedef const struct err *ledger_tile_put(void *arg, struct ledger_tile tile, struct str hashes);

/*
 * Reading. A reader asks for tiles of one tree, keeps the last one of each level, and gives roots
 * of subtrees to the functions of tree.h: pass ledger_reader_hash and the reader.
 * Nothing that is read is believed by itself: check the root against a signed checkpoint, and a
 * proof against that root.
 */
struct ledger_reader;

struct ledger_reader *ledger_reader_new(struct arena *arena, int64_t size, ledger_tile_get *get,
                                        void *arg);
ledger_hash_get ledger_reader_hash;

/* The root of the reader's tree. Errors: those of `get`; CORRUPT. */
const struct err *ledger_reader_root(struct ledger_reader *reader, struct ledger_hash *out);

/* The hash that the level above has for a full tile of these LEDGER_TILE_BYTES. */
struct ledger_hash ledger_tile_root(const unsigned char *hashes);

/*
 * Writing. A writer is the right edge of a tree: the growing tree and the last tile of each level,
 * about 70 KB whatever the size. Full tiles go out as they fill, partial ones by
 * ledger_writer_flush(), so that one transaction writes each tile at most once:
 *
 *     TRY(ledger_writer_open(arena, size, get, arg, put, arg, &writer));
 *     for each entry:  TRY(ledger_writer_append(writer, &leaf, &index));
 *     TRY(ledger_writer_flush(writer));
 *     root = ledger_tree_root(ledger_writer_tree(writer));
 *
 * After an error of `put` the writer is of no use; open a new one from what was committed.
 * A verifier uses one as well: it appends the leaves of a whole log to a writer whose `put`
 * compares each tile with the one that is served.
 */
struct ledger_writer;

/*
 *   size   of the tree so far
 *   get    reads its partial tiles, one a level; with size 0 it is not called
 * Errors: those of `get`; CORRUPT.
 */
const struct err *ledger_writer_open(struct arena *arena, int64_t size, ledger_tile_get *get,
                                     void *get_arg, ledger_tile_put *put, void *put_arg,
                                     struct ledger_writer **out);

/* Append a leaf by its hash; *index is its place. Errors: those of `put`. */
const struct err *ledger_writer_append(struct ledger_writer *writer, const struct ledger_hash *leaf,
                                       int64_t *index);

/* Hand out every partial tile that has changed since it last went out. Errors: those of `put`. */
const struct err *ledger_writer_flush(struct ledger_writer *writer);

/* Size, edge and root as they are now. */
const struct ledger_tree *ledger_writer_tree(const struct ledger_writer *writer);

/* Append an entry to a bundle: length in two bytes, then it. LEDGER_ENTRY_BYTES_MAX holds. */
void ledger_bundle_add(struct buf *bundle, struct str entry);

/*
 * Cut the next entry off the bundle. False at the end, and where the rest is no entry: then
 * `rest` is not empty. Bundles come from outside.
 */
bool ledger_bundle_next(struct str *rest, struct str *entry);

#endif
