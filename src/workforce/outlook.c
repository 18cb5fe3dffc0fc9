/* SPDX-License-Identifier: Apache-2.0 */
/* Adding up and ordering: from a projection to the outlook that people read. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "workforce/internal.h"

/* ---- orders ---- */

static int order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static unsigned char folded(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* Names in the order of their letters, whatever their case; bytes decide between equals. */
static int name_order(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < shorter; i++)
		if (folded(a.ptr[i]) != folded(b.ptr[i]))
			return folded(a.ptr[i]) < folded(b.ptr[i]) ? -1 : 1;
	return a.len == b.len ? str_cmp(a, b) : order_of((int64_t)a.len, (int64_t)b.len);
}

static int counts_order(const int64_t *a, const int64_t *b)
{
	for (int i = 0; i < WORKFORCE_YEARS_MAX; i++)
		if (a[i] != b[i])
			return order_of(b[i], a[i]);
	return 0;
}

static struct str office_name(const struct workforce_office *office)
{
	return office == NULL ? STR("") : office->name;
}

static struct str office_within(const struct workforce_office *office)
{
	return office == NULL ? STR("") : office_name(office->parent);
}

static int title_order(const void *a, const void *b)
{
	const struct workforce_title *const *x = a;
	const struct workforce_title *const *y = b;

	return name_order((*x)->text, (*y)->text);
}

/* Titles are ranked once, so that ordering many posts compares numbers and not texts. */
static void titles_rank(struct workforce_projection *p)
{
	uint32_t count = p->titles.count;
	struct workforce_title **sorted = arena_array(p->c->arena, count,
	                                              sizeof(struct workforce_title *));

	for (uint32_t i = 0; i < count; i++)
		sorted[i] = workforce_rows_at(&p->titles, i);
	qsort(sorted, count, sizeof(*sorted), title_order);
	for (uint32_t i = 1; i < count; i++)
		sorted[i]->rank = sorted[i - 1]->rank +
		                  (title_order(&sorted[i - 1], &sorted[i]) != 0);
}

static int office_order(const void *a, const void *b)
{
	const struct workforce_office *const *x = a;
	const struct workforce_office *const *y = b;
	int order = name_order((*x)->name, (*y)->name);

	return order != 0 ? order : name_order(office_within(*x), office_within(*y));
}

/* Rank 0 is left for posts whose unit is gone. */
static void offices_rank(struct workforce_office **offices, uint32_t count)
{
	qsort(offices, count, sizeof(*offices), office_order);
	for (uint32_t i = 0; i < count; i++)
		offices[i]->rank = i == 0 ? 1
		                          : offices[i - 1]->rank + (office_order(&offices[i - 1],
		                                                                 &offices[i]) != 0);
}

static uint32_t office_rank(const struct workforce_office *office)
{
	return office == NULL ? 0 : office->rank;
}

/* ---- units ---- */

/* How far an office lies below the top. Its chain is walked twice, so each office pays once. */
static const struct err *office_depth(struct workforce_projection *p,
                                      struct workforce_office *office)
{
	struct workforce_office *above = office;
	int32_t steps = 0;

	for (; above != NULL && above->depth == 0; above = above->parent)
		if (++steps > (int32_t)p->offices.count)
			return err_new(p->c->arena, ERR_CORRUPT, STR(""), "workforce.unit_cycle",
			               office->name);
	for (int32_t depth = steps + (above == NULL ? 0 : above->depth); steps > 0;
	     steps--, depth--) {
		office->depth = depth;
		office = office->parent;
	}
	return NULL;
}

static const struct err *offices_hang(struct workforce_projection *p,
                                      struct workforce_office **offices)
{
	if (p->office_index.slots == NULL)
		workforce_index_build(&p->office_index, &p->offices);
	for (uint32_t i = 0; i < p->offices.count; i++) {
		offices[i] = workforce_rows_at(&p->offices, i);
		offices[i]->parent = workforce_index_find(&p->office_index, offices[i]->parent_id);
	}
	for (uint32_t i = 0; i < p->offices.count; i++)
		TRY(office_depth(p, offices[i]));
	return NULL;
}

static int deepest_first(const void *a, const void *b)
{
	const struct workforce_office *const *x = a;
	const struct workforce_office *const *y = b;

	return order_of((*y)->depth, (*x)->depth);
}

