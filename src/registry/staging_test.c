/* SPDX-License-Identifier: Apache-2.0 */
/* An uploaded roster from the upload to its undo. */
#include "test/support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "jobs/jobs.h"
#include "registry/staging.h"
#include "test/roster.h"

#define HEAD                                                                               \
	"Pokok;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD;Ket\n"
#define ANI                                                                          \
	"198502032010012001;Ani Lestari;03-02-1985;3328050302851234;III/c;Analis;Jabatan " \
	"Pelaksana;Bidang Mutasi;BKPSDM;x\n"
#define BUDI                                                                                 \
	"19780315200501100;Budi Santoso;15-03-1978;;III/d;Pengelola;Jabatan Pelaksana;Bidang " \
	"Mutasi;BKPSDM;y\n"
#define CITRA                                                                              \
	"199003152015042003;Citra Dewi;16-03-1990;;III/b;Pengelola;Jabatan Pelaksana;Bidang " \
	"Mutasi;BKPSDM;\n"
#define NIP_BUDI "197803152005011002"

enum { LINE_ANI = 3, LINE_BUDI = 4, LINE_CITRA = 5, COLUMN_NIP = 0, COLUMN_NIK = 3 };

static int setup(void **state)
{
	struct ctx *c;

	if (test_setup(state) != 0)
		return -1;
	c = *state;
	roster_found(c);
	c->actor_id = 7;
	return 0;
}

#define test_staging(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* ---- steps, each in a transaction as a request has ---- */

struct step {
	int64_t id;
	int64_t line;
	int64_t column;
	struct str text;
	enum staging_decision decision;
	const struct heading_mapping *mapping;
	const struct err *(*job)(struct ctx *c, int64_t id, int64_t *job_id);
	int64_t job_id;
	struct staging_draft draft;
	const struct staging_column *columns;
	const struct staging_sheet *sheets;
	size_t count;
	enum staging_tab tab;
	int64_t skip;
	const struct staging_row *rows;
	int64_t total;
	struct staging_row row;
	struct str path;
};

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_find(c, s->id, &s->draft);
}

static struct staging_draft draft_of(struct ctx *c, int64_t id)
{
	struct step s = { .id = id };

	assert_ok(db_read(c, find_work, &s));
	return s.draft;
}

static const struct err *columns_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(staging_find(c, s->id, &s->draft));
	return staging_columns(c, &s->draft, &s->columns, &s->count);
}

static const struct err *mapping_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_mapping_set(c, s->id, s->mapping, roster_day("2021-01-01"));
}

static const struct err *job_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return s->job(c, s->id, &s->job_id);
}

static const struct err *rows_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(staging_find(c, s->id, &s->draft));
	return staging_rows(c, &s->draft, s->tab, s->skip, 2, &s->rows, &s->count, &s->total);
}

static const struct err *row_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(staging_find(c, s->id, &s->draft));
	return staging_row_find(c, &s->draft, s->line, &s->row);
}

static const struct err *cell_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_cell_set(c, s->id, s->line, s->column, s->text);
}

static const struct err *clear_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_cell_clear(c, s->id, s->line, s->column);
}

static const struct err *decide_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_line_decide(c, s->id, s->line, s->decision);
}

static const struct err *remove_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	return staging_remove(c, s->id);
}

static int64_t clock_now(void *arg)
{
	const struct ctx *c = arg;

	return c->now;
}

/* Queue the job and run it, each job in an arena of its own as a worker does. */
static const struct err *run_job(struct ctx *c, int64_t id,
                                 const struct err *(*job)(struct ctx *c, int64_t id,
                                                          int64_t *job_id))
{
	const struct job_runner runner = { staging_job_kinds, staging_job_kind_count, clock_now,
		                           NULL, c };
	struct step s = { .id = id, .job = job };
	struct ctx own = *c;
	const struct err *err;

	TRY(db_write(c, job_work, &s));
	own.arena = arena_new(64u << 20);
	own.actor_id = 0;
	err = jobs_run(&own, &runner, s.job_id);
	if (err != NULL)
		err = err_copy(c->arena, err);
	arena_free(own.arena);
	return err;
}

static int64_t upload_bytes(struct ctx *c, struct str bytes, int64_t *same)
{
	struct str path = str_fmt(c->arena, "%.*s/sent", STR_ARG(test_folder(c)));
	struct staging_upload upload = { path, STR("C:\\Data\\mutasi.csv"),
		                         roster_day("2021-01-01") };
	FILE *file = fopen(str_c(c->arena, path), "wb");
	int64_t id = 0;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
	assert_ok(staging_create(c, &upload, &id, same));
	return id;
}

