/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/place.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/near.h"
#include "registry/registry.h"

/* Items in blocks, so that their addresses stay while the list grows. */
#define BLOCK_ITEMS 1024

#define ROW_ARENA_BYTES (1u << 20) /* the keys of one title, which is one cell long at most */

struct blocks {
	void *block[(PLACE_POSITIONS_MAX + BLOCK_ITEMS - 1) / BLOCK_ITEMS];
	size_t count;
};

/* A hash index: places in open addressing, by 64-bit key hash; equality is the caller's check. */
struct index {
	uint32_t *slots; /* item + 1; 0 is empty */
	size_t slot_count;
	size_t used;
};

struct places {
	struct arena *arena;
	struct blocks units;
	struct blocks positions;
	struct index by_name;     /* (scope, key) of every unit; see scope_of() */
	struct index anywhere;    /* key of every unit */
	struct index by_unit_id;
	struct blocks titles;
	struct index title_index; /* (title, kind, echelon) */
	struct index by_title;    /* (unit, title) */
	struct index by_position_id;
	struct near_index *near;
};

static void *blocks_add(struct arena *arena, struct blocks *blocks, size_t item_size)
{
	size_t block = blocks->count / BLOCK_ITEMS, at = blocks->count % BLOCK_ITEMS;

	if (at == 0)
		blocks->block[block] = arena_array(arena, BLOCK_ITEMS, item_size);
	blocks->count++;
	return (char *)blocks->block[block] + at * item_size;
}

struct place_unit *places_unit_at(struct places *places, size_t index)
{
	struct place_unit *block = places->units.block[index / BLOCK_ITEMS];

	return &block[index % BLOCK_ITEMS];
}

struct place_position *places_position_at(struct places *places, size_t index)
{
	struct place_position *block = places->positions.block[index / BLOCK_ITEMS];

	return &block[index % BLOCK_ITEMS];
}

size_t places_unit_count(const struct places *places)
{
	return places->units.count;
}

size_t places_position_count(const struct places *places)
{
	return places->positions.count;
}

/* ---- hashing ---- */

static uint64_t hash_mix(uint64_t seed, uint64_t value)
{
	uint64_t x = seed ^ (value + 0x9E3779B97F4A7C15u + (seed << 6) + (seed >> 2));

	x ^= x >> 32;
	x *= 0xD6E8FEB86659FD93u;
	return x ^ (x >> 32);
}

/* Where a unit's name is unique: 0 for an office, else its office. */
static int64_t scope_of(const struct place_unit *unit)
{
	return unit->root_id == unit->id ? 0 : unit->root_id;
}

static uint64_t unit_hash(int64_t scope_id, struct str key)
{
	return hash_mix((uint64_t)scope_id, str_hash(key));
}

static uint64_t title_hash(const struct place_title *title)
{
	return hash_mix(str_hash(title->key),
	                (uint64_t)title->kind + 31 * str_hash(title->echelon));
}

static uint64_t position_hash(int64_t unit_id, const struct place_title *title)
{
	return hash_mix((uint64_t)unit_id, (uint64_t)(uintptr_t)title);
}

static struct place_title *title_at(struct places *places, size_t index)
{
	struct place_title *block = places->titles.block[index / BLOCK_ITEMS];

	return &block[index % BLOCK_ITEMS];
}

typedef uint64_t item_hash(struct places *places, size_t item);
typedef bool item_is(struct places *places, size_t item, const void *wanted);

static void index_put(struct index *index, uint64_t hash, size_t item)
{
	size_t at = hash & (index->slot_count - 1);

	while (index->slots[at] != 0)
		at = (at + 1) & (index->slot_count - 1);
	index->slots[at] = (uint32_t)item + 1;
	index->used++;
}

