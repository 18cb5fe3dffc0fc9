/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/heading.h"

#include "base/arena.h"
#include "base/text.h"

/* Usual headings; the words people read in messages when a file has no such column. */
static const char *const usual[ROSTER_FIELD_COUNT] = {
	[ROSTER_NIP] = "NIP",
	[ROSTER_NAME] = "NAMA",
	[ROSTER_TITLE_BEFORE] = "GELAR DEPAN",
	[ROSTER_TITLE_AFTER] = "GELAR BELAKANG",
	[ROSTER_BIRTH_PLACE] = "TEMPAT LAHIR",
	[ROSTER_BIRTH_ON] = "TANGGAL LAHIR",
	[ROSTER_BIRTH_PLACE_AND_DATE] = "TEMPAT, TANGGAL LAHIR",
	[ROSTER_GENDER] = "JENIS KELAMIN",
	[ROSTER_NIK] = "NIK",
	[ROSTER_STATUS] = "STATUS PEGAWAI",
	[ROSTER_ENTRY_ON] = "TMT CPNS",
	[ROSTER_PNS_ON] = "TMT PNS",
	[ROSTER_GRADE] = "GOLONGAN",
	[ROSTER_RANK] = "PANGKAT",
	[ROSTER_GRADE_ON] = "TMT GOLONGAN",
	[ROSTER_KIND] = "JENIS JABATAN",
	[ROSTER_ECHELON] = "ESELON",
	[ROSTER_POSITION] = "JABATAN",
	[ROSTER_POSITION_ON] = "TMT JABATAN",
	[ROSTER_EDUCATION] = "TINGKAT PENDIDIKAN",
	[ROSTER_EDUCATION_FIELD] = "JURUSAN",
	[ROSTER_UNIT] = "UNIT KERJA",
	[ROSTER_PARENT] = "OPD",
	[ROSTER_DROPPED] = "",
};

/*
 * Words for a field, as sort keys. The national export's stand first in each group; the rest are
 * those of office spreadsheets. Order within a group does not matter.
 */
