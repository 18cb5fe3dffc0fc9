/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "http/internal.h"

#define SERVER_ARENA_BYTES_MAX (256u << 20) /* of one request; past it is a bug, not a load */
#define LOOP_BYTES             (32 << 10)   /* of one connection, for its head and its portions */
#define DRAIN_STEP_US          5000
#define FULL_STEP_US           50000
#define FLUSH_MS               500  /* for answers of the last moment */
#define DROP_BYTES_MAX         (1 << 20) /* of a refused body, read so that the answer arrives */
#define LATE_ARENA_BYTES       (1u << 20)
#define LATE_HEAD_BYTES        2048

static const struct http_field policy[] = {
	{ STR_INIT("Content-Security-Policy"),
	  STR_INIT("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	           "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
	           "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	           "require-trusted-types-for 'script'") },
	{ STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff") },
	{ STR_INIT("Referrer-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Cross-Origin-Resource-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Permissions-Policy"),
	  STR_INIT("camera=(), geolocation=(self), microphone=(), payment=(), usb=()") },
};

/* The forms in which a static file leaves, ready to be queued any number of times. */
enum form { FORM_PLAIN, FORM_GZIP, FORM_BROTLI, FORM_COUNT };

struct ready_file {
	struct str etags[FORM_COUNT];
	struct MHD_Response *full[FORM_COUNT];    /* NULL: not in this form */
	struct MHD_Response *unchanged[FORM_COUNT];
};

/* How far a request has come. */
enum stage { STAGE_NONE, STAGE_HEAD, STAGE_BODY, STAGE_WORK, STAGE_DONE };

/* One connection, and the request that is under way on it. */
struct conn {
	struct task task; /* first: lanes queue it */
	struct watch watch;
	struct http_server *server;
	struct MHD_Connection *connection;
	char peer[INET6_ADDRSTRLEN];
	bool loopback;

	enum stage stage;
	struct arena *arena;
	struct str target;
	struct head head;
	struct http_plan plan;
	const struct ready_file *file; /* the static file that is asked for, or NULL */
	struct req rq;
	struct body body;
	int status;                    /* of the answer; 0 none yet */
	struct MHD_Response *response; /* NULL with a status: it could not be made */
};

struct http_server {
	struct http_server_config config;
	struct MHD_Daemon *daemon;
	struct listener listener;
	struct ready_file *files; /* one for each of config.statics */
	struct MHD_Response *empty; /* when no answer can be made */
	struct lane lanes[2];
	struct watches watches;
	struct deadlines deadlines;
	struct timer timer;
	pthread_key_t gzip_key; /* each loop's own compressor */
	bool gzip_kept;
	_Atomic bool draining;
	_Atomic int busy; /* requests between their head and the end of their answer */
	_Atomic int64_t requests;
	_Atomic int64_t refused;
	_Atomic int64_t full;
	_Atomic int64_t late;
	bool stopped;
};

/* ---- answers ---- */

static void header(struct MHD_Response *response, const char *name, struct str value)
{
	char text[1024];
	enum MHD_Result done;

	assert(value.len < sizeof(text));
	memcpy(text, value.ptr, value.len);
	text[value.len] = '\0';
	done = MHD_add_response_header(response, name, text);
	assert(done == MHD_YES);
	(void)done;
}

static struct MHD_Response *from_bytes(struct str body)
{
	/* The library reads only, but takes a pointer that could be written through. */
	struct MHD_Response *response = MHD_create_response_from_buffer(
		body.len, (void *)(uintptr_t)body.ptr, MHD_RESPMEM_PERSISTENT);

	if (response == NULL)
		abort();
	for (size_t i = 0; i < COUNT(policy); i++)
		header(response, policy[i].name.ptr, policy[i].value);
	return response;
}

static void empty_build(struct http_server *server)
{
	server->empty = from_bytes(STR(""));
	header(server->empty, "Cache-Control", STR("no-store"));
	header(server->empty, "Connection", STR("close"));
}

static enum MHD_Result send_response(struct conn *conn, int status, struct MHD_Response *response)
{
	conn->stage = STAGE_DONE;
	watch_phase(&conn->watch, PHASE_SEND);
	return MHD_queue_response(conn->connection, (unsigned)status, response);
}

/* What is ready, or an empty 500 when it could not be made. */
static enum MHD_Result send_ready(struct conn *conn)
{
	if (conn->response == NULL)
		return send_response(conn, 500, conn->server->empty);
	return send_response(conn, conn->status, conn->response);
}

/* ---- static files ---- */

/* "app.1f2e3d4c.css": eight or more hexadecimal digits between two dots name the content. */
static bool path_is_hashed(struct str path)
{
	struct str part;

	while (str_cut(&path, '.', &part)) {
		size_t digits = 0;

		while (digits < part.len && ((part.ptr[digits] >= '0' && part.ptr[digits] <= '9') ||
		                             (part.ptr[digits] >= 'a' && part.ptr[digits] <= 'f')))
			digits++;
		if (digits >= 8 && digits == part.len && path.len > 0)
			return true;
	}
	return false;
}

static void file_headers(struct MHD_Response *response, const struct http_static *file,
                         struct str etag)
{
	header(response, "ETag", etag);
	header(response, "Vary", STR("Accept-Encoding"));
	header(response, "Cache-Control",
	       path_is_hashed(file->path) ? STR("public, max-age=31536000, immutable")
	                                  : STR("no-cache"));
}

/* Each form has a tag of its own, as their bytes differ: "abc", "abc-gzip", "abc-br". */
static void file_build(struct arena *arena, const struct http_static *file,
                       struct ready_file *ready)
{
	static const char *const codings[] = { "", "gzip", "br" };
	struct str bodies[] = { file->plain, file->gzip, file->brotli };

	for (int form = 0; form < FORM_COUNT; form++) {
		struct MHD_Response *response;

		if (form != FORM_PLAIN && bodies[form].len == 0)
			continue;
		ready->etags[form] = file->etag;
		if (form != FORM_PLAIN)
			ready->etags[form] = str_fmt(arena, "%.*s-%s\"", (int)file->etag.len - 1,
			                             file->etag.ptr, codings[form]);
		response = from_bytes(bodies[form]);
		header(response, "Content-Type", file->content_type);
		if (form != FORM_PLAIN)
			header(response, "Content-Encoding", str_of(codings[form]));
		file_headers(response, file, ready->etags[form]);
		ready->full[form] = response;
		ready->unchanged[form] = from_bytes(STR(""));
		file_headers(ready->unchanged[form], file, ready->etags[form]);
	}
}

static const struct ready_file *file_find(const struct http_server *server, struct str path)
{
	size_t low = 0;
	size_t high = server->config.static_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(server->config.statics[middle].path, path);

		if (order == 0)
			return &server->files[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* If-None-Match compares weakly: W/ says nothing. */
static bool tag_listed(struct str list, struct str etag)
{
	struct str part;

	while (str_cut(&list, ',', &part)) {
		part = str_trim(part);
		if (str_starts(part, STR("W/")))
			part = str_sub(part, 2, part.len);
		if (str_eq(part, etag) || str_eq(part, STR("*")))
			return true;
	}
	return false;
}

static enum MHD_Result send_file(struct conn *conn, const struct ready_file *ready)
{
	enum form form = FORM_PLAIN;

	if (ready->full[FORM_BROTLI] != NULL && http_accepts(conn->head.accept_encoding, STR("br")))
		form = FORM_BROTLI;
	else if (ready->full[FORM_GZIP] != NULL &&
	         http_accepts(conn->head.accept_encoding, STR("gzip")))
		form = FORM_GZIP;
	if (tag_listed(conn->head.if_none_match, ready->etags[form]))
		return send_response(conn, 304, ready->unchanged[form]);
	return send_response(conn, 200, ready->full[form]);
}

/* ---- a worker's part, or a loop's when it is short ---- */

static int status_of(const struct err *err)
{
	switch (err->code) {
	case ERR_INVALID: return 400;
	case ERR_LIMIT:   return 413;
	case ERR_USAGE:   return 415;
	case ERR_FULL:    return 507;
	default:          return 500;
	}
}

static bool has_header(const struct reply *rp, const char *name)
{
	for (size_t i = 0; i < rp->header_count; i++) {
		if (str_eq_nocase(rp->headers[i].name, str_of(name)))
			return true;
	}
	return false;
}

static struct MHD_Response *from_file(struct arena *arena, const struct reply *rp)
{
	struct MHD_Response *response = NULL;
	struct stat info;
	int fd = open(str_c(arena, rp->file_path), O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &info) == 0)
		response = MHD_create_response_from_fd64((uint64_t)info.st_size, fd);
	if (response == NULL && fd >= 0)
		close(fd);
	if (response == NULL)
		return NULL;
	for (size_t i = 0; i < COUNT(policy); i++)
		header(response, policy[i].name.ptr, policy[i].value);
	return response;
}

static struct MHD_Response *from_body(struct conn *conn, const struct reply *rp, struct gzip **gzip)
{
	struct str body = buf_str(&rp->body);
	struct str packed = STR("");
	struct MHD_Response *response;

	if (gzip != NULL && !has_header(rp, "Content-Encoding") &&
	    http_accepts(conn->head.accept_encoding, STR("gzip")))
		packed = http_gzip(conn->arena, gzip, rp->content_type, body);
	response = from_bytes(packed.len > 0 ? packed : body);
	if (packed.len > 0)
		header(response, "Content-Encoding", STR("gzip"));
	header(response, "Vary", STR("Accept-Encoding"));
	return response;
}

/* From the dispatcher's answer to the library's; without a compressor it leaves as it is. */
static void build(struct conn *conn, const struct reply *rp, struct gzip **gzip)
{
	struct MHD_Response *response;

	response = rp->file_path.len > 0 ? from_file(conn->arena, rp) : from_body(conn, rp, gzip);
	if (response == NULL) {
		conn->status = 500;
		return;
	}
	if (rp->content_type.len > 0)
		header(response, "Content-Type", rp->content_type);
	if (!has_header(rp, "Cache-Control"))
		header(response, "Cache-Control", STR("no-store"));
	for (size_t i = 0; i < rp->header_count; i++)
		MHD_add_response_header(response, str_c(conn->arena, rp->headers[i].name),
		                        str_c(conn->arena, rp->headers[i].value));
	/* Where a refused request ends is not known for sure. */
	if (atomic_load(&conn->server->draining) ||
	    (conn->rq.fault.err != NULL && conn->rq.fault.err->code != ERR_BUSY))
		header(response, "Connection", STR("close"));
	conn->response = response;
	conn->status = rp->status;
}

static void fault_set(struct conn *conn, int status, const struct err *err)
{
	if (conn->rq.fault.err == NULL)
		conn->rq.fault = (struct http_fault){ status, err };
}

/* What can be read of a refused request is read as well: its answer is in the reader's language. */
static void read_request(struct conn *conn)
{
	struct req *rq = &conn->rq;
	bool refused = rq->fault.err != NULL;
	const struct err *err;

	http_parse_cookies(conn->arena, conn->head.cookies, &rq->cookies);
	err = http_parse_fields(conn->arena, rq->query_text, &rq->query);
	if (err == NULL && !refused)
		err = body_end(&conn->body, rq);
	if (err == NULL || refused)
		return;
	fault_set(conn, status_of(err), err);
	atomic_fetch_add(&conn->server->refused, 1);
}

/* Ask the dispatcher for the answer. False: it takes too long for a loop. */
static bool answer(struct conn *conn, struct gzip **gzip)
{
	struct http_server *server = conn->server;
	struct reply rp = { .status = 200, .content_type = STR("text/html; charset=utf-8") };

	buf_init(&rp.body, conn->arena);
	if (!server->config.handle(server->config.arg, conn->arena, &conn->rq, &rp))
		return false;
	build(conn, &rp, gzip);
	return true;
}

static const struct err *busy(struct arena *arena)
{
	return err_new(arena, ERR_BUSY, STR(""), "request.busy", STR(""));
}

static void work(void *arg, struct task *task, struct gzip **gzip, bool late)
{
	struct conn *conn = (struct conn *)(void *)task;

	(void)arg;
	read_request(conn);
	if (late)
		conn->rq.fault = (struct http_fault){ 503, busy(conn->arena) };
	(void)answer(conn, gzip);
	/* From here on the connection is its loop's again. */
	MHD_resume_connection(conn->connection);
}

/* ---- a loop's part ---- */

static void take_peer(struct conn *conn)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		conn->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info == NULL ? NULL : info->client_addr;

	if (address != NULL && address->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;

		inet_ntop(AF_INET, &in->sin_addr, conn->peer, sizeof(conn->peer));
		conn->loopback = ntohl(in->sin_addr.s_addr) >> 24 == 127;
	} else if (address != NULL && address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)address;

		inet_ntop(AF_INET6, &in->sin6_addr, conn->peer, sizeof(conn->peer));
		conn->loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr) ||
		                 (IN6_IS_ADDR_V4MAPPED(&in->sin6_addr) &&
		                  in->sin6_addr.s6_addr[12] == 127);
	}
}

/* The last address is the one that our own proxy wrote; those before it anyone can claim. */
static struct str forwarded_peer(struct str list)
{
	size_t from = list.len;
	struct in6_addr bytes;
	char text[INET6_ADDRSTRLEN];

	while (from > 0 && list.ptr[from - 1] != ',')
		from--;
	list = str_trim(str_sub(list, from, list.len));
	if (list.len == 0 || list.len >= sizeof(text))
		return STR("");
	memcpy(text, list.ptr, list.len);
	text[list.len] = '\0';
	if (inet_pton(AF_INET, text, &bytes) != 1 && inet_pton(AF_INET6, text, &bytes) != 1)
		return STR("");
	return list;
}

static void fill_request(struct conn *conn)
{
	const struct head *head = &conn->head;
	struct req *rq = &conn->rq;
	struct str forwarded = STR("");

	rq->host = head->host;
	rq->origin = head->origin;
	rq->fetch_site = head->fetch_site;
	rq->accept = head->accept;
	rq->accept_language = head->accept_language;
	rq->if_none_match = head->if_none_match;
	rq->peer = str_of(conn->peer);
	if (conn->server->config.trust_proxy && conn->loopback) {
		forwarded = forwarded_peer(head->forwarded_for);
		rq->secure = str_eq_nocase(head->forwarded_proto, STR("https"));
	}
	if (forwarded.len > 0)
		rq->peer = forwarded;
}

static void request_end(struct conn *conn)
{
	if (conn->stage == STAGE_NONE)
		return;
	if (conn->stage != STAGE_HEAD)
		atomic_fetch_sub(&conn->server->busy, 1);
	if (conn->response != NULL)
		MHD_destroy_response(conn->response);
	arena_free(conn->arena);
	conn->arena = NULL;
	conn->response = NULL;
	conn->status = 0;
	conn->stage = STAGE_NONE;
}

/* The request line was read. The library will take `uri` apart in place, so keep a copy. */
static void *on_target(void *arg, const char *uri, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct conn *conn = info->socket_context;

	(void)arg;
	request_end(conn);
	conn->arena = arena_new(SERVER_ARENA_BYTES_MAX);
	conn->target = str_copy(conn->arena, str_of(uri));
	conn->head = (struct head){ .hosts = 0 };
	conn->rq = (struct req){ .method = HTTP_GET, .path = STR("/") };
	conn->plan = (struct http_plan){ .lane = LANE_QUICK };
	conn->stage = STAGE_HEAD;
	atomic_store(&conn->watch.head_begun, true);
	return conn;
}

static enum MHD_Result on_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                 size_t name_len, const char *value, size_t value_len)
{
	struct conn *conn = arg;

