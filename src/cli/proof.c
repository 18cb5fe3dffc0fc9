/* SPDX-License-Identifier: Apache-2.0 */
/* abdi proof: what the ledger's checks say about cases that others wrote. */
#include <errno.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/commands.h"
#include "cli/proof_cases.h"
#include "i18n/words.h"

#define FILE_BYTES_MAX (16u << 20)
#define READ_BYTES     (64u << 10)
#define VERDICT_WIDTH  10 /* columns of "ditolak" and what stands beside it */
#define AGREES_WIDTH   15

struct telling {
	struct cli *cli;
	struct json *json; /* NULL: in words */
	int64_t differing;
};

static void close_stream(void *arg)
{
	fclose(arg);
}

static const struct err *read_file(struct arena *arena, struct str path, struct str *out)
{
	FILE *file = fopen(str_c(arena, path), "rb");
	struct buf buf;
	size_t got;

	if (file == NULL)
		return err_errno(arena, errno, path);
	arena_defer(arena, close_stream, file);
	buf_init(&buf, arena);
	do {
		buf_reserve(&buf, READ_BYTES);
		got = fread(buf.ptr + buf.len, 1, READ_BYTES, file);
		buf.len += got;
		if (buf.len > FILE_BYTES_MAX)
			return err_new(arena, ERR_LIMIT, path, "proof.file_long",
			               str_fmt(arena, "%u", FILE_BYTES_MAX >> 20));
	} while (got > 0);
	if (ferror(file))
		return err_errno(arena, errno, path);
	*out = buf_str(&buf);
	return NULL;
}

static void tell_json(struct json *json, const struct proof_case *found)
{
	json_object_compact(json);
	json_put_str(json, STR("case"), found->name);
	json_key(json, STR("accepted"));
	json_bool(json, found->verdict);
	json_key(json, STR("expected"));
	json_bool(json, found->expected);
	json_key(json, STR("agrees"));
	json_bool(json, found->agrees);
	json_close(json);
}

static void tell_text(struct cli *cli, const struct proof_case *found)
{
	enum lang lang = cli->c->lang;

	cli_cell(cli, CLI_PLAIN,
	         words_get(lang, found->verdict ? STR("proof.accepted") : STR("proof.refused")),
	         VERDICT_WIDTH, false);
	cli_cell(cli, found->agrees ? CLI_GREEN : CLI_RED,
	         words_get(lang, found->agrees ? STR("proof.agrees") : STR("proof.differs")),
	         AGREES_WIDTH, false);
	cli_paint(cli, CLI_PLAIN, found->name);
	cli_paint(cli, CLI_PLAIN, STR("\n"));
}

static const struct err *told(void *arg, const struct proof_case *found)
{
	struct telling *telling = arg;

	telling->cli->row_count++;
	telling->differing += !found->agrees;
	if (telling->json != NULL)
		tell_json(telling->json, found);
	else
		tell_text(telling->cli, found);
	return NULL;
}

static const struct err *run_json(struct telling *telling, struct str text)
{
	struct json *json = cli_json(telling->cli);

	telling->json = json;
	json_object(json);
	json_key(json, STR("cases"));
	json_array(json);
	TRY(proof_cases_run(telling->cli->c->arena, text, told, telling));
	json_close(json);
	json_put_int(json, STR("count"), telling->cli->row_count);
	json_put_int(json, STR("differing"), telling->differing);
	json_close(json);
	return json_end(json);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct arena *arena = cli->c->arena;
	struct telling telling = { .cli = cli };
	struct str text;

	TRY(read_file(arena, cli->arguments[0], &text));
	if (cli->json)
		TRY(run_json(&telling, text));
	else
		TRY(proof_cases_run(arena, text, told, &telling));
	/* A list without cases has shown nothing. */
	if (cli->row_count == 0)
		return err_new(arena, ERR_INVALID, cli->arguments[0], "proof.no_case", STR(""));
	if (!cli->json)
		cli_say(cli, "proof.sum",
		        WORD_ARGS({ "count", words_number(arena, cli->c->lang, cli->row_count) },
		                  { "differing",
		                    words_number(arena, cli->c->lang, telling.differing) }));
	if (telling.differing > 0)
		*exit_code = CLI_PROBLEM;
	return NULL;
}

static const struct cli_option options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_proof_check = {
	.name = "proof check",
	.needs = CLI_NEEDS_NOTHING,
	.arguments = { "FILE" },
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "proof.check.summary",
	.example = "abdi proof check inclusion.json",
};
