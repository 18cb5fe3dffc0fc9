/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/roster.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "registry/cell.h"
#include "registry/identity.h"

#define VALUE_BYTES_MAX 200 /* of a cell, in a finding */

const struct roster_code roster_codes[] = {
	{ STR_INIT("age_at_entry"), IMPORT_WARNING },
	{ STR_INIT("birth_differs_from_nip"), IMPORT_WARNING },
	{ STR_INIT("date_after_snapshot"), IMPORT_WARNING },
	{ STR_INIT("date_impossible"), IMPORT_ERROR },
	{ STR_INIT("date_unreadable"), IMPORT_WARNING },
	{ STR_INIT("dates_order"), IMPORT_WARNING },
	{ STR_INIT("echelon_unknown"), IMPORT_WARNING },
	{ STR_INIT("education_below_post"), IMPORT_WARNING },
	{ STR_INIT("education_unknown"), IMPORT_WARNING },
	{ STR_INIT("entry_differs_from_nip"), IMPORT_WARNING },
	{ STR_INIT("gender_differs_from_nip"), IMPORT_WARNING },
	{ STR_INIT("gender_unreadable"), IMPORT_WARNING },
	{ STR_INIT("grade_below_post"), IMPORT_WARNING },
	{ STR_INIT("grade_missing"), IMPORT_WARNING },
	{ STR_INIT("grade_unknown"), IMPORT_ERROR },
	{ STR_INIT("name_missing"), IMPORT_ERROR },
	{ STR_INIT("nik_pattern"), IMPORT_WARNING },
	{ STR_INIT("nip_date"), IMPORT_ERROR },
	{ STR_INIT("nip_digits"), IMPORT_ERROR },
	{ STR_INIT("nip_duplicate"), IMPORT_ERROR },
	{ STR_INIT("nip_elsewhere"), IMPORT_ERROR },
	{ STR_INIT("nip_gender"), IMPORT_ERROR },
	{ STR_INIT("nip_length"), IMPORT_ERROR },
	{ STR_INIT("nip_scientific"), IMPORT_ERROR },
	{ STR_INIT("nip_serial"), IMPORT_ERROR },
	{ STR_INIT("past_retirement_age"), IMPORT_WARNING },
	{ STR_INIT("position_kind_unknown"), IMPORT_WARNING },
	{ STR_INIT("position_level_unknown"), IMPORT_WARNING },
	{ STR_INIT("position_missing"), IMPORT_WARNING },
	{ STR_INIT("rank_differs_from_grade"), IMPORT_WARNING },
	{ STR_INIT("record_broken"), IMPORT_ERROR },
	{ STR_INIT("status_differs_from_nip"), IMPORT_WARNING },
	{ STR_INIT("status_unknown"), IMPORT_WARNING },
	{ STR_INIT("unit_missing"), IMPORT_ERROR },
	{ STR_INIT("unit_near_match"), IMPORT_WARNING },
};

const size_t roster_code_count = COUNT(roster_codes);

/* A code that the table lacks would be a slip of ours: the tests have a line for each. */
static enum import_severity severity_of(const char *code)
{
	struct str wanted = str_of(code);
	size_t i = 0;

	while (i < COUNT(roster_codes) && !str_eq(roster_codes[i].code, wanted))
		i++;
	assert(i < COUNT(roster_codes));
	return roster_codes[i].severity;
}

void roster_find(struct roster_line *line, const struct roster_columns *columns,
                 enum roster_field field, const char *code, struct str value, struct str other,
                 int64_t other_line)
{
	enum import_severity severity = severity_of(code);

	line->rejected = line->rejected || severity == IMPORT_ERROR;
	if (line->finding_count == ROSTER_FINDINGS_MAX)
		return;
	/* Most lines have none: a batch of thousands should not hold room for all of them. */
	if (line->findings == NULL)
		line->findings = arena_array(line->arena, ROSTER_FINDINGS_MAX,
		                             sizeof(*line->findings));
	line->findings[line->finding_count++] = (struct import_finding){
		.line = line->line,
		.column = columns->headings[field],
		.value = value,
		.code = code,
		.severity = severity,
		.other = other,
		.other_line = other_line,
	};
}

