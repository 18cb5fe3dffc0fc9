/* SPDX-License-Identifier: Apache-2.0 */
/* Cells with a numeral and a letter: grades, ranks and echelons. */
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "registry/cell.h"
#include "registry/cell_word.h"

#define DIGITS_MAX      2 /* of a numeral in plain digits: 31 is III/a */
#define RANK_BYTES_MAX 32 /* "pengatur muda tingkat i" */

/* A numeral and the single letter behind it: "III/c", "IIIc", "3c", "III". */
struct numeral {
	int value;
	bool roman;
	char letter; /* lower case; 0 when there is none */
	size_t start;
	size_t end; /* behind the numeral itself */
};

static char lower(char ch)
{
	return ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
}

static bool is_letter(char ch)
{
	return lower(ch) >= 'a' && lower(ch) <= 'z';
}

static bool is_digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static bool is_roman(char ch)
{
	return lower(ch) == 'i' || lower(ch) == 'v' || lower(ch) == 'x';
}

/* I..XVII as a number; 0 when the letters are no such numeral. */
static int roman_value(struct str s)
{
	static const struct str romans[] = {
		STR_INIT("i"),    STR_INIT("ii"),  STR_INIT("iii"), STR_INIT("iv"),
		STR_INIT("v"),    STR_INIT("vi"),  STR_INIT("vii"), STR_INIT("viii"),
		STR_INIT("ix"),   STR_INIT("x"),   STR_INIT("xi"),  STR_INIT("xii"),
		STR_INIT("xiii"), STR_INIT("xiv"), STR_INIT("xv"),  STR_INIT("xvi"),
		STR_INIT("xvii"),
	};

	for (size_t i = 0; i < COUNT(romans); i++)
		if (str_eq_nocase(s, romans[i]))
			return (int)i + 1;
	return 0;
}

/* The letter that stands alone behind a numeral; what is roman itself begins the next one. */
static char letter_behind(struct str s, size_t at)
{
	while (at < s.len && (s.ptr[at] == '/' || s.ptr[at] == '.' || s.ptr[at] == '-' ||
	                      s.ptr[at] == ' ' || s.ptr[at] == ',' || s.ptr[at] == '\\'))
		at++;
	if (at == s.len || !is_letter(s.ptr[at]) || is_roman(s.ptr[at]) ||
	    (at + 1 < s.len && is_letter(s.ptr[at + 1])))
		return 0;
	return lower(s.ptr[at]);
}

/* The numeral that begins at `at`, which is where a word begins. */
static bool numeral_at(struct str s, size_t at, struct numeral *out)
{
	size_t end = at;

	out->value = 0;
	out->roman = is_roman(s.ptr[at]);
	out->start = at;
	while (end < s.len && (out->roman ? is_roman(s.ptr[end]) : is_digit(s.ptr[end])))
		end++;
	out->end = end;
	if (out->roman) {
		out->value = roman_value(str_sub(s, at, end - at));
	} else if (end - at <= DIGITS_MAX) {
		for (size_t i = at; i < end; i++)
			out->value = out->value * 10 + (s.ptr[i] - '0');
	}
	out->letter = letter_behind(s, end);
	return out->value > 0;
}

/* The next numeral that begins a word, from `*at` on; *at is moved behind it. */
static bool numeral_next(struct str s, size_t *at, struct numeral *out)
{
	for (; *at < s.len; ++*at) {
		char ch = s.ptr[*at];

		if (*at > 0 && (is_letter(s.ptr[*at - 1]) || is_digit(s.ptr[*at - 1])))
			continue;
		if ((is_roman(ch) || is_digit(ch)) && numeral_at(s, *at, out)) {
			*at = out->end;
			return true;
		}
	}
	return false;
}

/*
 * The first numeral with a letter, or one that is the whole cell. "Tingkat I" and "Tk. I" are
 * part of a rank's name and no grade.
 */
static bool numeral_find(struct str s, struct numeral *out)
{
	size_t at = 0;

	while (numeral_next(s, &at, out))
		if (out->letter != 0 || (out->start == 0 && out->end == s.len))
			return true;
	return false;
}

/* ---- ranks ---- */

/* "tk", "tkt", "tingkat" and the one behind them, which may be glued to them: "tki". */
static bool is_level_one(struct str word, struct str *rest)
{
	static const struct str levels[] = { STR_INIT("tingkat"), STR_INIT("tkt"), STR_INIT("tk") };
	struct str one;

	for (size_t i = 0; i < COUNT(levels); i++) {
		if (!str_starts(word, levels[i]))
			continue;
		one = str_sub(word, levels[i].len, word.len);
		if (one.len == 0 && !str_cut(rest, ' ', &one))
			return false;
		return str_eq(one, STR("i")) || str_eq(one, STR("1")) || str_eq(one, STR("satu"));
	}
	return false;
}

static bool is_rank_word(struct str word)
{
	return str_eq(word, STR("juru")) || str_eq(word, STR("pengatur")) ||
	       str_eq(word, STR("penata")) || str_eq(word, STR("pembina"));
}

static bool is_rank_addition(struct str word)
{
	return str_eq(word, STR("muda")) || str_eq(word, STR("utama")) ||
	       str_eq(word, STR("madya"));
}

