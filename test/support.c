/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include <dirent.h>
#include <errno.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "db/migrate.h"

#define ARENA_BYTES_MAX (256u << 20) /* a test that needs more has lost its bounds */
#define PATH_BYTES      512
#define NAME_BYTES      64
#define FILE_BYTES_MAX  (64u << 20)

/*
 * What stands behind the context of a test. The context is its first member, so that a pointer
 * to one is a pointer to the other.
 *   arena     outlives the context's own: url and beside
 *   beside    what db_folder() said
 *   database  its name on PostgreSQL
 */
struct place {
	struct ctx ctx;
	struct arena *arena;
	struct str url;
	struct str beside;
	char folder[PATH_BYTES];
	char database[NAME_BYTES];
	struct place *next;
};

/*
 * The state of a test program: the migrated database that each test copies, made by the first
 * test that needs it, and the places of the running test.
 */
static struct {
	bool clean_up_asked;
	bool template_made;
	int place_count;
	char folder[PATH_BYTES];
	char database[NAME_BYTES];
	struct place *places;
} program;

bool test_on_sqlite(void)
{
	const char *engine = getenv("ABDI_TEST_ENGINE");

	return engine == NULL || strcmp(engine, "postgres") != 0;
}

/* The url of the server's database "postgres", which ./dev test hands over. */
static const char *server_url(void)
{
	const char *url = getenv("ABDI_TEST_POSTGRES");

	if (url == NULL) {
		fprintf(stderr, "ABDI_TEST_POSTGRES is not set; ./dev test starts a server\n");
		exit(EXIT_FAILURE);
	}
	return url;
}

/* Run one statement for the whole server: making and dropping databases. */
static void server_run(const char *statement)
{
	PGconn *server = PQconnectdb(server_url());
	PGresult *result = PQexec(server, statement);
	bool good = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!good)
		fprintf(stderr, "%s: %s", statement, PQerrorMessage(server));
	PQclear(result);
	PQfinish(server);
	if (!good)
		exit(EXIT_FAILURE);
}

static void server_drop(const char *database)
{
	char statement[NAME_BYTES + 64];

	if (database[0] == '\0')
		return;
	snprintf(statement, sizeof(statement), "DROP DATABASE IF EXISTS %s WITH (FORCE)", database);
	server_run(statement);
}

/* A fresh database, empty or as a copy of `from`. */
static void server_create(const char *database, const char *from)
{
	char statement[2 * NAME_BYTES + 64];

	snprintf(statement, sizeof(statement), "CREATE DATABASE %s TEMPLATE %s", database, from);
	server_run(statement);
}

/* The server's url with another database in the place of "postgres". */
static struct str server_url_of(struct arena *arena, const char *database)
{
	struct str url = str_of(server_url());
	ptrdiff_t at = str_find(url, STR("/postgres?"));

	if (at < 0) {
		fprintf(stderr, "ABDI_TEST_POSTGRES is not postgresql:///postgres?host=FOLDER\n");
		exit(EXIT_FAILURE);
	}
	return str_fmt(arena, "%.*s/%s?%.*s", (int)at, url.ptr, database,
	               STR_ARG(str_sub(url, (size_t)at + sizeof("/postgres?") - 1, url.len)));
}

static void folder_remove(const char *folder)
{
	DIR *dir = folder[0] == '\0' ? NULL : opendir(folder);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		char path[PATH_BYTES + 256];
		struct stat what;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (lstat(path, &what) == 0 && S_ISDIR(what.st_mode))
			folder_remove(path);
		else
			unlink(path);
	}
	closedir(dir);
	rmdir(folder);
}

static void folder_make(char folder[PATH_BYTES])
{
	const char *temporary = getenv("TMPDIR");

	snprintf(folder, PATH_BYTES, "%s/abdi-test-XXXXXX", temporary == NULL ? "/tmp" : temporary);
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		exit(EXIT_FAILURE);
	}
}

/* Copy a file when it is there. */
static void file_copy(struct arena *arena, const char *from, const char *to)
{
	struct arena_mark mark = arena_mark(arena);
	struct str bytes;
	FILE *out;

	if (access(from, R_OK) != 0)
		return;
	bytes = test_read_file(arena, str_of(from));
	out = fopen(to, "wbx");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
	assert_int_equal(fclose(out), 0);
	arena_rewind(arena, mark);
}

static void place_open(struct place *place)
{
	place->ctx = (struct ctx){
		.arena = arena_new(ARENA_BYTES_MAX),
		.now = TEST_NOW,
		.agency_id = TEST_AGENCY_ID,
		.lang = LANG_ID,
	};
	assert_ok(db_open(place->ctx.arena, place->url, true, &place->ctx.db));
	if (place->beside.len == 0)
		place->beside = str_copy(place->arena, db_folder(place->ctx.db));
}

static void place_close(struct place *place)
{
	arena_free(place->ctx.arena); /* closes the database */
	place->ctx = (struct ctx){ .now = TEST_NOW, .agency_id = TEST_AGENCY_ID };
}

/* Close and forget a place; `keep` leaves its folder and its database for others to copy. */
static void place_free(struct place *place, bool keep)
{
	struct place **link = &program.places;

	while (*link != place)
		link = &(*link)->next;
	*link = place->next;
	place_close(place);
	folder_remove(str_c(place->arena, place->beside));
	if (!keep) {
		server_drop(place->database);
		folder_remove(place->folder);
	}
	arena_free(place->arena);
	free(place);
}