	(void)kind;
	head_add(&conn->head, (struct str){ name, name_len },
	         value == NULL ? STR("") : (struct str){ value, value_len });
	return MHD_YES;
}

/* "/kerja/" is "/kerja" to whoever typed it. */
static enum MHD_Result redirect_trimmed(struct conn *conn, struct str path)
{
	struct str query = conn->rq.query_text;
	struct MHD_Response *response = from_bytes(STR(""));
	struct str location = str_fmt(conn->arena, "%.*s%s%.*s",
	                              STR_ARG(http_encode_but(conn->arena, path, "/")),
	                              query.len > 0 ? "?" : "", STR_ARG(query));

	MHD_add_response_header(response, "Location", str_c(conn->arena, location));
	header(response, "Cache-Control", STR("no-store"));
	conn->response = response;
	return send_response(conn, 308, response);
}

static bool method_of(const char *text, enum http_method *out)
{
	struct str method = str_of(text);

	*out = str_eq(method, STR("POST")) ? HTTP_POST : HTTP_GET;
	return *out == HTTP_POST || str_eq(method, STR("GET")) || str_eq(method, STR("HEAD"));
}

/* Split the target; *slash when one stood at the end of the path. */
static const struct err *read_target(struct conn *conn, bool *slash)
{
	ptrdiff_t mark = str_find_char(conn->target, '?');
	size_t end = mark < 0 ? conn->target.len : (size_t)mark;
	struct str path = str_sub(conn->target, 0, end);

	*slash = path.len > 1 && path.ptr[path.len - 1] == '/';
	if (*slash)
		path.len--;
	/* As it came, so that the answer to one that cannot be read goes to who asked it. */
	conn->rq.path = path;
	conn->rq.query_text = str_sub(conn->target, end + 1, conn->target.len);
	return http_parse_path(conn->arena, path, &conn->rq.path);
}

