/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/key.h"

#include "base/arena.h"

static const char name[] = "password.key";

struct str auth_key_path(struct arena *arena, struct str folder)
{
	return key_file_path(arena, folder, name);
}

const struct err *auth_key_make(struct arena *arena, struct str folder)
{
	return key_file_make(arena, folder, name);
}

const struct err *auth_key_load(struct arena *arena, struct str folder, const struct auth_key **out)
{
	struct auth_key *key = ARENA_NEW(arena, struct auth_key);

	TRY(key_file_load(arena, folder, name, key->bytes));
	*out = key;
	return NULL;
}
