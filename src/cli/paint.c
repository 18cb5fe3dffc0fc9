/* SPDX-License-Identifier: Apache-2.0 */
/* How a command draws on a terminal: styles, cells, bars, progress. */
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/internal.h"
#include "i18n/words.h"

#define METER_EVERY_US INT64_C(100000) /* ten times a second: smooth enough, and cheap */
#define METER_COLUMNS  24
#define EIGHTHS        8

/* The sixteen colours of the terminal's own theme, so that both dark and light ones are legible. */
static const char *const style_codes[] = {
	[CLI_PLAIN] = "",         [CLI_BOLD] = "\033[1m",  [CLI_DIM] = "\033[2m",
	[CLI_BLUE] = "\033[34m",  [CLI_GOLD] = "\033[33m", [CLI_GREEN] = "\033[32m",
	[CLI_RED] = "\033[31m",
};

/* What is on the progress line now. */
struct cli_meter {
	int64_t drawn_at; /* monotonic microseconds */
};

static const struct str full_block = STR_INIT("\xe2\x96\x88");
static const struct str ellipsis = STR_INIT("\xe2\x80\xa6");

void cli_write_clean(FILE *file, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		/* U+0080 to U+009F, the second set of control characters, as UTF-8. */
		bool second_set = byte == 0xc2 && i + 1 < text.len &&
		                  (unsigned char)text.ptr[i + 1] < 0xa0;

		if ((byte < 0x20 && byte != '\n') || byte == 0x7f)
			byte = '?';
		if (second_set) {
			byte = '?';
			i++;
		}
		fputc(byte, file);
	}
}

static void style_begin(struct cli *cli, enum cli_style style)
{
	if (cli->out_color)
		fputs(style_codes[style], cli->out);
}

static void style_end(struct cli *cli, enum cli_style style)
{
	if (cli->out_color && style != CLI_PLAIN)
		fputs("\033[0m", cli->out);
}

void cli_paint(struct cli *cli, enum cli_style style, struct str text)
{
	style_begin(cli, style);
	cli_write_clean(cli->out, text);
	style_end(cli, style);
}

static void put(FILE *file, struct str text)
{
	fwrite(text.ptr, 1, text.len, file);
}

/* `eighths` of a column as blocks: whole ones, then the part. */
static void put_blocks(FILE *file, int64_t eighths)
{
	for (; eighths >= EIGHTHS; eighths -= EIGHTHS)
		put(file, full_block);
	/* U+2588 is the full block; each code point behind it is an eighth narrower. */
	if (eighths > 0)
		fprintf(file, "\xe2\x96%c", (char)(0x88 + EIGHTHS - eighths));
}

/* Columns in eighths that stand for value of max; something is never drawn as nothing. */
static int64_t bar_eighths(int64_t value, int64_t max, int width)
{
	double share;
	int64_t eighths;

	if (value <= 0 || max <= 0 || width <= 0)
		return 0;
	share = value >= max ? 1.0 : (double)value / (double)max;
	eighths = (int64_t)(share * width * EIGHTHS + 0.5);
	return eighths > 0 ? eighths : 1;
}

void cli_bar(struct cli *cli, enum cli_style style, int64_t value, int64_t max, int width)
{
	style_begin(cli, style);
	put_blocks(cli->out, bar_eighths(value, max, width));
	style_end(cli, style);
}

/* Bytes of the code point at `at`, in UTF-8 or in bytes that are not. */
static size_t step(struct str text, size_t at)
{
	size_t len = 1;

	while (at + len < text.len && ((unsigned char)text.ptr[at + len] & 0xc0) == 0x80)
		len++;
	return len;
}

/* As much of the beginning as fits into `width` columns. */
static struct str fitting(struct str text, size_t width)
{
	size_t used = 0;
	size_t at = 0;

	while (at < text.len) {
		size_t len = step(text, at);
		size_t columns = text_width(str_sub(text, at, len));

		if (used + columns > width)
			break;
		used += columns;
		at += len;
	}
	return str_sub(text, 0, at);
}

static void pad(FILE *file, size_t columns)
{
	while (columns-- > 0)
		fputc(' ', file);
}

void cli_cell(struct cli *cli, enum cli_style style, struct str text, int width, bool right)
{
	size_t columns = width > 0 ? (size_t)width : 0;
	bool cut = text_width(text) > columns;
	size_t room;

	if (columns == 0)
		return;
	text = fitting(text, cut ? columns - 1 : columns);
	room = columns - text_width(text) - (cut ? 1 : 0);
	if (right)
		pad(cli->out, room);
	style_begin(cli, style);
	cli_write_clean(cli->out, text);
	if (cut)
		put(cli->out, ellipsis);
	style_end(cli, style);
	if (!right)
		pad(cli->out, room);
}

static int64_t monotonic_us(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void draw_meter(struct cli *cli, const char *key, int64_t done, int64_t total)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;
	struct arena_mark mark = arena_mark(arena);
	struct str words = words_fmt(arena, lang, str_of(key),
	                             WORD_ARGS({ "done", words_number(arena, lang, done) },
	                                       { "total", words_number(arena, lang, total) }));

	fputs("\r\033[K", cli->err);
	cli_write_clean(cli->err, words);
	if (total > 0) {
		fputs("  ", cli->err);
		put_blocks(cli->err, bar_eighths(done, total, METER_COLUMNS));
	}
	fflush(cli->err);
	arena_rewind(arena, mark);
}

void cli_progress(struct cli *cli, const char *key, int64_t done, int64_t total)
{
	int64_t now;

	if (!cli->err_tty)
		return;
	now = monotonic_us();
	if (cli->meter != NULL && now - cli->meter->drawn_at < METER_EVERY_US)
		return;
	if (cli->meter == NULL)
		cli->meter = ARENA_NEW(cli->c->arena, struct cli_meter);
	cli->meter->drawn_at = now;
	draw_meter(cli, key, done, total);
}

void cli_progress_end(struct cli *cli)
{
	if (cli->meter == NULL)
		return;
	fputs("\r\033[K", cli->err);
	fflush(cli->err);
	cli->meter = NULL;
}
