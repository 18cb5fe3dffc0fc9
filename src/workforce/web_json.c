/* SPDX-License-Identifier: Apache-2.0 */
/* The outlook as JSON. The same facts give the same bytes on every installation: no ids in it. */
#include "base/arena.h"
#include "base/json.h"
#include "law/law.h"
#include "workforce/report.h"

static void put_date(struct json *json, struct str key, struct date date)
{
	char iso[DATE_TEXT_BYTES];

	json_put_str(json, key, str_of(date_iso(date, iso)));
}

/* "2021-02"; `month` 0 is the year alone. */
static struct str period(char out[DATE_TEXT_BYTES], int year, int month)
{
	struct date first;

	date_from_parts(year, month == 0 ? 1 : month, 1, &first);
	return str_sub(str_of(date_iso(first, out)), 0, month == 0 ? 4 : 7);
}

static void put_years(struct json *json, const struct workforce_outlook *o, const int64_t *counts)
{
	char text[DATE_TEXT_BYTES];

	json_key(json, STR("year"));
	json_object_compact(json);
	for (int i = 0; i < o->years; i++)
		json_put_int(json, period(text, o->year[i].year, 0), counts[i]);
	json_close(json);
}

static void put_population(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("population"));
	json_object_compact(json);
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		if (registry_status_in_service((enum service_status)i))
			json_put_int(json, registry_status_code((enum service_status)i),
			             o->population[i]);
	json_put_int(json, STR("total"), o->population_total);
	json_close(json);
}

static void put_retirements(struct json *json, const struct workforce_outlook *o)
{
	int64_t years[WORKFORCE_YEARS_MAX];
	char text[DATE_TEXT_BYTES];

	for (int i = 0; i < o->years; i++)
		years[i] = o->year[i].retirement_count;
	json_key(json, STR("retirements"));
	json_object(json);
	put_years(json, o, years);
	json_key(json, STR("month"));
	json_object(json);
	for (int slot = 0; slot < o->years * 12; slot++)
		if (o->month_counts[slot] > 0)
			json_put_int(json, period(text, o->year[slot / 12].year, slot % 12 + 1),
			             o->month_counts[slot]);
	json_close(json);
	json_close(json);
}

static void put_stock(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("stock"));
	json_array(json);
	for (int i = 0; i < o->years; i++) {
		json_object_compact(json);
		json_put_int(json, STR("year"), o->year[i].year);
		json_put_int(json, STR("start"), o->year[i].start_count);
		json_put_int(json, STR("retirements"), o->year[i].retirement_count);
		json_put_int(json, STR("exits"), o->year[i].exit_count);
		json_put_int(json, STR("recruits"), o->year[i].recruit_count);
		json_put_int(json, STR("end"), o->year[i].end_count);
		json_close(json);
	}
	json_close(json);
}

static void put_counts(struct json *json, const struct workforce_outlook *o,
                       const struct workforce_row *row)
{
	json_put_int(json, STR("holders"), row->holder_count);
	put_years(json, o, row->retirement_counts);
	json_put_int(json, STR("total"), row->retirement_total);
}

static void put_position_name(struct json *json, const struct workforce_row *row)
{
	json_put_str(json, STR("position"), row->name);
	json_put_str(json, STR("unit"), row->within);
	json_put_str(json, STR("within"), row->above);
	json_put_str(json, STR("kind"), law_position_kind_code(row->kind));
}

static void put_rows(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("by_kind"));
	json_array(json);
	for (size_t i = 0; i < o->kind_count; i++) {
		json_object_compact(json);
		json_put_str(json, STR("kind"), law_position_kind_code(o->kinds[i].kind));
		put_counts(json, o, &o->kinds[i]);
		json_close(json);
	}
	json_close(json);
	json_key(json, STR("by_unit"));
	json_array(json);
	for (size_t i = 0; i < o->unit_count; i++) {
		json_object_compact(json);
		json_put_str(json, STR("unit"), o->units[i].name);
		json_put_str(json, STR("within"), o->units[i].within);
		put_counts(json, o, &o->units[i]);
		json_close(json);
	}
	json_close(json);
	json_key(json, STR("by_position"));
	json_array(json);
	for (size_t i = 0; i < o->position_count; i++) {
		json_object_compact(json);
		put_position_name(json, &o->positions[i]);
		put_counts(json, o, &o->positions[i]);
		json_close(json);
	}
	json_close(json);
}