static void index_add(struct places *places, struct index *index, item_hash *hash, size_t item)
{
	if ((index->used + 1) * 4 > index->slot_count * 3) {
		struct index grown = { .slot_count = index->slot_count == 0
			                                     ? 1024
			                                     : index->slot_count * 2 };

		grown.slots = arena_array(places->arena, grown.slot_count, sizeof(*grown.slots));
		for (size_t i = 0; i < index->slot_count; i++)
			if (index->slots[i] != 0)
				index_put(&grown, hash(places, index->slots[i] - 1),
				          index->slots[i] - 1);
		*index = grown;
	}
	index_put(index, hash(places, item), item);
}

/* The first item with that hash for which `is` holds; SIZE_MAX when there is none. */
static size_t index_find(struct places *places, const struct index *index, uint64_t hash,
                         item_is *is, const void *wanted)
{
	if (index->slot_count == 0)
		return SIZE_MAX;
	for (size_t at = hash & (index->slot_count - 1); index->slots[at] != 0;
	     at = (at + 1) & (index->slot_count - 1))
		if (is(places, index->slots[at] - 1, wanted))
			return index->slots[at] - 1;
	return SIZE_MAX;
}

static uint64_t unit_name_hash(struct places *places, size_t item)
{
	const struct place_unit *unit = places_unit_at(places, item);

	return unit_hash(scope_of(unit), unit->key);
}

static uint64_t unit_key_hash(struct places *places, size_t item)
{
	return str_hash(places_unit_at(places, item)->key);
}

static uint64_t unit_id_hash(struct places *places, size_t item)
{
	return hash_mix(1, (uint64_t)places_unit_at(places, item)->id);
}

static uint64_t position_title_hash(struct places *places, size_t item)
{
	const struct place_position *p = places_position_at(places, item);

	return position_hash(p->unit_id, p->is);
}

static uint64_t position_id_hash(struct places *places, size_t item)
{
	return hash_mix(2, (uint64_t)places_position_at(places, item)->id);
}

struct unit_wanted {
	int64_t scope_id;
	struct str key;
};

static bool unit_is_named(struct places *places, size_t item, const void *arg)
{
	const struct place_unit *unit = places_unit_at(places, item);
	const struct unit_wanted *wanted = arg;

	return scope_of(unit) == wanted->scope_id && str_eq(unit->key, wanted->key);
}

static bool unit_has_id(struct places *places, size_t item, const void *arg)
{
	return places_unit_at(places, item)->id == *(const int64_t *)arg;
}

static bool position_is(struct places *places, size_t item, const void *arg)
{
	const struct place_position *p = places_position_at(places, item);
	const struct place_position *wanted = arg;

	return p->unit_id == wanted->unit_id && p->is == wanted->is;
}

static uint64_t title_item_hash(struct places *places, size_t item)
{
	return title_hash(title_at(places, item));
}

static bool title_is(struct places *places, size_t item, const void *arg)
{
	const struct place_title *title = title_at(places, item), *wanted = arg;

	return title->kind == wanted->kind && str_eq(title->key, wanted->key) &&
	       str_eq(title->echelon, wanted->echelon);
}

static bool position_has_id(struct places *places, size_t item, const void *arg)
{
	return places_position_at(places, item)->id == *(const int64_t *)arg;
}

/* ---- filling ---- */

static const struct err *unit_put(struct ctx *c, struct places *places,
                                  const struct place_unit *unit, struct place_unit **out)
{
	size_t item = places->units.count;
	struct place_unit *kept;

	if (item >= PLACE_UNITS_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("unit"), "import.too_many_units", STR(""));
	kept = blocks_add(places->arena, &places->units, sizeof(*kept));
	*kept = *unit;
	index_add(places, &places->by_name, unit_name_hash, item);
	index_add(places, &places->by_unit_id, unit_id_hash, item);
	index_add(places, &places->anywhere, unit_key_hash, item);
	near_add(places->near, scope_of(kept), kept->key, kept->name);
	*out = kept;
	return NULL;
}

static const struct err *position_put(struct ctx *c, struct places *places,
                                      const struct place_position *position,
                                      struct place_position **out)
{
	size_t item = places->positions.count;
	struct place_position *kept;