/* Each post adds to its office, then each office, deepest first, to the one above it. */
static void offices_add_up(struct workforce_projection *p, struct workforce_office **offices)
{
	for (uint32_t i = 0; i < p->posts.count; i++) {
		const struct workforce_post *post = workforce_rows_at(&p->posts, i);

		if (post->office == NULL)
			continue;
		post->office->holder_count += post->holder_count;
		for (int year = 0; year < p->request->years; year++)
			post->office->counts[year] += post->counts[year];
	}
	qsort(offices, p->offices.count, sizeof(*offices), deepest_first);
	for (uint32_t i = 0; i < p->offices.count; i++) {
		struct workforce_office *office = offices[i];

		for (int year = 0; year < p->request->years; year++) {
			office->total += office->counts[year];
			if (office->parent != NULL)
				office->parent->counts[year] += office->counts[year];
		}
		if (office->parent != NULL)
			office->parent->holder_count += office->holder_count;
	}
}

/* Parents stand before their children: their total is at least as high, their depth less. */
static int office_list_order(const void *a, const void *b)
{
	const struct workforce_office *const *x = a;
	const struct workforce_office *const *y = b;
	int order = order_of((*y)->total, (*x)->total);

	if (order == 0)
		order = order_of((*x)->depth, (*y)->depth);
	if (order == 0)
		order = order_of((*x)->rank, (*y)->rank);
	if (order == 0)
		order = order_of((*y)->holder_count, (*x)->holder_count);
	return order != 0 ? order : counts_order((*x)->counts, (*y)->counts);
}

static const struct err *units_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	uint32_t count = p->offices.count;
	struct workforce_office **offices = arena_array(p->c->arena, count,
	                                                sizeof(struct workforce_office *));

	TRY(offices_hang(p, offices));
	offices_add_up(p, offices);
	offices_rank(offices, count);
	qsort(offices, count, sizeof(*offices), office_list_order);
	out->units = arena_array(p->c->arena, count, sizeof(*out->units));
	for (uint32_t i = 0; i < count; i++) {
		struct workforce_row *row = &out->units[out->unit_count];

		if (offices[i]->holder_count == 0)
			continue;
		*row = (struct workforce_row){
			.id = offices[i]->id,
			.name = offices[i]->name,
			.within = office_name(offices[i]->parent),
			.holder_count = offices[i]->holder_count,
			.retirement_total = offices[i]->total,
		};
		memcpy(row->retirement_counts, offices[i]->counts, sizeof(row->retirement_counts));
		out->unit_count++;
	}
	return NULL;
}

/* ---- kinds and positions ---- */

static int64_t post_total(const struct workforce_post *post)
{
	int64_t total = 0;

	for (int year = 0; year < WORKFORCE_YEARS_MAX; year++)
		total += post->counts[year];
	return total;
}

static int kind_order(const void *a, const void *b)
{
	const struct workforce_row *x = a;
	const struct workforce_row *y = b;
	int order = order_of(y->retirement_total, x->retirement_total);

	return order != 0 ? order : str_cmp(x->name, y->name);
}

static void kinds_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	struct workforce_row *rows = arena_array(p->c->arena, POSITION_KIND_COUNT, sizeof(*rows));

	for (uint32_t i = 0; i < p->posts.count; i++) {
		const struct workforce_post *post = workforce_rows_at(&p->posts, i);
		struct workforce_row *row = &rows[post->title->kind];

		row->holder_count += post->holder_count;
		for (int year = 0; year < p->request->years; year++)
			row->retirement_counts[year] += post->counts[year];
		row->retirement_total += post_total(post);
	}
	out->kinds = rows;
	for (int kind = 0; kind < POSITION_KIND_COUNT; kind++) {
		struct workforce_row row = rows[kind];

		if (row.holder_count == 0)
			continue;
		row.id = kind;
		row.kind = (enum position_kind)kind;
		row.name = law_position_kind_code(row.kind);
		rows[out->kind_count++] = row;
	}
	qsort(rows, out->kind_count, sizeof(*rows), kind_order);
}

/* What a post is ordered by, beside it. */
struct ranked {
	int32_t total;
	uint32_t title;
	uint32_t office;
	const struct workforce_post *post;
};

/* Two posts that a reader cannot tell apart may stand in either order. */
static int post_order(const struct workforce_post *x, const struct workforce_post *y)
{
	int order = order_of((int64_t)x->title->kind, (int64_t)y->title->kind);

	if (order == 0)
		order = order_of(y->holder_count, x->holder_count);
	if (order == 0)
		order = order_of(x->slot_last, y->slot_last);
	if (order == 0)
		order = order_of(y->overdue_count, x->overdue_count);
	for (int i = 0; order == 0 && i < WORKFORCE_YEARS_MAX; i++)
		order = order_of(y->counts[i], x->counts[i]);
	return order;
}

static int ranked_order(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	if (x->total != y->total)
		return x->total > y->total ? -1 : 1;
	if (x->title != y->title)
		return x->title < y->title ? -1 : 1;
	if (x->office != y->office)
		return x->office < y->office ? -1 : 1;
	return post_order(x->post, y->post);
}