/* The reading of one record: its cells, and where what is found goes. */
struct reading {
	struct ctx *c;
	const struct roster_reader *reader;
	const struct csv_record *record;
	struct roster_line *line;
};

static bool has(const struct reading *r, enum roster_field field)
{
	return r->reader->columns->at[field] >= 0;
}

static struct str cell(const struct reading *r, enum roster_field field)
{
	int at = r->reader->columns->at[field];

	return at >= 0 && (size_t)at < r->record->count ? r->record->fields[at] : STR("");
}

/* The beginning of a long cell, and no half character at its end. */
static struct str quoted(struct str s)
{
	struct str part = str_sub(s, 0, VALUE_BYTES_MAX);

	while (part.len > 0 && part.len < s.len && ((unsigned char)s.ptr[part.len] & 0xC0) == 0x80)
		part.len--;
	return part;
}

static void find(const struct reading *r, enum roster_field field, const char *code,
                 struct str other)
{
	struct str value = str_copy(r->c->arena, quoted(str_trim(cell(r, field))));

	roster_find(r->line, r->reader->columns, field, code, value, other, 0);
}

/* ---- NIP ---- */

static const char *nip_code(enum identity_fault fault)
{
	switch (fault) {
	case IDENTITY_DATE:
	case IDENTITY_MONTH: return "nip_date";
	case IDENTITY_GENDER: return "nip_gender";
	case IDENTITY_SERIAL: return "nip_serial";
	case IDENTITY_SCIENTIFIC: return "nip_scientific";
	case IDENTITY_NOT_DIGITS: return "nip_digits";
	case IDENTITY_OK:
	case IDENTITY_REGION:
	case IDENTITY_LENGTH: break;
	}
	return "nip_length";
}

static struct str count_digits(struct ctx *c, struct str s)
{
	int count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] >= '0' && s.ptr[i] <= '9';
	return str_fmt(c->arena, "%d", count);
}

static bool read_nip(struct reading *r, struct nip *nip)
{
	enum identity_fault fault = nip_read(cell(r, ROSTER_NIP), nip);

	if (fault != IDENTITY_OK) {
		find(r, ROSTER_NIP, nip_code(fault), count_digits(r->c, cell(r, ROSTER_NIP)));
		return false;
	}
	r->line->nip = str_copy(r->c->arena, (struct str){ nip->digits, NIP_DIGITS });
	return true;
}

/* A NIK is checked, told masked, and left behind: it is restricted data. */
static void check_nik(struct reading *r)
{
	struct str text = str_trim(cell(r, ROSTER_NIK));
	struct nik nik;
	enum identity_fault fault;
	struct str masked;

	if (cell_is_none(text))
		return;
	fault = nik_read(text, r->reader->law->province_codes, r->reader->law->province_code_count,
	                 &r->line->birth_on, r->reader->as_of, &nik);
	if (fault == IDENTITY_OK)
		return;
	/* Of anything but a number of the right length nothing is shown: it may be an address. */
	masked = text.len == NIK_DIGITS && str_is_digits(text)
	                 ? str_fmt(r->c->arena, "%.6s******%.4s", text.ptr,
	                           text.ptr + NIK_DIGITS - 4)
	                 : STR("******");
	roster_find(r->line, r->reader->columns, ROSTER_NIK, "nik_pattern", masked, STR(""), 0);
}

/* ---- names ---- */

static struct str told(const struct reading *r, enum roster_field field)
{
	struct str s = cell(r, field);

	return cell_is_none(s) ? STR("") : cell_clean(r->c, s);
}

static struct str join(struct ctx *c, struct str a, struct str b, const char *between)
{
	if (a.len == 0)
		return b;
	if (b.len == 0 || str_find(a, b) >= 0)
		return a;
	return str_fmt(c->arena, "%.*s%s%.*s", STR_ARG(a), between, STR_ARG(b));
}

