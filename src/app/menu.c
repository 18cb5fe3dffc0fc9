/* SPDX-License-Identifier: Apache-2.0 */
#include "app/menu.h"

#include "app/modules.h"
#include "base/arena.h"
#include "http/route.h"

/* The navigation, in the order of ux.md 2. What has no route yet is not listed. */
struct item {
	const char *group;
	const char *label;
	const char *icon;
	const char *path;
	const char *brief; /* label in the bottom bar of phones: four of them, and the menu */
	const char *key;   /* that opens it after "g" */
};

/* clang-format off */
static const struct item items[] = {
	/* group               label            icon       path               brief          key */
	{ "menu.home",         "menu.overview", "rumah",   "/kerja",          "bar.home",    NULL },
	{ "menu.people_group", "menu.people",   "orang",   "/kerja/pegawai",  "bar.people",  "p"  },
	{ "menu.people_group", "menu.units",    "gedung",  "/kerja/unit",     NULL,          NULL },
	{ "menu.people_group", "menu.posts",    "berkas",  "/kerja/jabatan",  NULL,          NULL },
	{ "menu.people_group", "menu.import",   "unggah",  "/kerja/impor",    "bar.import",  NULL },
	{ "menu.plan_group",   "menu.outlook",  "grafik",  "/kerja/proyeksi", "bar.outlook", "r"  },
	{ "menu.set_group",    "menu.users",    "perisai", "/kerja/pengguna", NULL,          NULL },
	{ "menu.set_group",    "menu.system",   "jam",     "/kerja/sistem",   NULL,          NULL },
};
/* clang-format on */

/* The item a page belongs to: the longest path the page's begins with. */
static const struct item *current_of(struct str path)
{
	const struct item *best = NULL;

	for (size_t i = 0; i < COUNT(items); i++) {
		struct str own = str_of(items[i].path);
		/* All pages of staff lie below the first one, which stands for itself alone. */
		bool inside = str_eq(path, own) ||
		              (i > 0 && str_starts(path, own) && path.ptr[own.len] == '/');

		if (inside && (best == NULL || own.len > str_of(best->path).len))
			best = &items[i];
	}
	return best;
}

/* PERMISSION_COUNT when no module has a page there. */
static enum permission permission_of(const struct item *item)
{
	struct str parts[HTTP_PATH_PARTS_MAX];
	bool known;
	const struct route *route = module_route_find(HTTP_GET, str_of(item->path), parts, &known);

	return route == NULL ? PERMISSION_COUNT : route->permission;
}

struct menu {
	enum permission permissions[COUNT(items)];
};

const struct menu *menu_new(struct arena *arena)
{
	struct menu *menu = ARENA_NEW(arena, struct menu);

	for (size_t i = 0; i < COUNT(items); i++)
		menu->permissions[i] = permission_of(&items[i]);
	return menu;
}

static struct page_link link_of(const struct item *item, const struct item *current)
{
	return (struct page_link){
		.label = item->label,
		.brief = item->brief,
		.icon = item->icon,
		.key = item->key,
		.path = str_of(item->path),
		.current = item == current,
		.count = -1,
	};
}

void menu_fill(const struct menu *menu, struct arena *arena, struct str path, menu_may *may,
               const void *reader, struct page_chrome *chrome)
{
	const struct item *current = current_of(path);
	struct page_group *groups = arena_array(arena, COUNT(items), sizeof(*groups));
	struct page_link *links = arena_array(arena, COUNT(items), sizeof(*links));
	struct page_link *bar = arena_array(arena, COUNT(items), sizeof(*bar));
	size_t count = 0;

	for (size_t i = 0; i < COUNT(items); i++) {
		enum permission permission = menu->permissions[i];
		struct page_group *group;

		if (permission == PERMISSION_COUNT || !may(reader, permission))
			continue;
		if (chrome->group_count == 0 ||
		    groups[chrome->group_count - 1].label != items[i].group)
			groups[chrome->group_count++] = (struct page_group){ items[i].group,
				                                             &links[count], 0 };
		group = &groups[chrome->group_count - 1];
		group->link_count++;
		links[count++] = link_of(&items[i], current);
		if (items[i].brief != NULL)
			bar[chrome->bar_count++] = links[count - 1];
	}
	chrome->groups = groups;
	chrome->bar = bar;
}
