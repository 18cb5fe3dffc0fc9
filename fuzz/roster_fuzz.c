/* SPDX-License-Identifier: Apache-2.0 */
/* A roster of any bytes: its headings are told and each line is read, by the law we carry. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"
#include "law/law.h"
#include "registry/heading.h"
#include "registry/roster.h"
#include "test/carried_law.h"

#define ARENA_BYTES_MAX (256u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static const struct err *bytes_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;
	struct str part = str_sub(*rest, 0, cap);

	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	*rest = str_sub(*rest, part.len, rest->len);
	*got = part.len;
	return NULL;
}

static bool is_known_code(const char *code)
{
	for (size_t i = 0; i < roster_code_count; i++)
		if (str_eq(roster_codes[i].code, str_of(code)))
			return true;
	return false;
}

/* What an import trusts about a line that it takes in. */
static void check_accepted(const struct law *law, const struct roster_line *line)
{
	must(line->nip.len == 18 && str_is_digits(line->nip));
	must(line->name.len > 0 && line->unit.len > 0);
	must(line->kind < POSITION_KIND_COUNT && line->capacity < CAPACITY_COUNT);
	must(line->status < SERVICE_STATUS_COUNT);
	must(line->title.len == 0 || line->title_key.len > 0);
	must(line->echelon.len == 0 || law_echelon_find(law, line->echelon) != NULL);
	must(line->education.len == 0 || law_education_find(law, line->education) != NULL);
	must(!line->grade_told || law_grade_find(law, line->scheme, line->grade) != NULL);
	must(!line->post_dated || !date_before(law->on, line->post_on));
}

static void check_line(const struct law *law, const struct csv_record *record,
                       const struct roster_line *line)
{
	bool error = false;

	must(line->line == record->line && line->finding_count < ROSTER_FINDINGS_MAX);
	for (size_t i = 0; i < line->finding_count; i++) {
		must(is_known_code(line->findings[i].code) &&
		     line->findings[i].line == record->line);
		must(text_is_utf8(line->findings[i].column) &&
		     text_is_utf8(line->findings[i].value));
		error = error || line->findings[i].severity == IMPORT_ERROR;
	}
	must(line->rejected == error);
	must(text_is_utf8(line->name) && text_is_utf8(line->title) && text_is_utf8(line->unit) &&
	     text_is_utf8(line->office) && text_is_utf8(line->title_before) &&
	     text_is_utf8(line->title_after) && text_is_utf8(line->birth_place));
	if (!line->rejected)
		check_accepted(law, line);
}

static void read_roster(struct ctx *c, const struct law *law, struct str text)
{
	struct roster_columns columns;
	struct roster_reader reader;
	struct roster_line line;
	struct csv_record record;
	struct csv *csv;
	bool more = true, usable = false;

	must(csv_open(c->arena, bytes_read, &text, &csv) == NULL);
	while (csv_read(csv, &record, &more) == NULL && more && !usable)
		heading_columns(c, &record, &columns, &usable);
	if (!usable || !more)
		return;
	must(roster_reader_init(c, law, &columns, law->on, &reader) == NULL);
	do {
		struct arena_mark mark = arena_mark(c->arena);

		roster_read(c, &reader, &record, &line);
		check_line(law, &record, &line);
		arena_rewind(c->arena, mark);
	} while (csv_read(csv, &record, &more) == NULL && more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ctx kept;
	static const struct law *law;
	struct ctx c = { .now = 0 };

	if (law == NULL) {
		struct date on = { 0 };

		must(date_parse_iso(STR("2026-01-05"), &on));
		kept.arena = arena_new(ARENA_BYTES_MAX);
		law = carried_law(&kept, on);
	}
	c.arena = arena_new(ARENA_BYTES_MAX);
	read_roster(&c, law, (struct str){ (const char *)data, size });
	arena_free(c.arena);
	return 0;
}