static int64_t upload(struct ctx *c, const char *text)
{
	int64_t same;

	return upload_bytes(c, str_of(text), &same);
}

static struct heading_mapping mapping_chosen(struct ctx *c, int64_t id)
{
	struct heading_mapping mapping = draft_of(c, id).mapping;

	mapping.fields[COLUMN_NIP] = ROSTER_NIP;
	return mapping;
}

/* Uploaded, matched and checked. */
static int64_t checked(struct ctx *c, const char *text)
{
	int64_t id = upload(c, text);
	struct heading_mapping mapping = mapping_chosen(c, id);
	struct step s = { .id = id, .mapping = &mapping };

	assert_ok(db_write(c, mapping_work, &s));
	assert_ok(run_job(c, id, staging_check));
	return id;
}

static struct step rows_of(struct ctx *c, int64_t id, enum staging_tab tab)
{
	struct step s = { .id = id, .tab = tab };

	assert_ok(db_read(c, rows_work, &s));
	return s;
}

static int files_of_uploads(struct ctx *c)
{
	DIR *dir = opendir(
		str_c(c->arena, str_fmt(c->arena, "%.*s/uploads", STR_ARG(db_folder(c->db)))));
	struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		count += entry->d_name[0] != '.';
	(void)closedir(dir);
	return count;
}

#define FILE_TEXT "Daftar pegawai\n" HEAD ANI BUDI CITRA

/* ---- upload and columns ---- */

static void an_upload_is_kept_for_nobody_else(void **state)
{
	struct ctx *c = *state;
	int64_t id = upload(c, FILE_TEXT);
	struct staging_draft draft = draft_of(c, id);
	struct stat stat_;

	assert_str(draft.file_name, "mutasi.csv");
	assert_str(draft.kind, "csv");
	assert_int_equal(draft.state, STAGING_UPLOADED);
	assert_int_equal(draft.actor_id, 7);
	assert_int_equal(draft.file_bytes, sizeof(FILE_TEXT) - 1);
	assert_int_equal(draft.heading_line, 0);
	assert_int_equal(stat(str_c(c->arena, str_fmt(c->arena, "%.*s/uploads/%lld",
	                                              STR_ARG(db_folder(c->db)), (long long)id)),
	                      &stat_),
	                 0);
	assert_int_equal(stat_.st_mode & 0777, 0600);
}

/* "Pokok" says nothing, so no line has a NIP: people choose it. */
static void columns_show_what_is_in_them(void **state)
{
	struct ctx *c = *state;
	int64_t id = upload(c, FILE_TEXT);
	struct step s = { .id = id, .line = 2 };

	assert_err(db_read(c, columns_work, &s), ERR_CONFLICT);
	assert_ok(staging_table_set(c, s.id, STR(""), s.line));
	assert_ok(db_read(c, columns_work, &s));
	assert_int_equal(s.count, 10);
	assert_str(s.columns[1].heading, "NAMA");
	assert_int_equal(s.columns[1].guessed, ROSTER_NAME);
	assert_int_equal(s.columns[1].field, ROSTER_NAME);
	assert_int_equal(s.columns[1].sample_count, 3);
	assert_str(s.columns[1].samples[2], "Citra Dewi");
	assert_str(s.columns[COLUMN_NIK].samples[0], "******");
	assert_int_equal(s.columns[9].sample_count, 2);
}

static void a_matching_is_remembered_for_its_sender(void **state)
{
	struct ctx *c = *state;
	int64_t id = upload(c, "No Induk Baru;"
	                       "NAMA;UNIT KERJA\n1;a;b\n");
	struct heading_mapping mapping;
	struct step s = { .id = id, .line = 1, .mapping = &mapping };

	assert_ok(staging_table_set(c, s.id, STR(""), s.line));
	mapping = draft_of(c, id).mapping;
	assert_err(db_write(c, mapping_work, &s), ERR_INVALID);
	mapping.fields[0] = ROSTER_NAME;
	assert_err(db_write(c, mapping_work, &s), ERR_INVALID);
	mapping.fields[0] = ROSTER_NIP;
	assert_ok(db_write(c, mapping_work, &s));
	assert_int_equal(draft_of(c, id).mapping.fields[0], ROSTER_NIP);

	s.id = upload(c, "no. induk BARU;Nama;Unit Kerja\n2;c;d\n");
	assert_ok(staging_table_set(c, s.id, STR(""), s.line));
	assert_int_equal(draft_of(c, s.id).mapping.fields[0], ROSTER_NIP);
	c->actor_id = 8;
	s.id = upload(c, "no. induk BARU;Nama;Unit Kerja\n2;c;d\n");
	assert_ok(staging_table_set(c, s.id, STR(""), s.line));
	assert_int_equal(draft_of(c, s.id).mapping.fields[0], -1);
}

