/* SPDX-License-Identifier: Apache-2.0 */
/* Names with titles before and after them, in one cell. */
#include <stddef.h>

#include "base/arena.h"
#include "registry/cell.h"

#define DEGREE_LETTERS_MAX 8 /* "strkeb", "amdfarm" */
#define SHORT_LETTERS_MAX  4 /* an unknown abbreviation behind a comma: "AMG" */

/*
 * Titles that stand before a name, the longer ones first. `dotted` ones are read only with the
 * dot behind them, because they are names too.
 */
static const struct {
	struct str word;
	bool dotted;
} titles_before[] = {
	{ STR_INIT("ustadz"), false }, { STR_INIT("prof"), false }, { STR_INIT("r.ay"), false },
	{ STR_INIT("drs"), false },    { STR_INIT("dra"), false },  { STR_INIT("drg"), false },
	{ STR_INIT("drh"), false },    { STR_INIT("apt"), false },  { STR_INIT("k.h"), false },
	{ STR_INIT("tgk"), false },    { STR_INIT("pdt"), false },  { STR_INIT("ust"), true },
	{ STR_INIT("dr"), false },     { STR_INIT("ir"), false },   { STR_INIT("hj"), false },
	{ STR_INIT("kh"), true },      { STR_INIT("ns"), false },   { STR_INIT("hi"), true },
	{ STR_INIT("h"), false },
};

/* Degrees that stand after a name, without their dots and in lower case. */
static const struct str degrees = STR_INIT(
	"|ak|akp|ama|amapd|amd|amdak|amdfarm|amdgz|amdkeb|amdkep|amdkes|amdkom|amdpd|amdrad|amf|"
	"amg|"
	"amk|amkeb|amkep|amkg|ap|apd|apt|bac|bba|bsc|ca|cpa|dea|ma|mac|mag|mak|map|mars|mba|mcom|"
	"mec|"
	"mecdev|med|meng|mepid|mfarm|mgz|mh|mhi|mhum|mip|mkeb|mkep|mkes|mkm|mkn|mkom|mm|mmpd|mp|"
	"mpa|mpd|"
	"mpdi|mph|mpi|mpp|mpsi|ms|msc|mse|msi|msn|msos|mssi|mstr|mt|mth|mti|mtp|mud|ners|ns|phd|"
	"sab|sad|sag|sak|sap|sars|sc|sd|sds|se|sei|sfarm|sft|sgz|sh|shi|shum|shut|si|sik|sikom|sip|"
	"siptu|"
	"skeb|sked|skel|skep|skes|skg|skh|skm|skom|skpm|sm|sor|sos|sp|spa|span|spb|spd|spdi|spdsd|"
	"spdaud|"
	"spi|spjp|spkj|spk|spm|spog|spot|spp|sprad|sps|spsi|spt|spthtkl|spwk|ss|ssi|ssit|ssn|ssos|"
	"ssosi|"
	"sst|sstp|sstpi|st|ste|stekes|sth|sthi|stp|str|strak|strft|strgz|strkeb|strkep|strkes|"
	"strkom|"
	"strsos|sud|");

static bool is_upper(char ch)
{
	return ch >= 'A' && ch <= 'Z';
}

static char lower(char ch)
{
	return is_upper(ch) ? (char)(ch - 'A' + 'a') : ch;
}

/* Whether a word without its dots is a degree. */
static bool is_known_degree(struct str word)
{
	char text[DEGREE_LETTERS_MAX + 2] = "|";
	size_t len = 1;

	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] == '.')
			continue;
		if (lower(word.ptr[i]) < 'a' || lower(word.ptr[i]) > 'z' ||
		    len == DEGREE_LETTERS_MAX + 1)
			return false;
		text[len++] = lower(word.ptr[i]);
	}
	text[len++] = '|';
	return len > 3 && str_find(degrees, (struct str){ text, len }) >= 0;
}

static size_t count_upper(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += is_upper(s.ptr[i]);
	return count;
}

static bool has_lower(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] >= 'a' && s.ptr[i] <= 'z')
			return true;
	return false;
}

/*
 * The last word of a name is a degree when it has its dots, or capitals that names have not. In
 * a list all in capitals "SITI MA" may well be a name of two words; of three the last is a degree.
 */
static bool is_degree_word(struct str before, struct str word)
{
	if (word.len > DEGREE_LETTERS_MAX + 4)
		return false;
	if (str_find_char(word, '.') < 0 &&
	    (count_upper(word) < 2 || (!has_lower(before) && str_find_char(before, ' ') < 0)))
		return false;
	/* "M.Yusuf" is an initial and a name. */
	return is_known_degree(word);
}

static struct str first_word(struct str s)
{
	ptrdiff_t space = str_find_char(s, ' ');