static void suspend(struct task *task)
{
	struct conn *conn = (struct conn *)(void *)task;

	conn->stage = STAGE_WORK;
	watch_phase(&conn->watch, PHASE_WORK);
	MHD_suspend_connection(conn->connection);
}

/* Into a queue; when that is full the answer is made here, and says so. */
static enum MHD_Result queue(struct conn *conn, enum route_lane lane)
{
	struct http_server *server = conn->server;

	if (lane_push(&server->lanes[lane == LANE_SLOW], &conn->task, suspend))
		return MHD_YES;
	atomic_fetch_add(&server->full, 1);
	http_parse_cookies(conn->arena, conn->head.cookies, &conn->rq.cookies);
	conn->rq.fault = (struct http_fault){ 503, busy(conn->arena) };
	(void)answer(conn, NULL);
	return send_ready(conn);
}

/*
 * Refused: a worker says why, in a page. Said before the body has come, the library closes the
 * connection behind it.
 */
static enum MHD_Result refuse(struct conn *conn, int status, const struct err *err)
{
	atomic_fetch_add(&conn->server->refused, 1);
	fault_set(conn, status, err);
	return queue(conn, LANE_QUICK);
}

static const struct err *refusal(struct conn *conn, int status, const char *reason)
{
	enum err_code code = status == 413 || status == 414 || status == 431 ? ERR_LIMIT
	                     : status == 400                               ? ERR_INVALID
	                                                                     : ERR_USAGE;

	return err_new(conn->arena, code, STR(""), reason, STR(""));
}

