/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"

/* The personnel office's export, with what usually is wrong in one. */

enum column {
	COLUMN_PNS_ID,
	COLUMN_NIP,
	COLUMN_OLD_NIP,
	COLUMN_NAME,
	COLUMN_TITLE_BEFORE,
	COLUMN_TITLE_AFTER,
	COLUMN_BIRTH_PLACE,
	COLUMN_BIRTH_ON,
	COLUMN_GENDER,
	COLUMN_NIK, /* restricted: a sample has none */
	COLUMN_STATUS,
	COLUMN_ENTRY_ON,
	COLUMN_GRADE,
	COLUMN_GRADE_ON,
	COLUMN_KIND,
	COLUMN_ECHELON,
	COLUMN_POSITION,
	COLUMN_POSITION_ON,
	COLUMN_EDUCATION,
	COLUMN_UNIT,
	COLUMN_OFFICE,
	COLUMN_AGENCY,
	COLUMN_COUNT
};

static const struct str headings[COLUMN_COUNT] = {
	STR_INIT("PNS ID"),
	STR_INIT("NIP BARU"),
	STR_INIT("NIP LAMA"),
	STR_INIT("NAMA"),
	STR_INIT("GELAR DEPAN"),
	STR_INIT("GELAR BELAKANG"),
	STR_INIT("TEMPAT LAHIR NAMA"),
	STR_INIT("TANGGAL LAHIR"),
	STR_INIT("JENIS KELAMIN"),
	STR_INIT("NIK"),
	STR_INIT("STATUS CPNS PNS"),
	STR_INIT("TMT CPNS"),
	STR_INIT("GOL AKHIR NAMA"),
	STR_INIT("TMT GOLONGAN"),
	STR_INIT("JENIS JABATAN NAMA"),
	STR_INIT("ESELON NAMA"),
	STR_INIT("JABATAN NAMA"),
	STR_INIT("TMT JABATAN"),
	STR_INIT("TINGKAT PENDIDIKAN NAMA"),
	STR_INIT("UNOR NAMA"),
	STR_INIT("UNOR INDUK NAMA"),
	STR_INIT("INSTANSI KERJA NAMA"),
};

/* How the national export writes levels of schooling. */
static const struct {
	struct str code;
	struct str word;
} schooling[] = {
	{ STR_INIT("SMA"), STR_INIT("SLTA") },
	{ STR_INIT("D3"), STR_INIT("D-III") },
	{ STR_INIT("S1"), STR_INIT("S-1/Sarjana") },
	{ STR_INIT("S2"), STR_INIT("S-2") },
};

/* What an import should notice about people who are in order. */
enum edit { EDIT_NONE, EDIT_GRADE, EDIT_POST, EDIT_GENDER, EDIT_NEAR_UNIT, EDIT_COUNT };

static const int edit_counts[EDIT_COUNT] = {
	[EDIT_GRADE] = 20,
	[EDIT_POST] = 10,
	[EDIT_GENDER] = 3,
	[EDIT_NEAR_UNIT] = 1,
};

/* A line that an import must refuse: a line of someone who left, with one cell spoilt. */
static const struct fault {
	enum column column;
	size_t at;        /* where in the cell; the whole of it when text is all there is */
	const char *text; /* what stands there instead; NULL doubles a line */
	bool whole;
} faults[] = {
	{ COLUMN_NIP, 0, "19850412201001201", true },
	{ COLUMN_NIP, 0, "1,98504E+17", true },
	{ COLUMN_NIP, 4, "13", false },
	{ COLUMN_NIP, 14, "3", false },
	{ COLUMN_NIP, 15, "000", false },
	{ COLUMN_NIP, 15, "OO1", false },
	{ COLUMN_NIP, 0, NULL, true },
	{ COLUMN_NAME, 0, "", true },
	{ COLUMN_GRADE, 0, "III/f", true },
	{ COLUMN_BIRTH_ON, 0, "31-02-1980", true },
	{ COLUMN_GRADE_ON, 0, "31-06-2020", true },
	{ COLUMN_UNIT, 0, "", true },
};

struct writing {
	const struct demo *demo;
	struct arena *arena;
	struct demo_random r;
	struct buf out;
	struct str cells[COLUMN_COUNT];
};

/* ---- cells ---- */

