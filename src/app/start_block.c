/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "app/internal.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "db/db.h"
#include "http/server.h"
#include "i18n/words.h"

/* What there is, for the second line. */
struct holdings {
	struct registry_agency agency;
	bool found;
	int64_t people;
	int64_t units;
};

static const struct err *count_unit(void *arg, const struct registry_unit *unit)
{
	(void)unit;
	++*(int64_t *)arg;
	return NULL;
}

static const struct err *look(struct ctx *c, void *arg)
{
	struct holdings *h = arg;
	int64_t counts[SERVICE_STATUS_COUNT];
	struct date today;

	*h = (struct holdings){ 0 };
	TRY(registry_agency_only(c, &h->agency, &h->found));
	if (!h->found)
		return NULL;
	c->agency_id = h->agency.id;
	today = date_of_instant(c->now, h->agency.zone_hours);
	TRY(registry_status_count(c, today, counts));
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		if (registry_status_in_service((enum service_status)i))
			h->people += counts[i];
	return registry_unit_scan(c, today, count_unit, &h->units);
}

static void line(const struct app *app, enum lang lang, struct arena *arena, const char *key,
                 const struct word_arg *args, size_t count)
{
	struct str text = words_fmt(arena, lang, str_of(key), args, count);

	fprintf(app->config.out, "%.*s\n", STR_ARG(text));
}

static struct str zone_name(int hours)
{
	return hours == 9 ? STR("WIT") : hours == 8 ? STR("WITA") : STR("WIB");
}

const struct err *start_block(struct ctx *c, const struct app *app, int64_t us)
{
	struct holdings h;
	struct str address = app_url(c->arena, app);
	int64_t before = c->agency_id;

	TRY(db_read(c, look, &h));
	c->agency_id = before;
	if (h.found) {
		line(app, c->lang, c->arena, "start.head",
		     WORD_ARGS({ "agency", h.agency.name },
		               { "zone", zone_name(h.agency.zone_hours) }));
		line(app, c->lang, c->arena, "start.data",
		     WORD_ARGS({ "database", app->config.db_name },
		               { "people", words_number(c->arena, c->lang, h.people) },
		               { "units", words_number(c->arena, c->lang, h.units) }));
	} else {
		line(app, c->lang, c->arena, "start.head_empty", NULL, 0);
		line(app, c->lang, c->arena, "start.data_empty",
		     WORD_ARGS({ "database", app->config.db_name }));
	}
	line(app, c->lang, c->arena, "start.address", WORD_ARGS({ "address", address }));
	if (app->setup_code.len > 0)
		line(app, c->lang, c->arena, "start.setup",
		     WORD_ARGS({ "address", address }, { "code", app->setup_code },
		               { "minutes", words_number(c->arena, c->lang, AUTH_SETUP_MINUTES) }));
	line(app, c->lang, c->arena, "start.ready",
	     WORD_ARGS({ "seconds", words_decimal(c->arena, c->lang, (us + 5000) / 10000, 2) }));
	fflush(app->config.out);
	return NULL;
}
