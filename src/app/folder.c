/* SPDX-License-Identifier: Apache-2.0 */
#include "app/folder.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/str.h"
#include "db/db.h"

static const struct err *make_folder(struct ctx *c, const char *name, struct str *path)
{
	*path = str_fmt(c->arena, "%.*s/%s", STR_ARG(db_folder(c->db)), name);
	if (mkdir(str_c(c->arena, *path), 0700) != 0 && errno != EEXIST)
		return err_errno(c->arena, errno, *path);
	return NULL;
}

const struct err *folder_incoming(struct ctx *c, struct str *path)
{
	return make_folder(c, "tmp", path);
}

const struct err *folder_ready(struct ctx *c, const struct auth_key **key)
{
	struct str folder = db_folder(c->db);
	struct str blobs;
	const struct err *error;

	TRY(make_folder(c, "blobs", &blobs));
	error = auth_key_load(c->arena, folder, key);
	if (error == NULL || error->code != ERR_MISSING)
		return error;
	TRY(auth_key_make(c->arena, folder));
	return auth_key_load(c->arena, folder, key);
}
