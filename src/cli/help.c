/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "i18n/words.h"

#define INDENT     "  "
#define GAP        2  /* columns between the two sides of a list */
#define LEFT_MAX   30 /* a wider left side gets a line of its own */

struct page {
	struct arena *arena;
	enum lang lang;
	struct buf text;
};

static void add_words(struct page *page, const char *key)
{
	buf_add(&page->text, words_get(page->lang, str_of(key)));
}

/* "  left     right": one row of a list whose left sides are `width` columns. */
static void add_row(struct page *page, struct str left, size_t width, const char *key)
{
	size_t used = text_width(left);

	buf_add_fmt(&page->text, INDENT "%.*s", STR_ARG(left));
	if (used > width) {
		buf_add(&page->text, STR("\n" INDENT));
		used = 0;
	}
	for (size_t i = used; i < width + GAP; i++)
		buf_add_char(&page->text, ' ');
	add_words(page, key);
	buf_add_char(&page->text, '\n');
}

static struct str option_left(struct page *page, const struct cli_option *option)
{
	if (option->placeholder == NULL)
		return str_fmt(page->arena, "--%s", option->name);
	return str_fmt(page->arena, "--%s %s", option->name, option->placeholder);
}

static size_t wider(size_t width, struct str left)
{
	size_t columns = text_width(left);

	return columns > width && columns <= LEFT_MAX ? columns : width;
}

static void add_options(struct page *page, const char *heading, const struct cli_option *options,
                        size_t count)
{
	size_t width = 0;

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		width = wider(width, option_left(page, &options[i]));
	buf_add_char(&page->text, '\n');
	add_words(page, heading);
	buf_add_char(&page->text, '\n');
	for (size_t i = 0; i < count; i++)
		add_row(page, option_left(page, &options[i]), width, options[i].summary);
}

/* "abdi init --agency NAME --region CODE [--json]" */
static void add_synopsis(struct page *page, const struct cli_command *command)
{
	buf_add_fmt(&page->text, "abdi %s", command->name);
	for (size_t i = 0; i < CLI_ARGUMENTS_MAX && command->arguments[i] != NULL; i++)
		buf_add_fmt(&page->text, " %s", command->arguments[i]);
	for (size_t i = 0; i < command->option_count; i++) {
		const struct cli_option *option = &command->options[i];

		buf_add_fmt(&page->text, option->required ? " %.*s" : " [%.*s]",
		            STR_ARG(option_left(page, option)));
	}
	buf_add_char(&page->text, '\n');
}

static void add_command(struct page *page, const struct cli_command *command)
{
	add_synopsis(page, command);
	buf_add_char(&page->text, '\n');
	add_words(page, command->summary);
	buf_add_char(&page->text, '\n');
	add_options(page, "help.options", command->options, command->option_count);
	add_options(page, "help.common_options", args_common, ARGS_COMMON_COUNT);
	buf_add_char(&page->text, '\n');
	add_words(page, "help.example");
	buf_add_fmt(&page->text, "\n" INDENT "%s\n", command->example);
}

static bool in_group(const struct cli_command *command, struct str group)
{
	struct str rest = str_of(command->name);
	struct str first;

	return group.len == 0 || (str_cut(&rest, ' ', &first) && str_eq(first, group));
}

static void add_list(struct page *page, struct str group)
{
	size_t width = 0;

	for (size_t i = 0; i < cli_command_count; i++)
		width = wider(width, str_of(cli_commands[i]->name));
	if (group.len == 0) {
		buf_add_fmt(&page->text, "abdi %s - ", cli_version);
		add_words(page, "help.head");
		buf_add(&page->text, STR("\n\n"));
	}
	add_words(page, "help.commands");
	buf_add_char(&page->text, '\n');
	for (size_t i = 0; i < cli_command_count; i++)
		if (in_group(cli_commands[i], group))
			add_row(page, str_of(cli_commands[i]->name), width,
			        cli_commands[i]->summary);
	add_options(page, "help.common_options", args_common, ARGS_COMMON_COUNT);
	buf_add_char(&page->text, '\n');
	add_words(page, "help.foot");
	buf_add_char(&page->text, '\n');
}

bool help_write(struct arena *arena, enum lang lang, FILE *out, const struct cli_command *command,
                struct str group)
{
	struct page page = { .arena = arena, .lang = lang };
	struct str text;

	buf_init(&page.text, arena);
	if (command != NULL)
		add_command(&page, command);
	else
		add_list(&page, group);
	text = buf_str(&page.text);
	return fwrite(text.ptr, 1, text.len, out) == text.len && fflush(out) == 0;
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct arena *arena = cli->c->arena;
	struct str name = cli->arguments[0];
	struct str group = STR("");
	const struct cli_command *command;

	(void)exit_code;
	if (cli->arguments[1].len > 0)
		name = str_fmt(arena, "%.*s %.*s", STR_ARG(name), STR_ARG(cli->arguments[1]));
	command = args_command_find(name);
	if (command == NULL && args_is_group(name))
		group = name;
	if (command == NULL && group.len == 0 && name.len > 0)
		return args_command_unknown(arena, name);
	if (!help_write(arena, cli->c->lang, cli->out, command, group))
		return cli_output_failed(cli);
	return NULL;
}

const struct cli_command cli_command_help = {
	.name = "help",
	.needs = CLI_NEEDS_NOTHING,
	.arguments = { "[COMMAND]", "[WORD]" },
	.run = run,
	.summary = "help.summary",
	.example = "abdi help init",
};