static void read_name(struct reading *r)
{
	struct cell_name name = cell_name_read(r->c, cell(r, ROSTER_NAME));
	struct roster_line *line = r->line;

	line->name = name.name;
	line->title_before = join(r->c, told(r, ROSTER_TITLE_BEFORE), name.title_before, " ");
	line->title_after = join(r->c, name.title_after, told(r, ROSTER_TITLE_AFTER), ", ");
	line->titles_told = has(r, ROSTER_TITLE_BEFORE) || has(r, ROSTER_TITLE_AFTER) ||
	                    line->title_before.len > 0 || line->title_after.len > 0;
	if (line->name.len == 0)
		find(r, ROSTER_NAME, "name_missing", STR(""));
}

/* ---- dates ---- */

/* One date cell. False when it tells nothing usable; only days that no calendar has are errors. */
static bool read_date(struct reading *r, enum roster_field field, struct str text, struct date *out)
{
	switch (date_read_loose(text, r->reader->as_of, out)) {
	case DATE_READ_OK: return true;
	case DATE_READ_NONE: return false;
	case DATE_READ_IMPOSSIBLE: find(r, field, "date_impossible", STR("")); return false;
	case DATE_READ_UNKNOWN: break;
	}
	if (!cell_is_none(text))
		find(r, field, "date_unreadable", STR(""));
	return false;
}

/* "Slawi, 31-12-1980": the date begins with the first digit. */
static bool is_divider(char ch)
{
	return ch == ',' || ch == ' ' || ch == '/' || ch == '-' || ch == '.' || ch == ';';
}

static struct str split_birth(struct reading *r, struct str text, struct str *place)
{
	size_t at = 0;

	while (at < text.len && !(text.ptr[at] >= '0' && text.ptr[at] <= '9'))
		at++;
	*place = cell_clean(r->c, str_sub(text, 0, at));
	while (place->len > 0 && is_divider(place->ptr[place->len - 1]))
		place->len--;
	return str_sub(text, at, text.len);
}

static void read_birth(struct reading *r, const struct nip *nip)
{
	struct roster_line *line = r->line;
	enum roster_field field = ROSTER_BIRTH_ON;
	struct str text = cell(r, ROSTER_BIRTH_ON);
	bool read;

	line->birth_place = told(r, ROSTER_BIRTH_PLACE);
	if (!has(r, ROSTER_BIRTH_ON) && has(r, ROSTER_BIRTH_PLACE_AND_DATE)) {
		field = ROSTER_BIRTH_PLACE_AND_DATE;
		text = split_birth(r, str_trim(cell(r, field)), &line->birth_place);
	}
	read = read_date(r, field, text, &line->birth_on);
	if (nip == NULL)
		return;
	if (!read)
		line->birth_on = nip->birth_on;
	else if (!date_eq(line->birth_on, nip->birth_on))
		find(r, field, "birth_differs_from_nip", date_str(r->c->arena, nip->birth_on));
}

static void read_gender(struct reading *r, const struct nip *nip)
{
	struct str text = cell(r, ROSTER_GENDER);

	if (nip != NULL)
		r->line->female = nip->female;
	if (cell_is_none(text))
		return;
	if (!cell_gender_read(r->c, text, &r->line->female))
		find(r, ROSTER_GENDER, "gender_unreadable", STR(""));
	else if (nip != NULL && r->line->female != nip->female)
		find(r, ROSTER_GENDER, "gender_differs_from_nip",
		     nip->female ? STR("P") : STR("L"));
}

/* ---- standing ---- */