	return space < 0 ? s : str_sub(s, 0, (size_t)space);
}

static struct str last_word(struct str s)
{
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ' ')
		at--;
	return str_sub(s, at, s.len - at);
}

/* What stands between two commas behind a name, and is it a title: "S.Pd", "SE", "SE MM", "AMG". */
static bool is_title_part(struct str part, bool many_words)
{
	struct str rest = part, word;

	if (str_find_char(part, '.') >= 0)
		return true;
	if (many_words && part.len <= SHORT_LETTERS_MAX && count_upper(part) == part.len)
		return part.len > 0;
	while (str_cut(&rest, ' ', &word))
		if (!is_known_degree(word))
			return false;
	return part.len > 0;
}

/* Where the comma stands behind which titles begin; the end when there is none. */
static size_t titles_at(struct str s)
{
	bool many_words = first_word(s).len < (size_t)str_find_char(s, ',');

	for (size_t at = 0; at < s.len; at++) {
		struct str rest = str_sub(s, at + 1, s.len), part = { "", 0 };

		if (s.ptr[at] != ',')
			continue;
		(void)str_cut(&rest, ',', &part);
		if (is_title_part(str_trim(part), many_words))
			return at;
	}
	return s.len;
}

/* Bytes of the title that begins a name, with its dot or comma; 0 when none does. */
static size_t title_bytes(struct str s)
{
	for (size_t i = 0; i < COUNT(titles_before); i++) {
		struct str word = titles_before[i].word;

		if (s.len <= word.len || lower(s.ptr[0]) != word.ptr[0] ||
		    !str_eq_nocase(str_sub(s, 0, word.len), word))
			continue;
		if (s.ptr[word.len] == '.')
			return word.len + 1;
		if (!titles_before[i].dotted && (s.ptr[word.len] == ' ' || s.ptr[word.len] == ','))
			return word.len + 1;
	}
	return 0;
}

/* Blanks, commas and dots that a title leaves before the name. */
static struct str without_stops(struct str s)
{
	while (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[0] == ',' || s.ptr[0] == '.'))
		s = str_sub(s, 1, s.len);
	return s;
}

static struct str without_commas(struct str s)
{
	while (s.len > 0 && (s.ptr[s.len - 1] == ',' || s.ptr[s.len - 1] == ' '))
		s.len--;
	return s;
}

static struct str cut_titles_before(struct str *name)
{
	struct str s = *name, titles;
	size_t bytes;

	while ((bytes = title_bytes(s)) > 0) {
		struct str rest = without_stops(str_sub(s, bytes, s.len));

		/* A lone word is a name, whatever it looks like. */
		if (rest.len == 0)
			break;
		s = rest;
	}
	titles = without_commas(str_sub(*name, 0, name->len - s.len));
	*name = s;
	return titles;
}

/* Degrees that end a name without a comma: "Budi Santoso S.Pd", "Budi Santoso S. Pd". */
static bool cut_degree(struct str *name)
{
	struct str word = last_word(*name);
	struct str before = str_trim(str_sub(*name, 0, name->len - word.len));
	struct str initial = last_word(before);
	char joined[4 + DEGREE_LETTERS_MAX];

	if (before.len == 0)
		return false;
	if (is_degree_word(before, word)) {
		*name = before;
		return true;
	}
	if (initial.len != 2 || initial.ptr[1] != '.' || before.len == initial.len ||
	    word.len > DEGREE_LETTERS_MAX || word.len < 2)
		return false;
	joined[0] = initial.ptr[0];
	joined[1] = '.';
	for (size_t i = 0; i < word.len; i++)
		joined[2 + i] = word.ptr[i];
	if (!is_known_degree((struct str){ joined, word.len + 2 }))
		return false;
	*name = str_trim(str_sub(before, 0, before.len - initial.len));
	return true;
}

struct cell_name cell_name_read(struct ctx *c, struct str cell)
{
	struct str whole = without_commas(cell_clean(c, cell));
	struct str s = whole;
	struct cell_name out = { .title_before = { "", 0 }, .title_after = { "", 0 } };
	const char *after;

	if (str_find_char(s, ',') >= 0)
		s = without_commas(str_sub(s, 0, titles_at(s)));
	out.title_before = cut_titles_before(&s);
	while (cut_degree(&s))
		continue;
	s = without_commas(s);
	/*
	 * "S.Pd." alone is what is left when the name was forgotten; without its dots it is a name.
	 */
	if (str_find_char(s, '.') >= 0 && is_known_degree(s))
		s.len = 0;
	after = s.ptr + s.len;
	out.title_after = without_stops(
		(struct str){ after, (size_t)(whole.ptr + whole.len - after) });
	out.name = cell_is_none(s) ? STR("") : s;
	return out;
}