/* The whole head is there. Decide before any of the body comes. */
static enum MHD_Result head_done(struct conn *conn, const char *method, const char *version)
{
	struct http_server *server = conn->server;
	const struct err *err;
	const char *reason = "error.method";
	int64_t expected;
	bool known = method_of(method, &conn->rq.method);
	bool slash;
	int status;

	conn->stage = STAGE_BODY;
	atomic_fetch_add(&server->busy, 1);
	atomic_fetch_add(&server->requests, 1);
	MHD_get_connection_values_n(conn->connection, MHD_HEADER_KIND, on_header, conn);
	fill_request(conn);
	err = target_is_sound(conn->target) ? read_target(conn, &slash) : NULL;
	status = head_check(&conn->head, conn->target, str_of(version), &expected, &reason);
	if (status == 0 && !known)
		status = 405;
	if (status != 0)
		return refuse(conn, status, refusal(conn, status, reason));
	if (err != NULL)
		return refuse(conn, 400, err);
	if (slash && conn->rq.method == HTTP_GET)
		return redirect_trimmed(conn, conn->rq.path);
	conn->file = conn->rq.method == HTTP_GET ? file_find(server, conn->rq.path) : NULL;
	if (conn->file == NULL)
		server->config.plan(server->config.arg, conn->rq.method, conn->rq.path,
		                    &conn->plan);
	conn->plan.refuse_body = conn->plan.refuse_body || conn->rq.method == HTTP_GET;
	err = body_begin(&conn->body, conn->arena, server->config.folder, &conn->plan,
	                 conn->head.content_type, expected);
	if (err != NULL)
		return refuse(conn, status_of(err), err);
	if (expected != 0)
		watch_body(&server->watches, &conn->watch, &conn->rq);
	return MHD_YES;
}

