/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "cli/near.h"

const struct cli_option args_common[ARGS_COMMON_COUNT] = {
	[ARGS_DB] = { "db", CLI_TEXT, "URL", false, "option.db" },
	[ARGS_HELP] = { "help", CLI_FLAG, NULL, false, "option.help" },
	[ARGS_LANG] = { "lang", CLI_TEXT, "id|en", false, "option.lang" },
	[ARGS_LOG] = { "log", CLI_TEXT, "LEVEL", false, "option.log" },
};

/* Where we are in argv. */
struct reader {
	struct arena *arena;
	int argc;
	const char *const *argv;
	int at;
	bool lenient;      /* --help stands somewhere: refuse nothing */
	bool options_over; /* behind "--" */
	size_t argument_count;
	struct args *args;
};

static const struct err *usage(struct reader *r, struct str field, const char *message,
                               struct str value)
{
	return r->lenient ? NULL : err_new(r->arena, ERR_USAGE, field, message, value);
}

static struct str option_text(struct reader *r, struct str name)
{
	return str_fmt(r->arena, "--%.*s", STR_ARG(name));
}

const struct cli_command *args_command_find(struct str name)
{
	for (size_t i = 0; i < cli_command_count; i++)
		if (str_eq(str_of(cli_commands[i]->name), name))
			return cli_commands[i];
	return NULL;
}

/* The first word of a command's name; the whole of it when it has but one. */
static struct str first_word(const struct cli_command *command)
{
	struct str rest = str_of(command->name);
	struct str word = { 0 };

	str_cut(&rest, ' ', &word);
	return word;
}

bool args_is_group(struct str group)
{
	for (size_t i = 0; i < cli_command_count; i++)
		if (str_eq(first_word(cli_commands[i]), group) &&
		    !str_eq(str_of(cli_commands[i]->name), group))
			return true;
	return false;
}

const struct err *args_command_unknown(struct arena *arena, struct str typed)
{
	struct near near = { .typed = typed };
	const char *message;

	for (size_t i = 0; i < cli_command_count; i++) {
		near_offer(&near, str_of(cli_commands[i]->name));
		near_offer(&near, first_word(cli_commands[i]));
	}
	message = near.best.len > 0 ? "err.command_unknown_near" : "err.command_unknown";
	return err_new(arena, ERR_USAGE, typed, message, near.best);
}

static const struct err *unknown_option(struct reader *r, struct str name)
{
	const struct cli_command *command = r->args->command;
	struct near near = { .typed = name };

	for (size_t i = 0; i < ARGS_COMMON_COUNT; i++)
		near_offer(&near, str_of(args_common[i].name));
	for (size_t i = 0; command != NULL && i < command->option_count; i++)
		near_offer(&near, str_of(command->options[i].name));
	if (near.best.len > 0)
		return usage(r, option_text(r, name), "err.option_unknown_near",
		             option_text(r, near.best));
	if (command == NULL)
		return usage(r, option_text(r, name), "err.option_before_command", STR(""));
	return usage(r, option_text(r, name), "err.option_unknown", str_of(command->name));
}

static const struct cli_option *option_find(struct reader *r, struct str name,
                                            struct args_value **value)
{
	const struct cli_command *command = r->args->command;

	for (size_t i = 0; i < ARGS_COMMON_COUNT; i++)
		if (str_eq(str_of(args_common[i].name), name)) {
			*value = &r->args->given.common[i];
			return &args_common[i];
		}
	for (size_t i = 0; command != NULL && i < command->option_count; i++)
		if (str_eq(str_of(command->options[i].name), name)) {
			*value = &r->args->given.own[i];
			return &command->options[i];
		}
	return NULL;
}

static const struct err *value_check(struct reader *r, const struct cli_option *option,
                                     struct str field, struct str text)
{
	struct date date;
	int64_t number;

	if (text.len == 0)
		return usage(r, field, "err.option_value_missing", str_of(option->placeholder));
	if (option->kind == CLI_INT && !str_int(text, &number))
		return usage(r, field, "err.option_not_number", text);
	if (option->kind == CLI_DATE && !date_parse_iso(text, &date))
		return usage(r, field, "err.option_not_date", text);
	return NULL;
}