static struct workforce_row post_row(const struct workforce_projection *p,
                                     const struct ranked *ranked)
{
	const struct workforce_post *post = ranked->post;
	struct workforce_row row = {
		.id = post->id,
		.name = post->title->text,
		.within = office_name(post->office),
		.above = office_within(post->office),
		.kind = post->title->kind,
		.holder_count = post->holder_count,
		.retirement_total = ranked->total,
		.falls_empty = ranked->total + post->overdue_count == post->holder_count,
		.empty_on = date_open(),
	};

	for (int year = 0; year < p->request->years; year++)
		row.retirement_counts[year] = post->counts[year];
	if (row.falls_empty)
		row.empty_on = workforce_slot_date(p->request->on, post->slot_last);
	return row;
}

static void positions_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	struct ranked *sorted = arena_array(p->c->arena, p->posts.count, sizeof(*sorted));

	for (uint32_t i = 0; i < p->posts.count; i++) {
		const struct workforce_post *post = workforce_rows_at(&p->posts, i);
		int64_t total = post_total(post);

		post->title->held |= post->holder_count > 0;
		out->vacant_count += post->seats_stated && post->holder_count == 0;
		if (total > 0)
			sorted[out->position_count++] = (struct ranked){
				(int32_t)total, post->title->rank, office_rank(post->office), post
			};
	}
	qsort(sorted, out->position_count, sizeof(*sorted), ranked_order);
	out->positions = arena_array(p->c->arena, out->position_count, sizeof(*out->positions));
	for (size_t i = 0; i < out->position_count; i++)
		out->positions[i] = post_row(p, &sorted[i]);
}

static int empty_order(const void *a, const void *b)
{
	const struct workforce_row *x = *(const struct workforce_row *const *)a;
	const struct workforce_row *y = *(const struct workforce_row *const *)b;
	int order = order_of(law_position_kind_is_managerial(y->kind),
	                     law_position_kind_is_managerial(x->kind));

	if (order == 0)
		order = order_of(x->empty_on.days, y->empty_on.days);
	if (order == 0)
		order = name_order(x->name, y->name);
	if (order == 0)
		order = name_order(x->within, y->within);
	if (order == 0)
		order = name_order(x->above, y->above);
	if (order == 0)
		order = order_of((int64_t)x->kind, (int64_t)y->kind);
	return order != 0 ? order : order_of(y->holder_count, x->holder_count);
}

static void empties_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	out->empties = arena_array(p->c->arena, out->position_count,
	                           sizeof(const struct workforce_row *));
	for (size_t i = 0; i < out->position_count; i++)
		if (out->positions[i].falls_empty)
			out->empties[out->empty_count++] = &out->positions[i];
	qsort(out->empties, out->empty_count, sizeof(const struct workforce_row *), empty_order);
}

/* ---- cells ---- */

static int retirement_order(const void *a, const void *b)
{
	const struct workforce_retirement *x = *(const struct workforce_retirement *const *)a;
	const struct workforce_retirement *y = *(const struct workforce_retirement *const *)b;
	int order = order_of(x->slot, y->slot);

	if (order == 0)
		order = order_of(office_rank(x->post->office), office_rank(y->post->office));
	if (order == 0)
		order = order_of(x->post->title->rank, y->post->title->rank);
	return order != 0 ? order
	                  : order_of((int64_t)x->post->title->kind, (int64_t)y->post->title->kind);
}

/* Retirements that read alike, in one month, are one cell. */
static void cells_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	uint32_t count = p->retirements.count;
	const struct workforce_retirement **sorted = arena_array(
		p->c->arena, count, sizeof(const struct workforce_retirement *));

	for (uint32_t i = 0; i < count; i++)
		sorted[i] = workforce_rows_at(&p->retirements, i);
	qsort(sorted, count, sizeof(*sorted), retirement_order);
	out->cells = arena_array(p->c->arena, count, sizeof(*out->cells));
	for (uint32_t i = 0; i < count; i++) {
		const struct workforce_retirement *r = sorted[i];

		if (i == 0 || retirement_order(&sorted[i - 1], &sorted[i]) != 0)
			out->cells[out->cell_count++] = (struct workforce_cell){
				.year = date_parts(p->request->on).year + r->slot / 12,
				.month = r->slot % 12 + 1,
				.within = office_within(r->post->office),
				.unit = office_name(r->post->office),
				.position = r->post->title->text,
				.kind = r->post->title->kind,
			};
		out->cells[out->cell_count - 1].count++;
	}
}

/* ---- due, law, stock ---- */