static void read_status(struct reading *r, const struct nip *nip)
{
	struct roster_line *line = r->line;
	struct str text = cell(r, ROSTER_STATUS);
	bool pppk = nip != NULL && nip->is_pppk;

	line->status = pppk ? SERVICE_PPPK : SERVICE_PNS;
	if (!cell_is_none(text)) {
		line->status_told = cell_status_read(r->c, text, &line->status);
		if (!line->status_told && !cell_status_is_active(r->c, text))
			find(r, ROSTER_STATUS, "status_unknown", STR(""));
		else if (nip != NULL && line->status_told &&
		         line->status <= SERVICE_PPPK_PART_TIME &&
		         pppk != (line->status >= SERVICE_PPPK))
			find(r, ROSTER_STATUS, "status_differs_from_nip",
			     pppk ? STR("PPPK") : STR("PNS"));
	}
	line->entry_told = read_date(r, ROSTER_ENTRY_ON, cell(r, ROSTER_ENTRY_ON), &line->entry_on);
	line->status_dated = read_date(r, ROSTER_PNS_ON, cell(r, ROSTER_PNS_ON),
	                               &line->status_on) &&
	                     line->status == SERVICE_PNS;
	if (line->entry_told && nip != NULL && !nip->is_pppk) {
		struct date_parts entry = date_parts(line->entry_on);

		if (entry.year != nip->service_year || entry.month != nip->service_month)
			find(r, ROSTER_ENTRY_ON, "entry_differs_from_nip",
			     str_fmt(r->c->arena, "%02d-%04d", nip->service_month,
			             nip->service_year));
	}
	if (!line->entry_told && nip != NULL && !nip->is_pppk)
		line->entry_told = date_from_parts(nip->service_year, nip->service_month, 1,
		                                   &line->entry_on);
}

/* ---- grade, schooling ---- */

static struct str grade_name(struct ctx *c, const struct law *law, int ordinal)
{
	const struct law_grade *grade = law_grade_find(law, GRADE_PNS, ordinal);

	if (grade == NULL)
		return STR("");
	return str_fmt(c->arena, "%.*s (%.*s)", STR_ARG(grade->rank_name), STR_ARG(grade->code));
}

static bool is_pppk(enum service_status status)
{
	return status == SERVICE_PPPK || status == SERVICE_PPPK_PART_TIME;
}

static void read_grade(struct reading *r, const struct nip *nip)
{
	const struct law *law = r->reader->law;
	struct roster_line *line = r->line;
	bool from_rank = cell_is_none(cell(r, ROSTER_GRADE)) && !cell_is_none(cell(r, ROSTER_RANK));
	enum roster_field field = from_rank ? ROSTER_RANK : ROSTER_GRADE;
	int rank;
	enum cell_grade found;

	line->scheme = (nip != NULL ? nip->is_pppk : is_pppk(line->status)) ? GRADE_PPPK
	                                                                    : GRADE_PNS;
	found = cell_grade_read(r->c, law, cell(r, field), line->scheme, &line->grade, &rank);
	/* The column of standings says otherwise than the NIP: perhaps the grade agrees with it. */
	if (found == CELL_GRADE_UNKNOWN && is_pppk(line->status) != (line->scheme == GRADE_PPPK)) {
		line->scheme = line->scheme == GRADE_PNS ? GRADE_PPPK : GRADE_PNS;
		found = cell_grade_read(r->c, law, cell(r, field), line->scheme, &line->grade,
		                        &rank);
	}
	switch (found) {
	case CELL_GRADE_OK: line->grade_told = true; break;
	case CELL_GRADE_UNKNOWN: find(r, field, "grade_unknown", STR("")); return;
	case CELL_GRADE_NONE:
		if (has(r, ROSTER_GRADE) || has(r, ROSTER_RANK))
			find(r, field, "grade_missing", STR(""));
		return;
	}
	if (rank == 0 && !from_rank && has(r, ROSTER_RANK))
		rank = cell_rank_read(r->c, law, cell(r, ROSTER_RANK));
	if (rank != 0 && line->scheme == GRADE_PNS && rank != line->grade)
		find(r, field, "rank_differs_from_grade", grade_name(r->c, law, line->grade));
	line->grade_dated = read_date(r, ROSTER_GRADE_ON, cell(r, ROSTER_GRADE_ON),
	                              &line->grade_on);
}

static void read_education(struct reading *r)
{
	struct str text = cell(r, ROSTER_EDUCATION);

	r->line->education_field = told(r, ROSTER_EDUCATION_FIELD);
	if (cell_is_none(text))
		return;
	if (!cell_education_read(r->c, text, &r->line->education))
		find(r, ROSTER_EDUCATION, "education_unknown", STR(""));
}

/* ---- post ---- */