/* What a failed fixture left, and the template. */
static void clean_up(void)
{
	while (program.places != NULL)
		place_free(program.places, false);
	server_drop(program.database);
	folder_remove(program.folder);
}

/* A place with a name, a folder and a context, but no database yet. */
static struct place *place_new(void)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	if (!program.clean_up_asked)
		atexit(clean_up);
	program.clean_up_asked = true;
	place->arena = arena_new(ARENA_BYTES_MAX);
	folder_make(place->folder);
	if (test_on_sqlite()) {
		place->url = str_fmt(place->arena, "%s/abdi.db", place->folder);
	} else {
		snprintf(place->database, sizeof(place->database), "abdi_test_%ld_%d",
		         (long)getpid(), ++program.place_count);
		place->url = server_url_of(place->arena, place->database);
	}
	place->next = program.places;
	program.places = place;
	return place;
}

/* Migrate once; every test then copies the result. */
static void template_make(void)
{
	struct place *place;
	int applied;

	if (program.template_made)
		return;
	place = place_new();
	if (!test_on_sqlite())
		server_create(place->database, "template0");
	place_open(place);
	assert_ok(migrate_run(&place->ctx, &applied));
	memcpy(program.folder, place->folder, sizeof(program.folder));
	memcpy(program.database, place->database, sizeof(program.database));
	place_free(place, true);
	program.template_made = true;
}

static void template_copy(struct place *place)
{
	static const char *const endings[] = { "", "-wal" };

	if (!test_on_sqlite()) {
		server_create(place->database, program.database);
		return;
	}
	for (size_t i = 0; i < COUNT(endings); i++) {
		char from[PATH_BYTES + 16];
		char to[PATH_BYTES + 16];

		snprintf(from, sizeof(from), "%s/abdi.db%s", program.folder, endings[i]);
		snprintf(to, sizeof(to), "%s/abdi.db%s", place->folder, endings[i]);
		file_copy(place->arena, from, to);
	}
}

int test_setup(void **state)
{
	struct place *place;

	template_make();
	place = place_new();
	template_copy(place);
	place_open(place);
	*state = &place->ctx;
	return 0;
}

int test_teardown(void **state)
{
	(void)state;
	while (program.places != NULL)
		place_free(program.places, false);
	return 0;
}

struct ctx *test_context_empty(void)
{
	struct place *place = place_new();

	if (!test_on_sqlite())
		server_create(place->database, "template0");
	place_open(place);
	return &place->ctx;
}

/* The place of a context; every context given out is the first member of one. */
static struct place *place_of(const struct ctx *c)
{
	struct place *place = program.places;

	while (place != NULL && &place->ctx != c)
		place = place->next;
	assert_non_null(place);
	return place;
}

struct str test_url(const struct ctx *c)
{
	return place_of(c)->url;
}

struct str test_folder(const struct ctx *c)
{
	return str_of(place_of(c)->folder);
}

void test_close(struct ctx *c)
{
	place_close(place_of(c));
}

void test_reopen(struct ctx *c)
{
	struct place *place = place_of(c);

	place_close(place);
	place_open(place);
}

struct str test_shared_path(struct arena *arena, const char *name)
{
	const char *shared = getenv("ABDI_SHARED");
	const char *source = getenv("ABDI_SOURCE");
	struct str path;

	if (shared != NULL)
		path = str_fmt(arena, "%s/testdata/%s", shared, name);
	else
		path = str_fmt(arena, "%s/../shared/testdata/%s", source == NULL ? "." : source,
		               name);
	return access(str_c(arena, path), R_OK) == 0 ? path : (struct str){ NULL, 0 };
}

struct str test_read_file(struct arena *arena, struct str path)
{
	FILE *in = fopen(str_c(arena, path), "rb");
	struct buf bytes;
	size_t got;

	if (in == NULL)
		fail_msg("%.*s: %s", STR_ARG(path), strerror(errno));
	buf_init(&bytes, arena);
	do {
		buf_reserve(&bytes, BUFSIZ);
		got = fread(bytes.ptr + bytes.len, 1, BUFSIZ, in);
		bytes.len += got;
		assert_true(bytes.len <= FILE_BYTES_MAX);
	} while (got > 0);
	fclose(in);
	return buf_str(&bytes);
}

void test_assert_ok(const struct err *error, const char *file, int line)
{
	if (error == NULL)
		return;
	print_error("refused: %s %s, field \"%.*s\", value \"%.*s\": %.*s\n",
	            err_code_name(error->code), error->message, STR_ARG(error->field),
	            STR_ARG(error->value), STR_ARG(error->detail));
	_fail(file, line);
}

void test_assert_err(const struct err *error, enum err_code expected, const char *file, int line)
{
	if (error != NULL && error->code == expected)
		return;
	print_error("%s instead of %s\n", error == NULL ? "success" : err_code_name(error->code),
	            err_code_name(expected));
	if (error != NULL)
		test_assert_ok(error, file, line);
	_fail(file, line);
}

void test_assert_str(struct str actual, const char *expected, const char *file, int line)
{
	if (str_eq(actual, str_of(expected)))
		return;
	print_error("\"%.*s\" instead of \"%s\"\n", STR_ARG(actual), expected);
	_fail(file, line);
}