/*
 * A portion of the body. When it is at fault the rest is read and dropped, so that the sender gets
 * to read why; who sends too much even of that is cut.
 */
static enum MHD_Result body_came(struct conn *conn, struct str bytes)
{
	const struct err *err;

	atomic_fetch_add(&conn->watch.body_bytes, (int64_t)bytes.len);
	if (conn->rq.fault.err != NULL) {
		conn->body.bytes += (int64_t)bytes.len;
		return conn->body.bytes > conn->body.bytes_max + DROP_BYTES_MAX ? MHD_NO : MHD_YES;
	}
	err = body_feed(&conn->body, bytes);
	if (err != NULL)
		fault_set(conn, status_of(err), err);
	return MHD_YES;
}

/* Try to answer in this loop. When that takes too long nothing is left of it. */
static bool answer_here(struct conn *conn)
{
	struct http_server *server = conn->server;
	struct gzip *kept = pthread_getspecific(server->gzip_key);
	struct gzip *gzip = kept;
	struct arena_mark mark = arena_mark(conn->arena);
	struct req before = conn->rq;
	bool done;

	read_request(conn);
	if (conn->rq.fault.err != NULL)
		return false;
	conn->rq.brief = true;
	done = answer(conn, &gzip);
	if (gzip != kept)
		pthread_setspecific(server->gzip_key, gzip);
	if (!done) {
		arena_rewind(conn->arena, mark);
		conn->rq = before;
	}
	return done;
}

