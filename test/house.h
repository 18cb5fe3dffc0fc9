/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_TEST_HOUSE_H
#define ABDI_TEST_HOUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/internal.h"
#include "base/ctx.h"
#include "base/str.h"
#include "http/http.h"

/*
 * The whole program behind its dispatcher, without a network: a test asks as a browser does and
 * looks at the answer. It is always TEST_NOW unless the test changes house.now.
 */

struct house {
	struct ctx *c;
	struct app app;
	int64_t now;
	struct log log;
	char *log_text; /* what was logged so far; behind house_log() */
	size_t log_bytes;
	struct arena *answer_arena;
	struct str visit; /* the cookie of a browser that is not signed in */
	bool brief;       /* the last answer was made as on a loop */
};

/* What a browser sends. All but the target may be left out. */
struct house_ask {
	enum http_method method;
	const char *target;     /* path and query, as in an address bar */
	const char *form;       /* urlencoded; the token is added */
	struct str session;     /* of house_enter(); empty: nobody */
	bool without_token;
	bool without_cookies;
	const char *origin;
	const char *fetch_site;
	const char *peer;       /* 127.0.0.1 */
	const char *accept;
	const char *language;   /* header Accept-Language */
	struct http_fault fault; /* why the server below refuses it */
};

/* What came back. Lives until the next question. */
struct house_answer {
	int status;
	struct str body;     /* of a download: the file's */
	struct str type;
	struct str location;
	struct reply reply;
};

/* A dispatcher over a test's database as it is. Ends with house_close(). */
struct house *house_open(struct ctx *c);
void house_close(struct house *h);

/* Put the sample region in, with an account for each role (see app/sample.h). */
#define HOUSE_PASSWORD "satu kalimat untuk contoh"
void house_sample(struct house *h);

/* A code for the first-run wizard, as the start block shows it. */
void house_setup_code(struct house *h);

/* Begin a session of an account by its name; for house_ask.session. Lives as long as the house. */
struct str house_enter(struct house *h, const char *account);

/* The name of the sample's account with this role. */
const char *house_account(enum role role);

struct house_answer house_ask(struct house *h, const struct house_ask *ask);
/* The same in short. `session` may be empty, `form` NULL. */
struct house_answer house_get(struct house *h, struct str session, const char *target);
struct house_answer house_post(struct house *h, struct str session, const char *target,
                               const char *form);

/* The value of a header of an answer; empty when there is none. */
struct str house_header(const struct house_answer *answer, const char *name);

/* Everything logged so far. */
struct str house_log(struct house *h);

/* Is the text in the body? */
bool house_says(const struct house_answer *answer, const char *text);

/* Like roster_number(), with a format. */
int64_t house_number(struct house *h, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Fail and show what was asked and what came. */
#define house_fail(answer, ask, words) house_fail_at((answer), (ask), (words), __FILE__, __LINE__)
void house_fail_at(const struct house_answer *answer, const struct house_ask *ask,
                   const char *words, const char *file, int line);

#endif
