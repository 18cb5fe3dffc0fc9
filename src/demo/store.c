/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include "base/arena.h"
#include "db/db.h"

/* The region goes into the database: the agency first, then one act in many small write jobs. */

#define REGION_CODE   "33.99" /* a number that the Ministry of Home Affairs has not given out */
#define PEOPLE_A_JOB  400
#define STATUSES_MAX  3
#define SCHOOLING_MAX 2

struct storing {
	const struct demo *demo;
	bool begun; /* an interrupted call left the empty agency */
	int64_t agency_id;
	int64_t act_id;
	int64_t *unit_ids;
	int64_t *post_ids;
	int64_t *decree_ids;
	int first; /* person of the next job */
};

/* ---- the agency ---- */

static const struct err *any_unit(void *arg, const struct registry_unit *unit)
{
	bool *any = arg;

	(void)unit;
	*any = true;
	return NULL;
}

/* An agency that an interrupted call has left without any unit is taken up again. */
static const struct err *look(struct ctx *c, void *arg)
{
	struct storing *s = arg;
	struct registry_agency agency;
	bool any = false;
	bool found;

	s->begun = false;
	TRY(registry_agency_only(c, &agency, &found));
	if (!found)
		return NULL;
	c->agency_id = agency.id;
	TRY(registry_unit_scan(c, s->demo->on, any_unit, &any));
	if (any || !agency.is_sample || !str_eq(agency.name, demo_agency_name(s->demo)))
		return err_new(c->arena, ERR_CONFLICT, STR("agency"), "demo.not_empty",
		               agency.name);
	s->agency_id = agency.id;
	s->begun = true;
	return NULL;
}

static const struct err *found_agency(struct ctx *c, void *arg)
{
	struct storing *s = arg;

	return registry_agency_add(c, demo_agency_name(s->demo), STR(REGION_CODE),
	                           registry_zone_of_region(STR(REGION_CODE)), true, &s->agency_id);
}

/* ---- units, posts, decrees ---- */

static const struct err *add_units(struct ctx *c, struct storing *s)
{
	const struct demo *demo = s->demo;

	for (int i = 0; i < demo->unit_count; i++) {
		const struct demo_unit *unit = &demo->units[i];
		struct registry_unit row = { .parent_id = unit->office == i
			                                          ? 0
			                                          : s->unit_ids[unit->office],
			                     .name = unit->name,
			                     .from_on = demo->founded_on,
			                     .until_on = date_open() };

		TRY(registry_unit_add(c, s->act_id, &row, &s->unit_ids[i]));
	}
	return NULL;
}

static const struct err *add_post(struct ctx *c, struct storing *s, int index)
{
	const struct demo_post *post = &s->demo->posts[index];
	struct registry_position row = { .unit_id = s->unit_ids[post->unit],
		                         .title = post->title,
		                         .kind = post->kind,
		                         .echelon = post->echelon,
		                         .grade_min = post->grade_min,
		                         .grade_max = post->grade_max,
		                         .job_class = post->job_class,
		                         .seats_count = post->seats,
		                         .from_on = s->demo->founded_on,
		                         .until_on = date_open() };

	TRY(registry_position_add(c, s->act_id, &row, &s->post_ids[index]));
	for (int i = 0; i < post->duty_count; i++)
		TRY(registry_duty_add(c, s->act_id, s->post_ids[index], i + 1, post->duties[i],
		                      s->demo->founded_on));
	return NULL;
}

static const struct err *add_structure(struct ctx *c, void *arg)
{
	struct storing *s = arg;

	TRY(add_units(c, s));
	for (int i = 0; i < s->demo->post_count; i++)
		TRY(add_post(c, s, i));
	for (int i = 0; i < s->demo->decree_count; i++) {
		const struct demo_decree *decree = &s->demo->decrees[i];

		TRY(registry_decree_add(c, s->act_id, decree->number, decree->title,
		                        decree->signed_on, STR("Bupati Contoh Lestari"),
		                        &s->decree_ids[i]));
	}
	return NULL;
}

/* ---- people ---- */

static size_t statuses_of(const struct demo_person *p, struct registry_status out[STATUSES_MAX])
{
	struct date until = date_before(p->pns_on, p->left_on) ? p->pns_on : p->left_on;
	size_t count = 0;

	out[count++] = (struct registry_status){ SERVICE_CPNS, true, p->entry_on, p->entry_on,
		                                 until };
	if (date_before(p->pns_on, p->left_on))
		out[count++] = (struct registry_status){ SERVICE_PNS, true, p->entry_on, p->pns_on,
			                                 p->left_on };
	if (date_before(p->left_on, date_open()))
		out[count++] = (struct registry_status){ p->left_as, true, p->entry_on, p->left_on,
			                                 date_open() };
	return count;
}

