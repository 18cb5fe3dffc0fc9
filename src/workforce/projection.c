/* SPDX-License-Identifier: Apache-2.0 */
/* What is collected while units, positions and holders pass by; outlook.c makes the answer. */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "workforce/internal.h"

#define AGE_YEARS_MAX       150  /* a limit beyond any life is a slip in a what-if file */
#define TITLE_SLOTS_AT_FIRST 1024u
#define DUE_ROOM_AT_FIRST    1024

struct workforce_projection *workforce_projection_new(struct ctx *c,
                                                      const struct workforce_request *request)
{
	struct workforce_projection *p = ARENA_NEW(c->arena, struct workforce_projection);

	assert(request->years >= 1 && request->years <= WORKFORCE_YEARS_MAX);
	assert(date_parts(request->on).year >= 1900 && date_parts(request->on).year <= 9000);
	p->c = c;
	p->request = request;
	p->slot_first = workforce_slot(request->on, request->on);
	p->slot_due = workforce_slot(request->on, date_add_months(request->on, 12));
	p->slot_end = request->years * 12;
	p->due_slot_end = p->slot_due + 1;
	workforce_rows_init(&p->titles, c->arena, sizeof(struct workforce_title));
	workforce_rows_init(&p->offices, c->arena, sizeof(struct workforce_office));
	workforce_rows_init(&p->posts, c->arena, sizeof(struct workforce_post));
	workforce_rows_init(&p->retirements, c->arena, sizeof(struct workforce_retirement));
	return p;
}

static const struct err *too_many(struct workforce_projection *p)
{
	return err_new(p->c->arena, ERR_LIMIT, STR(""), "workforce.too_many", STR(""));
}

const struct err *workforce_projection_unit(void *projection, const struct registry_unit *unit)
{
	struct workforce_projection *p = projection;
	struct workforce_office *office = workforce_rows_add(&p->offices);

	if (office == NULL)
		return too_many(p);
	office->id = unit->id;
	office->parent_id = unit->parent_id;
	office->name = str_copy(p->c->arena, unit->name);
	return NULL;
}

/* The table of an age limit; there are half a dozen, so they stand in a list. */
static const struct err *pension_of_age(struct workforce_projection *p, int age_years,
                                        const struct workforce_pension **out)
{
	int slot_last = p->slot_end - 1 > p->slot_due ? p->slot_end - 1 : p->slot_due;
	struct workforce_pension *pension = p->pensions;

	while (pension != NULL && pension->age_years != age_years)
		pension = pension->next;
	if (pension == NULL) {
		if (age_years < 1 || age_years > AGE_YEARS_MAX)
			return err_new(p->c->arena, ERR_INVALID, STR("age_years"),
			               "workforce.age_range",
			               str_fmt(p->c->arena, "%d", age_years));
		pension = workforce_pension_new(p->c->arena, p->request->on, slot_last, age_years);
		pension->next = p->pensions;
		p->pensions = pension;
	}
	*out = pension;
	return NULL;
}

/* The last letters of a text touch few bits of its hash, so these are spread over all of them. */
static uint32_t title_hash(struct str text, enum position_kind kind)
{
	uint64_t hash = str_hash(text) + (uint64_t)kind;

	return (uint32_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

static uint32_t *title_slot(struct workforce_projection *p, struct str text,
                            enum position_kind kind)
{
	uint32_t at = title_hash(text, kind) & p->title_mask;

	for (; p->title_slots[at] != 0; at = (at + 1) & p->title_mask) {
		const struct workforce_title *title = workforce_rows_at(&p->titles,
		                                                        p->title_slots[at] - 1);

		if (title->kind == kind && str_eq(title->text, text))
			break;
	}
	return &p->title_slots[at];
}

static void title_slots_grow(struct workforce_projection *p)
{
	uint32_t size = p->title_slots == NULL ? TITLE_SLOTS_AT_FIRST : 2 * (p->title_mask + 1);

	p->title_slots = arena_array(p->c->arena, size, sizeof(*p->title_slots));
	p->title_mask = size - 1;
	for (uint32_t i = 0; i < p->titles.count; i++) {
		const struct workforce_title *title = workforce_rows_at(&p->titles, i);

		*title_slot(p, title->text, title->kind) = i + 1;
	}
}

static const struct law_retirement_age *age_of_title(struct workforce_projection *p,
                                                     struct str text, enum position_kind kind)
{
	struct arena_mark mark = arena_mark(p->c->arena);
	const struct law_retirement_age *age = law_retirement_age(p->request->law, kind,
	                                                          text_sort_key(p->c->arena, text));

	arena_rewind(p->c->arena, mark);
	return age;
}

static const struct err *title_add(struct workforce_projection *p, struct str text,
                                   enum position_kind kind, struct workforce_title **out)
{
	struct workforce_title *title = workforce_rows_add(&p->titles);

	if (title == NULL)
		return too_many(p);
	title->text = str_copy(p->c->arena, text);
	title->kind = kind;
	title->age = age_of_title(p, text, kind);
	if (title->age != NULL)
		TRY(pension_of_age(p, title->age->age_years, &title->pension));
	*out = title;
	return NULL;
}

/* One age limit is looked for per title and kind, not per position and not per person. */
static const struct err *title_of(struct workforce_projection *p, struct str text,
                                  enum position_kind kind, struct workforce_title **out)
{
	uint32_t *slot;

	if (p->title_slots == NULL || 2 * p->titles.count > p->title_mask)
		title_slots_grow(p);
	slot = title_slot(p, text, kind);
	if (*slot != 0) {
		*out = workforce_rows_at(&p->titles, *slot - 1);
		return NULL;
	}
	TRY(title_add(p, text, kind, out));
	*slot = p->titles.count;
	return NULL;
}

const struct err *workforce_projection_position(void *projection,
                                                const struct registry_position *position)
{
	struct workforce_projection *p = projection;
	struct workforce_post *post;

	if (p->office_index.slots == NULL)
		workforce_index_build(&p->office_index, &p->offices);
	post = workforce_rows_add(&p->posts);
	if (post == NULL)
		return too_many(p);
	post->id = position->id;
	post->office = workforce_index_find(&p->office_index, position->unit_id);
	post->seats_stated = position->seats_count > 0;
	return title_of(p, position->title, position->kind, &post->title);
}

/* Forget the latest month kept, to make room for earlier ones. */
static void due_drop_month(struct workforce_projection *p, int slot)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < p->due_count; i++)
		if (p->due[i].slot > slot)
			slot = p->due[i].slot;
	p->due_slot_end = slot;
	for (int32_t i = 0; i < p->due_count; i++)
		if (p->due[i].slot < slot)
			p->due[kept++] = p->due[i];
	p->due_count = kept;
}