static struct str day_first(struct writing *w, struct date date)
{
	struct date_parts p = date_parts(date);

	return str_fmt(w->arena, "%02d-%02d-%04d", p.day, p.month, p.year);
}

static struct str schooling_word(struct str code)
{
	for (size_t i = 0; i < COUNT(schooling); i++)
		if (str_eq(schooling[i].code, code))
			return schooling[i].word;
	return code;
}

static struct str grade_code(const struct writing *w, int ordinal)
{
	const struct law_grade *grade = law_grade_find(w->demo->law, GRADE_PNS, ordinal);

	return grade == NULL ? STR("") : grade->code;
}

static void fill_post(struct writing *w, const struct demo_post *post, struct date since)
{
	const struct demo_unit *unit = &w->demo->units[post->unit];

	w->cells[COLUMN_KIND] = post->single ? STR("Jabatan Struktural")
	                        : law_position_kind_is_functional(post->kind)
	                                ? STR("Jabatan Fungsional")
	                                : STR("Jabatan Pelaksana");
	w->cells[COLUMN_ECHELON] = post->echelon;
	w->cells[COLUMN_POSITION] = post->title;
	w->cells[COLUMN_POSITION_ON] = day_first(w, since);
	w->cells[COLUMN_UNIT] = unit->name;
	w->cells[COLUMN_OFFICE] = w->demo->units[unit->office].name;
}

static const struct demo_stay *last_stay(const struct demo_person *person)
{
	const struct demo_stay *last = &person->stays[0];

	for (int i = 0; i < person->stay_count; i++)
		if (person->stays[i].capacity == CAPACITY_DEFINITIVE)
			last = &person->stays[i];
	return last;
}

static void fill(struct writing *w, const struct demo_person *p)
{
	const struct demo_grade *grade = &p->grades[p->grade_count - 1];
	bool candidate = date_eq(p->pns_on, date_open());

	w->cells[COLUMN_PNS_ID] = str_fmt(w->arena, "%016llX",
	                                  (unsigned long long)demo_random_next(&w->r));
	w->cells[COLUMN_NIP] = str_of(p->nip);
	w->cells[COLUMN_NAME] = p->name;
	w->cells[COLUMN_TITLE_BEFORE] = p->title_before;
	w->cells[COLUMN_TITLE_AFTER] = p->title_after;
	w->cells[COLUMN_BIRTH_PLACE] = p->birth_place;
	w->cells[COLUMN_BIRTH_ON] = day_first(w, p->birth_on);
	w->cells[COLUMN_GENDER] = p->female ? STR("F") : STR("M");
	w->cells[COLUMN_STATUS] = candidate ? STR("CPNS") : STR("PNS");
	w->cells[COLUMN_ENTRY_ON] = day_first(w, p->entry_on);
	w->cells[COLUMN_GRADE] = grade_code(w, grade->ordinal);
	w->cells[COLUMN_GRADE_ON] = day_first(w, grade->from_on);
	w->cells[COLUMN_EDUCATION] = schooling_word(p->education->code);
	w->cells[COLUMN_AGENCY] = STR("Pemerintah Kab. Contoh Lestari");
	fill_post(w, &w->demo->posts[p->post], last_stay(p)->from_on);
}

static void add_line(struct writing *w, const struct str *cells)
{
	for (int i = 0; i < COLUMN_COUNT; i++)
		csv_add_field(&w->out, cells[i], ';', i == 0);
	csv_end_record(&w->out);
}

/* ---- what differs ---- */

static struct date month_of_export(const struct demo *demo)
{
	return date_first_of_month(demo->on);
}

/* The same post in another unit; NONE when there is none. */
static int twin_post(const struct demo *demo, int post)
{
	for (int n = 1; n < demo->post_count; n++) {
		int i = (post + n) % demo->post_count;

		if (str_eq(demo->posts[i].title, demo->posts[post].title))
			return i;
	}
	return NONE;
}

static bool edit_fits(const struct demo *demo, const struct demo_person *p, enum edit edit)
{
	const struct demo_post *post = &demo->posts[p->post];
	struct date month = month_of_export(demo);
	const struct demo_grade *grade = &p->grades[p->grade_count - 1];

	if (post->single || p->recruit)
		return false;
	if (edit == EDIT_GRADE)
		return grade->ordinal < post->grade_max && date_before(grade->from_on, month);
	if (edit == EDIT_POST)
		return twin_post(demo, p->post) != NONE &&
		       date_before(last_stay(p)->from_on, month);
	return edit != EDIT_NEAR_UNIT || str_ends(demo->units[post->unit].name, STR("Masyarakat"));
}

