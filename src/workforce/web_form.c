/* SPDX-License-Identifier: Apache-2.0 */
/* The what-if form of the outlook: a query, so that every what-if has an address. */
#include "base/arena.h"
#include "i18n/words.h"
#include "registry/browse.h"
#include "workforce/web_view.h"

#define YEARS_BY_DEFAULT 10
#define NUMBER_CHARS     12

/* What the form holds as numbers and dates. */
struct typed {
	struct date on;
	int64_t years;
	int64_t recruits;
	struct str exits;
	struct str ages;
	int64_t unit_id;
	int64_t compared_year;
	int64_t compared_count;
	struct str compared_population;
};

static const struct form_field rows[] = {
	{ "formasi", FORM_INT, false, 0, WORKFORCE_RECRUITS_MAX, offsetof(struct typed, recruits) },
	{ "bup", FORM_TEXT, false, 0, 40, offsetof(struct typed, ages) },
	{ "keluar", FORM_TEXT, false, 0, 12, offsetof(struct typed, exits) },
	{ "pada", FORM_DATE, false, 0, 0, offsetof(struct typed, on) },
	{ "tahun", FORM_INT, false, 1, WORKFORCE_YEARS_MAX, offsetof(struct typed, years) },
	{ "unit", FORM_INT, false, 1, INT64_MAX, offsetof(struct typed, unit_id) },
	{ "banding-tahun", FORM_INT, false, WORKFORCE_ON_YEAR_MIN, WORKFORCE_ON_YEAR_MAX,
	  offsetof(struct typed, compared_year) },
	{ "banding-jumlah", FORM_INT, false, 1, WORKFORCE_COMPARED_MAX,
	  offsetof(struct typed, compared_count) },
	{ "banding-populasi", FORM_TEXT, false, 0, 60,
	  offsetof(struct typed, compared_population) },
};

static const struct page_field drawn[OUTLOOK_FIELD_COUNT] = {
	[OUTLOOK_RECRUITS] = { .name = "formasi",
	                       .label = "outlook.field.recruits",
	                       .inputmode = "numeric",
	                       .chars_max = NUMBER_CHARS },
	[OUTLOOK_AGES] = { .name = "bup", .label = "outlook.field.ages" },
	[OUTLOOK_EXITS] = { .name = "keluar",
	                    .label = "outlook.field.exits",
	                    .hint = "outlook.hint.exits",
	                    .inputmode = "decimal",
	                    .chars_max = NUMBER_CHARS },
	[OUTLOOK_ON] = { .name = "pada", .label = "outlook.field.on", .type = "date" },
	[OUTLOOK_YEARS] = { .name = "tahun",
	                    .label = "outlook.field.years",
	                    .inputmode = "numeric",
	                    .chars_max = NUMBER_CHARS },
	[OUTLOOK_UNIT] = { .name = "unit", .label = "outlook.field.unit" },
	[OUTLOOK_COMPARED_YEAR] = { .name = "banding-tahun",
	                            .label = "outlook.field.compared_year",
	                            .inputmode = "numeric",
	                            .optional = true,
	                            .chars_max = NUMBER_CHARS },
	[OUTLOOK_COMPARED_COUNT] = { .name = "banding-jumlah",
	                             .label = "outlook.field.compared_count",
	                             .inputmode = "numeric",
	                             .optional = true,
	                             .chars_max = NUMBER_CHARS },
	[OUTLOOK_COMPARED_POPULATION] = { .name = "banding-populasi",
	                                  .label = "outlook.field.compared_population",
	                                  .hint = "outlook.hint.compared_population",
	                                  .optional = true,
	                                  .chars_max = 60 },
};

static const struct page_option ages_options[] = {
	{ STR_INIT(""), STR_INIT("outlook.ages.law"), true },
	{ STR_INIT("korpri-2025"), STR_INIT("outlook.ages.korpri_2025"), true },
	{ STR_INIT("tambah-1"), STR_INIT("outlook.ages.one_later"), true },
	{ STR_INIT("tambah-2"), STR_INIT("outlook.ages.two_later"), true },
};