static void what_is_no_table_leaves_nothing(void **state)
{
	struct ctx *c = *state;
	struct staging_upload upload_ = { STR("/dev/null"), STR("a.csv"),
		                          roster_day("2021-01-01") };
	int64_t id, same;

	(void)upload(c, FILE_TEXT);
	/* The bytes, and what pages ask of them. */
	assert_int_equal(files_of_uploads(c), 2);
	assert_err(staging_create(c, &upload_, &id, &same), ERR_INVALID);
	upload_.path = str_fmt(c->arena, "%.*s/page", STR_ARG(test_folder(c)));
	{
		FILE *file = fopen(str_c(c->arena, upload_.path), "wb");

		assert_int_equal(fwrite("<html><table>", 1, 13, file), 13);
		assert_int_equal(fclose(file), 0);
	}
	assert_err(staging_create(c, &upload_, &id, &same), ERR_INVALID);
	assert_int_equal(files_of_uploads(c), 2);
}

/* ---- checking ---- */

#define GOOD_TEXT                                                                              \
	"NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD;Ket\n\n" ANI \
		BUDI CITRA

static void a_check_tells_lines_by_tab(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct staging_draft draft = draft_of(c, id);
	struct step s;

	assert_int_equal(draft.state, STAGING_CHECKED);
	assert_int_equal(draft.line_count, 3);
	assert_int_equal(draft.rejected_count, 1);
	assert_int_equal(draft.warned_count, 1);
	assert_int_equal(draft.added_count, 2);
	assert_int_equal(draft.import_number, 0);

	s = rows_of(c, id, STAGING_ERRORS);
	assert_int_equal(s.total, 1);
	assert_int_equal(s.rows[0].line, LINE_BUDI);
	assert_true(s.rows[0].rejected);
	assert_int_equal(s.rows[0].finding_count, 1);
	assert_string_equal(s.rows[0].findings[0].code, "nip_length");
	assert_str(s.rows[0].findings[0].other, "17");
	assert_int_equal(s.rows[0].cell_count, 10);
	assert_str(s.rows[0].cells[1].value, "Budi Santoso");

	s = rows_of(c, id, STAGING_WARNINGS);
	assert_int_equal(s.total, 1);
	assert_int_equal(s.rows[0].line, LINE_CITRA);
	assert_int_equal(s.rows[0].findings[0].severity, IMPORT_WARNING);
	s = rows_of(c, id, STAGING_ADDED);
	assert_int_equal(s.total, 2);
	assert_int_equal(s.rows[0].line, LINE_ANI);
	/* What is restricted and what says nothing is not kept. */
	assert_str(s.rows[0].cells[COLUMN_NIK].value, "");
	assert_str(s.rows[0].cells[9].value, "");
	assert_int_equal(rows_of(c, id, STAGING_CHANGED).total, 0);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM person"), 0);
}

static void corrections_count_at_the_next_check(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct step s = { .id = id, .line = LINE_BUDI, .text = STR(NIP_BUDI) };

	assert_ok(db_write(c, cell_work, &s));
	assert_ok(db_read(c, row_work, &s));
	assert_true(s.row.cells[COLUMN_NIP].corrected);
	assert_str(s.row.cells[COLUMN_NIP].value, NIP_BUDI);
	assert_str(s.row.cells[COLUMN_NIP].before, "19780315200501100");
	assert_true(draft_of(c, id).edited_at > 0);

	s.line = LINE_CITRA;
	s.decision = STAGING_SKIP;
	assert_ok(db_write(c, decide_work, &s));
	assert_ok(db_read(c, row_work, &s));
	assert_int_equal(s.row.decision, STAGING_SKIP);

	assert_ok(run_job(c, id, staging_check));
	assert_int_equal(draft_of(c, id).line_count, 2);
	assert_int_equal(draft_of(c, id).accepted_count, 2);
	assert_int_equal(draft_of(c, id).rejected_count, 0);

	s.decision = STAGING_OPEN;
	assert_ok(db_write(c, decide_work, &s));
	s.line = LINE_BUDI;
	assert_ok(db_write(c, clear_work, &s));
	assert_ok(run_job(c, id, staging_check));
	assert_int_equal(draft_of(c, id).line_count, 3);
	assert_int_equal(draft_of(c, id).rejected_count, 1);
}

