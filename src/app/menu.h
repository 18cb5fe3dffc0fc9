/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_MENU_H
#define ABDI_APP_MENU_H

#include "auth/permission.h"
#include "base/ctx.h"
#include "http/http.h"
#include "page/page.h"

/* Which permission each item asks for, by its route: the same as long as the process runs. */
struct menu;
const struct menu *menu_new(struct arena *arena);

/* May the reader open what this permission guards? */
typedef bool menu_may(const void *reader, enum permission permission);

/*
 * Fill the navigation of a page for a reader: the groups on the left and the bar at the bottom of
 * phones. An item is shown when its route exists and the reader may open it.
 *   path   of the page, to mark the item it belongs to
 */
void menu_fill(const struct menu *menu, struct arena *arena, struct str path, menu_may *may,
               const void *reader, struct page_chrome *chrome);

#endif
