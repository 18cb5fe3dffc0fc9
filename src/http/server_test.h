/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_SERVER_TEST_H
#define ABDI_HTTP_SERVER_TEST_H

#include <assert.h>
#include <dirent.h>
#include <pthread.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/http.h"
#include "http/server.h"

/*
 * A server of its own for tests, and a client that sends bytes as they are. The site tells in its
 * answer what it was given:
 *
 *   /gema       method, path, query, form, uploads, one a line
 *   /tahan      the same, but only after site_release()
 *   /singkat    the same on the loop; with a query a worker has to do it
 *   /besar      a page of 40 KB, likewise
 *   /unduh      a file of 300,000 bytes
 *   /hilang     404 with a page
 *   /unggah     takes files of SITE_UPLOAD_BYTES_MAX
 *
 * A refused request is answered by "fault", the key of its reason, its method and its path.
 */
#define SITE_UPLOAD_BYTES_MAX (6 << 20)
#define SITE_FILE_BYTES       300000

struct site {
	struct arena *arena;
	struct http_server *server;
	int port;
	char folder[64];
	_Atomic bool held;     /* requests for /tahan wait while this is set */
	_Atomic int holding;   /* how many do */
	_Atomic int handled;
	_Atomic int handed_over; /* from loops to workers */
	_Atomic pthread_t loop;  /* that made a page last */
};

static const struct http_static site_statics[] = {
	{ STR_INIT("/aset/app.0123456789abcdef.css"), STR_INIT("text/css"), STR_INIT("body{}"),
	  STR_INIT("GZIPPED"), STR_INIT("BR"), STR_INIT("\"abc\"") },
	{ STR_INIT("/sw.js"), STR_INIT("text/javascript"), STR_INIT("self"), STR_INIT(""),
	  STR_INIT(""), STR_INIT("\"def\"") },
};

static inline void site_plan(void *arg, enum http_method method, struct str path,
                             struct http_plan *out)
{
	(void)arg;
	*out = (struct http_plan){ .lane = LANE_QUICK };
	if (str_eq(path, STR("/unggah")))
		out->upload_bytes_max = SITE_UPLOAD_BYTES_MAX;
	if (str_eq(path, STR("/tahan")))
		out->lane = LANE_SLOW;
	if (str_eq(path, STR("/singkat")) || str_eq(path, STR("/besar")))
		out->lane = LANE_LOOP;
	out->refuse_body = method == HTTP_GET || str_eq(path, STR("/hilang"));
}

static inline void site_tell_fields(struct buf *out, const char *kind,
                                    const struct http_fields *fields)
{
	for (size_t i = 0; i < fields->count; i++) {
		buf_add_fmt(out, "%s %zu ", kind, fields->all[i].value.len);
		buf_add(out, fields->all[i].name);
		buf_add_char(out, '=');
		buf_add(out, fields->all[i].value);
		buf_add_char(out, '\n');
	}
}

/* Every byte of an upload is 'a' + its place % 23, so a lost portion shows. */
static inline bool site_file_is_whole(struct arena *arena, struct str path, int64_t size)
{
	FILE *file = fopen(str_c(arena, path), "rb");
	int64_t at = 0;
	int c;

	if (file == NULL)
		return false;
	while ((c = getc_unlocked(file)) != EOF && c == 'a' + (int)(at % 23))
		at++;
	fclose(file);
	return at == size;
}

static inline void site_download(struct site *site, struct arena *arena, struct reply *rp)
{
	struct str path = str_fmt(arena, "%s/keluar", site->folder);
	FILE *file = fopen(str_c(arena, path), "wb");

	for (int i = 0; i < SITE_FILE_BYTES; i++)
		fputc('x', file);
	fclose(file);
	reply_download(rp, STR("text/csv"), STR("Data \"pegawai\" é.csv"), path);
}

/* Leave traces in all that a worker must find as it was. */
static inline bool site_hand_over(struct site *site, struct req *rq, struct reply *rp)
{
	atomic_fetch_add(&site->handed_over, 1);
	rp->status = 404;
	buf_add(&rp->body, STR("half a page"));
	reply_header(rp, "X-Half", STR("yes"));
	*rq = (struct req){ .brief = true };
	return false;
}

static inline bool site_handle(void *arg, struct arena *arena, struct req *rq, struct reply *rp)
{
	struct site *site = arg;

	if (rq->fault.err != NULL) {
		rp->status = rq->fault.status;
		buf_add_fmt(&rp->body, "fault %s %s %.*s\n", rq->fault.err->message,
		            rq->method == HTTP_POST ? "POST" : "GET", STR_ARG(rq->path));
		return true;
	}
	if (rq->brief)
		atomic_store(&site->loop, pthread_self());
	if (rq->brief && rq->query.count > 0)
		return site_hand_over(site, rq, rp);
	if (str_eq(rq->path, STR("/tahan"))) {
		atomic_fetch_add(&site->holding, 1);
		while (atomic_load(&site->held))
			usleep(1000);
		atomic_fetch_sub(&site->holding, 1);
	}
	if (str_eq(rq->path, STR("/hilang")))
		rp->status = 404;
	if (str_eq(rq->path, STR("/unduh"))) {
		site_download(site, arena, rp);
		return true;
	}
	for (int i = 0; str_eq(rq->path, STR("/besar")) && i < 1000; i++)
		buf_add_fmt(&rp->body, "pegawai nomor %d ada di sini\n", i);
	buf_add_fmt(&rp->body, "%s %.*s%s\n", rq->method == HTTP_POST ? "POST" : "GET",
	            STR_ARG(rq->path), rq->brief ? " in brief" : "");
	buf_add_fmt(&rp->body, "peer %.*s%s\n", STR_ARG(rq->peer), rq->secure ? " secure" : "");
	site_tell_fields(&rp->body, "query", &rq->query);
	site_tell_fields(&rp->body, "form", &rq->form);
	site_tell_fields(&rp->body, "cookie", &rq->cookies);
	for (size_t i = 0; i < rq->upload_count; i++) {
		const struct http_upload *upload = &rq->uploads[i];
		bool whole = site_file_is_whole(arena, upload->path, upload->size_bytes);

		buf_add_fmt(&rp->body, "upload %.*s=[%.*s] %lld%s\n", STR_ARG(upload->field),
		            STR_ARG(upload->file_name), (long long)upload->size_bytes,
		            whole ? " whole" : "");
	}
	atomic_fetch_add(&site->handled, 1);
	return true;
}