/* Whole months from the first on, until there are enough people to show. */
static void due_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	int64_t wanted = p->request->due_max == 0 ? WORKFORCE_DUE_MAX : p->request->due_max;
	int64_t listed = 0;
	int end = p->slot_first;

	while (end < p->due_slot_end && listed < wanted)
		listed += p->due_counts[end++ - p->slot_first];
	for (int i = 0; i < WORKFORCE_DUE_SLOTS; i++)
		out->due_total += p->due_counts[i];
	out->due = arena_array(p->c->arena, (size_t)listed, sizeof(*out->due));
	for (int32_t i = 0; i < p->due_count; i++) {
		if (p->due[i].slot >= end)
			continue;
		out->due[out->due_count].retire_on = workforce_slot_date(p->request->on,
		                                                         p->due[i].slot);
		out->due[out->due_count++].person.id = p->due[i].person_id;
	}
}

static int due_order(const void *a, const void *b)
{
	const struct workforce_due *x = a;
	const struct workforce_due *y = b;
	int order = order_of(x->retire_on.days, y->retire_on.days);

	if (order == 0)
		order = name_order(x->person.name, y->person.name);
	return order != 0 ? order : str_cmp(x->person.nip, y->person.nip);
}

void workforce_due_order(const struct workforce_request *request, struct workforce_outlook *outlook)
{
	qsort(outlook->due, outlook->due_count, sizeof(*outlook->due), due_order);
	if (request->due_max > 0 && (int64_t)outlook->due_count > request->due_max)
		outlook->due_count = (size_t)request->due_max;
}

static int age_order(const void *a, const void *b)
{
	const struct law_retirement_age *x = *(const struct law_retirement_age *const *)a;
	const struct law_retirement_age *y = *(const struct law_retirement_age *const *)b;
	int order = str_cmp(x->family, y->family);

	if (order == 0)
		order = order_of(x->any_kind, y->any_kind);
	if (order == 0)
		order = order_of((int64_t)x->kind, (int64_t)y->kind);
	if (order == 0)
		order = order_of(x->age_years, y->age_years);
	return order != 0 ? order : str_cmp(x->source, y->source);
}

static void ages_build(struct workforce_projection *p, struct workforce_outlook *out)
{
	const struct law *law = p->request->law;
	bool *used = arena_array(p->c->arena, law->retirement_age_count, sizeof(*used));

	for (uint32_t i = 0; i < p->titles.count; i++) {
		const struct workforce_title *title = workforce_rows_at(&p->titles, i);

		if (title->held && title->age != NULL)
			used[title->age - law->retirement_ages] = true;
	}
	out->ages = arena_array(p->c->arena, law->retirement_age_count,
	                        sizeof(const struct law_retirement_age *));
	for (size_t i = 0; i < law->retirement_age_count; i++)
		if (used[i])
			out->ages[out->age_count++] = &law->retirement_ages[i];
	qsort(out->ages, out->age_count, sizeof(const struct law_retirement_age *), age_order);
}

/* Basis points of a count, half up. */
static int64_t share(int64_t count, int64_t basis_points)
{
	return count <= 0 ? 0 : (count * basis_points + 5000) / 10000;
}

void workforce_stock(const struct workforce_outlook *o, int64_t recruits_a_year, int64_t exits_bp,
                     struct workforce_year years[WORKFORCE_YEARS_MAX])
{
	int64_t start = o->population_total;

	for (int i = 0; i < o->years; i++) {
		struct workforce_year year = { .year = date_parts(o->on).year + i };

		year.start_count = start;
		for (int month = 12 * i; month < 12 * (i + 1); month++)
			year.retirement_count += o->month_counts[month];
		year.exit_count = share(start - year.retirement_count, exits_bp);
		year.recruit_count = recruits_a_year;
		start += year.recruit_count - year.retirement_count - year.exit_count;
		start = start < 0 ? 0 : start;
		year.end_count = start;
		years[i] = year;
	}
}

const struct err *workforce_projection_finish(struct workforce_projection *p,
                                              const int64_t population[SERVICE_STATUS_COUNT],
                                              struct workforce_outlook *out)
{
	struct workforce_outlook made = { .on = p->request->on, .years = p->request->years };

	TRY(workforce_projection_flush(p));
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++) {
		if (!registry_status_in_service((enum service_status)i))
			continue;
		made.population[i] = population[i];
		made.population_total += population[i];
	}
	made.overdue_count = p->overdue_count;
	made.no_age_count = p->no_age_count;
	made.no_post_count = made.population_total - p->holder_count;
	memcpy(made.month_counts, p->month_counts, sizeof(made.month_counts));
	titles_rank(p);
	TRY(units_build(p, &made));
	kinds_build(p, &made);
	positions_build(p, &made);
	empties_build(p, &made);
	cells_build(p, &made);
	due_build(p, &made);
	ages_build(p, &made);
	workforce_stock(&made, p->request->recruits_a_year, p->request->exits_bp, made.year);
	*out = made;
	return NULL;
}