static const struct {
	enum roster_field field;
	const char *words;
} synonyms[] = {
	{ ROSTER_NIP,
	  "nip baru|nip|nip 18|nip 18 digit|nipbaru|nomor induk pegawai|no induk pegawai|"
	  "nomor induk|nip nippppk|nip nipppk|nip ni pppk|nipppk|ni pppk|nip pns|nip pegawai|"
	  "nip asn|nip pppk|no nip|nomor nip|nip sekarang" },
	{ ROSTER_NAME,
	  "nama|nama lengkap|nama pegawai|nama pns|nama asn|nama lengkap pegawai|"
	  "nama dan gelar|nama gelar|nama lengkap dan gelar|nama beserta gelar|"
	  "nama tanpa gelar|nama lengkap dengan gelar|nama lengkap gelar|name|full name" },
	{ ROSTER_TITLE_BEFORE,
	  "gelar depan|gelar dpn|glr depan|gelar di depan|gelar dep|gelar nama depan" },
	{ ROSTER_TITLE_AFTER, "gelar belakang|gelar blk|glr belakang|gelar di belakang|gelar "
	                      "blkg|gelar nama belakang" },
	{ ROSTER_BIRTH_PLACE,
	  "tempat lahir nama|tempat lahir|tmpt lahir|tmp lahir|kota lahir|tpt lahir" },
	{ ROSTER_BIRTH_ON,
	  "tanggal lahir|tgl lahir|tgllahir|tanggal kelahiran|tgl kelahiran|tgl lhr|"
	  "date of birth|birth date|dob" },
	{ ROSTER_BIRTH_PLACE_AND_DATE,
	  "tempat tanggal lahir|tempat tgl lahir|ttl|tempat dan tanggal lahir|"
	  "tempat dan tgl lahir|tmpt tgl lahir|tempat dan tgl lhr|"
	  "tempat tgl lhr|kelahiran" },
	{ ROSTER_GENDER,
	  "jenis kelamin|l p|jk|kelamin|jns kelamin|jenis kel|j k|p l|lk pr|sex|gender|"
	  "jenis kelamin l p|jk l p|l p jk" },
	{ ROSTER_NIK,
	  "nik|no ktp|nomor ktp|nik ktp|no nik|nomor nik|nomor induk kependudukan|ktp" },
	{ ROSTER_STATUS,
	  "status cpns pns|status|status pegawai|status kepegawaian|cpns pns|pns cpns|"
	  "jenis pegawai|jenis asn|status asn|jenis kepegawaian|kedudukan pegawai|"
	  "status cpns pns pppk|pns cpns pppk|pns pppk" },
	{ ROSTER_ENTRY_ON, "tmt cpns|tanggal cpns|tgl cpns|tmt capeg|tmt masuk|tmt masuk kerja|"
	                   "tmt pengangkatan|tmt cpns pppk|tmt pppk|tmt kontrak|mulai bekerja" },
	{ ROSTER_PNS_ON, "tmt pns|tanggal pns|tgl pns" },
	{ ROSTER_GRADE,
	  "gol akhir nama|golongan|gol|gol ruang|golongan ruang|pangkat gol|pangkat golongan|"
	  "pangkat golongan ruang|pangkat gol ruang|gol akhir|golongan akhir|gol terakhir|"
	  "golongan terakhir|pangkat dan golongan|pangkat dan gol ruang|gol pangkat|"
	  "golongan pangkat|pangkat golru|golru|gol rg|golongan nama|gol ruang akhir|"
	  "pangkat gol terakhir|pangkat golongan terakhir|pangkat dan golongan ruang|gol rng" },
	{ ROSTER_RANK, "pangkat|nama pangkat|pangkat akhir nama|pangkat terakhir|pangkat akhir" },
	{ ROSTER_GRADE_ON,
	  "tmt golongan|tmt gol|tmt pangkat|tmt kp|tmt gol ruang|tmt golru|"
	  "tmt pangkat gol|tmt pangkat golongan|tmt golongan ruang|tmt gol akhir|"
	  "tmt pangkat terakhir|tmt golongan akhir|tmt gol terakhir|tmt kenaikan pangkat" },
	{ ROSTER_KIND,
	  "jenis jabatan nama|jenis jabatan|jns jabatan|jenis jab|kelompok jabatan|tipe jabatan|"
	  "kategori jabatan|jenjang jabatan" },
	{ ROSTER_ECHELON,
	  "eselon nama|eselon|esl|eselonering|eselon jabatan|ess|es|tingkat eselon" },
	{ ROSTER_POSITION,
	  "jabatan nama|nama jabatan|jabatan|jabatan terakhir|jabatan sekarang|nm jabatan|"
	  "jabatan saat ini|nama jab|uraian jabatan" },
	{ ROSTER_POSITION_ON,
	  "tmt jabatan|tmt jab|tmt jabatan terakhir|tmt menjabat|tanggal jabatan|"
	  "tgl jabatan|tmt pelantikan" },
	{ ROSTER_EDUCATION,
	  "tingkat pendidikan nama|pendidikan|pend terakhir|pendidikan terakhir|"
	  "tk pendidikan|tingkat pendidikan|jenjang pendidikan|ijazah terakhir|pend|"
	  "jenjang|pendidikan akhir|pendidikan tertinggi|ijazah|tkt pendidikan|"
	  "tingkat pend|pddk terakhir|pendidikan umum" },
	{ ROSTER_EDUCATION_FIELD,
	  "jurusan|pendidikan nama|program studi|prodi|jurusan pendidikan|nama pendidikan" },
	{ ROSTER_UNIT,
	  "unor nama|unit kerja|unit|unit organisasi|sub unit|unker|unit kerja nama|nama unit|"
	  "nama unit kerja|sub unit kerja|unor|bidang bagian|tempat tugas|tempat kerja|"
	  "unit kerja sekarang|nama unor|unit kerja saat ini|lokasi kerja nama unit" },
	{ ROSTER_PARENT,
	  "unor induk nama|opd|skpd|perangkat daerah|unit induk|unor induk|satuan kerja|satker|"
	  "dinas|dinas badan|skpd opd|opd skpd|nama opd|nama skpd|unit kerja induk|"
	  "organisasi perangkat daerah|satuan kerja perangkat daerah|nama satuan kerja|"
	  "unit organisasi induk|unit eselon ii|badan dinas|satuan kerja nama|dinas instansi" },
	{ ROSTER_DROPPED,
	  "no|nomor|no urut|nomor urut|pns id|nip lama|instansi kerja nama|instansi|"
	  "instansi induk nama|instansi kerja|instansi induk|alamat|alamat rumah|"
	  "alamat lengkap|no hp|nomor hp|hp|no telp|no telepon|telepon|telp|email|e mail|"
	  "agama|agama nama|keterangan|ket|kartu pegawai|karpeg|npwp|bpjs|alasan|usia|umur" },
};