	if (item >= PLACE_POSITIONS_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("position"), "import.too_many_positions",
		               STR(""));
	kept = blocks_add(places->arena, &places->positions, sizeof(*kept));
	*kept = *position;
	index_add(places, &places->by_title, position_title_hash, item);
	index_add(places, &places->by_position_id, position_id_hash, item);
	*out = kept;
	return NULL;
}

/* The one copy of a title; made when it is new. There are never more titles than positions. */
static const struct place_title *title_keep(struct places *places, const struct place_title *wanted)
{
	size_t item = index_find(places, &places->title_index, title_hash(wanted), title_is,
	                         wanted);
	struct place_title *kept;

	if (item != SIZE_MAX)
		return title_at(places, item);
	item = places->titles.count;
	kept = blocks_add(places->arena, &places->titles, sizeof(*kept));
	kept->title = str_copy(places->arena, wanted->title);
	kept->key = str_copy(places->arena, wanted->key);
	kept->echelon = str_copy(places->arena, wanted->echelon);
	kept->kind = wanted->kind;
	index_add(places, &places->title_index, title_item_hash, item);
	return kept;
}

/* Keys of a row live only as long as the row: half a million of them would not fit. */
struct loading {
	struct ctx *c;
	struct places *places;
	struct arena *row;
};

/* Units come in the order of ids, so a parent, which was made before its children, is there. */
static const struct err *load_unit(void *arg, const struct registry_unit *unit)
{
	struct loading *l = arg;
	const struct place_unit *parent = places_unit_by_id(l->places, unit->parent_id);
	struct place_unit *kept;

	return unit_put(
		l->c, l->places,
		&(struct place_unit){ .id = unit->id,
	                              .parent_id = unit->parent_id,
	                              .root_id = parent == NULL ? unit->id : parent->root_id,
	                              .name = str_copy(l->places->arena, unit->name),
	                              .key = text_sort_key(l->places->arena, unit->name) },
		&kept);
}

static const struct err *load_position(void *arg, const struct registry_position *p)
{
	struct loading *l = arg;
	struct arena_mark mark = arena_mark(l->row);
	struct place_title title = { p->title, text_sort_key(l->row, p->title), p->echelon,
		                     p->kind };
	struct place_position position = { .id = p->id,
		                           .unit_id = p->unit_id,
		                           .is = title_keep(l->places, &title) };
	struct place_position *kept;

	arena_rewind(l->row, mark);
	return position_put(l->c, l->places, &position, &kept);
}

static void arena_done(void *arg)
{
	arena_free(arg);
}

const struct err *places_load(struct ctx *c, struct date on, struct places **out)
{
	struct places *places = ARENA_NEW(c->arena, struct places);
	struct loading loading = { c, places, arena_new(ROW_ARENA_BYTES) };

	arena_defer(c->arena, arena_done, loading.row);
	places->arena = c->arena;
	places->near = near_new(c->arena);
	TRY(registry_unit_scan(c, on, load_unit, &loading));
	TRY(registry_position_scan(c, on, load_position, &loading));
	*out = places;
	return NULL;
}

/* ---- asking ---- */

const struct place_unit *places_unit_by_id(const struct places *places, int64_t id)
{
	struct places *p = (struct places *)(uintptr_t)places;
	size_t item = index_find(p, &p->by_unit_id, hash_mix(1, (uint64_t)id), unit_has_id, &id);

	return item == SIZE_MAX ? NULL : places_unit_at(p, item);
}

const struct place_position *places_position_by_id(const struct places *places, int64_t id)
{
	struct places *p = (struct places *)(uintptr_t)places;
	size_t item = index_find(p, &p->by_position_id, hash_mix(2, (uint64_t)id), position_has_id,
	                         &id);

	return item == SIZE_MAX ? NULL : places_position_at(p, item);
}

static struct place_unit *unit_named(struct places *places, int64_t scope_id, struct str key)
{
	struct unit_wanted wanted = { scope_id, key };
	size_t item = index_find(places, &places->by_name, unit_hash(scope_id, key), unit_is_named,
	                         &wanted);

	return item == SIZE_MAX ? NULL : places_unit_at(places, item);
}

