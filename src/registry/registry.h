/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_REGISTRY_H
#define ABDI_REGISTRY_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/law.h"

/*
 * The registry: agencies, units, positions, people and who holds which post, each with the time
 * for which it holds (valid time, [from_on, until_on)) and the act that recorded it (recorded
 * time). Functions here run inside a transaction (db_read, db_write) unless they say that they
 * start their own. All speak of c->agency_id.
 */

/* ---- agency.c ---- */

struct registry_agency {
	int64_t id;
	struct str name;
	struct str region_code;
	int zone_hours; /* east of UTC: 7, 8 or 9 */
	bool is_sample; /* made up: every print says CONTOH */
};

/*
 * Found an agency and give it its first act.
 *   zone_hours   7 WIB, 8 WITA, 9 WIT
 * Errors: CONFLICT there is one already.   Writes: agency, act.
 */
const struct err *registry_agency_add(struct ctx *c, struct str name, struct str region_code,
                                      int zone_hours, bool is_sample, int64_t *id);

/* The installation's agency. *found is false before `init`. */
const struct err *registry_agency_only(struct ctx *c, struct registry_agency *out, bool *found);

/*
 * Remove the sample region in one step, and make its agency the real one of this name and region.
 * Accounts stay. Starts its own transactions.
 * Errors: CONFLICT it is no sample; BUSY an import runs.
 * Writes: agency, and everything it holds.
 */
const struct err *registry_sample_remove(struct ctx *c, struct str name, struct str region_code);

/* Hours east of UTC by the code of a province: its first two digits.   Law: domain.md 15. */
int registry_zone_of_region(struct str region_code);

/* ---- act.c ---- */

/*
 * Begin an act that is recorded together with this transaction: corrections, small changes.
 *   kind   "init", "demo", "correction"
 * Every row written for it is made after it and names it.
 */
const struct err *registry_act_add(struct ctx *c, struct str kind, int64_t *act_id);

/*
 * Begin an act that writes in many transactions. Until registry_act_record() nothing it writes
 * is seen and nothing it takes back is missed. Hold the lock "act" meanwhile.
 *   undoes   the act it takes back, or 0
 * Starts its own transaction.
 */
const struct err *registry_act_open(struct ctx *c, struct str kind, int64_t undoes,
                                    int64_t *act_id);

/*
 * Before an open act is recorded, and outside a transaction: make ready what lets its names be
 * found. It takes 3 s for a million names, and nothing when few of them are new.
 */
const struct err *registry_act_prepare(struct ctx *c, int64_t act_id);

/*
 * Record an open act: all it wrote is believed from c->now on. One short write, inside a
 * transaction.
 */
const struct err *registry_act_record(struct ctx *c, int64_t act_id);

/* Remove all that an open act wrote, in short transactions of its own. A recorded one stays. */
const struct err *registry_act_drop(struct ctx *c, int64_t act_id);

/*
 * Drop what interrupted processes left open. Call with the lock "act" held.
 *   dropped   how many acts
 */
const struct err *registry_act_drop_stale(struct ctx *c, int *dropped);

/*
 * Tell the planner of PostgreSQL about many new rows, without which it takes a million for a
 * handful until its own round comes by. For acts that write in bulk; starts its own transaction.
 */
const struct err *registry_statistics(struct ctx *c);

/* ---- unit.c, position.c ---- */

struct registry_unit {
	int64_t id;
	int64_t parent_id; /* 0 directly under the agency */
	struct str name;
	struct date from_on;
	struct date until_on;
};

struct registry_position {
	int64_t id;
	int64_t unit_id;
	struct str title;
	enum position_kind kind;
	struct str echelon;  /* "III.b"; empty outside management */
	int grade_min;       /* PNS ordinal; 0 not stated */
	int grade_max;
	int job_class;       /* 0 not stated */
	int seats_count;     /* 0 nobody has stated it */
	struct date from_on;
	struct date until_on;
};

/* Add a unit or a position; the id in the argument is ignored, the new one comes back. */
const struct err *registry_unit_add(struct ctx *c, int64_t act_id, const struct registry_unit *unit,
                                    int64_t *unit_id);
const struct err *registry_position_add(struct ctx *c, int64_t act_id,
                                        const struct registry_position *position,
                                        int64_t *position_id);
/* One duty of a position's mandate; ordinals count from 1. */
const struct err *registry_duty_add(struct ctx *c, int64_t act_id, int64_t position_id, int ordinal,
                                    struct str duty, struct date from_on);

/*
 * What a position is called last and in which unit, for telling a career; both empty when the
 * registry shows no such position. Strings live as long as c->arena.
 */
const struct err *registry_position_name(struct ctx *c, int64_t position_id, struct str *title,
                                         struct str *unit_name);

/* Called once a row; the row's strings live until it returns. An error ends the scan. */
typedef const struct err *registry_unit_fn(void *arg, const struct registry_unit *unit);
typedef const struct err *registry_position_fn(void *arg, const struct registry_position *position);

/* Every unit or position that exists on `on`, in the order of their ids. */
const struct err *registry_unit_scan(struct ctx *c, struct date on, registry_unit_fn *fn,
                                     void *arg);
const struct err *registry_position_scan(struct ctx *c, struct date on, registry_position_fn *fn,
                                         void *arg);

/* ---- person.c ---- */

/* A person's standing; see registry_status_code(). */
enum service_status {
	SERVICE_CPNS,
	SERVICE_PNS,
	SERVICE_PPPK,
	SERVICE_PPPK_PART_TIME,
	SERVICE_RETIRED,
	SERVICE_DIED,
	SERVICE_RESIGNED,
	SERVICE_DISMISSED,
	SERVICE_MOVED_OUT,
	SERVICE_STATUS_COUNT
};