/* A name of a unit; what has neither letter nor digit ("...", "--/--") names none. */
static struct str told_unit(const struct reading *r, enum roster_field field)
{
	struct str s = told(r, field);

	for (size_t i = 0; i < s.len; i++) {
		char ch = s.ptr[i];

		if ((ch >= '0' && ch <= '9') || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z') ||
		    (unsigned char)ch >= 0x80)
			return s;
	}
	return STR("");
}

static void read_unit(struct reading *r)
{
	struct roster_line *line = r->line;

	line->unit = told_unit(r, ROSTER_UNIT);
	line->office = told_unit(r, ROSTER_PARENT);
	if (!has(r, ROSTER_UNIT))
		line->unit = line->office;
	if (line->unit.len == 0)
		find(r, has(r, ROSTER_UNIT) ? ROSTER_UNIT : ROSTER_PARENT, "unit_missing", STR(""));
}

/* The kind of the post from all that the line says of it. */
static void read_kind(struct reading *r)
{
	const struct law *law = r->reader->law;
	struct roster_line *line = r->line;
	struct str kind = cell(r, ROSTER_KIND), echelon = cell(r, ROSTER_ECHELON);

	line->echelon = STR("");
	if (!cell_is_none(echelon) && !cell_echelon_read(r->c, law, echelon, &line->echelon) &&
	    !cell_echelon_is_none(r->c, echelon)) {
		find(r, ROSTER_ECHELON, "echelon_unknown", STR(""));
		/* "Eselon III" does not say which, but it says what kind. */
		if (cell_is_none(kind))
			kind = echelon;
	}
	if (cell_position_kind(r->c, law, kind, line->echelon, line->title_key, &line->kind) ==
	            CELL_KIND_UNKNOWN &&
	    (has(r, ROSTER_KIND) || has(r, ROSTER_ECHELON)))
		find(r, has(r, ROSTER_KIND) ? ROSTER_KIND : ROSTER_ECHELON, "position_kind_unknown",
		     STR(""));
}

/* The age limit of a functional post goes by its level, unless its family has one for all. */
static void check_level(struct reading *r)
{
	struct roster_line *line = r->line;
	const struct law_retirement_age *limit;

	if (line->kind != POSITION_JF)
		return;
	limit = law_retirement_age(r->reader->law, POSITION_JF, line->title_key);
	if (limit == NULL || limit->family.len == 0)
		find(r, ROSTER_POSITION, "position_level_unknown", STR(""));
}

static void read_post(struct reading *r)
{
	struct roster_line *line = r->line;

	line->title = told(r, ROSTER_POSITION);
	line->capacity = cell_capacity_cut(&line->title);
	line->title = cell_title_turn(r->c, line->title);
	line->title_key = text_sort_key(r->c->arena, line->title);
	if (line->title_key.len == 0) {
		line->title = line->title_key;
		find(r, ROSTER_POSITION, "position_missing", STR(""));
		return;
	}
	read_kind(r);
	check_level(r);
	line->post_dated = read_date(r, ROSTER_POSITION_ON, cell(r, ROSTER_POSITION_ON),
	                             &line->post_on);
}

/* ---- what the facts say of each other ---- */

static void check_grade_for_post(struct reading *r)
{
	struct roster_line *line = r->line;
	const struct law *law = r->reader->law;
	const struct law_echelon *echelon = law_echelon_find(law, line->echelon);
	int least = echelon != NULL ? echelon->grade_min : 0;

	if (least > 0 && line->grade_told && line->scheme == GRADE_PNS && line->grade < least)
		find(r, has(r, ROSTER_GRADE) ? ROSTER_GRADE : ROSTER_RANK, "grade_below_post",
		     grade_name(r->c, law, least));
}

static void check_education_for_post(struct reading *r)
{
	struct roster_line *line = r->line;
	const struct law *law = r->reader->law;
	const struct law_requirement *least;
	const struct law_education *asked, *had = law_education_find(law, line->education);

	if (line->title.len == 0 || had == NULL)
		return;
	least = law_requirement_find(law, line->kind, STR("education_min"));
	asked = least == NULL ? NULL : law_education_find(law, least->value);
	if (asked != NULL && had->ordinal < asked->ordinal)
		find(r, ROSTER_EDUCATION, "education_below_post", least->value);
}