static void wrong_corrections_are_refused(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct step s = { .id = id, .line = LINE_BUDI, .column = 10, .text = STR("x") };

	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	s.column = -1;
	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	s.column = 0;
	s.line = 1;
	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	s.line = LINE_BUDI;
	s.text = STR("a\nb");
	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	s.text = STR("\xFF");
	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	s.line = 99;
	assert_err(db_read(c, row_work, &s), ERR_MISSING);
	s.id = 1;
	assert_err(db_write(c, cell_work, &s), ERR_MISSING);
}

/* ---- importing ---- */

static void a_run_imports_what_was_corrected(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT), same = 0;
	struct step s = { .id = id, .line = LINE_BUDI, .text = STR(NIP_BUDI) };
	struct staging_draft draft;

	assert_ok(db_write(c, cell_work, &s));
	assert_ok(run_job(c, id, staging_run));
	draft = draft_of(c, id);
	assert_int_equal(draft.state, STAGING_IMPORTED);
	assert_int_equal(draft.import_number, 1);
	assert_int_equal(draft.accepted_count, 3);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM person"), 3);
	assert_int_equal(roster_number(c, "SELECT actor_id FROM act WHERE kind = 'import'"), 7);

	/* The very same bytes are known again. */
	id = upload_bytes(c, STR(GOOD_TEXT), &same);
	assert_int_equal(same, 1);
	assert_err(run_job(c, draft.id, staging_run), ERR_CONFLICT);
	s.id = draft.id;
	assert_err(db_write(c, cell_work, &s), ERR_CONFLICT);

	assert_ok(run_job(c, draft.id, staging_undo));
	assert_int_equal(draft_of(c, draft.id).state, STAGING_UNDONE);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM person_fact_live"), 0);
	id = upload_bytes(c, STR(GOOD_TEXT), &same);
	assert_int_equal(same, 0);
}

static void changes_stand_with_their_lines(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct step s;

	assert_ok(run_job(c, id, staging_run));
	id = checked(c, "NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD;"
	                "Ket\n" CITRA
	                "198502032010012001;Ani Lestari Putri;03-02-1985;;III/d;Analis;Jabatan "
	                "Pelaksana;Bidang Mutasi;BKPSDM;x\n");
	s = rows_of(c, id, STAGING_CHANGED);
	assert_int_equal(s.total, 1);
	assert_int_equal(s.rows[0].line, 3);
	assert_int_equal(s.rows[0].change_count, 2);
	assert_str(s.rows[0].changes[0].after, "Ani Lestari Putri");
	assert_str(s.rows[0].changes[1].column, "GOLONGAN");
	assert_str(s.rows[0].cells[1].value, "Ani Lestari Putri");
	assert_int_equal(s.draft.changed_count, 1);
	assert_int_equal(s.draft.unchanged_count, 1);
}

/* More lines than a batch has, so that changes and rows come in several turns. */
static void many_lines_keep_their_order(void **state)
{
	struct ctx *c = *state;
	struct buf text;
	struct step s;
	int64_t id;

	buf_init(&text, c->arena);
	buf_add(&text, STR("NIP;NAMA;UNIT KERJA\n"));
	for (int i = 0; i < 3200; i++)
		buf_add_fmt(&text, "%d%02d012010011%03d;Orang %d;Unit\n", 1960 + i / 1000 * 5,
		            1 + i / 999 % 9, 1 + i % 999, i);
	buf_add_char(&text, '\0');
	id = checked(c, text.ptr);
	assert_int_equal(draft_of(c, id).rejected_count, 0);
	assert_int_equal(draft_of(c, id).added_count, 3200);
	assert_ok(run_job(c, id, staging_run));
	for (size_t i = 20; i < text.len; i++)
		if (memcmp(text.ptr + i, "Orang", 5) == 0)
			text.ptr[i + 4] = 'k';
	id = checked(c, text.ptr);
	assert_int_equal(draft_of(c, id).changed_count, 3200);
	s = rows_of(c, id, STAGING_CHANGED);
	assert_int_equal(s.total, 3200);
	for (int64_t skip = 0; skip < 3200; skip += 799) {
		s.skip = skip;
		assert_ok(db_read(c, rows_work, &s));
		assert_int_equal(s.rows[0].line, skip + 2);
		assert_str(s.rows[0].changes[0].after,
		           str_c(c->arena, str_fmt(c->arena, "Orank %lld", (long long)skip)));
	}
}