/* The form in which headings are compared: strokes and points are spaces, the rest as names. */
static struct str heading_key(struct ctx *c, struct str heading)
{
	char *flat = arena_alloc(c->arena, heading.len + 1);

	for (size_t i = 0; i < heading.len; i++) {
		char ch = heading.ptr[i];

		flat[i] = ch == '.' || ch == '_' || ch == ',' || ch == ':' || ch == '\n' ||
		                          ch == '\r' || ch == '(' || ch == ')' || ch == '\\'
		                  ? ' '
		                  : ch;
	}
	return text_sort_key(c->arena, (struct str){ flat, heading.len });
}

/* "tgllahir" and "TMTGolongan" are as good as "tgl lahir": blanks do not count. */
static bool same_letters(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.len && a.ptr[i] == ' ')
			i++;
		while (k < b.len && b.ptr[k] == ' ')
			k++;
		if (i == a.len || k == b.len)
			return i == a.len && k == b.len;
		if (a.ptr[i++] != b.ptr[k++])
			return false;
	}
}

static bool key_match(struct str key, enum roster_field *field)
{
	if (key.len == 0)
		return false;
	for (size_t i = 0; i < COUNT(synonyms); i++) {
		struct str rest = str_of(synonyms[i].words), word;

		while (str_cut(&rest, '|', &word)) {
			if (same_letters(word, key)) {
				*field = synonyms[i].field;
				return true;
			}
		}
	}
	return false;
}

/* "TANGGAL LAHIR (dd-mm-yyyy)" means what stands before the bracket. */
static struct str without_brackets(struct str heading)
{
	ptrdiff_t at = str_find_char(heading, '(');

	return at > 0 ? str_sub(heading, 0, (size_t)at) : heading;
}

/* Words that many offices hang on a heading and that change nothing. */
static bool drop_filler(struct str *key)
{
	static const char *const fillers[] = { " nama",     " terakhir", " akhir", " sekarang",
		                               " saat ini", " pegawai",  " pns",   " asn",
		                               " pppk",     " aktif" };

	for (size_t i = 0; i < COUNT(fillers); i++) {
		struct str filler = str_of(fillers[i]);

		if (key->len > filler.len && str_ends(*key, filler)) {
			key->len -= filler.len;
			return true;
		}
	}
	return false;
}

bool heading_match(struct ctx *c, struct str heading, enum roster_field *field)
{
	struct str key = heading_key(c, heading);

	if (key_match(key, field))
		return true;
	key = heading_key(c, without_brackets(heading));
	do {
		if (key_match(key, field))
			return true;
	} while (drop_filler(&key));
	return false;
}

struct str heading_usual(enum roster_field field)
{
	return str_of(usual[field]);
}