static void due_grow(struct workforce_projection *p)
{
	int32_t room = p->due_room == 0 ? DUE_ROOM_AT_FIRST : 2 * p->due_room;
	struct workforce_due_mark *due;

	room = room > WORKFORCE_DUE_MAX ? WORKFORCE_DUE_MAX : room;
	due = arena_array(p->c->arena, (size_t)room, sizeof(*due));
	if (p->due_count > 0)
		memcpy(due, p->due, (size_t)p->due_count * sizeof(*due));
	p->due = due;
	p->due_room = room;
}

/*
 * Keep whom to list. When there are more than WORKFORCE_DUE_MAX, whole months are dropped from
 * the end: which people remain then depends on their dates alone, not on the order of the scan.
 */
static void due_add(struct workforce_projection *p, int64_t person_id, int slot)
{
	p->due_counts[slot - p->slot_first]++;
	if (slot >= p->due_slot_end)
		return;
	if (p->due_count == WORKFORCE_DUE_MAX) {
		due_drop_month(p, slot);
		if (slot >= p->due_slot_end)
			return;
	}
	if (p->due_count == p->due_room)
		due_grow(p);
	p->due[p->due_count++] = (struct workforce_due_mark){ person_id, slot };
}

static const struct err *retirement_add(struct workforce_projection *p, struct workforce_post *post,
                                        int slot)
{
	struct workforce_retirement *retirement;

	p->month_counts[slot]++;
	post->counts[slot / 12]++;
	if (slot > post->slot_last)
		post->slot_last = (int16_t)slot;
	if (!p->request->with_cells)
		return NULL;
	retirement = workforce_rows_add(&p->retirements);
	if (retirement == NULL)
		return too_many(p);
	*retirement = (struct workforce_retirement){ post, slot };
	return NULL;
}

static const struct err *holder_count(struct workforce_projection *p,
                                      const struct registry_holder *holder)
{
	struct workforce_post *post = workforce_index_find(&p->post_index, holder->position_id);
	int slot;

	if (post == NULL)
		return NULL;
	p->holder_count++;
	post->holder_count++;
	if (post->title->pension == NULL) {
		p->no_age_count++;
		return NULL;
	}
	slot = workforce_pension_slot(post->title->pension, holder->birth_on);
	if (slot == PENSION_OVERDUE) {
		p->overdue_count++;
		post->overdue_count++;
		return NULL;
	}
	if (slot >= 0 && slot <= p->slot_due)
		due_add(p, holder->person_id, slot);
	return slot >= 0 && slot < p->slot_end ? retirement_add(p, post, slot) : NULL;
}

const struct err *workforce_projection_flush(struct workforce_projection *p)
{
	if (p->post_index.slots == NULL)
		workforce_index_build(&p->post_index, &p->posts);
	for (int i = 0; i < p->waiting_count; i++)
		TRY(holder_count(p, &p->waiting[i]));
	p->waiting_count = 0;
	return NULL;
}

const struct err *workforce_projection_holder(void *projection,
                                              const struct registry_holder *holder)
{
	struct workforce_projection *p = projection;

	p->waiting[p->waiting_count++] = *holder;
	return p->waiting_count < WORKFORCE_WAITING_MAX ? NULL : workforce_projection_flush(p);
}
