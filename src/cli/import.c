/* SPDX-License-Identifier: Apache-2.0 */
/* abdi import roster, import undo, import list. */
#include "cli/import.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "db/db.h"
#include "i18n/words.h"
#include "jobs/jobs.h"
#include "registry/table.h"

#define READ_BYTES   65536
#define DIGEST_BYTES 32

/* ---- the file ---- */

struct file {
	struct arena *arena;
	struct str path;
	int fd;
	int64_t size_bytes;
	struct str digest;
};

static void file_done(void *arg)
{
	struct file *file = arg;

	(void)close(file->fd);
}

static const struct err *file_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct file *file = arg;
	ssize_t n;

	do
		n = read(file->fd, out, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(file->arena, errno, file->path);
	*got = (size_t)n;
	return NULL;
}

/* The fingerprint by which the same file is known again. */
static const struct err *file_digest(struct file *file)
{
	unsigned char hash[DIGEST_BYTES];
	char *hex = arena_alloc(file->arena, DIGEST_BYTES * 2 + 1);
	char *block = arena_alloc(file->arena, READ_BYTES);
	crypto_generichash_state state;
	size_t got;

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	do {
		TRY(file_read(file, block, READ_BYTES, &got));
		(void)crypto_generichash_update(&state, (unsigned char *)block, got);
		file->size_bytes += (int64_t)got;
	} while (got > 0);
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	(void)sodium_bin2hex(hex, DIGEST_BYTES * 2 + 1, hash, sizeof(hash));
	file->digest = str_of(hex);
	if (lseek(file->fd, 0, SEEK_SET) != 0)
		return err_errno(file->arena, errno, file->path);
	return NULL;
}

static const struct err *file_open(struct arena *arena, struct str path, struct file *file)
{
	struct stat stat;

	*file = (struct file){ .arena = arena, .path = path };
	file->fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return err_errno(arena, errno, path);
	arena_defer(arena, file_done, file);
	if (fstat(file->fd, &stat) != 0)
		return err_errno(arena, errno, path);
	if (!S_ISREG(stat.st_mode))
		return err_new(arena, ERR_INVALID, STR("FILE"), "import.not_a_file", path);
	return file_digest(file);
}

static struct str base_name(struct str path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return str_sub(path, i, path.len);
	return path;
}

/* ---- what the import tells ---- */

static struct str number_str(struct arena *arena, int64_t n)
{
	return str_fmt(arena, "%lld", (long long)n);
}

static struct str remedy(struct arena *arena, enum lang lang, const struct import_finding *f)
{
	return words_fmt(arena, lang, str_fmt(arena, "import.%s", f->code),
	                 WORD_ARGS({ "value", f->value }, { "other", f->other },
	                           { "line", number_str(arena, f->other_line) }));
}

static const struct err *on_finding(void *arg, const struct import_finding *f)
{
	struct import_told *told = arg;
	struct arena *arena = told->cli->c->arena;
	struct arena_mark mark = arena_mark(arena);
	struct str words = remedy(arena, told->cli->c->lang, f);
	const struct str fields[] = { number_str(arena, f->line),
		                      f->column,
		                      f->value,
		                      str_of(f->code),
		                      f->severity == IMPORT_ERROR ? STR("error") : STR("warning"),
		                      f->other,
		                      number_str(arena, f->other_line),
		                      words };
	const struct err *err = spool_add(told->findings, fields, COUNT(fields));

	if (err == NULL && told->rejects != NULL && f->severity == IMPORT_ERROR) {
		if (told->reasons_line != f->line)
			buf_clear(told->reasons);
		told->reasons_line = f->line;
		if (told->reasons->len > 0)
			buf_add(told->reasons, STR(" "));
		buf_add_fmt(told->reasons, "%.*s: %.*s", STR_ARG(f->column), STR_ARG(words));
	}
	/* The buffer of reasons grows in its own arena, so all of this line's can go. */
	if (err == NULL)
		arena_rewind(arena, mark);
	return err;
}

static const struct err *on_change(void *arg, const struct import_change *change)
{
	struct import_told *told = arg;
	char line[24];
	const struct str fields[] = { { line, (size_t)snprintf(line, sizeof(line), "%lld",
		                                               (long long)change->line) },
		                      change->column,
		                      change->before,
		                      change->after };

	return spool_add(told->changes, fields, COUNT(fields));
}

static const struct err *on_heading(void *arg, const struct csv_record *heading, char separator)
{
	struct import_told *told = arg;

	if (told->rejects == NULL)
		return NULL;
	return rejects_heading(told->rejects, heading, separator,
	                       words_get(told->cli->c->lang, STR("import.reason_heading")));
}

static const struct err *on_reject(void *arg, const struct csv_record *record,
                                   const char *const *codes, size_t code_count)
{
	struct import_told *told = arg;

	(void)codes;
	(void)code_count;
	return told->rejects == NULL ? NULL
	                             : rejects_add(told->rejects, record, buf_str(told->reasons));
}

