/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_INTERNAL_H
#define ABDI_HTTP_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "http/multipart.h"
#include "http/server.h"

/* ---- parse.c ---- */

/* As http_encode(), but the characters of `kept` stay as they are. */
struct str http_encode_but(struct arena *arena, struct str text, const char *kept);

/* Well-formed UTF-8 without control characters but tab and line ends. */
bool http_is_text(struct str bytes);

/* The same bytes without the control characters that http_is_text() refuses. */
struct str http_without_control(struct arena *arena, struct str bytes);

#define HTTP_CUT_MAX 16 /* as many as form_errors tells */

/*
 * Make decoded bytes the value of a field, whose name is there: control characters are taken out,
 * and when there were some its name is added to `cut`.
 * Errors: INVALID no UTF-8.
 */
const struct err *http_take_value(struct arena *arena, struct str bytes, struct http_field *field,
                                  struct str *cut, size_t *cut_count);

/* What RFC 9110 calls a token: header names, cookie names, parameters. */
bool http_is_token(struct str text);

/* Printable ASCII without space, quote, comma, semicolon and backslash. */
bool http_is_cookie_value(struct str text);

/* ---- guard.c: the head of a request, before anything of it is believed ---- */

/* What the headers say, gathered line by line. Texts live as long as the request's head. */
struct head {
	struct str host;
	struct str origin;
	struct str fetch_site;
	struct str accept;
	struct str accept_encoding;
	struct str accept_language;
	struct str if_none_match;
	struct str cookies;
	struct str content_type;
	struct str content_encoding;
	struct str content_length;
	struct str transfer_encoding;
	struct str forwarded_for;
	struct str forwarded_proto;
	size_t bytes; /* of all lines */
	int hosts;
	int lengths;
	int encodings;
	bool broken; /* a name that is no token, a control byte in a value */
};

/* Take one header line. */
void head_add(struct head *head, struct str name, struct str value);

/*
 * May this request be acted upon? 0, or the status that says no; *reason is the key of its words.
 *   target      as it came: path and query
 *   version     "HTTP/1.1"
 *   body_bytes  set to the length of the body, -1 when it comes in chunks
 */
int head_check(const struct head *head, struct str target, struct str version, int64_t *body_bytes,
               const char **reason);

/* Printable ASCII that begins with a slash. */
bool target_is_sound(struct str target);

/* ---- body.c: what comes behind the head ---- */

enum body_kind {
	BODY_DROP,      /* read and forgotten: the route takes none */
	BODY_FORM,      /* urlencoded, kept in memory */
	BODY_MULTIPART, /* fields in memory, files on disk */
};

/* A body while it comes. */
struct body {
	struct arena *arena;
	struct str folder;
	enum body_kind kind;
	int64_t bytes;
	int64_t bytes_max;
	int64_t upload_bytes;
	int64_t upload_bytes_max;
	size_t field_bytes;
	struct buf text; /* of a form, or of the field that is coming */
	struct multipart *multipart;
	struct http_field *fields;
	size_t field_count;
	struct str cut[HTTP_CUT_MAX];
	size_t cut_count;
	struct http_upload uploads[HTTP_UPLOADS_MAX];
	size_t upload_count;
	struct upload_file *file; /* the one that is coming */
	struct buf block;         /* its bytes that are not written yet */
	struct str field;         /* the name of the part that is coming */
};

/*
 * Get ready for a body.
 *   expected   its length, or -1
 * Errors: LIMIT it will be too long; INVALID the boundary; USAGE a type that is no form.
 */
const struct err *body_begin(struct body *body, struct arena *arena, struct str folder,
                             const struct http_plan *plan, struct str content_type,
                             int64_t expected);

/* The next bytes. Errors: LIMIT, INVALID, IO, FULL. */
const struct err *body_feed(struct body *body, struct str bytes);

/* All has come: fill in form and uploads. Errors: LIMIT, INVALID, IO, FULL. */
const struct err *body_end(struct body *body, struct req *rq);

/* Remove what an earlier process left in the folder. */
void body_clean_folder(struct str folder);

/* ---- compress.c ---- */

/* Does an Accept-Encoding allow this coding? */
bool http_accepts(struct str accept_encoding, struct str coding);

/* A compressor that a worker keeps from answer to answer; made at its first use. */
struct gzip;
void gzip_free(struct gzip *gzip);

/* The body of an answer compressed, or the empty str when that does not pay. */
struct str http_gzip(struct arena *arena, struct gzip **gzip, struct str content_type,
                     struct str body);

/* ---- lane.c: a bounded queue and the threads that empty it ---- */

/* What waits in a lane; the first member of what its owner queues. */
struct task {
	struct task *next;
};

/* Run by a worker; `late` when the lane was closed before its turn came. */
typedef void lane_work(void *arg, struct task *task, struct gzip **gzip, bool late);