/* The rank in a sort key as the law spells it, but for case: "penata muda tingkat i". */
static struct str rank_words(struct str key, char out[RANK_BYTES_MAX])
{
	static const struct str level_one = STR_INIT(" tingkat i");
	struct str word, rest = key;
	size_t len = 0;

	while (str_cut(&rest, ' ', &word)) {
		bool level = len > 0 && is_level_one(word, &rest);

		if (len == 0 ? !is_rank_word(word) : !level && !is_rank_addition(word)) {
			if (len > 0)
				break;
			continue;
		}
		if (level)
			word = level_one;
		if (len + word.len + 1 > RANK_BYTES_MAX)
			break;
		if (len > 0 && !level)
			out[len++] = ' ';
		for (size_t i = 0; i < word.len; i++)
			out[len++] = word.ptr[i];
		if (level)
			break;
	}
	return (struct str){ out, len };
}

int cell_rank_read(struct ctx *c, const struct law *law, struct str cell)
{
	char text[RANK_BYTES_MAX];
	struct str words = rank_words(text_sort_key(c->arena, cell), text);

	for (size_t i = 0; words.len > 0 && i < law->grade_count; i++)
		if (law->grades[i].scheme == GRADE_PNS &&
		    str_eq_nocase(law->grades[i].rank_name, words))
			return law->grades[i].ordinal;
	return 0;
}

/* ---- grades ---- */

/* "IX", "Golongan IX", "Gol. 9", "IX (Ahli Pertama)": the first number, and no letter behind it. */
static enum cell_grade pppk_read(const struct law *law, struct str s, int *ordinal)
{
	struct numeral n;
	size_t at = 0;

	while (numeral_next(s, &at, &n)) {
		if (at < s.len && (is_letter(s.ptr[at]) || is_digit(s.ptr[at])) && n.letter == 0)
			continue;
		if (n.letter != 0 || law_grade_find(law, GRADE_PPPK, n.value) == NULL)
			return CELL_GRADE_UNKNOWN;
		*ordinal = n.value;
		return CELL_GRADE_OK;
	}
	return CELL_GRADE_UNKNOWN;
}

/* Four grades to a numeral, but for the highest, which has one more. */
static int pns_ordinal(const struct law *law, const struct numeral *n)
{
	int ordinal = (n->value - 1) * 4 + (n->letter - 'a') + 1;
	const struct law_grade *grade;
	char code_letter;

	if (n->value > 4 || n->letter < 'a' || n->letter > 'e')
		return 0;
	grade = law_grade_find(law, GRADE_PNS, ordinal);
	if (grade == NULL || grade->code.len == 0)
		return 0;
	code_letter = grade->code.ptr[grade->code.len - 1];
	return code_letter == n->letter ? ordinal : 0;
}

enum cell_grade cell_grade_read(struct ctx *c, const struct law *law, struct str cell,
                                enum grade_scheme scheme, int *ordinal, int *rank)
{
	struct str s = cell_clean(c, cell);
	struct numeral n;
	bool found;
	int read;

	*rank = 0;
	if (cell_is_none(s))
		return CELL_GRADE_NONE;
	if (scheme == GRADE_PPPK)
		return pppk_read(law, s, ordinal);
	found = numeral_find(s, &n);
	if (!found || s.len > STR("III/c").len)
		*rank = cell_rank_read(c, law, s);
	if (!found) {
		*ordinal = *rank;
		return *rank == 0 ? CELL_GRADE_UNKNOWN : CELL_GRADE_OK;
	}
	/* The keys of office databases: 31 is III/a. */
	if (n.letter == 0 && !n.roman && n.value > 10) {
		n.letter = (char)('a' + n.value % 10 - 1);
		n.value /= 10;
	}
	read = pns_ordinal(law, &n);
	if (read == 0)
		return CELL_GRADE_UNKNOWN;
	*ordinal = read;
	return CELL_GRADE_OK;
}

/* ---- echelons ---- */

bool cell_echelon_read(struct ctx *c, const struct law *law, struct str cell, struct str *code)
{
	static const struct str romans[] = { STR_INIT("I"), STR_INIT("II"), STR_INIT("III"),
		                             STR_INIT("IV"), STR_INIT("V") };
	struct numeral n;

	if (!numeral_find(cell_clean(c, cell), &n))
		return false;
	/* The keys of office databases: 31 is III.a. */
	if (n.letter == 0 && !n.roman && n.value > 10) {
		n.letter = (char)('a' + n.value % 10 - 1);
		n.value /= 10;
	}
	for (size_t i = 0; n.letter != 0 && i < law->echelon_count; i++) {
		struct str known = law->echelons[i].code;

		if (n.value <= (int)COUNT(romans) && known.len == romans[n.value - 1].len + 2 &&
		    str_starts(known, romans[n.value - 1]) && known.ptr[known.len - 2] == '.' &&
		    known.ptr[known.len - 1] == n.letter) {
			*code = known;
			return true;
		}
	}
	return false;
}

bool cell_echelon_is_none(struct ctx *c, struct str cell)
{
	static const struct cell_word rows[] = {
		{ STR_INIT("non eselon|noneselon|non|non esl|bukan eselon|tanpa eselon|99|00|"
		           "staf|staff|pelaksana|fungsional|jft|jfu|jf|jabatan fungsional|"
		           "jabatan pelaksana|fungsional umum|fungsional tertentu|non struktural"),
		  0 },
	};
	int code;

	return cell_is_none(cell) ||
	       cell_word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code);
}