/*
 * For a file that names no offices: the one unit of that name wherever it hangs; NULL if two have
 * it.
 */
static struct place_unit *unit_anywhere(struct places *places, struct str key)
{
	const struct index *index = &places->anywhere;
	struct place_unit *only = NULL;

	if (index->slot_count == 0)
		return NULL;
	for (size_t at = str_hash(key) & (index->slot_count - 1); index->slots[at] != 0;
	     at = (at + 1) & (index->slot_count - 1)) {
		struct place_unit *unit = places_unit_at(places, index->slots[at] - 1);

		if (!str_eq(unit->key, key))
			continue;
		if (only != NULL)
			return NULL;
		only = unit;
	}
	return only;
}

static const struct err *unit_new(struct ctx *c, struct places *places, struct str name,
                                  struct str key, const struct place_unit *office,
                                  struct place_unit **unit, struct str *near)
{
	int64_t id = db_new_id(c);
	int64_t siblings = office == NULL ? 0 : office->id;

	*near = near_find(places->near, siblings, key);
	return unit_put(c, places,
	                &(struct place_unit){ .id = id,
	                                      .parent_id = siblings,
	                                      .root_id = office == NULL ? id : office->id,
	                                      .name = str_copy(places->arena, name),
	                                      .key = str_copy(places->arena, key),
	                                      .from_on = date_open(),
	                                      .is_new = true },
	                unit);
}

const struct err *places_unit(struct ctx *c, struct places *places, struct str office,
                              struct str name, struct place_unit **unit, struct str *near)
{
	struct str key = text_sort_key(c->arena, name);
	struct str office_key = text_sort_key(c->arena, office);
	struct place_unit *above;
	struct str above_near;

	*near = STR("");
	if (office_key.len == 0 || str_eq(office_key, key)) {
		*unit = unit_named(places, 0, key);
		if (*unit == NULL && office_key.len == 0)
			*unit = unit_anywhere(places, key);
		return *unit != NULL ? NULL : unit_new(c, places, name, key, NULL, unit, near);
	}
	above = unit_named(places, 0, office_key);
	if (above == NULL)
		TRY(unit_new(c, places, office, office_key, NULL, &above, &above_near));
	*unit = unit_named(places, above->id, key);
	if (*unit != NULL)
		return NULL;
	return unit_new(c, places, name, key, above, unit, near);
}

const struct err *places_position(struct ctx *c, struct places *places,
                                  const struct place_unit *unit, struct str title,
                                  struct str title_key, enum position_kind kind, struct str echelon,
                                  struct place_position **position)
{
	struct place_title words = { title, title_key, echelon, kind };
	struct place_position wanted = { .unit_id = unit->id, .is = title_keep(places, &words) };
	size_t item = index_find(places, &places->by_title, position_hash(unit->id, wanted.is),
	                         position_is, &wanted);

	if (item != SIZE_MAX) {
		*position = places_position_at(places, item);
		return NULL;
	}
	wanted.id = db_new_id(c);
	wanted.from_on = date_open();
	wanted.is_new = true;
	return position_put(c, places, &wanted, position);
}

static void unit_since(struct places *places, int64_t unit_id, struct date from_on)
{
	size_t item = index_find(places, &places->by_unit_id, hash_mix(1, (uint64_t)unit_id),
	                         unit_has_id, &unit_id);
	struct place_unit *unit = item == SIZE_MAX ? NULL : places_unit_at(places, item);

	if (unit == NULL)
		return;
	if (date_before(from_on, unit->from_on))
		unit->from_on = from_on;
	if (unit->parent_id != 0)
		unit_since(places, unit->parent_id, from_on);
}

void places_hold(struct places *places, struct place_position *position, enum capacity capacity,
                 struct date from_on)
{
	if (capacity == CAPACITY_DEFINITIVE)
		position->holder_count++;
	if (!position->is_new || !date_before(from_on, position->from_on))
		return;
	position->from_on = from_on;
	unit_since(places, position->unit_id, from_on);
}