static size_t grades_of(const struct storing *s, const struct demo_person *p,
                        struct registry_grade out[GRADES_MAX])
{
	for (int i = 0; i < p->grade_count; i++)
		out[i] = (struct registry_grade){
			.scheme = GRADE_PNS,
			.ordinal = p->grades[i].ordinal,
			.decree_id = p->grades[i].decree == NONE
			                     ? 0
			                     : s->decree_ids[p->grades[i].decree],
			.from_on = p->grades[i].from_on,
			.until_on = i + 1 < p->grade_count ? p->grades[i + 1].from_on : p->left_on,
		};
	return (size_t)p->grade_count;
}

/* Schooling is not lost with the service: the last level stays. */
static size_t educations_of(const struct storing *s, const struct demo_person *p,
                            struct registry_education out[SCHOOLING_MAX])
{
	const struct law_education *first = s->demo->posts[p->post].education;
	size_t count = 0;

	if (first != p->education)
		out[count++] = (struct registry_education){ first->code, STR(""), p->entry_on,
			                                    p->education_on };
	out[count++] = (struct registry_education){ p->education->code, STR(""), p->education_on,
		                                    date_open() };
	return count;
}

static size_t employments_of(const struct storing *s, const struct demo_person *p,
                             struct registry_employment out[STAYS_MAX])
{
	for (int i = 0; i < p->stay_count; i++)
		out[i] = (struct registry_employment){
			.position_id = s->post_ids[p->stays[i].post],
			.capacity = p->stays[i].capacity,
			.decree_id = p->stays[i].decree == NONE ? 0
			                                        : s->decree_ids[p->stays[i].decree],
			.from_on = p->stays[i].from_on,
			.until_on = p->stays[i].until_on,
		};
	return (size_t)p->stay_count;
}

static const struct err *add_person(struct ctx *c, const struct storing *s,
                                    const struct demo_person *p)
{
	struct registry_name name = { .name = p->name,
		                      .title_before = p->title_before,
		                      .title_after = p->title_after,
		                      .birth_on = p->birth_on,
		                      .birth_place = p->birth_place,
		                      .female = p->female,
		                      .from_on = p->birth_on,
		                      .until_on = date_open() };
	struct registry_status statuses[STATUSES_MAX];
	struct registry_grade grades[GRADES_MAX];
	struct registry_education educations[SCHOOLING_MAX];
	struct registry_employment employments[STAYS_MAX];
	struct registry_dossier dossier = {
		.nip = str_of(p->nip),
		.names = &name,
		.name_count = 1,
		.statuses = statuses,
		.status_count = statuses_of(p, statuses),
		.grades = grades,
		.grade_count = grades_of(s, p, grades),
		.educations = educations,
		.education_count = educations_of(s, p, educations),
		.employments = employments,
		.employment_count = employments_of(s, p, employments),
	};
	int64_t person_id;

	return registry_person_add(c, s->act_id, &dossier, &person_id);
}

static const struct err *add_people(struct ctx *c, void *arg)
{
	const struct storing *s = arg;

	for (int i = s->first; i < PEOPLE && i < s->first + PEOPLE_A_JOB; i++)
		TRY(add_person(c, s, &s->demo->people[i]));
	return NULL;
}

/* ---- all of it ---- */

static const struct err *write_all(struct ctx *c, struct storing *s)
{
	struct arena_mark mark = arena_mark(c->arena);

	TRY(db_write(c, add_structure, s));
	for (s->first = 0; s->first < PEOPLE; s->first += PEOPLE_A_JOB) {
		arena_rewind(c->arena, mark);
		TRY(db_write(c, add_people, s));
	}
	return NULL;
}

static const struct err *record(struct ctx *c, void *arg)
{
	const struct storing *s = arg;

	return registry_act_record(c, s->act_id);
}

const struct err *demo_store(struct ctx *c, const struct demo *demo)
{
	struct storing s = { .demo = demo };
	const struct err *err;
	int dropped;

	s.unit_ids = arena_array(c->arena, (size_t)demo->unit_count, sizeof(int64_t));
	s.post_ids = arena_array(c->arena, (size_t)demo->post_count, sizeof(int64_t));
	s.decree_ids = arena_array(c->arena, (size_t)demo->decree_count + 1, sizeof(int64_t));
	TRY(db_read(c, look, &s));
	if (!s.begun)
		TRY(db_write(c, found_agency, &s));
	c->agency_id = s.agency_id;
	TRY(db_lock(c, STR("act")));
	TRY(registry_act_drop_stale(c, &dropped));
	TRY(registry_act_open(c, STR("demo"), 0, &s.act_id));
	err = write_all(c, &s);
	if (err == NULL)
		err = registry_act_prepare(c, s.act_id);
	if (err == NULL)
		err = db_write(c, record, &s);
	if (err != NULL) {
		(void)registry_act_drop(c, s.act_id);
		return err;
	}
	return registry_statistics(c);
}
