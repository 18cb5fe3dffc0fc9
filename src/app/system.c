/* SPDX-License-Identifier: Apache-2.0 */
#include "app/system.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "app/founding.h"
#include "app/view.h"
#include "base/arena.h"
#include "base/date.h"
#include "db/backup.h"
#include "db/db.h"
#include "law/law.h"
#include "page/reply.h"
#include "pages_app.h"
#include "registry/registry.h"

#define BACKUPS_SHOWN 20
#define MEGABYTE      1000000
#define DAY_SECONDS   86400

/* ---- copies ---- */

static struct str backup_folder(struct ctx *c)
{
	return str_fmt(c->arena, "%.*s/backups", STR_ARG(db_folder(c->db)));
}

static int newest_first(const void *a, const void *b)
{
	return str_cmp(((const struct app_backup *)b)->name, ((const struct app_backup *)a)->name);
}

/*
 * The newest ones. A folder has no order, but their names begin with their time: each that comes
 * takes the last place, when it is newer than what stands there.
 */
static void backups_fill(struct ctx *c, struct app_system_view *v)
{
	struct str place = backup_folder(c);
	DIR *folder = opendir(str_c(c->arena, place));
	struct app_backup *all = arena_array(c->arena, BACKUPS_SHOWN + 1, sizeof(*all));
	struct dirent *entry;

	v->backups = all;
	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		struct str name = str_of(entry->d_name);
		struct stat found;
		struct str path = str_fmt(c->arena, "%.*s/%.*s", STR_ARG(place), STR_ARG(name));

		if (!str_ends(name, STR(".db")) || stat(str_c(c->arena, path), &found) != 0)
			continue;
		all[v->backup_count++] = (struct app_backup){ str_copy(c->arena, name),
			                                      found.st_size / MEGABYTE + 1 };
		qsort(all, v->backup_count, sizeof(*all), newest_first);
		if (v->backup_count > BACKUPS_SHOWN)
			v->backup_count = BACKUPS_SHOWN;
	}
	closedir(folder);
}

bool system_has_backup(struct ctx *c)
{
	struct app_system_view view = { .backup_count = 0 };

	backups_fill(c, &view);
	return view.backup_count > 0;
}

const struct err *system_backup_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct str place = backup_folder(c);
	struct date_parts day = date_parts(date_of_instant(c->now, 0));
	int64_t second = c->now / 1000000 % DAY_SECONDS;
	struct str path = str_fmt(c->arena, "%.*s/%04d%02d%02d-%02d%02d%02dZ.db", STR_ARG(place),
	                          day.year, day.month, day.day, (int)(second / 3600),
	                          (int)(second / 60 % 60), (int)(second % 60));

	(void)rq;
	if (mkdir(str_c(c->arena, place), 0700) != 0 && errno != EEXIST)
		return err_errno(c->arena, errno, place);
	TRY(db_backup(c, path));
	return reply_see_other(rp, STR("/kerja/sistem"));
}

/* ---- the page ---- */

static const struct err *agency_work(struct ctx *c, void *arg)
{
	bool found;

	return registry_agency_only(c, arg, &found);
}

static struct str zone_of(int hours)
{
	return hours == 9 ? STR("WIT") : hours == 8 ? STR("WITA") : STR("WIB");
}

static const struct err *show(struct ctx *c, const struct req *rq, struct reply *rp,
                              const struct form_errors *errors)
{
	static const struct form_errors none;
	const struct page_field fields[] = {
		{ .name = "agency",
		  .label = "setup.agency",
		  .hint = "setup.agency_hint",
		  .value = http_field_get(&rq->form, "agency"),
		  .chars_max = FOUNDING_NAME_CHARS_MAX },
		{ .name = "region",
		  .label = "setup.region",
		  .hint = "setup.region_hint",
		  .value = http_field_get(&rq->form, "region"),
		  .chars_max = 16 },
	};
	struct registry_agency agency;
	struct app_system_view view = {
		.engine = db_engine_of(c->db) == DB_SQLITE ? "system.sqlite" : "system.postgres",
		.fields = fields,
		.field_count = COUNT(fields),
		.errors = errors == NULL ? &none : errors,
	};
	struct page p;

	TRY(db_read(c, agency_work, &agency));
	view.region_code = agency.region_code;
	view.zone = zone_of(agency.zone_hours);
	backups_fill(c, &view);
	if (view.errors->count > 0)
		rp->status = 400;
	p = page_begin(c, rq, rp);
	app_page_system(&p, &view);
	return NULL;
}

const struct err *system_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return show(c, rq, rp, NULL);
}

/* ---- the end of the sample ---- */

struct naming {
	struct founding founding;
	struct form_errors errors;
};

static void note(struct form_errors *errors, const struct err *err)
{
	if (err != NULL)
		errors->all[errors->count++] = err;
}

static const struct err *naming_work(struct ctx *c, void *arg)
{
	struct naming *n = arg;
	const struct err *err = founding_region_check(c, &n->founding);

	n->errors.count = 0;
	note(&n->errors, founding_name_check(c, n->founding.agency));
	if (err != NULL && err->code != ERR_INVALID)
		return err;
	note(&n->errors, err);
	return NULL;
}

const struct err *system_sample_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct naming n = { .founding = {
				    .agency = str_trim(http_field_get(&rq->form, "agency")),
				    .region_code = str_trim(http_field_get(&rq->form, "region")),
			    } };

	TRY(db_read(c, naming_work, &n));
	form_controls(c, &rq->form, &n.errors);
	if (n.errors.count > 0)
		return show(c, rq, rp, &n.errors);
	TRY(registry_sample_remove(c, n.founding.agency, n.founding.region_code));
	return reply_see_other(rp, STR("/kerja"));
}