static void reason(void *arg, const struct staging_row *row, struct buf *out)
{
	(void)arg;
	for (size_t i = 0; i < row->finding_count; i++)
		buf_add_fmt(out, "%s;", row->findings[i].code);
}

static const struct err *faulty_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(staging_find(c, s->id, &s->draft));
	return staging_faulty_write(c, &s->draft, STR("ALASAN"), reason, NULL, &s->path);
}

static void faulty_lines_come_back_whole(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = checked(c, GOOD_TEXT) };

	assert_ok(db_read(c, faulty_work, &s));
	assert_str(test_read_file(c->arena, s.path),
	           "\xEF\xBB\xBF"
	           "NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD;Ket;"
	           "ALASAN\r\n19780315200501100;Budi Santoso;15-03-1978;;III/d;Pengelola;Jabatan "
	           "Pelaksana;Bidang Mutasi;BKPSDM;y;\"nip_length;\"\r\n");
}

static char *kept_path(struct ctx *c, int64_t id, const char *kind)
{
	return str_c(c->arena, str_fmt(c->arena, "%.*s/uploads/%lld%s", STR_ARG(db_folder(c->db)),
	                               (long long)id, kind));
}

/* None of the files of uploads/ says that. */
static void assert_nowhere(struct ctx *c, const char *text)
{
	struct str folder = str_fmt(c->arena, "%.*s/uploads", STR_ARG(db_folder(c->db)));
	DIR *dir = opendir(str_c(c->arena, folder));
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct str path = str_fmt(c->arena, "%.*s/%s", STR_ARG(folder), entry->d_name);

		if (entry->d_name[0] != '.' &&
		    str_find(test_read_file(c->arena, path), str_of(text)) >= 0)
			fail_msg("%s says %s", entry->d_name, text);
	}
	(void)closedir(dir);
}

#define NIK_ANI  "3328050302851234"
#define NIK_BUDI "3328051503781235"
/* Budi has a wrong NIP, and a NIK. */
#define NIK_TEXT                                                                               \
	"NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD;Ket\n" ANI   \
	"19780315200501100;Budi Santoso;15-03-1978;" NIK_BUDI ";III/d;Pengelola;Jabatan "      \
	"Pelaksana;Bidang Mutasi;BKPSDM;y\n"

static void numbers_we_do_not_keep_lie_nowhere_in_clear(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = upload(c, NIK_TEXT) };

	assert_nowhere(c, NIK_ANI);
	assert_ok(run_job(c, s.id, staging_check));
	assert_nowhere(c, NIK_ANI);
	assert_nowhere(c, NIK_BUDI);
	assert_ok(run_job(c, s.id, staging_run));
	assert_nowhere(c, NIK_ANI);
	assert_nowhere(c, NIK_BUDI);
	/* Pages may say the rest of it still. */
	assert_int_equal(access(kept_path(c, s.id, ".lines"), F_OK), 0);
}

static void after_an_import_only_the_rejected_lines_stay(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = checked(c, NIK_TEXT) };
	struct str before;

	assert_ok(db_read(c, faulty_work, &s));
	before = test_read_file(c->arena, s.path);
	assert_true(str_find(before, STR(NIK_BUDI)) > 0);
	assert_ok(run_job(c, s.id, staging_run));
	assert_int_not_equal(access(kept_path(c, s.id, ""), F_OK), 0);
	assert_int_equal(access(kept_path(c, s.id, ".rejects"), F_OK), 0);
	assert_ok(db_read(c, faulty_work, &s));
	assert_str(test_read_file(c->arena, s.path), str_c(c->arena, before));
	/* What has no bytes any more is not checked again. */
	assert_err(run_job(c, s.id, staging_check), ERR_CONFLICT);
	assert_ok(run_job(c, s.id, staging_undo));
	assert_int_equal(files_of_uploads(c), 0);
}

static void a_download_that_was_cut_off_goes_within_hours(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = checked(c, NIK_TEXT) };
	struct timespec times[2] = { { .tv_sec = TEST_NOW / 1000000 },
		                     { .tv_sec = TEST_NOW / 1000000 } };

	assert_ok(db_read(c, faulty_work, &s));
	assert_int_equal(utimensat(AT_FDCWD, kept_path(c, s.id, ".csv"), times, 0), 0);
	assert_ok(staging_purge(c));
	assert_int_equal(access(kept_path(c, s.id, ".csv"), F_OK), 0);
	c->now += 2 * TEST_HOUR;
	assert_ok(staging_purge(c));
	assert_int_not_equal(access(kept_path(c, s.id, ".csv"), F_OK), 0);
	assert_int_equal(access(kept_path(c, s.id, ""), F_OK), 0);
}