/* All is there: answer a static file or a short page, or hand the request to its lane. */
static enum MHD_Result body_done(struct conn *conn)
{
	if (conn->rq.fault.err != NULL)
		return refuse(conn, conn->rq.fault.status, conn->rq.fault.err);
	if (conn->file != NULL)
		return send_file(conn, conn->file);
	if (conn->plan.lane == LANE_LOOP && answer_here(conn))
		return send_ready(conn);
	return queue(conn, conn->plan.lane);
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **state)
{
	struct conn *conn = *state;

	(void)arg;
	(void)url;
	(void)connection;
	switch (conn->stage) {
	case STAGE_HEAD: return head_done(conn, method, version);
	case STAGE_BODY:
		if (*upload_size > 0) {
			struct str bytes = { upload, *upload_size };

			*upload_size = 0;
			return body_came(conn, bytes);
		}
		return body_done(conn);
	case STAGE_WORK: return send_ready(conn);
	default: return MHD_NO;
	}
}

static void on_end(void *arg, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
	struct conn *conn = *state;

	(void)arg;
	(void)connection;
	(void)code;
	if (conn == NULL)
		return;
	request_end(conn);
	atomic_store(&conn->watch.body_bytes, 0);
	watch_phase(&conn->watch, PHASE_HEAD);
	*state = NULL;
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
	struct http_server *server = arg;
	struct conn *conn = *context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		conn = calloc(1, sizeof(*conn));
		if (conn == NULL)
			abort();
		conn->server = server;
		conn->connection = connection;
		conn->watch.fd = MHD_get_connection_info(connection,
		                                         MHD_CONNECTION_INFO_CONNECTION_FD)
		                         ->connect_fd;
		take_peer(conn);
		watch_add(&server->watches, &conn->watch);
		*context = conn;
	} else if (conn != NULL) {
		/* Behind this the descriptor is closed, so the timer must not know it any more. */
		watch_remove(&server->watches, &conn->watch);
		request_end(conn);
		free(conn);
		*context = NULL;
	}
}

/* Keep the library from taking apart what http_parse_path() reads. */
static size_t keep_escapes(void *arg, struct MHD_Connection *connection, char *text)
{
	(void)arg;
	(void)connection;
	return strlen(text);
}

/* ---- the timer ---- */

