/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "cli/import.h"
#include "db/db.h"

/* No ids, instants or durations: the same file gives the same bytes on either engine. */

static int64_t number(struct str text)
{
	int64_t n = 0;

	(void)str_int(text, &n);
	return n;
}

static const struct err *put_finding(void *arg, const struct str *f, size_t count)
{
	struct json *json = arg;

	(void)count;
	json_object_compact(json);
	json_put_int(json, STR("line"), number(f[0]));
	json_put_str(json, STR("column"), f[1]);
	json_put_str(json, STR("value"), f[2]);
	json_put_str(json, STR("code"), f[3]);
	json_put_str(json, STR("severity"), f[4]);
	if (f[5].len > 0)
		json_put_str(json, STR("other"), f[5]);
	if (number(f[6]) > 0)
		json_put_int(json, STR("other_line"), number(f[6]));
	json_put_str(json, STR("remedy"), f[7]);
	json_close(json);
	return NULL;
}

static const struct err *put_change(void *arg, const struct str *f, size_t count)
{
	struct json *json = arg;

	(void)count;
	json_object_compact(json);
	json_put_int(json, STR("line"), number(f[0]));
	json_put_str(json, STR("column"), f[1]);
	json_put_str(json, STR("before"), f[2]);
	json_put_str(json, STR("after"), f[3]);
	json_close(json);
	return NULL;
}

static const struct err *put_absent(void *arg, const struct str *f, size_t count)
{
	struct json *json = arg;

	(void)count;
	json_object_compact(json);
	json_put_str(json, STR("name"), f[0]);
	json_put_str(json, STR("nip"), f[1]);
	json_close(json);
	return NULL;
}

struct creating {
	struct import_told *told;
	struct json *json;
	const char *name;
	const char *within;
};

static const struct err *put_created(void *arg, const struct import_named *named)
{
	struct creating *creating = arg;

	json_object_compact(creating->json);
	json_put_str(creating->json, str_of(creating->name), named->name);
	json_put_str(creating->json, str_of(creating->within), named->within);
	json_close(creating->json);
	return NULL;
}

static const struct err *created_work(struct ctx *c, void *arg)
{
	struct creating *creating = arg;
	int64_t act_id = creating->told->result.act_id;

	json_key(creating->json, STR("units_created"));
	json_array(creating->json);
	creating->name = "unit";
	creating->within = "within";
	if (act_id != 0)
		TRY(registry_import_units(c, act_id, put_created, creating));
	json_close(creating->json);
	json_key(creating->json, STR("positions_created"));
	json_array(creating->json);
	creating->name = "position";
	creating->within = "unit";
	if (act_id != 0)
		TRY(registry_import_positions(c, act_id, put_created, creating));
	json_close(creating->json);
	return NULL;
}

static const struct err *put_spool(struct json *json, struct str key, struct spool *spool,
                                   spool_fn *fn)
{
	json_key(json, key);
	json_array(json);
	TRY(spool_each(spool, fn, json));
	json_close(json);
	return NULL;
}

const struct err *import_tell_json(struct import_told *told)
{
	const struct import_result *n = &told->result;
	struct json *json = cli_json(told->cli);
	struct creating creating = { .told = told, .json = json };
	char as_of[DATE_TEXT_BYTES];

	json_object(json);
	json_put_int(json, STR("accepted"), n->accepted_count);
	json_put_int(json, STR("rejected"), n->rejected_count);
	json_put_int(json, STR("unchanged"), n->unchanged_count);
	json_put_int(json, STR("added"), n->added_count);
	json_put_int(json, STR("changed"), n->changed_count);
	json_put_int(json, STR("lines"), n->line_count);
	json_put_int(json, STR("warnings"), n->warning_count);
	json_put_int(json, STR("heading_line"), n->heading_line);
	json_put_str(json, STR("as_of"), str_of(date_iso(told->as_of, as_of)));
	json_key(json, STR("dry_run"));
	json_bool(json, told->dry_run);
	json_put_str(json, STR("encoding"), str_of(n->encoding));
	json_put_str(json, STR("separator"), (struct str){ &n->separator, 1 });
	json_put_int(json, STR("units_new"), n->unit_count);
	json_put_int(json, STR("positions_new"), n->position_count);
	json_put_int(json, STR("absent_count"), n->absent_count);
	TRY(put_spool(json, STR("findings"), told->findings, put_finding));
	TRY(put_spool(json, STR("changes"), told->changes, put_change));
	TRY(db_read(told->cli->c, created_work, &creating));
	TRY(put_spool(json, STR("absent"), told->absent, put_absent));
	json_close(json);
	return json_end(json);
}