static void pages_do_not_open_the_upload(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = upload(c, NIK_TEXT) };

	assert_int_equal(unlink(kept_path(c, s.id, "")), 0);
	assert_ok(db_read(c, columns_work, &s));
	assert_int_equal(s.count, 10);
	assert_str(s.columns[1].heading, "NAMA");
	assert_str(s.columns[1].samples[1], "Budi Santoso");
	assert_str(s.columns[COLUMN_NIK].samples[0], "******");
	assert_int_equal(s.columns[COLUMN_NIK].sample_count, 1);
}

static void an_upload_without_its_key_is_to_be_sent_again(void **state)
{
	struct ctx *c = *state;
	int64_t id = upload(c, NIK_TEXT), other = upload(c, NIK_TEXT);
	char *key = str_c(c->arena,
	                  str_fmt(c->arena, "%.*s/keys/uploads.key", STR_ARG(db_folder(c->db))));
	char *aside = str_c(c->arena, str_fmt(c->arena, "%s.aside", key));

	assert_int_equal(rename(key, aside), 0);
	assert_err(run_job(c, id, staging_check), ERR_CORRUPT);
	assert_str(draft_of(c, id).error_message, "staging.unreadable");
	assert_int_equal(rename(aside, key), 0);
	/* Nor can one stand in the place of another. */
	assert_int_equal(rename(kept_path(c, other, ""), kept_path(c, id, "")), 0);
	assert_err(run_job(c, id, staging_check), ERR_CORRUPT);
}

static void a_nik_is_no_correction(void **state)
{
	struct ctx *c = *state;
	struct step s = {
		.id = checked(c, NIK_TEXT), .line = 3, .column = COLUMN_NIK, .text = STR(NIK_BUDI)
	};

	assert_err(db_write(c, cell_work, &s), ERR_INVALID);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM import_draft_cell"), 0);
}

/* ---- progress, and undo by other ways ---- */

struct hearing {
	struct ctx *c;
	int64_t done;
	int64_t total;
};

static int64_t hearing_now(void *arg)
{
	return ((struct hearing *)arg)->c->now;
}

static void hear(void *arg, const struct job *job)
{
	struct hearing *h = arg;

	h->done = job->done_count;
	h->total = job->total_count;
}

static struct hearing hear_job(struct ctx *c, int64_t id,
                               const struct err *(*job)(struct ctx *c, int64_t id, int64_t *job_id))
{
	struct hearing h = { .c = c };
	const struct job_runner runner = { staging_job_kinds, staging_job_kind_count, hearing_now,
		                           hear, &h };
	struct step s = { .id = id, .job = job };
	struct ctx own = *c;

	assert_ok(db_write(c, job_work, &s));
	own.arena = arena_new(64u << 20);
	assert_ok(jobs_run(&own, &runner, s.job_id));
	arena_free(own.arena);
	return h;
}

static void progress_is_told_in_lines(void **state)
{
	struct ctx *c = *state;
	struct hearing h;
	struct buf text;
	int64_t id;

	buf_init(&text, c->arena);
	buf_add(&text, STR("NIP;NAMA;UNIT KERJA\n"));
	for (int i = 0; i < 3200; i++)
		buf_add_fmt(&text, "%d;Orang %04d;Unit\n", i, i);
	buf_add_char(&text, '\0');
	id = upload(c, text.ptr);
	h = hear_job(c, id, staging_check);
	/* It is told at each full batch; how many there are shows in the bytes. */
	assert_int_equal(h.done, 3000);
	assert_in_range(h.total, 3190, 3210);
	h = hear_job(c, id, staging_run);
	/* Twice, as an import checks once more; and now they are known. */
	assert_int_equal(h.done, 6200);
	assert_int_equal(h.total, 6400);
}

struct by_number {
	int64_t number;
	int64_t job_id;
};

static const struct err *number_work(struct ctx *c, void *arg)
{
	struct by_number *n = arg;

	return staging_undo_number(c, n->number, &n->job_id);
}

