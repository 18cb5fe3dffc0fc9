/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_INTERNAL_H
#define ABDI_WORKFORCE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/registry.h"
#include "workforce/pension.h"
#include "workforce/rows.h"
#include "workforce/workforce.h"

/*
 * A projection that is being made. It is fed units, then positions, then holders, and knows no
 * database: project.c feeds it from the registry, tests from arrays.
 */

/* A title as posts of one kind carry it; most titles are shared by many posts. */
struct workforce_title {
	struct str text;
	enum position_kind kind;
	const struct law_retirement_age *age;    /* NULL: the law states none */
	const struct workforce_pension *pension; /* of that age; NULL as well then */
	uint32_t rank;                           /* place of the text among all titles */
	bool held;                               /* some post of it has a holder */
};

struct workforce_office {
	int64_t id;
	int64_t parent_id;
	struct str name;
	struct workforce_office
		*parent; /* NULL at the top, also when the one above is gone on that day */
	int32_t depth;                   /* from 1 at the top; 0 not known yet */
	uint32_t rank;                   /* place of name and parent's name among all offices */
	int64_t holder_count;
	int64_t counts[WORKFORCE_YEARS_MAX];
	int64_t total;
};

/* Kept narrow, 96 bytes: there may be hundreds of thousands. */
struct workforce_post {
	int64_t id;
	struct workforce_title *title;
	struct workforce_office *office; /* NULL when its unit is gone on that day */
	int32_t holder_count;
	int32_t overdue_count;
	int32_t counts[WORKFORCE_YEARS_MAX];
	int16_t slot_last; /* of its last retirement in the span */
	bool seats_stated;
};

struct workforce_due_mark {
	int64_t person_id;
	int32_t slot;
};

struct workforce_retirement {
	const struct workforce_post *post;
	int32_t slot;
};

#define WORKFORCE_DUE_SLOTS 13 /* firsts of months from a day to the same day of the next year */

/*
 * Holders are counted in groups: between two of them the database pushes posts out of the
 * processor's cache, in a row they are fetched while others are counted.
 */
#define WORKFORCE_WAITING_MAX 512

struct workforce_projection {
	struct ctx *c;
	const struct workforce_request *request;
	int slot_first;    /* of the month of `on` */
	int slot_due;      /* the last in which people are due */
	int slot_end;      /* behind the last of the span */
	struct workforce_rows titles;
	struct workforce_rows offices;
	struct workforce_rows posts;
	struct workforce_rows retirements;
	uint32_t *title_slots; /* index + 1 by hash; 0 is free */
	uint32_t title_mask;
	struct workforce_index office_index;
	struct workforce_index post_index;
	struct workforce_pension *pensions;
	struct registry_holder waiting[WORKFORCE_WAITING_MAX];
	int waiting_count;
	int64_t holder_count;
	int64_t overdue_count;
	int64_t no_age_count;
	int64_t month_counts[WORKFORCE_YEARS_MAX * 12];
	int64_t due_counts[WORKFORCE_DUE_SLOTS];
	struct workforce_due_mark *due;
	int32_t due_count;
	int32_t due_room;
	int due_slot_end; /* people due in this slot and later are counted, but no longer kept */
};

struct workforce_projection *workforce_projection_new(struct ctx *c,
                                                      const struct workforce_request *request);

/* These fit the scans of the registry; `projection` is a struct workforce_projection. */
const struct err *workforce_projection_unit(void *projection, const struct registry_unit *unit);
const struct err *workforce_projection_position(void *projection,
                                                const struct registry_position *position);
const struct err *workforce_projection_holder(void *projection,
                                              const struct registry_holder *holder);

/* Feed it with request->unit_id and all below it. Errors: MISSING no such unit on that day. */
const struct err *workforce_scan_within(struct ctx *c, const struct workforce_request *request,
                                        struct workforce_projection *projection,
                                        int64_t population[SERVICE_STATUS_COUNT]);

/* Count the holders that wait. */
const struct err *workforce_projection_flush(struct workforce_projection *projection);

/*
 * Add up and order what was collected.
 *   population   people in service on `on`, by status
 *   out          all but the persons of out->due, which have their ids alone
 */
const struct err *workforce_projection_finish(struct workforce_projection *projection,
                                              const int64_t population[SERVICE_STATUS_COUNT],
                                              struct workforce_outlook *out);

/* Once their persons are known: by day, name and NIP, and no more than were asked for. */
void workforce_due_order(const struct workforce_request *request,
                         struct workforce_outlook *outlook);

#endif
