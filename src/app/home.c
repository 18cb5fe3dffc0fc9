/* SPDX-License-Identifier: Apache-2.0 */
#include "app/home.h"

#include "app/system.h"
#include "app/view.h"
#include "auth/account.h"
#include "auth/session.h"
#include "base/arena.h"
#include "page/reply.h"
#include "pages_app.h"
#include "registry/browse.h"
#include "registry/registry.h"

#define TILES_MAX 4
#define TASKS_MAX 8

/* ---- numbers ---- */

static void tiles_fill(const struct people_tally *tally, struct app_tile *tiles,
                       struct app_home_view *v)
{
	tiles[v->tile_count++] = (struct app_tile){ "home.people", "home.people_note",
		                                    STR("/kerja/pegawai"), tally->views[PEOPLE_ALL],
		                                    false };
	tiles[v->tile_count++] = (struct app_tile){ "home.retiring", "home.retiring_note",
		                                    STR("/kerja/pegawai?tampil=pensiun"),
		                                    tally->views[PEOPLE_RETIRING], true };
	tiles[v->tile_count++] = (struct app_tile){ "home.incomplete", "home.incomplete_note",
		                                    STR("/kerja/pegawai?tampil=belum-lengkap"),
		                                    tally->views[PEOPLE_INCOMPLETE], false };
}

/* ---- what is to be done ---- */

static void task_add(struct app_home_view *v, struct app_task *tasks, const char *label,
                     struct str path, bool done)
{
	tasks[v->task_count++] = (struct app_task){ label, path, done, false };
}

/* What makes an installation one to work with. Units and posts come of the roster. */
static const struct err *checklist_fill(struct ctx *c, const struct account_session *s,
                                        bool has_people, struct app_task *tasks,
                                        struct app_home_view *v)
{
	const struct auth_account_query active = { .search = STR("") };
	int64_t accounts;

	if (session_may(s, PERM_IMPORT))
		task_add(v, tasks, "home.task_import", STR("/kerja/impor"), has_people);
	if (session_may(s, PERM_SYSTEM))
		task_add(v, tasks, "home.task_units", STR("/kerja/unit"), has_people);
	if (session_may(s, PERM_USERS)) {
		TRY(auth_account_count(c, &active, &accounts));
		task_add(v, tasks, "home.task_users", STR("/kerja/pengguna"), accounts > 1);
	}
	if (session_may(s, PERM_SYSTEM))
		task_add(v, tasks, "home.task_backup", STR("/kerja/sistem"), system_has_backup(c));
	return NULL;
}

static const struct err *tasks_fill(struct ctx *c, const struct req *rq,
                                    const struct people_tally *tally, struct app_task *tasks,
                                    struct app_home_view *v)
{
	const struct account_session *s = rq->session;

	TRY(checklist_fill(c, s, tally->views[PEOPLE_ALL] > 0, tasks, v));
	if (session_may(s, PERM_PEOPLE_WRITE) && tally->views[PEOPLE_INCOMPLETE] > 0)
		task_add(v, tasks, "home.task_incomplete",
		         STR("/kerja/pegawai?tampil=belum-lengkap"), false);
	if (session_may(s, PERM_SYSTEM) && rq->chrome->is_sample)
		task_add(v, tasks, "home.task_sample", STR("/kerja/sistem"), false);
	if (session_may(s, PERM_OUTLOOK) && session_scope(s) != AUTH_SCOPE_NOWHERE) {
		task_add(v, tasks, "home.task_outlook", STR("/kerja/proyeksi"), false);
		tasks[v->task_count - 1].is_link = true;
	}
	return NULL;
}

/* ---- the page ---- */

static const struct err *unit_name(struct ctx *c, int64_t unit_id, struct date on, struct str *name)
{
	const struct unit_tree *tree;
	const struct unit_node *node;

	*name = STR("");
	if (unit_id <= 0)
		return NULL;
	TRY(registry_unit_tree(c, on, false, &tree));
	node = registry_unit_node(tree, unit_id);
	if (node != NULL)
		*name = node->name;
	return NULL;
}

const struct err *home_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	int64_t scope = session_scope(rq->session);
	struct people_tally tally = { .counted_at = 0 };
	struct app_home_view view = { .on = rq->chrome->today };
	struct app_tile *tiles = arena_array(c->arena, TILES_MAX, sizeof(*tiles));
	struct app_task *tasks = arena_array(c->arena, TASKS_MAX, sizeof(*tasks));
	struct page p;

	if (session_may(rq->session, PERM_PEOPLE_READ)) {
		TRY(unit_name(c, scope, view.on, &view.unit));
		TRY(registry_people_tally(c, view.on, scope, &tally));
		tiles_fill(&tally, tiles, &view);
	}
	TRY(tasks_fill(c, rq, &tally, tasks, &view));
	view.tiles = tiles;
	view.tasks = tasks;
	view.for_admin = session_may(rq->session, PERM_SYSTEM);
	p = page_begin(c, rq, rp);
	app_page_home(&p, &view);
	return NULL;
}