static void an_import_of_the_command_line_is_undone_by_its_number(void **state)
{
	struct ctx *c = *state;
	const struct job_runner runner = { staging_job_kinds, staging_job_kind_count, clock_now,
		                           NULL, c };
	struct by_number n = { .number = 1 };
	struct ctx own = *c;

	c->actor_id = 0;
	(void)roster_import(c, GOOD_TEXT, "2021-01-01");
	c->actor_id = 9;
	assert_ok(db_write(c, number_work, &n));
	own.arena = arena_new(64u << 20);
	own.actor_id = 0;
	assert_ok(jobs_run(&own, &runner, n.job_id));
	arena_free(own.arena);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM person_fact_live"), 0);
	assert_int_equal(roster_number(c, "SELECT actor_id FROM act WHERE kind = 'undo'"), 9);
	assert_err(db_write(c, number_work, &n), ERR_CONFLICT);
	n.number = 2;
	assert_err(db_write(c, number_work, &n), ERR_MISSING);
}

static void a_draft_tells_when_its_import_was_undone_elsewhere(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);

	assert_ok(run_job(c, id, staging_run));
	assert_int_equal(draft_of(c, id).state, STAGING_IMPORTED);
	assert_ok(roster_undo(c, draft_of(c, id).import_number));
	assert_int_equal(draft_of(c, id).state, STAGING_UNDONE);
	assert_err(run_job(c, id, staging_undo), ERR_CONFLICT);
}

static void who_asks_for_an_undo_has_done_it(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);

	assert_ok(run_job(c, id, staging_run));
	c->actor_id = 8;
	assert_ok(run_job(c, id, staging_undo));
	assert_int_equal(roster_number(c, "SELECT actor_id FROM act WHERE kind = 'undo'"), 8);
}

static const struct err *count_absent(void *arg, const struct import_named *person)
{
	(void)person;
	(*(int *)arg)++;
	return NULL;
}

struct absent {
	int64_t id;
	int count;
};

static const struct err *absent_work(struct ctx *c, void *arg)
{
	struct absent *a = arg;
	struct staging_draft draft;

	TRY(staging_find(c, a->id, &draft));
	return staging_absent(c, &draft, 0, 10, count_absent, &a->count);
}

static void people_the_file_leaves_out_are_listed(void **state)
{
	struct ctx *c = *state;
	struct absent a = { .id = checked(c, GOOD_TEXT) };

	assert_ok(run_job(c, a.id, staging_run));
	a.id = checked(c, "NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD"
	                  ";Ket\n" CITRA);
	assert_ok(db_read(c, absent_work, &a));
	assert_int_equal(a.count, 1);
	assert_int_equal(draft_of(c, a.id).absent_count, 1);
}

/* ---- what goes wrong, and what is over ---- */

static void a_failed_check_can_be_done_again(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	char *path = str_c(c->arena, str_fmt(c->arena, "%.*s/uploads/%lld",
	                                     STR_ARG(db_folder(c->db)), (long long)id));
	char *aside = str_c(c->arena, str_fmt(c->arena, "%s.aside", path));
	struct staging_draft draft;

	assert_int_equal(rename(path, aside), 0);
	assert_err(run_job(c, id, staging_check), ERR_MISSING);
	draft = draft_of(c, id);
	assert_int_equal(draft.state, STAGING_FAILED);
	assert_true(draft.error_message.len > 0);
	assert_int_equal(rename(aside, path), 0);
	assert_ok(run_job(c, id, staging_check));
	assert_int_equal(draft_of(c, id).state, STAGING_CHECKED);
	assert_int_equal(draft_of(c, id).error_message.len, 0);
}

static void only_one_job_works_on_a_draft(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct step s = { .id = id, .job = staging_check };

	assert_ok(db_write(c, job_work, &s));
	assert_err(db_write(c, job_work, &s), ERR_CONFLICT);
	s.job = staging_run;
	assert_err(db_write(c, job_work, &s), ERR_CONFLICT);
	assert_err(db_write(c, remove_work, &s), ERR_CONFLICT);
	assert_err(db_read(c, rows_work, &s), ERR_CONFLICT);
}

static void drafts_expire_with_their_files(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c, GOOD_TEXT);
	struct step s = { .id = id, .line = LINE_BUDI, .text = STR("x") };

	assert_ok(db_write(c, cell_work, &s));
	assert_ok(staging_purge(c));
	assert_true(files_of_uploads(c) > 1);
	c->now += STAGING_KEEP_US;
	assert_ok(staging_purge(c));
	assert_int_equal(files_of_uploads(c), 0);
	assert_err(db_read(c, find_work, &s), ERR_MISSING);
	assert_int_equal(roster_number(c, "SELECT COUNT(*) FROM import_draft_cell"), 0);

	s.id = upload(c, FILE_TEXT);
	assert_ok(db_write(c, remove_work, &s));
	assert_err(db_read(c, find_work, &s), ERR_MISSING);
	assert_ok(staging_purge(c));
	assert_int_equal(files_of_uploads(c), 0);
}

