/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_CONTROL_H
#define ABDI_APP_CONTROL_H

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * A word to the running server from a command on the same machine. A SQLite file has one process,
 * so `abdi backup` cannot open it while the server runs; it leaves a note in FILE.d/control (0700,
 * so only the server's own user can), and the server answers in the same place. A note is one
 * line, the path of the copy to make; an answer is "ok", or the error's code, message and value.
 */

/*
 * Ask the server that holds `folder` (FILE.d) for a copy at `path`, and wait for it.
 * Errors: as db_backup(); GONE no answer: no server looks there any more.
 */
const struct err *control_backup(struct arena *arena, struct str folder, struct str path);

/* The server's part: answer what was left since the last call. */
void control_answer(struct ctx *c);

#endif