static void check_entry_age(struct reading *r)
{
	struct roster_line *line = r->line;
	int age;

	if (!line->entry_told)
		return;
	age = date_age_years(line->birth_on, line->entry_on);
	if (age < r->reader->entry_age_min || age > r->reader->entry_age_max)
		find(r, has(r, ROSTER_ENTRY_ON) ? ROSTER_ENTRY_ON : ROSTER_NIP, "age_at_entry",
		     str_fmt(r->c->arena, "%d", age));
}

static void check_retired(struct reading *r)
{
	struct roster_line *line = r->line;
	const struct law_retirement_age *limit;

	if (line->title.len == 0 || !registry_status_in_service(line->status))
		return;
	limit = law_retirement_age(r->reader->law, line->kind, line->title_key);
	if (limit != NULL &&
	    date_before(law_retirement_on(line->birth_on, limit->age_years), r->reader->as_of))
		find(r, has(r, ROSTER_BIRTH_ON) ? ROSTER_BIRTH_ON : ROSTER_NIP,
		     "past_retirement_age", str_fmt(r->c->arena, "%d", limit->age_years));
}

/* A date may not lie before the birth or the entry, nor behind the snapshot it stands in. */
static void check_order(struct reading *r, enum roster_field field, bool told_, struct date *on,
                        bool after_entry)
{
	struct roster_line *line = r->line;

	if (!told_)
		return;
	if (date_before(r->reader->as_of, *on)) {
		find(r, field, "date_after_snapshot", date_str(r->c->arena, r->reader->as_of));
		*on = r->reader->as_of;
	} else if (date_before(*on, line->birth_on)) {
		find(r, field, "dates_order", date_str(r->c->arena, line->birth_on));
	} else if (after_entry && line->entry_told && date_before(*on, line->entry_on)) {
		find(r, field, "dates_order", date_str(r->c->arena, line->entry_on));
	}
}

static void check_dates(struct reading *r)
{
	struct roster_line *line = r->line;
	bool candidate = !is_pppk(line->status);

	check_order(r, has(r, ROSTER_ENTRY_ON) ? ROSTER_ENTRY_ON : ROSTER_NIP, line->entry_told,
	            &line->entry_on, false);
	check_order(r, ROSTER_PNS_ON, line->status_dated, &line->status_on, true);
	check_order(r, ROSTER_GRADE_ON, line->grade_dated, &line->grade_on, candidate);
	check_order(r, ROSTER_POSITION_ON, line->post_dated, &line->post_on, candidate);
}

const struct err *roster_reader_init(struct ctx *c, const struct law *law,
                                     const struct roster_columns *columns, struct date as_of,
                                     struct roster_reader *out)
{
	int64_t least, most;

	TRY(law_int(c, law, STR("person.entry_age_min"), &least));
	TRY(law_int(c, law, STR("person.entry_age_max"), &most));
	*out = (struct roster_reader){ law, columns, as_of, (int)least, (int)most };
	return NULL;
}

void roster_read(struct ctx *c, const struct roster_reader *reader, const struct csv_record *record,
                 struct roster_line *out)
{
	struct reading r = { c, reader, record, out };
	struct nip number;
	const struct nip *nip;

	memset(out, 0, sizeof(*out));
	out->line = record->line;
	out->arena = c->arena;
	if (record->unclosed)
		roster_find(out, reader->columns, ROSTER_NAME, "record_broken", STR(""), STR(""),
		            0);
	nip = read_nip(&r, &number) ? &number : NULL;
	read_name(&r);
	read_birth(&r, nip);
	read_gender(&r, nip);
	read_status(&r, nip);
	read_grade(&r, nip);
	read_education(&r);
	read_unit(&r);
	read_post(&r);
	if (out->rejected)
		return;
	check_nik(&r);
	check_entry_age(&r);
	check_dates(&r);
	check_grade_for_post(&r);
	check_education_for_post(&r);
	check_retired(&r);
}