struct lane {
	pthread_mutex_t lock;
	struct sleeper *idle; /* the one that worked last comes first */
	bool waking;          /* one was called and has not looked yet */
	struct task *first;
	struct task *last;
	int waiting;
	int waiting_max;
	bool closed;
	lane_work *work;
	void *arg;
	pthread_t threads[16];
	int thread_count;
	int running;          /* threads that have not ended */
	pthread_cond_t ended; /* one has; on the monotonic clock */
};

/* Start the workers. Errors: IO no more threads. */
const struct err *lane_open(struct lane *lane, struct arena *arena, int workers, int waiting_max,
                            lane_work *work, void *arg);

/*
 * Queue a task; false when the lane is full or closed. `before` runs first when there is room,
 * while no worker can see the task yet.
 */
bool lane_push(struct lane *lane, struct task *task, void (*before)(struct task *task));

/*
 * Take no more, have what waits worked off as late, and wait for the workers until `until_ms` of
 * the monotonic clock; false when one still runs. It may be called again.
 */
bool lane_close(struct lane *lane, int64_t until_ms);

/* ---- listen.c: a socket, and the thread that takes connections from it ---- */

/* A new connection, which is the callee's from now on. It may wait: others then wait in line. */
typedef void listen_take(void *arg, int fd, const struct sockaddr *peer, socklen_t size);

/* fd -1: none. */
struct listener {
	int fd;
	int port;
	sa_family_t family;
	pthread_t thread;
	bool runs;
	_Atomic bool ends;
	listen_take *take;
	void *arg;
};

/*
 * Listen at config's address and port. out->fd is set also on failure, to be closed.
 * Errors: BUSY the port is taken; INVALID the address; DENIED, IO.
 */
const struct err *listen_open(struct arena *arena, const struct http_server_config *config,
                              struct listener *out);

/* Begin to take. Errors: IO no more threads. */
const struct err *listen_start(struct listener *listener, struct arena *arena, listen_take *take,
                               void *arg);

/* Take no more: who comes is refused. One that was not opened is no harm. */
void listen_stop(struct listener *listener);

/* ---- timer.c: a thread that looks around four times a second ---- */

/* Milliseconds of the monotonic clock. */
int64_t clock_ms(void);

typedef void timer_tick(void *arg, int64_t now_ms);

struct timer {
	pthread_t thread;
	bool runs;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool ends;
	timer_tick *tick;
	void *arg;
};

/* Errors: IO no more threads. */
const struct err *timer_start(struct timer *timer, struct arena *arena, timer_tick *tick,
                              void *arg);
/* Look now. */
void timer_wake(struct timer *timer);
/* Look a last time, and wait for the end. One that never started is no harm. */
void timer_stop(struct timer *timer);

/* ---- deadline.c: who is too slow ---- */

#define WATCH_PATH_BYTES   128
#define WATCH_ACCEPT_BYTES 64

/* Where a connection stands. */
enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_SEND };

/*
 * What the timer looks at. The loop stores phase, turn and body_bytes, and nothing else; the rest
 * is the timer's own, so that a request costs no clock and no lock.
 */
struct watch {
	struct watch *next;
	struct watch *previous;
	int fd;
	_Atomic int phase;         /* HEAD also between two requests */
	_Atomic uint32_t turn;     /* rises with each request and each phase */
	_Atomic int64_t body_bytes;
	_Atomic bool head_begun;   /* its first line was read */
	bool known;                /* the timer has seen it */
	bool cut;
	uint32_t seen_turn;
	int64_t since_ms;
	uint64_t base_bytes;       /* what had been received, or acknowledged, at since_ms */
	/* Of a request whose body is coming, for an answer to it; written under the lock. */
	char path[WATCH_PATH_BYTES];
	char accept[WATCH_ACCEPT_BYTES];
	char language[WATCH_ACCEPT_BYTES];
};

/*
 * How long is too long, all from configuration. `tell` says so to a sender before the cut; it is
 * called with the lock of the watches, so a bounded number of times.
 */
struct deadlines {
	int64_t header_ms;
	int64_t body_bytes_second;
	void (*tell)(void *arg, const struct watch *watch);
	void *arg;
};

/* All connections, and the timer's lock. */
struct watches {
	pthread_mutex_t lock;
	struct watch *first;
	int count;
};

void watch_add(struct watches *watches, struct watch *watch);
void watch_remove(struct watches *watches, struct watch *watch);

/* The loop moves on. */
void watch_phase(struct watch *watch, enum phase phase);

/* A body is coming: on to its phase, with what an answer to a sender who is too slow must know. */
void watch_body(struct watches *watches, struct watch *watch, const struct req *rq);

/*
 * Cut those that are too slow; `draining` cuts those that wait for a request as well.
 * Returns how many were cut for a deadline.
 */
int watches_check(struct watches *watches, const struct deadlines *deadlines, int64_t now_ms,
                  bool draining);

#endif
