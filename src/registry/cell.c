/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/cell.h"

#include "base/arena.h"
#include "base/text.h"
#include "registry/cell_word.h"

#define NONE_BYTES_MAX 9 /* "tidak ada" */

bool cell_is_none(struct str cell)
{
	static const struct str nones[] = {
		STR_INIT("-"),        STR_INIT("--"),     STR_INIT("---"),
		STR_INIT("–"),        STR_INIT("—"),      STR_INIT("."),
		STR_INIT("0"),        STR_INIT("n/a"),    STR_INIT("#n/a"),
		STR_INIT("na"),       STR_INIT("nihil"),  STR_INIT("tidak ada"),
		STR_INIT("null"),     STR_INIT("nil"),    STR_INIT("\\n"),
		STR_INIT("?"),        STR_INIT("kosong"), STR_INIT("belum ada"),
		STR_INIT("(kosong)"), STR_INIT("_"),      STR_INIT("#ref!"),
		STR_INIT("#value!"),
	};
	struct str s = str_trim(cell);

	if (s.len == 0)
		return true;
	if (s.len > NONE_BYTES_MAX)
		return false;
	for (size_t i = 0; i < COUNT(nones); i++)
		if (s.len == nones[i].len && str_eq_nocase(s, nones[i]))
			return true;
	return false;
}

static bool is_blank(char ch)
{
	return ch == ' ' || (unsigned char)ch < 0x20 || ch == 0x7f;
}

/* Bytes of a space that is not ASCII: the no-break spaces that spreadsheets and web pages leave. */
static size_t wide_blank_bytes(struct str s, size_t at)
{
	static const struct str blanks[] = { STR_INIT("\xC2\xA0"), STR_INIT("\xE2\x80\xAF"),
		                             STR_INIT("\xE2\x80\x87"), STR_INIT("\xE2\x80\x8B"),
		                             STR_INIT("\xEF\xBB\xBF") };
	struct str rest = str_sub(s, at, s.len);

	for (size_t i = 0; i < COUNT(blanks); i++)
		if (str_starts(rest, blanks[i]))
			return blanks[i].len;
	return 0;
}

static bool is_clean(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.ptr[i];

		if (ch == 0xC2 || ch == 0xE2 || ch == 0xEF)
			return false;
		if (is_blank(s.ptr[i]) && (ch != ' ' || (i + 1 < s.len && s.ptr[i + 1] == ' ')))
			return false;
	}
	return true;
}

struct str cell_clean(struct ctx *c, struct str cell)
{
	struct str s = str_trim(cell);
	char *out;
	size_t len = 0;

	if (is_clean(s))
		return str_copy(c->arena, s);
	out = arena_alloc(c->arena, s.len + 1);
	for (size_t i = 0; i < s.len;) {
		size_t wide = (unsigned char)s.ptr[i] >= 0x80 ? wide_blank_bytes(s, i) : 0;

		if (wide == 0 && !is_blank(s.ptr[i]))
			out[len++] = s.ptr[i];
		else if (len > 0 && out[len - 1] != ' ')
			out[len++] = ' ';
		i += wide > 0 ? wide : 1;
	}
	return str_trim((struct str){ out, len });
}

/* ---- words to codes ---- */

bool cell_word_find(const struct cell_word *rows, size_t count, struct str key, int *code)
{
	for (size_t i = 0; key.len > 0 && i < count; i++) {
		struct str rest = rows[i].words, word;

		while (str_cut(&rest, '|', &word)) {
			if (str_eq(word, key)) {
				*code = rows[i].code;
				return true;
			}
		}
	}
	return false;
}

bool cell_word_starts(struct str key, struct str words)
{
	return key.len >= words.len && str_starts(key, words) &&
	       (key.len == words.len || key.ptr[words.len] == ' ');
}

bool cell_gender_read(struct ctx *c, struct str cell, bool *female)
{
	static const struct cell_word rows[] = {
		{ STR_INIT("l|m|lk|laki|laki laki|lakilaki|pria|male|1|laki2|laki 2|cowok"), 0 },
		{ STR_INIT("p|f|pr|w|perempuan|wanita|female|2|puan|pr perempuan|perempuan p"), 1 },
	};
	int code;

	if (!cell_word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code))
		return false;
	*female = code == 1;
	return true;
}