/* "cpns", "pns", …; the first four are in service. */
struct str registry_status_code(enum service_status status);
bool registry_status_parse(struct str code, enum service_status *out);
bool registry_status_in_service(enum service_status status);

/* definitive fills a seat; the others act in a post and leave it vacant (domain.md 16.1). */
enum capacity { CAPACITY_DEFINITIVE, CAPACITY_PLT, CAPACITY_PLH, CAPACITY_PJ, CAPACITY_COUNT };
struct str registry_capacity_code(enum capacity capacity);
bool registry_capacity_parse(struct str code, enum capacity *out);

/* Facts of a person, each with its valid time. */
struct registry_name {
	struct str name; /* without titles */
	struct str title_before;
	struct str title_after;
	struct date birth_on;
	struct str birth_place;
	bool female;
	struct date from_on;
	struct date until_on;
};

struct registry_status {
	enum service_status status;
	bool entry_known;
	struct date entry_on; /* TMT CPNS or first contract day */
	struct date from_on;
	struct date until_on;
};

struct registry_grade {
	enum grade_scheme scheme;
	int ordinal;
	int64_t decree_id; /* 0 not known */
	struct date from_on;
	struct date until_on;
};

struct registry_education {
	struct str level; /* code of law_education */
	struct str field;
	struct date from_on;
	struct date until_on;
};

/* A post held, or acted in. */
struct registry_employment {
	int64_t position_id;
	enum capacity capacity;
	int64_t decree_id;
	struct date from_on;
	struct date until_on;
};

/* All that is known of one person, each list sorted by from_on. */
struct registry_dossier {
	struct str nip; /* 18 digits */
	const struct registry_name *names;
	size_t name_count;
	const struct registry_status *statuses;
	size_t status_count;
	const struct registry_grade *grades;
	size_t grade_count;
	const struct registry_education *educations;
	size_t education_count;
	const struct registry_employment *employments;
	size_t employment_count;
};

/*
 * Add a person who is not known yet (or is known by NIP alone, after an undo: then the identity
 * is taken up again).
 * Errors: CONFLICT the NIP has facts, here or in another agency; INVALID two facts of one kind
 * overlap
 * (definitive employments, grades, statuses, names).
 * Writes: person, person_nip, person_fact, service_status, grade, education, employment.
 */
const struct err *registry_person_add(struct ctx *c, int64_t act_id,
                                      const struct registry_dossier *dossier, int64_t *person_id);

/* A decree that facts rest on. Title, signer and date may be empty or date_open(). */
const struct err *registry_decree_add(struct ctx *c, int64_t act_id, struct str number,
                                      struct str title, struct date signed_on, struct str signer,
                                      int64_t *decree_id);

/*
 * One definitive holder of a post on a date, as the outlook needs it. There may be millions.
 */
struct registry_holder {
	int64_t person_id;
	int64_t position_id;
	struct date birth_on;
	enum service_status status;
};
typedef const struct err *registry_holder_fn(void *arg, const struct registry_holder *holder);

/*
 * Every position that exists on `on`, in no particular order, with what an outlook asks of it: id,
 * unit, title, kind and seats. The rest of the struct is empty.
 */
const struct err *registry_post_scan(struct ctx *c, struct date on, registry_position_fn *fn,
                                     void *arg);

/*
 * Every definitive holder on `on` who is in service, in no particular order; and, from the same
 * pass, how many people have each standing that day (counts as registry_status_count()).
 *   beside   more to read at the same time (db_tasks_run()), done before the first holder comes;
 *            NULL for nothing
 */
const struct err *registry_holder_scan(struct ctx *c, struct date on, const struct db_task *beside,
                                       registry_holder_fn *fn, void *arg,
                                       int64_t counts[SERVICE_STATUS_COUNT]);

/* People in service on `on`, by status: counts[SERVICE_…]. */
const struct err *registry_status_count(struct ctx *c, struct date on,
                                        int64_t counts[SERVICE_STATUS_COUNT]);

/* A person as a list shows it, on a date. Strings live as long as the arena. */
struct registry_person {
	int64_t id;
	struct str nip;
	struct str name;
	struct str title_before;
	struct str title_after;
	struct date birth_on;
	bool female;
	int64_t position_id; /* definitive; 0 none */
	struct str position_title;
	struct str unit_name;
	struct str grade_code; /* "III/c"; empty when none */
};

/* By NIP (18 digits). Errors: MISSING nobody has facts under it on that date. */
const struct err *registry_person_find(struct ctx *c, struct str nip, struct date on,
                                       struct registry_person *out);

/* The same by id, for lists. */
const struct err *registry_person_get(struct ctx *c, int64_t person_id, struct date on,
                                      struct registry_person *out);

/* Id, name and NIP alone, to order many of whom few are shown: a tenth of the cost. */
const struct err *registry_person_brief(struct ctx *c, int64_t person_id, struct date on,
                                        struct registry_person *out);

#define REGISTRY_SEARCH_MAX 100 /* people in one answer */

/*
 * People whose name contains `fragment` anywhere (three letters and more) or begins with it
 * (fewer), in the order of names; titles, case, marks and punctuation are ignored.
 *   limit   1..REGISTRY_SEARCH_MAX
 *   total   how many there are in all
 */
const struct err *registry_person_search(struct ctx *c, struct str fragment, struct date on,
                                         int limit, struct registry_person *out, int *count,
                                         int64_t *total);

/*
 * Everything recorded of a person, believed now or at an instant; dossier.nip is empty when
 * unknown.
 */
const struct err *registry_person_dossier(struct ctx *c, struct str nip, int64_t known_at,
                                          struct registry_dossier *out);

#endif