static void drafts_of_another_agency_are_not_there(void **state)
{
	struct ctx *c = *state;
	struct step s = { .id = upload(c, FILE_TEXT) };

	c->agency_id++;
	assert_err(db_read(c, find_work, &s), ERR_MISSING);
	assert_err(db_write(c, remove_work, &s), ERR_MISSING);
}

/* ---- workbooks ---- */

static void put_line(lxw_worksheet *sheet, unsigned row, const char *line)
{
	struct str rest = str_of(line), cell;
	char text[256];

	for (unsigned short column = 0; str_cut(&rest, ';', &cell); column++) {
		(void)snprintf(text, sizeof(text), "%.*s", STR_ARG(str_trim(cell)));
		(void)worksheet_write_string(sheet, row, column, text, NULL);
	}
}

static const struct err *sheets_work(struct ctx *c, void *arg)
{
	struct step *s = arg;

	TRY(staging_find(c, s->id, &s->draft));
	return staging_sheets(c, &s->draft, &s->sheets, &s->count);
}

static void a_workbook_is_checked_by_its_sheet(void **state)
{
	struct ctx *c = *state;
	struct str path = str_fmt(c->arena, "%.*s/book.xlsx", STR_ARG(test_folder(c)));
	lxw_workbook *book = workbook_new(str_c(c->arena, path));
	lxw_worksheet *first = workbook_add_worksheet(book, "Petunjuk");
	lxw_worksheet *data = workbook_add_worksheet(book, "Mutasi");
	struct staging_upload upload_ = { path, STR("mutasi.csv"), roster_day("2021-01-01") };
	struct step s = { 0 };
	int64_t same;

	put_line(first, 0, "Isi lembar kedua");
	put_line(data, 2,
	         "NIP;NAMA;TANGGAL LAHIR;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;OPD");
	put_line(data, 3, ANI);
	put_line(data, 5, BUDI);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	assert_ok(staging_create(c, &upload_, &s.id, &same));
	assert_ok(db_read(c, sheets_work, &s));
	assert_int_equal(s.count, 2);
	assert_str(s.sheets[0].name, "Petunjuk");
	assert_str(s.draft.kind, "xlsx");
	assert_str(s.draft.sheet, "Mutasi");
	assert_int_equal(s.draft.heading_line, 3);
	assert_ok(run_job(c, s.id, staging_check));
	assert_int_equal(draft_of(c, s.id).line_count, 2);
	assert_int_equal(rows_of(c, s.id, STAGING_ERRORS).rows[0].line, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_staging(an_upload_is_kept_for_nobody_else),
		test_staging(columns_show_what_is_in_them),
		test_staging(a_matching_is_remembered_for_its_sender),
		test_staging(what_is_no_table_leaves_nothing),
		test_staging(a_check_tells_lines_by_tab),
		test_staging(corrections_count_at_the_next_check),
		test_staging(wrong_corrections_are_refused),
		test_staging(a_run_imports_what_was_corrected),
		test_staging(changes_stand_with_their_lines),
		test_staging(many_lines_keep_their_order),
		test_staging(faulty_lines_come_back_whole),
		test_staging(numbers_we_do_not_keep_lie_nowhere_in_clear),
		test_staging(after_an_import_only_the_rejected_lines_stay),
		test_staging(a_download_that_was_cut_off_goes_within_hours),
		test_staging(pages_do_not_open_the_upload),
		test_staging(an_upload_without_its_key_is_to_be_sent_again),
		test_staging(a_nik_is_no_correction),
		test_staging(progress_is_told_in_lines),
		test_staging(an_import_of_the_command_line_is_undone_by_its_number),
		test_staging(a_draft_tells_when_its_import_was_undone_elsewhere),
		test_staging(who_asks_for_an_undo_has_done_it),
		test_staging(people_the_file_leaves_out_are_listed),
		test_staging(a_failed_check_can_be_done_again),
		test_staging(only_one_job_works_on_a_draft),
		test_staging(drafts_expire_with_their_files),
		test_staging(drafts_of_another_agency_are_not_there),
		test_staging(a_workbook_is_checked_by_its_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
