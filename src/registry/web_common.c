/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdio.h>

#include "auth/account.h"
#include "i18n/words.h"
#include "registry/web_common.h"
#include "registry/web_view.h"

struct str registry_web_get(const struct req *rq, const char *page_name, const char *api_name)
{
	struct str value = http_field_get(&rq->query, rq->wants_json ? api_name : page_name);
	size_t len = value.len < WEB_TEXT_BYTES ? value.len : WEB_TEXT_BYTES;

	/* Not in the middle of a character. */
	while (len > 0 && len < value.len && ((unsigned char)value.ptr[len] & 0xC0) == 0x80)
		len--;
	return str_trim(str_sub(value, 0, len));
}

const struct err *registry_web_on(struct ctx *c, const struct req *rq, struct date *on)
{
	struct str text = registry_web_get(rq, "pada", "on");

	*on = registry_web_today(c, rq);
	if (text.len > 0 &&
	    (date_read_loose(text, *on, on) != DATE_READ_OK || !date_before(*on, date_open())))
		return err_new(c->arena, ERR_INVALID, str_of(rq->wants_json ? "on" : "pada"),
		               "form.date", text);
	return NULL;
}

const struct err *registry_web_get_id(struct ctx *c, const struct req *rq, const char *page_name,
                                      const char *api_name, int64_t *id)
{
	struct str text = registry_web_get(rq, page_name, api_name);

	*id = 0;
	if (text.len > 0 && (!str_int(text, id) || *id < 1))
		return err_new(c->arena, ERR_INVALID, str_of(rq->wants_json ? api_name : page_name),
		               "form.number", text);
	return NULL;
}

const struct err *registry_web_limit(struct ctx *c, const struct req *rq, int max, int *limit)
{
	struct str text = http_field_get(&rq->query, "limit");
	int64_t n = WEB_API_ROWS;

	*limit = WEB_PAGE_ROWS;
	if (!rq->wants_json)
		return NULL;
	if (text.len > 0 && (!str_int(text, &n) || n < 1 || n > max))
		return err_new(c->arena, ERR_INVALID, STR("limit"), "form.number_range",
		               str_fmt(c->arena, "1–%d", max));
	*limit = (int)n;
	return NULL;
}

const struct err *registry_web_actor(struct ctx *c, int64_t actor_id, struct str *out)
{
	struct auth_account account;
	const struct err *err;

	*out = words_get(c->lang, STR("wizard.sender_unknown"));
	if (actor_id == 0)
		return NULL;
	err = auth_account_find(c, actor_id, &account);
	if (err != NULL && err->code == ERR_MISSING)
		return NULL;
	TRY(err);
	*out = account.display.len > 0 ? account.display : account.name;
	return NULL;
}

struct str registry_web_name(struct arena *arena, struct str before, struct str name,
                             struct str after)
{
	return str_fmt(arena, "%.*s%s%.*s%s%.*s", STR_ARG(before), before.len > 0 ? " " : "",
	               STR_ARG(name), after.len > 0 ? ", " : "", STR_ARG(after));
}

struct str registry_web_kind(enum position_kind kind)
{
	static const char *const keys[POSITION_KIND_COUNT] = {
		[POSITION_JPT_UTAMA] = "post.kind_jpt_utama",
		[POSITION_JPT_MADYA] = "post.kind_jpt_madya",
		[POSITION_JPT_PRATAMA] = "post.kind_jpt_pratama",
		[POSITION_ADMINISTRATOR] = "post.kind_administrator",
		[POSITION_PENGAWAS] = "post.kind_pengawas",
		[POSITION_PELAKSANA] = "post.kind_pelaksana",
		[POSITION_JF_UTAMA] = "post.kind_jf_utama",
		[POSITION_JF_MADYA] = "post.kind_jf_madya",
		[POSITION_JF_MUDA] = "post.kind_jf_muda",
		[POSITION_JF_PERTAMA] = "post.kind_jf_pertama",
		[POSITION_JF_PENYELIA] = "post.kind_jf_penyelia",
		[POSITION_JF_MAHIR] = "post.kind_jf_mahir",
		[POSITION_JF_TERAMPIL] = "post.kind_jf_terampil",
		[POSITION_JF_PEMULA] = "post.kind_jf_pemula",
		[POSITION_JF] = "post.kind_jf",
	};

	assert(kind >= 0 && kind < POSITION_KIND_COUNT);
	return str_of(keys[kind]);
}

struct str registry_web_status(enum service_status status)
{
	static const char *const keys[SERVICE_STATUS_COUNT] = {
		[SERVICE_CPNS] = "employee.status_cpns",
		[SERVICE_PNS] = "employee.status_pns",
		[SERVICE_PPPK] = "employee.status_pppk",
		[SERVICE_PPPK_PART_TIME] = "employee.status_pppk_part_time",
		[SERVICE_RETIRED] = "employee.status_retired",
		[SERVICE_DIED] = "employee.status_died",
		[SERVICE_RESIGNED] = "employee.status_resigned",
		[SERVICE_DISMISSED] = "employee.status_dismissed",
		[SERVICE_MOVED_OUT] = "employee.status_moved_out",
	};

	return str_of(keys[status]);
}

struct str registry_web_capacity(enum capacity capacity)
{
	static const char *const keys[CAPACITY_COUNT] = {
		[CAPACITY_DEFINITIVE] = "post.capacity_definitive",
		[CAPACITY_PLT] = "post.capacity_plt",
		[CAPACITY_PLH] = "post.capacity_plh",
		[CAPACITY_PJ] = "post.capacity_pj",
	};

	return str_of(keys[capacity]);
}

struct str registry_web_badge_words(const struct page *p, const struct badge_view *badge)
{
	return words_fmt(p->arena, p->lang, str_of(badge->label),
	                 WORD_ARGS({ "n", words_number(p->arena, p->lang, badge->n) }));
}

void registry_web_json_id(struct json *json, const char *key, int64_t id)
{
	char digits[24];

	json_key(json, str_of(key));
	if (id == 0) {
		json_null(json);
		return;
	}
	snprintf(digits, sizeof(digits), "%jd", (intmax_t)id);
	json_str(json, str_of(digits));
}

void registry_web_json_date(struct json *json, const char *key, bool known, struct date date)
{
	char iso[DATE_TEXT_BYTES];

	json_key(json, str_of(key));
	if (!known || date_eq(date, date_open()))
		json_null(json);
	else
		json_str(json, str_of(date_iso(date, iso)));
}

void registry_web_link_next(struct ctx *c, const struct req *rq, struct reply *rp, int64_t after)
{
	struct page_query pairs[HTTP_FIELDS_MAX + 1];
	size_t count = 0;
	struct page_url url;

	for (size_t i = 0; i < rq->query.count && count < HTTP_FIELDS_MAX; i++)
		if (!str_eq(rq->query.all[i].name, STR("after")))
			pairs[count++] = (struct page_query){
				str_c(c->arena, rq->query.all[i].name), rq->query.all[i].value
			};
	pairs[count++] = (struct page_query){ "after", str_fmt(c->arena, "%jd", (intmax_t)after) };
	url = page_url_query(c->arena, rq->path, pairs, count);
	reply_header(rp, "Link", str_fmt(c->arena, "<%.*s>; rel=\"next\"", STR_ARG(url.text)));
}