static const char *const codes[ROSTER_FIELD_COUNT] = {
	[ROSTER_NIP] = "nip",
	[ROSTER_NAME] = "name",
	[ROSTER_TITLE_BEFORE] = "title_before",
	[ROSTER_TITLE_AFTER] = "title_after",
	[ROSTER_BIRTH_PLACE] = "birth_place",
	[ROSTER_BIRTH_ON] = "birth_on",
	[ROSTER_BIRTH_PLACE_AND_DATE] = "birth_place_and_date",
	[ROSTER_GENDER] = "gender",
	[ROSTER_NIK] = "nik",
	[ROSTER_STATUS] = "status",
	[ROSTER_ENTRY_ON] = "entry_on",
	[ROSTER_PNS_ON] = "pns_on",
	[ROSTER_GRADE] = "grade",
	[ROSTER_RANK] = "rank",
	[ROSTER_GRADE_ON] = "grade_on",
	[ROSTER_KIND] = "kind",
	[ROSTER_ECHELON] = "echelon",
	[ROSTER_POSITION] = "position",
	[ROSTER_POSITION_ON] = "position_on",
	[ROSTER_EDUCATION] = "education",
	[ROSTER_EDUCATION_FIELD] = "education_field",
	[ROSTER_UNIT] = "unit",
	[ROSTER_PARENT] = "parent",
	[ROSTER_DROPPED] = "dropped",
};

struct str heading_field_code(enum roster_field field)
{
	return str_of(codes[field]);
}

bool heading_field_parse(struct str code, enum roster_field *out)
{
	for (int f = 0; f < ROSTER_FIELD_COUNT; f++)
		if (str_eq(code, str_of(codes[f]))) {
			*out = (enum roster_field)f;
			return true;
		}
	return false;
}

static void match_all(struct ctx *c, const struct csv_record *record, struct heading_mapping *out)
{
	out->count = record->count < HEADING_COLUMNS_MAX ? record->count : HEADING_COLUMNS_MAX;
	for (size_t i = 0; i < out->count; i++) {
		enum roster_field field;

		out->fields[i] = -1;
		if (heading_match(c, record->fields[i], &field))
			out->fields[i] = (signed char)field;
	}
}

void heading_mapping_guess(struct ctx *c, const struct csv_record *record,
                           struct heading_mapping *out)
{
	bool taken[ROSTER_FIELD_COUNT] = { false };

	match_all(c, record, out);
	for (size_t i = 0; i < out->count; i++) {
		int field = out->fields[i];

		if (field < 0 || field == ROSTER_DROPPED)
			continue;
		out->fields[i] = taken[field] ? -1 : (signed char)field;
		taken[field] = true;
	}
}

int heading_columns_chosen(struct ctx *c, const struct csv_record *record,
                           const struct heading_mapping *mapping, struct roster_columns *columns,
                           bool *usable)
{
	int named = 0;

	for (int f = 0; f < ROSTER_FIELD_COUNT; f++) {
		columns->at[f] = -1;
		columns->headings[f] = heading_usual((enum roster_field)f);
	}
	for (size_t i = 0; i < record->count && i < mapping->count; i++) {
		int field = mapping->fields[i];

		if (field < 0)
			continue;
		named++;
		if (columns->at[field] >= 0)
			continue;
		columns->at[field] = (int)i;
		if (str_trim(record->fields[i]).len > 0)
			columns->headings[field] = str_copy(c->arena, str_trim(record->fields[i]));
	}
	*usable = columns->at[ROSTER_NIP] >= 0 && columns->at[ROSTER_NAME] >= 0 &&
	          (columns->at[ROSTER_UNIT] >= 0 || columns->at[ROSTER_PARENT] >= 0);
	return named;
}

int heading_columns(struct ctx *c, const struct csv_record *record, struct roster_columns *columns,
                    bool *usable)
{
	struct heading_mapping mapping;

	match_all(c, record, &mapping);
	return heading_columns_chosen(c, record, &mapping, columns, usable);
}