/* Start a site; what `config` leaves 0 gets a small value that fits most tests. */
static inline struct site *site_start(struct http_server_config config)
{
	struct arena *arena = arena_new(64u << 20);
	struct site *site = ARENA_NEW(arena, struct site);
	const struct err *err;

	site->arena = arena;
	memcpy(site->folder, "/tmp/abdi-http-XXXXXX", 22);
	assert(mkdtemp(site->folder) != NULL);
	config.address = STR("127.0.0.1");
	config.loops = config.loops == 0 ? 2 : config.loops;
	config.quick_workers = config.quick_workers == 0 ? 2 : config.quick_workers;
	config.slow_workers = config.slow_workers == 0 ? 1 : config.slow_workers;
	config.queue_max = config.queue_max == 0 ? 64 : config.queue_max;
	config.folder = str_of(site->folder);
	config.statics = site_statics;
	config.static_count = COUNT(site_statics);
	config.plan = site_plan;
	config.handle = site_handle;
	config.arg = site;
	err = http_server_start(arena, &config, &site->server);
	assert(err == NULL);
	(void)err;
	site->port = http_server_port(site->server);
	return site;
}

static inline int site_file_count(const struct site *site)
{
	DIR *dir = opendir(site->folder);
	struct dirent *entry;
	int count = 0;

	while ((entry = readdir(dir)) != NULL)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

/* An answer can be read a moment before its request is cleared away; at the latest it is late. */
static inline bool site_becomes_clean(const struct site *site)
{
	for (int i = 0; i < 15000 && site_file_count(site) > 0; i++)
		usleep(1000);
	return site_file_count(site) == 0;
}

static inline void site_end(struct site *site)
{
	char folder[sizeof(site->folder)];

	memcpy(folder, site->folder, sizeof(folder));
	atomic_store(&site->held, false);
	http_server_stop(site->server, 5);
	arena_free(site->arena);
	rmdir(folder);
}

static inline int client_connect(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert(fd >= 0);
	assert(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	return fd;
}

/* False when the other side closed. */
static inline bool client_send(int fd, struct str bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes = str_sub(bytes, (size_t)sent, bytes.len);
	}
	return true;
}

/* What comes until the other side closes, or nothing comes for `quiet_ms`. *closed may be NULL. */
static inline struct str client_read(struct arena *arena, int fd, int quiet_ms, bool *closed)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct buf out;
	char block[16384];
	ssize_t got = 1;

	buf_init(&out, arena);
	while (poll(&wait, 1, quiet_ms) > 0 && (got = recv(fd, block, sizeof(block), 0)) > 0)
		buf_add(&out, (struct str){ block, (size_t)got });
	if (closed != NULL)
		*closed = got <= 0;
	return buf_str(&out);
}

/* Does it hold a whole answer? That to HEAD and 304 end with their head. */
static inline bool answer_is_whole(struct str answer, bool head_only)
{
	ptrdiff_t end = str_find(answer, STR("\r\n\r\n"));
	ptrdiff_t at = str_find(answer, STR("\r\nContent-Length: "));
	struct str text = str_sub(answer, (size_t)at + 18, 20);
	int64_t length = 0;

	if (end < 0)
		return false;
	if (head_only || at < 0 || at > end)
		return true;
	text = str_sub(text, 0, (size_t)str_find_char(text, '\r'));
	return str_int(text, &length) && (int64_t)answer.len >= end + 4 + length;
}

/* Send, and read until there is an answer or the other side closes. */
static inline struct str client_ask(struct arena *arena, int port, struct str bytes)
{
	bool head_only = str_starts(bytes, STR("HEAD"));
	bool closed = false;
	int fd = client_connect(port);
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct buf answer;
	char block[16384];
	ssize_t got;

	buf_init(&answer, arena);
	client_send(fd, bytes);
	while (!closed &&
	       poll(&wait, 1, answer_is_whole(buf_str(&answer), head_only) ? 5 : 3000) > 0) {
		got = recv(fd, block, sizeof(block), 0);
		closed = got <= 0;
		if (!closed)
			buf_add(&answer, (struct str){ block, (size_t)got });
	}
	close(fd);
	return buf_str(&answer);
}

/* The status of the first answer, 0 when there is none. */
static inline int answer_status(struct str answer)
{
	int64_t status = 0;

	if (str_starts(answer, STR("HTTP/1.")))
		str_int(str_sub(answer, 9, 3), &status);
	return (int)status;
}

static inline int answer_count(struct str answer)
{
	ptrdiff_t at;
	int count = 0;

	while ((at = str_find(answer, STR("HTTP/1.1 "))) >= 0) {
		count++;
		answer = str_sub(answer, (size_t)at + 9, answer.len);
	}
	return count;
}

static inline bool answer_has(struct str answer, const char *text)
{
	return str_find(answer, str_of(text)) >= 0;
}

#endif