static void refuse(struct ctx *c, struct outlook_form *form, enum outlook_field field,
                   const char *message, struct str value)
{
	if (form_error_of(&form->errors, drawn[field].name) == NULL &&
	    form->errors.count < FORM_ERRORS_MAX)
		form->errors.all[form->errors.count++] = err_new(
			c->arena, ERR_INVALID, str_of(drawn[field].name), message, value);
}

/* ---- the units to choose from ---- */

static void unit_offer(struct ctx *c, struct page_field *field, struct page_option *options,
                       const struct unit_node *unit)
{
	options[field->option_count++] = (struct page_option){
		.value = str_fmt(c->arena, "%lld", (long long)unit->id),
		.label = unit->name,
	};
}

/* All, then the offices right below by name; and the one that was asked for, wherever it lies. */
static void units_offer(struct ctx *c, const struct unit_tree *tree, struct outlook_form *form,
                        const struct unit_node *chosen)
{
	struct page_option *options = arena_array(c->arena, OUTLOOK_UNITS_MAX + 2,
	                                          sizeof(*options));
	struct page_field *field = &form->fields[OUTLOOK_UNIT];
	const struct unit_node *top = registry_unit_node(tree, form->scope);
	bool listed = chosen == NULL || chosen == top;

	field->options = options;
	options[field->option_count++] = (struct page_option){
		.label = form->scope == 0 ? STR("outlook.all_units") : STR("outlook.own_unit"),
		.is_key = true,
	};
	for (const struct unit_node *unit = top == NULL ? tree->first : top->first;
	     unit != NULL && field->option_count <= OUTLOOK_UNITS_MAX; unit = unit->next) {
		unit_offer(c, field, options, unit);
		listed |= unit == chosen;
	}
	if (!listed)
		unit_offer(c, field, options, chosen);
}

/* ---- reading ---- */

/* As it was typed, so that nothing is lost; what is left out shows what is taken for it. */
static void fields_fill(struct ctx *c, const struct http_fields *query, struct date today,
                        struct outlook_form *form)
{
	for (int i = 0; i < OUTLOOK_FIELD_COUNT; i++) {
		form->fields[i] = drawn[i];
		form->fields[i].value = str_trim(http_field_get(query, drawn[i].name));
	}
	form->fields[OUTLOOK_AGES].options = ages_options;
	form->fields[OUTLOOK_AGES].option_count = COUNT(ages_options);
	if (form->fields[OUTLOOK_ON].value.len == 0)
		form->fields[OUTLOOK_ON].value = date_str(c->arena, today);
	if (form->fields[OUTLOOK_YEARS].value.len == 0)
		form->fields[OUTLOOK_YEARS].value = str_fmt(c->arena, "%d", YEARS_BY_DEFAULT);
	if (form->fields[OUTLOOK_RECRUITS].value.len == 0)
		form->fields[OUTLOOK_RECRUITS].value = STR("0");
	if (form->fields[OUTLOOK_EXITS].value.len == 0)
		form->fields[OUTLOOK_EXITS].value = STR("0");
}

/* A picker of dates takes ISO alone; what it could not show stays as text. */
static void date_field_settle(struct ctx *c, struct date on, struct outlook_form *form)
{
	struct page_field *field = &form->fields[OUTLOOK_ON];

	if (form_error_of(&form->errors, field->name) != NULL)
		field->type = "text";
	else
		field->value = date_str(c->arena, on);
}

static void compared_read(struct ctx *c, const struct typed *typed, struct outlook_form *form,
                          struct workforce_request *request)
{
	struct str population = typed->compared_population;