static void put_empties(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("falling_empty"));
	json_array(json);
	for (size_t i = 0; i < o->empty_count; i++) {
		json_object_compact(json);
		put_position_name(json, o->empties[i]);
		put_date(json, STR("empty_on"), o->empties[i]->empty_on);
		json_put_int(json, STR("holders"), o->empties[i]->holder_count);
		json_close(json);
	}
	json_close(json);
}

static void put_due(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("due_within_12_months"));
	json_array(json);
	for (size_t i = 0; i < o->due_count; i++) {
		const struct registry_person *person = &o->due[i].person;

		json_object_compact(json);
		put_date(json, STR("retire_on"), o->due[i].retire_on);
		json_put_str(json, STR("name"), person->name);
		json_put_str(json, STR("nip"), person->nip);
		json_put_str(json, STR("position"), person->position_title);
		json_put_str(json, STR("unit"), person->unit_name);
		json_close(json);
	}
	json_close(json);
}

static void put_law(struct json *json, const struct workforce_outlook *o)
{
	json_key(json, STR("law"));
	json_array(json);
	for (size_t i = 0; i < o->age_count; i++) {
		const struct law_retirement_age *age = o->ages[i];

		json_object_compact(json);
		if (age->family.len > 0)
			json_put_str(json, STR("family"), age->family);
		if (!age->any_kind)
			json_put_str(json, STR("kind"), law_position_kind_code(age->kind));
		json_put_int(json, STR("age"), age->age_years);
		json_put_str(json, STR("source"), age->source);
		json_close(json);
	}
	json_close(json);
}

static void put_percent(struct json *json, struct str key, int64_t percent_x100)
{
	json_key(json, key);
	json_fixed(json, percent_x100, 2);
}

static void put_comparison(struct json *json, const struct workforce_report *report)
{
	const struct workforce_request *request = &report->request;
	const struct workforce_outlook *o = &report->outlook;
	const struct workforce_comparison *comparison = &report->comparison;

	if (!request->compared)
		return;
	json_key(json, STR("comparison"));
	json_object(json);
	json_put_int(json, STR("year"), request->compared_year);
	json_put_int(json, STR("count"), request->compared_count);
	json_put_str(json, STR("population"), request->compared_population);
	json_put_int(json, STR("now_count"), o->population_total);
	json_put_str(json, STR("now_population"), report->population);
	json_key(json, STR("same_population"));
	json_bool(json, comparison->same_population);
	json_put_int(json, STR("change"), comparison->change);
	put_percent(json, STR("change_percent"), comparison->change_pct_x100);
	json_put_int(json, STR("retirements"), o->year[0].retirement_count);
	json_put_int(json, STR("after"), comparison->after_count);
	put_percent(json, STR("after_percent_of_now"), comparison->retire_pct_x100);
	put_percent(json, STR("after_percent_of_count"), comparison->after_pct_x100);
	json_close(json);
}

static void put_warnings(struct json *json, const struct workforce_report *report)
{
	json_key(json, STR("warnings"));
	json_array(json);
	for (size_t i = 0; i < report->warning_count; i++)
		json_str(json, report->warnings[i]);
	json_close(json);
}

void workforce_report_json(struct json *json, const struct workforce_report *report)
{
	const struct workforce_outlook *o = &report->outlook;

	json_object(json);
	put_date(json, STR("on"), o->on);
	json_put_int(json, STR("years"), o->years);
	json_put_str(json, STR("agency"), report->agency.name);
	if (report->unit_name.len > 0)
		json_put_str(json, STR("unit"), report->unit_name);
	json_key(json, STR("sample"));
	json_bool(json, report->agency.is_sample);
	put_population(json, o);
	put_retirements(json, o);
	put_stock(json, o);
	put_rows(json, o);
	put_empties(json, o);
	put_due(json, o);
	json_put_int(json, STR("due_count"), o->due_total);
	json_put_int(json, STR("overdue"), o->overdue_count);
	json_put_int(json, STR("without_post"), o->no_post_count);
	json_put_int(json, STR("without_age_limit"), o->no_age_count);
	json_put_int(json, STR("vacant_positions"), o->vacant_count);
	put_law(json, o);
	put_comparison(json, report);
	put_warnings(json, report);
	json_close(json);
}