/* Whatever of it finds room in the socket is sent; the connection is cut right behind. */
static void send_raw(int fd, const struct reply *rp)
{
	struct str body = buf_str(&rp->body);
	char text[LATE_HEAD_BYTES];
	int len = snprintf(text, sizeof(text),
	                   "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
	                   "Cache-Control: no-store\r\nContent-Type: %.*s\r\n"
	                   "Content-Length: %zu\r\n",
	                   STR_ARG(rp->content_type), body.len);

	for (size_t i = 0; i < COUNT(policy); i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len, "%s: %s\r\n",
		                policy[i].name.ptr, policy[i].value.ptr);
	len += snprintf(text + len, sizeof(text) - (size_t)len, "\r\n");
	assert((size_t)len < sizeof(text));
	if (send(fd, text, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE) == len)
		(void)send(fd, body.ptr, body.len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/*
 * The library cannot be told to answer while a head or a body is coming, so the timer writes to the
 * socket by itself. Nothing else does in these phases; would a loop just now begin to, its reader
 * finds one whole answer and then the end.
 */
static void tell_late(void *arg, const struct watch *watch)
{
	struct http_server *server = arg;
	struct arena *arena = arena_new(LATE_ARENA_BYTES);
	bool in_body = atomic_load(&watch->phase) == PHASE_BODY;
	struct reply rp = { .status = 200, .content_type = STR("text/html; charset=utf-8") };
	struct req rq = {
		.method = in_body ? HTTP_POST : HTTP_GET,
		.path = in_body ? str_of(watch->path) : STR("/"),
		.accept = in_body ? str_of(watch->accept) : STR(""),
		.accept_language = in_body ? str_of(watch->language) : STR(""),
		.fault = { 408, err_new(arena, ERR_GONE, STR(""), "request.slow", STR("")) },
	};

	buf_init(&rp.body, arena);
	(void)server->config.handle(server->config.arg, arena, &rq, &rp);
	send_raw(watch->fd, &rp);
	arena_free(arena);
}

static void tick(void *arg, int64_t now_ms)
{
	struct http_server *server = arg;
	int late = watches_check(&server->watches, &server->deadlines, now_ms,
	                         atomic_load(&server->draining));

	atomic_fetch_add(&server->late, late);
}

/* ---- start and stop ---- */

static void gzip_end(void *gzip)
{
	gzip_free(gzip);
}

/* Behind a proxy everyone has its address; it is the one to count them. */
static const struct err *daemon_start(struct http_server *server, struct arena *arena)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
	                 MHD_USE_NO_LISTEN_SOCKET |
	                 (server->listener.family == AF_INET6 ? MHD_USE_IPv6 : 0);
	struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, server->config.loops, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned per_ip = server->config.trust_proxy ? 0 : SERVER_CONNECTIONS_IP_MAX;

	server->daemon = MHD_start_daemon(
		flags, 0, NULL, NULL, on_request, server, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)SERVER_CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_ip,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)server->config.idle_seconds,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LOOP_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, server, MHD_OPTION_NOTIFY_COMPLETED,
		on_end, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_ARRAY, server->config.loops > 1 ? pool : &pool[1], MHD_OPTION_END);
	if (server->daemon == NULL)
		return err_errno(arena, errno == 0 ? EIO : errno, STR("MHD_start_daemon"));
	return NULL;
}

/*
 * The library deals what it is given out to its loops in turn. Where loops accept by themselves
 * one of them takes a burst of connections, and the others have nothing to do.
 */
static void take_connection(void *arg, int fd, const struct sockaddr *peer, socklen_t size)
{
	struct http_server *server = arg;

	while (http_server_counted(server).connections >= SERVER_CONNECTIONS_MAX &&
	       !atomic_load(&server->draining))
		usleep(FULL_STEP_US);
	(void)MHD_add_connection(server->daemon, fd, peer, size);
}

static const struct err *threads_start(struct http_server *server, struct arena *arena)
{
	const struct http_server_config *config = &server->config;
	int code = pthread_key_create(&server->gzip_key, gzip_end);

	if (code != 0)
		return err_errno(arena, code, STR("pthread_key_create"));
	server->gzip_kept = true;
	TRY(lane_open(&server->lanes[0], arena, config->quick_workers, config->queue_max, work,
	              server));
	TRY(lane_open(&server->lanes[1], arena, config->slow_workers, config->queue_max, work,
	              server));
	TRY(timer_start(&server->timer, arena, tick, server));
	TRY(daemon_start(server, arena));
	return listen_start(&server->listener, arena, take_connection, server);
}

