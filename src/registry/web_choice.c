/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cache.h"
#include "registry/browse_internal.h"
#include "registry/web_common.h"
#include "registry/web_people.h"

/* Choices as bytes: for each its value and label behind their lengths. */
static void pack(struct buf *out, struct str text)
{
	uint32_t len = (uint32_t)text.len;

	buf_add(out, (struct str){ (const char *)&len, sizeof(len) });
	buf_add(out, text);
}

static struct str unpack(struct str bytes, size_t *at)
{
	uint32_t len;
	struct str text;

	memcpy(&len, bytes.ptr + *at, sizeof(len));
	text = str_sub(bytes, *at + sizeof(len), len);
	*at += sizeof(len) + len;
	return text;
}

static const struct err *offer(struct ctx *c, int64_t top_id, struct date on, int64_t chosen_id,
                               struct str *bytes)
{
	const struct unit_tree *tree;
	const struct unit_node *top, *chosen;
	struct buf out;
	size_t count = 0;

	TRY(registry_unit_tree(c, on, false, &tree));
	top = top_id == 0 ? NULL : registry_unit_node(tree, top_id);
	chosen = chosen_id == 0 ? NULL : registry_unit_node(tree, chosen_id);
	buf_init(&out, c->arena);
	for (const struct unit_node *unit = top_id == 0   ? tree->first
	                                    : top == NULL ? NULL
	                                                  : top->first;
	     unit != NULL && count < WEB_UNITS_OFFERED; unit = unit->next, count++) {
		pack(&out, str_fmt(c->arena, "%jd", (intmax_t)unit->id));
		pack(&out, unit->name);
		if (unit == chosen)
			chosen = NULL;
	}
	if (chosen != NULL) {
		pack(&out, str_fmt(c->arena, "%jd", (intmax_t)chosen->id));
		pack(&out, chosen->name);
	}
	*bytes = buf_str(&out);
	return NULL;
}

const struct err *registry_unit_options(struct ctx *c, int64_t top_id, struct date on,
                                        int64_t chosen_id, const struct page_option **options,
                                        size_t *count)
{
	struct page_option *all = arena_array(c->arena, WEB_UNITS_OFFERED + 2, sizeof(*all));
	struct str version, key, bytes;
	bool settled;
	size_t n = 0;

	TRY(browse_version(c, &version, &settled));
	key = str_fmt(c->arena, "offer %.*s %d %jd %jd", STR_ARG(version), on.days,
	              (intmax_t)top_id, (intmax_t)chosen_id);
	if (!cache_find(c->cache, c->arena, key, &bytes)) {
		TRY(offer(c, top_id, on, chosen_id, &bytes));
		cache_put(c->cache, key, bytes, CACHE_CHEAP);
	}
	all[n++] = (struct page_option){ STR(""), STR("employee.any_unit"), true };
	for (size_t at = 0; at < bytes.len && n < WEB_UNITS_OFFERED + 2;) {
		all[n].value = unpack(bytes, &at);
		all[n++].label = unpack(bytes, &at);
	}
	*options = all;
	*count = n;
	return NULL;
}