bool cell_status_read(struct ctx *c, struct str cell, enum service_status *status)
{
	static const struct cell_word rows[] = {
		{ STR_INIT("pns|p|pegawai negeri sipil|pns daerah|pns aktif|pnsd|pns pusat|"
		           "pegawai negeri sipil daerah|pns dpk|pns dpb"),
		  SERVICE_PNS },
		{ STR_INIT("cpns|c|calon pns|calon pegawai negeri sipil|capeg|cpnsd|cpns daerah"),
		  SERVICE_CPNS },
		{ STR_INIT("pppk|p3k|pegawai pemerintah dengan perjanjian kerja|pppk penuh waktu|"
		           "ni pppk|pppk aktif|pppk guru|pppk teknis|pppk tenaga guru|"
		           "pppk tenaga kesehatan|pppk nakes|pppk tenaga teknis|pppk kesehatan|"
		           "p3k guru|p3k teknis|p3k nakes"),
		  SERVICE_PPPK },
		{ STR_INIT("pppk paruh waktu|pppk pw|p3k paruh waktu|p3k pw|paruh waktu|"
		           "pegawai pemerintah dengan perjanjian kerja paruh waktu"),
		  SERVICE_PPPK_PART_TIME },
		{ STR_INIT("pensiun|purna tugas|pensiunan|pensiun bup|pensiun dini|purnatugas"),
		  SERVICE_RETIRED },
		{ STR_INIT("meninggal|meninggal dunia|wafat|md|tewas"), SERVICE_DIED },
		{ STR_INIT("mutasi keluar|pindah|pindah keluar|pindah instansi"),
		  SERVICE_MOVED_OUT },
		{ STR_INIT("berhenti|mengundurkan diri|berhenti aps"), SERVICE_RESIGNED },
		{ STR_INIT("diberhentikan|pemberhentian|ptdh"), SERVICE_DISMISSED },
	};
	int code;

	if (!cell_word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code))
		return false;
	*status = (enum service_status)code;
	return true;
}

bool cell_status_is_active(struct ctx *c, struct str cell)
{
	static const struct cell_word rows[] = {
		{ STR_INIT("aktif|tugas belajar|cltn|mpp|masa persiapan pensiun|"
		           "cuti luar tanggungan negara|aktif bekerja|masih aktif"),
		  0 },
	};
	int code;

	return cell_word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code);
}

/*
 * Levels by the words a cell begins with; what follows is the field of study. Two rows never
 * fit one cell, but for "sarjana" itself, which stands behind its longer forms.
 */