	if (typed->compared_year == 0 && typed->compared_count == 0 && population.len == 0)
		return;
	if (typed->compared_year == 0)
		refuse(c, form, OUTLOOK_COMPARED_YEAR, "form.required", STR(""));
	if (typed->compared_count == 0)
		refuse(c, form, OUTLOOK_COMPARED_COUNT, "form.required", STR(""));
	if (population.len == 0)
		refuse(c, form, OUTLOOK_COMPARED_POPULATION, "form.required", STR(""));
	request->compared = true;
	request->compared_year = (int)typed->compared_year;
	request->compared_count = typed->compared_count;
	request->compared_population = population;
}

static void request_read(struct ctx *c, const struct http_fields *query, struct date today,
                         struct outlook_form *form, struct workforce_request *request)
{
	struct typed typed;
	int year;

	form_read(c, query, rows, COUNT(rows), &typed, &form->errors);
	request->on = date_eq(typed.on, date_open()) ? today : typed.on;
	year = date_parts(request->on).year;
	if (year < WORKFORCE_ON_YEAR_MIN || year > WORKFORCE_ON_YEAR_MAX)
		refuse(c, form, OUTLOOK_ON, "outlook.error.on", form->fields[OUTLOOK_ON].value);
	request->years = typed.years == 0 ? YEARS_BY_DEFAULT : (int)typed.years;
	request->recruits_a_year = typed.recruits;
	if (typed.exits.len > 0 && !workforce_percent_parse(typed.exits, &request->exits_bp))
		refuse(c, form, OUTLOOK_EXITS, "outlook.error.exits", typed.exits);
	if (!workforce_ages_parse(typed.ages, &form->ages))
		refuse(c, form, OUTLOOK_AGES, "outlook.error.ages", typed.ages);
	request->unit_id = typed.unit_id;
	compared_read(c, &typed, form, request);
	for (int i = OUTLOOK_COMPARED_YEAR; i <= OUTLOOK_COMPARED_POPULATION; i++)
		form->compared_open |= form->fields[i].value.len > 0;
	date_field_settle(c, request->on, form);
}

/* Whom the reader asks for, within whom they may see. */
static const struct err *unit_resolve(struct ctx *c, struct outlook_form *form,
                                      struct workforce_report *report)
{
	struct workforce_request *request = &report->request;
	const struct unit_node *unit = NULL;
	const struct unit_tree *tree;

	TRY(registry_unit_tree(c, request->on, false, &tree));
	if (request->unit_id == 0)
		request->unit_id = form->scope;
	if (request->unit_id != 0) {
		unit = registry_unit_node(tree, request->unit_id);
		if (unit == NULL || !registry_unit_within(tree, unit->id, form->scope))
			return err_new(c->arena, ERR_MISSING, STR("unit"), "outlook.unit_missing",
			               STR(""));
		report->unit_name = unit->name;
	}
	units_offer(c, tree, form, unit);
	return NULL;
}

const struct err *outlook_read(struct ctx *c, const struct http_fields *query, int64_t scope,
                               int64_t due_max, bool with_cells, struct outlook_form *form,
                               struct workforce_report *report)
{
	struct workforce_request *request = &report->request;
	struct date today;
	bool found;

	*form = (struct outlook_form){ .scope = scope };
	*report = (struct workforce_report){ .request = { .due_max = due_max } };
	TRY(registry_agency_only(c, &report->agency, &found));
	today = date_of_instant(c->now, report->agency.zone_hours);
	fields_fill(c, query, today, form);
	request_read(c, query, today, form, request);
	if (form_error_of(&form->errors, "pada") != NULL)
		request->on = today;
	TRY(unit_resolve(c, form, report));
	if (form->errors.count > 0)
		return NULL;
	request->with_cells = with_cells;
	TRY(law_load(c, request->on, &request->law));
	TRY(workforce_what_if(c, request->law, form->ages, &request->law));
	if (form->ages != WORKFORCE_AGES_LAW)
		report->ages_file = words_get(c->lang, ages_options[form->ages].label);
	TRY(workforce_project(c, request, &report->outlook));
	workforce_report_complete(c, report);
	return NULL;
}