static void stop_now(void *arg)
{
	while (!http_server_stop(arg, 0))
		;
}

static void defaults(struct http_server_config *config)
{
	if (config->header_seconds == 0)
		config->header_seconds = SERVER_HEADER_SECONDS;
	if (config->idle_seconds == 0)
		config->idle_seconds = SERVER_IDLE_SECONDS;
	if (config->body_bytes_second == 0)
		config->body_bytes_second = SERVER_BODY_BYTES_SECOND;
}

const struct err *http_server_start(struct arena *arena, const struct http_server_config *config,
                                    struct http_server **out)
{
	struct http_server *server = ARENA_NEW(arena, struct http_server);
	const struct err *err;
	sigset_t all;
	sigset_t before;

	assert(config->loops >= 1 && config->loops <= 4);
	server->config = *config;
	server->listener.fd = -1;
	defaults(&server->config);
	server->deadlines.header_ms = (int64_t)server->config.header_seconds * 1000;
	server->deadlines.body_bytes_second = server->config.body_bytes_second;
	server->deadlines.tell = tell_late;
	server->deadlines.arg = server;
	pthread_mutex_init(&server->watches.lock, NULL);
	arena_defer(arena, stop_now, server);
	TRY(listen_open(arena, config, &server->listener));
	body_clean_folder(config->folder);
	empty_build(server);
	server->files = arena_array(arena, config->static_count, sizeof(*server->files));
	for (size_t i = 0; i < config->static_count; i++) {
		assert(i == 0 || str_cmp(config->statics[i - 1].path, config->statics[i].path) < 0);
		file_build(arena, &config->statics[i], &server->files[i]);
	}
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = threads_start(server, arena);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err != NULL)
		return err;
	*out = server;
	return NULL;
}

int http_server_port(const struct http_server *server)
{
	return server->listener.port;
}

struct http_server_counts http_server_counted(struct http_server *server)
{
	struct http_server_counts counts = {
		.requests = atomic_load(&server->requests),
		.refused = atomic_load(&server->refused),
		.full = atomic_load(&server->full),
		.late = atomic_load(&server->late),
	};

	pthread_mutex_lock(&server->watches.lock);
	counts.connections = server->watches.count;
	pthread_mutex_unlock(&server->watches.lock);
	return counts;
}

static void wait_for_idle(struct http_server *server, int64_t ms)
{
	int64_t until = clock_ms() + ms;

	while (atomic_load(&server->busy) > 0 && clock_ms() < until)
		usleep(DRAIN_STEP_US);
}

static void responses_free(struct http_server *server)
{
	if (server->empty != NULL)
		MHD_destroy_response(server->empty);
	for (size_t i = 0; server->files != NULL && i < server->config.static_count; i++) {
		for (int form = 0; form < FORM_COUNT; form++) {
			if (server->files[i].full[form] == NULL)
				continue;
			MHD_destroy_response(server->files[i].full[form]);
			MHD_destroy_response(server->files[i].unchanged[form]);
		}
	}
}

/*
 * The library must not be stopped while a connection is suspended, so the workers end first:
 * what still waits is answered 503, what runs is waited for, though not for ever.
 */
bool http_server_stop(struct http_server *server, int seconds)
{
	int64_t until_ms;
	bool ended;

	if (server->stopped)
		return true;
	atomic_store(&server->draining, true);
	listen_stop(&server->listener);
	if (server->daemon != NULL) {
		timer_wake(&server->timer);
		wait_for_idle(server, (int64_t)seconds * 1000);
	}
	until_ms = clock_ms() + (int64_t)SERVER_STOP_GRACE_SECONDS * 1000;
	ended = lane_close(&server->lanes[0], until_ms);
	ended = lane_close(&server->lanes[1], until_ms) && ended;
	if (!ended)
		return false;
	server->stopped = true;
	if (server->daemon != NULL) {
		wait_for_idle(server, FLUSH_MS);
		MHD_stop_daemon(server->daemon);
	}
	timer_stop(&server->timer);
	if (server->gzip_kept)
		pthread_key_delete(server->gzip_key);
	responses_free(server);
	return true;
}