static const struct err *on_absent(void *arg, const struct import_named *person)
{
	struct import_told *told = arg;
	const struct str fields[] = { person->name, person->within };

	return spool_add(told->absent, fields, COUNT(fields));
}

static const struct err *on_ready(void *arg)
{
	struct import_told *told = arg;

	TRY(spool_sync(told->findings));
	TRY(spool_sync(told->changes));
	TRY(spool_sync(told->absent));
	return told->rejects == NULL ? NULL : rejects_sync(told->rejects);
}

/* ---- the job ---- */

/*
 * What the job's run needs beside its row. `told` stands first: the listener is handed the whole.
 */
struct importing {
	struct import_told told;
	struct file file;
	struct table table;
	struct ctx *c;
	struct job *job;
	struct import_request request;
	int64_t number; /* of an undo */
};

static int64_t clock_now(void *arg)
{
	struct timespec now;

	(void)arg;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static const struct err *on_progress(void *arg, int64_t bytes)
{
	struct importing *im = (struct importing *)arg;

	if (im->job == NULL) {
		cli_progress(im->told.cli, "import.progress", bytes, im->file.size_bytes);
		return NULL;
	}
	return job_progress(im->c, im->job, bytes, im->file.size_bytes);
}

static void on_job(void *arg, const struct job *job)
{
	struct importing *im = arg;

	cli_progress(im->told.cli, "import.progress", job->done_count, job->total_count);
}

static const struct err *roster_run(struct ctx *c, struct job *job)
{
	struct importing *im = job->runner->arg;

	im->c = c;
	im->job = job;
	return registry_import_roster(c, &im->request, &im->told.result);
}

static const struct err *undo_run(struct ctx *c, struct job *job)
{
	struct importing *im = job->runner->arg;

	return registry_import_undo(c, im->number);
}

static const struct job_kind kinds[] = {
	{ "roster-import", roster_run },
	{ "roster-undo", undo_run },
};

struct queueing {
	struct str kind;
	struct str argument;
	int64_t id;
};

static const struct err *queue_work(struct ctx *c, void *arg)
{
	struct queueing *q = arg;

	return jobs_add(c, q->kind, q->argument, &q->id);
}

static const struct err *run_job(struct importing *im, const char *kind, struct str argument)
{
	struct ctx *c = im->told.cli->c;
	struct queueing q = { str_of(kind), argument, 0 };
	const struct job_runner runner = { kinds, COUNT(kinds), clock_now, on_job, im };

	TRY(db_write(c, queue_work, &q));
	return jobs_run(c, &runner, q.id);
}

/* ---- import roster ---- */

static const struct err *request_make(struct importing *im)
{
	struct cli *cli = im->told.cli;
	struct arena *arena = cli->c->arena;
	struct str folder = db_folder(cli->c->db);

	if (cli_int(cli, "heading-row", 1) < 1)
		return err_new(arena, ERR_USAGE, STR("--heading-row"), "import.heading_row_number",
		               STR(""));
	TRY(file_open(arena, cli->arguments[0], &im->file));
	TRY(table_open(cli->c, im->file.fd, base_name(cli->arguments[0]), cli_text(cli, "sheet"),
	               cli_int(cli, "heading-row", 0), folder, &im->table));
	im->told.as_of = cli_date(cli, "as-of", cli_today(cli));
	im->told.dry_run = cli_flag(cli, "dry-run");
	TRY(spool_new(arena, folder, &im->told.findings));
	TRY(spool_new(arena, folder, &im->told.changes));
	TRY(spool_new(arena, folder, &im->told.absent));
	if (cli_text(cli, "rejects").len > 0)
		TRY(rejects_new(arena, cli_text(cli, "rejects"), cli->arguments[0],
		                &im->told.rejects));
	im->request = (struct import_request){
		.file_name = base_name(cli->arguments[0]),
		.file_digest = im->file.digest,
		.source = im->table.source,
		.heading_line = cli_int(cli, "heading-row", 0),
		.as_of = im->told.as_of,
		.dry_run = im->told.dry_run,
		.spill_folder = folder,
		.listener = { .arg = im,
		              .finding = on_finding,
		              .change = on_change,
		              .heading = on_heading,
		              .reject = on_reject,
		              .absent = on_absent,
		              .ready = on_ready,
		              .progress = on_progress },
	};
	return NULL;
}

static void reasons_done(void *arg)
{
	arena_free(arg);
}

static const struct err *roster(struct cli *cli, int *exit_code)
{
	/* In the arena, for the file is closed when that ends. */
	struct importing *im = ARENA_NEW(cli->c->arena, struct importing);
	struct arena *reasons_arena = arena_new(READ_BYTES * 64);
	struct buf reasons;
	const struct err *err;

	arena_defer(cli->c->arena, reasons_done, reasons_arena);
	buf_init(&reasons, reasons_arena);
	im->told.cli = cli;
	im->told.reasons = &reasons;
	TRY(request_make(im));
	if (im->told.dry_run)
		err = registry_import_roster(cli->c, &im->request, &im->told.result);
	else
		err = run_job(
			im, "roster-import",
			str_fmt(cli->c->arena, "{\"digest\":\"%.*s\"}", STR_ARG(im->file.digest)));
	cli_progress_end(cli);
	/*
	 * First of all that it is recorded: what follows may fail on a closed pipe or a full disk.
	 */
	if (im->told.result.number > 0)
		cli_say(cli, "import.undo_hint",
		        WORD_ARGS({ "number", number_str(cli->c->arena, im->told.result.number) }));
	else if (err != NULL && (err->code == ERR_FULL || err->code == ERR_IO))
		cli_say(cli, "import.nothing", NULL, 0);
	TRY(err);
	if (im->told.rejects != NULL)
		TRY(rejects_keep(im->told.rejects));
	cli->row_count = im->told.result.accepted_count;
	if (im->told.result.rejected_count > 0)
		*exit_code = CLI_REJECTED;
	return cli->json ? import_tell_json(&im->told) : import_tell_text(&im->told);
}

/* ---- import undo, import list ---- */

static const struct err *undo(struct cli *cli, int *exit_code)
{
	struct importing im = { .told = { .cli = cli } };
	struct str number = cli->arguments[0];

	(void)exit_code;
	if (!str_is_digits(number) || !str_int(number, &im.number))
		return err_new(cli->c->arena, ERR_USAGE, STR("ID"), "import.undo_number", number);
	TRY(run_job(&im, "roster-undo",
	            str_fmt(cli->c->arena, "{\"number\":%.*s}", STR_ARG(number))));
	cli_say(cli, "import.undone", WORD_ARGS({ "number", number }));
	return NULL;
}

struct listing {
	struct cli *cli;
	struct json *json;
};

static const struct err *list_row(void *arg, const struct import_entry *e)
{
	struct listing *l = arg;
	struct arena *arena = l->cli->c->arena;
	enum lang lang = l->cli->c->lang;

	l->cli->row_count++;
	if (l->json != NULL) {
		json_object_compact(l->json);
		json_put_int(l->json, STR("number"), e->number);
		json_put_str(l->json, STR("file"), e->file_name);
		json_put_str(l->json, STR("as_of"), date_str(arena, e->as_of));
		json_put_int(l->json, STR("accepted"), e->accepted_count);
		json_put_int(l->json, STR("rejected"), e->rejected_count);
		json_put_int(l->json, STR("added"), e->added_count);
		json_put_int(l->json, STR("changed"), e->changed_count);
		json_key(l->json, STR("undone"));
		json_bool(l->json, e->undone);
		json_close(l->json);
		return NULL;
	}
	cli_print(l->cli, e->undone ? "import.list_undone" : "import.list_row",
	          WORD_ARGS({ "number", number_str(arena, e->number) }, { "file", e->file_name },
	                    { "as_of", words_date_short(arena, lang, e->as_of) },
	                    { "added", words_number(arena, lang, e->added_count) },
	                    { "changed", words_number(arena, lang, e->changed_count) },
	                    { "rejected", words_number(arena, lang, e->rejected_count) }));
	return NULL;
}

static const struct err *list_work(struct ctx *c, void *arg)
{
	return registry_import_list(c, list_row, arg);
}

static const struct err *list(struct cli *cli, int *exit_code)
{
	struct listing l = { cli, cli->json ? cli_json(cli) : NULL };

	(void)exit_code;
	if (l.json != NULL)
		json_array(l.json);
	TRY(db_read(cli->c, list_work, &l));
	if (l.json != NULL) {
		json_close(l.json);
		return json_end(l.json);
	}
	if (cli->row_count == 0)
		cli_say(cli, "import.list_empty", NULL, 0);
	return NULL;
}

static const struct cli_option roster_options[] = {
	{ "as-of", CLI_DATE, "DATE", false, "import.option.as_of" },
	{ "dry-run", CLI_FLAG, NULL, false, "import.option.dry_run" },
	{ "heading-row", CLI_INT, "N", false, "import.option.heading_row" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
	{ "rejects", CLI_TEXT, "FILE", false, "import.option.rejects" },
	{ "sheet", CLI_TEXT, "NAME", false, "import.option.sheet" },
};

static const struct cli_option list_options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_import_roster = {
	.name = "import roster",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "FILE" },
	.options = roster_options,
	.option_count = COUNT(roster_options),
	.run = roster,
	.summary = "import.roster_summary",
	.example = "abdi import roster pegawai.csv --as-of 2021-01-01 --rejects perbaikan.csv",
};

const struct cli_command cli_command_import_undo = {
	.name = "import undo",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "ID" },
	.run = undo,
	.summary = "import.undo_summary",
	.example = "abdi import undo 3",
};

const struct cli_command cli_command_import_list = {
	.name = "import list",
	.needs = CLI_NEEDS_AGENCY,
	.options = list_options,
	.option_count = COUNT(list_options),
	.run = list,
	.summary = "import.list_summary",
	.example = "abdi import list",
};