/* The value behind an option that has none after "=". Another option is not a value. */
static struct str next_value(struct reader *r)
{
	if (r->at >= r->argc || strncmp(r->argv[r->at], "--", 2) == 0)
		return STR("");
	return str_of(r->argv[r->at++]);
}

static const struct err *read_option(struct reader *r, struct str text)
{
	ptrdiff_t equals = str_find_char(text, '=');
	struct str name = str_sub(text, 0, equals < 0 ? text.len : (size_t)equals);
	struct args_value *value;
	const struct cli_option *option = option_find(r, name, &value);
	struct str field = option_text(r, name);

	if (option == NULL)
		return unknown_option(r, name);
	if (option->kind == CLI_FLAG) {
		if (equals >= 0)
			return usage(r, field, "err.option_takes_no_value", STR(""));
		*value = (struct args_value){ .given = true };
		return NULL;
	}
	text = equals >= 0 ? str_sub(text, (size_t)equals + 1, text.len) : next_value(r);
	TRY(value_check(r, option, field, text));
	*value = (struct args_value){ .given = text.len > 0, .text = text };
	return NULL;
}

/* A word while no command is complete yet. */
static const struct err *read_command_word(struct reader *r, struct str word)
{
	struct args *args = r->args;
	struct str name = word;

	if (args->group.len > 0)
		name = str_fmt(r->arena, "%.*s %.*s", STR_ARG(args->group), STR_ARG(word));
	args->command = args_command_find(name);
	if (args->command != NULL) {
		args->group = STR("");
		return NULL;
	}
	if (args->group.len == 0 && args_is_group(word)) {
		args->group = word;
		return NULL;
	}
	return r->lenient ? NULL : args_command_unknown(r->arena, name);
}

static const struct err *read_word(struct reader *r, struct str word)
{
	struct args *args = r->args;

	if (args->command == NULL)
		return read_command_word(r, word);
	if (r->argument_count == CLI_ARGUMENTS_MAX ||
	    args->command->arguments[r->argument_count] == NULL)
		return usage(r, str_of(args->command->name), "err.argument_extra", word);
	args->arguments[r->argument_count++] = word;
	return NULL;
}

static const struct err *read_one(struct reader *r)
{
	struct str text = str_of(r->argv[r->at++]);

	if (r->options_over)
		return read_word(r, text);
	if (str_eq(text, STR("--"))) {
		r->options_over = true;
		return NULL;
	}
	if (str_eq(text, STR("-h")))
		return read_option(r, STR("help"));
	if (str_starts(text, STR("--")))
		return read_option(r, str_sub(text, 2, text.len));
	/* A lone "-" is a word: standard input, for commands that say so. */
	if (text.len > 1 && text.ptr[0] == '-')
		return usage(r, text, "err.option_short", STR(""));
	return read_word(r, text);
}

static const struct err *check_complete(struct reader *r)
{
	const struct cli_command *command = r->args->command;

	if (r->args->group.len > 0)
		return usage(r, r->args->group, "err.command_incomplete", STR(""));
	if (command == NULL)
		return NULL;
	for (size_t i = r->argument_count; i < CLI_ARGUMENTS_MAX; i++) {
		const char *name = command->arguments[i];

		if (name != NULL && name[0] != '[')
			return usage(r, str_of(command->name), "err.argument_missing",
			             str_of(name));
	}
	for (size_t i = 0; i < command->option_count; i++)
		if (command->options[i].required && !r->args->given.own[i].given)
			return usage(r, option_text(r, str_of(command->options[i].name)),
			             "err.option_required",
			             str_of(command->options[i].placeholder));
	return NULL;
}

static bool help_asked(int argc, const char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

const struct err *args_parse(struct arena *arena, int argc, const char *const *argv,
                             struct args *out)
{
	struct reader r = {
		.arena = arena,
		.argc = argc,
		.argv = argv,
		.at = 1,
		.lenient = help_asked(argc, argv),
		.args = out,
	};

	*out = (struct args){ 0 };
	while (r.at < argc)
		TRY(read_one(&r));
	out->given.common[ARGS_HELP].given = r.lenient;
	return check_complete(&r);
}

struct str args_lang(int argc, const char *const *argv)
{
	struct str lang = { 0 };

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			lang = str_of(argv[i] + 7);
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang = str_of(argv[i + 1]);
	}
	return lang;
}