static const struct {
	struct str starts;
	struct str level;
} education_rows[] = {
	{ STR_INIT("s 3"), STR_INIT("S3") },
	{ STR_INIT("s3"), STR_INIT("S3") },
	{ STR_INIT("s iii"), STR_INIT("S3") },
	{ STR_INIT("siii"), STR_INIT("S3") },
	{ STR_INIT("strata 3"), STR_INIT("S3") },
	{ STR_INIT("strata iii"), STR_INIT("S3") },
	{ STR_INIT("strata tiga"), STR_INIT("S3") },
	{ STR_INIT("doktor"), STR_INIT("S3") },
	{ STR_INIT("doktoral"), STR_INIT("S3") },
	{ STR_INIT("s 2"), STR_INIT("S2") },
	{ STR_INIT("s2"), STR_INIT("S2") },
	{ STR_INIT("s ii"), STR_INIT("S2") },
	{ STR_INIT("sii"), STR_INIT("S2") },
	{ STR_INIT("strata 2"), STR_INIT("S2") },
	{ STR_INIT("strata ii"), STR_INIT("S2") },
	{ STR_INIT("strata dua"), STR_INIT("S2") },
	{ STR_INIT("magister"), STR_INIT("S2") },
	{ STR_INIT("master"), STR_INIT("S2") },
	{ STR_INIT("pascasarjana"), STR_INIT("S2") },
	{ STR_INIT("pasca sarjana"), STR_INIT("S2") },
	{ STR_INIT("spesialis"), STR_INIT("S2") },
	{ STR_INIT("sp 1"), STR_INIT("S2") },
	{ STR_INIT("sp1"), STR_INIT("S2") },
	{ STR_INIT("dokter spesialis"), STR_INIT("S2") },
	{ STR_INIT("d iv"), STR_INIT("D4") },
	{ STR_INIT("d 4"), STR_INIT("D4") },
	{ STR_INIT("d4"), STR_INIT("D4") },
	{ STR_INIT("div"), STR_INIT("D4") },
	{ STR_INIT("diploma iv"), STR_INIT("D4") },
	{ STR_INIT("diploma 4"), STR_INIT("D4") },
	{ STR_INIT("diploma empat"), STR_INIT("D4") },
	{ STR_INIT("sarjana terapan"), STR_INIT("D4") },
	{ STR_INIT("d iii"), STR_INIT("D3") },
	{ STR_INIT("d 3"), STR_INIT("D3") },
	{ STR_INIT("d3"), STR_INIT("D3") },
	{ STR_INIT("diii"), STR_INIT("D3") },
	{ STR_INIT("diploma iii"), STR_INIT("D3") },
	{ STR_INIT("diploma 3"), STR_INIT("D3") },
	{ STR_INIT("diploma tiga"), STR_INIT("D3") },
	{ STR_INIT("akademi"), STR_INIT("D3") },
	{ STR_INIT("sarjana muda"), STR_INIT("D3") },
	{ STR_INIT("sarmud"), STR_INIT("D3") },
	{ STR_INIT("ahli madya"), STR_INIT("D3") },
	{ STR_INIT("d ii"), STR_INIT("D2") },
	{ STR_INIT("d 2"), STR_INIT("D2") },
	{ STR_INIT("d2"), STR_INIT("D2") },
	{ STR_INIT("dii"), STR_INIT("D2") },
	{ STR_INIT("diploma ii"), STR_INIT("D2") },
	{ STR_INIT("diploma 2"), STR_INIT("D2") },
	{ STR_INIT("diploma dua"), STR_INIT("D2") },
	{ STR_INIT("d i"), STR_INIT("D1") },
	{ STR_INIT("d 1"), STR_INIT("D1") },
	{ STR_INIT("d1"), STR_INIT("D1") },
	{ STR_INIT("di"), STR_INIT("D1") },
	{ STR_INIT("diploma i"), STR_INIT("D1") },
	{ STR_INIT("diploma 1"), STR_INIT("D1") },
	{ STR_INIT("diploma satu"), STR_INIT("D1") },
	{ STR_INIT("s 1"), STR_INIT("S1") },
	{ STR_INIT("s1"), STR_INIT("S1") },
	{ STR_INIT("s i"), STR_INIT("S1") },
	{ STR_INIT("si"), STR_INIT("S1") },
	{ STR_INIT("strata 1"), STR_INIT("S1") },
	{ STR_INIT("strata i"), STR_INIT("S1") },
	{ STR_INIT("strata satu"), STR_INIT("S1") },
	{ STR_INIT("sarjana"), STR_INIT("S1") },
	{ STR_INIT("profesi"), STR_INIT("S1") },
	{ STR_INIT("ners"), STR_INIT("S1") },
	{ STR_INIT("slta"), STR_INIT("SMA") },
	{ STR_INIT("sma"), STR_INIT("SMA") },
	{ STR_INIT("smu"), STR_INIT("SMA") },
	{ STR_INIT("smk"), STR_INIT("SMA") },
	{ STR_INIT("smta"), STR_INIT("SMA") },
	{ STR_INIT("sman"), STR_INIT("SMA") },
	{ STR_INIT("smkn"), STR_INIT("SMA") },
	{ STR_INIT("stm"), STR_INIT("SMA") },
	{ STR_INIT("smea"), STR_INIT("SMA") },
	{ STR_INIT("smkk"), STR_INIT("SMA") },
	{ STR_INIT("spg"), STR_INIT("SMA") },
	{ STR_INIT("spk"), STR_INIT("SMA") },
	{ STR_INIT("sgo"), STR_INIT("SMA") },
	{ STR_INIT("pga"), STR_INIT("SMA") },
	{ STR_INIT("kpaa"), STR_INIT("SMA") },
	{ STR_INIT("spma"), STR_INIT("SMA") },
	{ STR_INIT("ma"), STR_INIT("SMA") },
	{ STR_INIT("man"), STR_INIT("SMA") },
	{ STR_INIT("aliyah"), STR_INIT("SMA") },
	{ STR_INIT("madrasah aliyah"), STR_INIT("SMA") },
	{ STR_INIT("sekolah menengah atas"), STR_INIT("SMA") },
	{ STR_INIT("sekolah menengah umum"), STR_INIT("SMA") },
	{ STR_INIT("sekolah menengah kejuruan"), STR_INIT("SMA") },
	{ STR_INIT("paket c"), STR_INIT("SMA") },
	{ STR_INIT("kejar paket c"), STR_INIT("SMA") },
	{ STR_INIT("sltp"), STR_INIT("SMP") },
	{ STR_INIT("smp"), STR_INIT("SMP") },
	{ STR_INIT("smpn"), STR_INIT("SMP") },
	{ STR_INIT("mts"), STR_INIT("SMP") },
	{ STR_INIT("madrasah tsanawiyah"), STR_INIT("SMP") },
	{ STR_INIT("sekolah menengah pertama"), STR_INIT("SMP") },
	{ STR_INIT("paket b"), STR_INIT("SMP") },
	{ STR_INIT("kejar paket b"), STR_INIT("SMP") },
	{ STR_INIT("sd"), STR_INIT("SD") },
	{ STR_INIT("sdn"), STR_INIT("SD") },
	{ STR_INIT("sekolah dasar"), STR_INIT("SD") },
	{ STR_INIT("mi"), STR_INIT("SD") },
	{ STR_INIT("sr"), STR_INIT("SD") },
	{ STR_INIT("paket a"), STR_INIT("SD") },
	{ STR_INIT("madrasah ibtidaiyah"), STR_INIT("SD") },
	{ STR_INIT("kejar paket a"), STR_INIT("SD") },
};

bool cell_education_read(struct ctx *c, struct str cell, struct str *level)
{
	struct str key = text_sort_key(c->arena, cell);

	for (size_t i = 0; key.len > 0 && i < COUNT(education_rows); i++) {
		struct str starts = education_rows[i].starts;

		if (starts.ptr[0] == key.ptr[0] && cell_word_starts(key, starts)) {
			*level = education_rows[i].level;
			return true;
		}
	}
	return false;
}