/* Choose whom the export tells something new about. */
static unsigned char *choose_edits(struct writing *w)
{
	unsigned char *edits = arena_array(w->arena, DEMO_EMPLOYEES, 1);

	for (int edit = EDIT_NONE + 1; edit < EDIT_COUNT; edit++)
		for (int done = 0; done < edit_counts[edit];) {
			int i = demo_random_below(&w->r, DEMO_EMPLOYEES);

			if (edits[i] != EDIT_NONE ||
			    !edit_fits(w->demo, &w->demo->people[i], (enum edit)edit))
				continue;
			edits[i] = (unsigned char)edit;
			done++;
		}
	return edits;
}

static void apply_edit(struct writing *w, const struct demo_person *p, enum edit edit)
{
	struct str unit = w->cells[COLUMN_UNIT];

	switch (edit) {
	case EDIT_GRADE:
		w->cells[COLUMN_GRADE] = grade_code(w, p->grades[p->grade_count - 1].ordinal + 1);
		w->cells[COLUMN_GRADE_ON] = day_first(w, month_of_export(w->demo));
		break;
	case EDIT_POST:
		fill_post(w, &w->demo->posts[twin_post(w->demo, p->post)],
		          month_of_export(w->demo));
		break;
	case EDIT_GENDER: w->cells[COLUMN_GENDER] = p->female ? STR("M") : STR("F"); break;
	case EDIT_NEAR_UNIT:
		/* "Masyarakat" loses the letter before its last. */
		w->cells[COLUMN_UNIT] = str_fmt(w->arena, "%.*s%c", (int)unit.len - 2, unit.ptr,
		                                unit.ptr[unit.len - 1]);
		break;
	case EDIT_NONE:
	case EDIT_COUNT: break;
	}
}

/* A line of someone who left, spoilt; or the present line once more. */
static void add_faulty(struct writing *w, size_t number)
{
	const struct fault *fault = &faults[number];
	struct str kept[COLUMN_COUNT];
	char *text;

	memcpy(kept, w->cells, sizeof(kept));
	if (fault->text != NULL) {
		fill(w, &w->demo->people[DEMO_EMPLOYEES + 131 * (int)number]);
		if (fault->whole) {
			w->cells[fault->column] = str_of(fault->text);
		} else {
			text = str_c(w->arena, w->cells[fault->column]);
			memcpy(text + fault->at, fault->text, strlen(fault->text));
			w->cells[fault->column] = str_of(text);
		}
	}
	add_line(w, w->cells);
	memcpy(w->cells, kept, sizeof(kept));
}

struct demo_roster_counts demo_roster(struct ctx *c, const struct demo *demo, struct str *out)
{
	struct writing w = { .demo = demo, .arena = c->arena };
	struct demo_roster_counts counts = {
		.lines = DEMO_EMPLOYEES + (int64_t)COUNT(faults),
		.faulty = (int64_t)COUNT(faults),
		.changed = edit_counts[EDIT_GRADE] + edit_counts[EDIT_POST],
		.gender = edit_counts[EDIT_GENDER],
		.near = edit_counts[EDIT_NEAR_UNIT],
	};
	int between = DEMO_EMPLOYEES / ((int)COUNT(faults) + 1);
	unsigned char *edits;
	size_t faulty = 0;

	w.r = demo_random_stream(demo->seed, STREAM_ROSTER);
	edits = choose_edits(&w);
	buf_init(&w.out, c->arena);
	buf_reserve(&w.out, (size_t)3 << 20);
	buf_add(&w.out, STR("\xEF\xBB\xBF"));
	add_line(&w, headings);
	for (int i = 0; i < DEMO_EMPLOYEES; i++) {
		fill(&w, &demo->people[i]);
		apply_edit(&w, &demo->people[i], (enum edit)edits[i]);
		add_line(&w, w.cells);
		if (faulty < COUNT(faults) && i % between == between - 1)
			add_faulty(&w, faulty++);
	}
	*out = buf_str(&w.out);
	return counts;
}
