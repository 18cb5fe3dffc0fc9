/* SPDX-License-Identifier: Apache-2.0 */
#include "app/setup.h"

#include "app/folder.h"
#include "app/founding.h"
#include "app/sample.h"
#include "app/view.h"
#include "auth/account.h"
#include "auth/session.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "db/db.h"
#include "page/reply.h"
#include "pages_app.h"
#include "registry/registry.h"

enum step { STEP_AGENCY = 1, STEP_ADMIN, STEP_DATA, STEP_CHECK, STEP_COUNT = STEP_CHECK };

/* All that is asked, and in which step. */
struct question {
	enum step step;
	const char *name;
	const char *label; /* key */
	const char *hint;  /* key, or NULL */
	const char *type;  /* of the box */
	int64_t chars_max;
};

#define PATH_UPLOAD "/kerja/impor/unggah"

#define PASSWORD "sandi"
#define SAMPLE   "contoh"

static const struct question questions[] = {
	/* step      name       label             hint                   type        max */
	{ STEP_AGENCY, "kode",    "setup.code",     "setup.code_hint",     "text",     20  },
	{ STEP_AGENCY, "agency",  "setup.agency",   "setup.agency_hint",   "text",     200 },
	{ STEP_AGENCY, "region",  "setup.region",   "setup.region_hint",   "text",     16  },
	{ STEP_ADMIN,  "admin",   "setup.admin",    "setup.admin_hint",    "text",     64  },
	{ STEP_DATA,   "data",    "setup.data",     "setup.data_hint",     NULL,       16  },
	{ STEP_CHECK,  PASSWORD,  "setup.password", "setup.password_hint", "password", 200 },
	{ STEP_CHECK,  "ulang",   "setup.again",    NULL,                  "password", 200 },
};

static const struct page_option data_options[] = {
	{ STR_INIT("kosong"), STR_INIT("setup.data_empty"), true },
	{ STR_INIT("berkas"), STR_INIT("setup.data_file"), true },
	{ STR_INIT(SAMPLE), STR_INIT("setup.data_sample"), true },
};

static const char *const labels[] = { "setup.step_agency", "setup.step_admin", "setup.step_data",
	                              "setup.step_check" };
static const char *const headings[] = { "setup.heading_agency", "setup.heading_admin",
	                                "setup.heading_data", "setup.heading_check" };

struct str app_setup_option(const struct page_field *field)
{
	for (size_t i = 0; i < field->option_count; i++)
		if (str_eq(field->options[i].value, field->value))
			return field->options[i].label;
	return field->options[0].label;
}

/* ---- the page ---- */

static struct page_field field_of(const struct question *q, const struct req *rq)
{
	bool secret = q->step == STEP_CHECK;

	return (struct page_field){
		.name = q->name,
		.label = q->label,
		.hint = q->hint,
		.type = q->type,
		.autocomplete = secret ? "new-password" : NULL,
		.value = secret ? STR("") : http_field_get(&rq->form, q->name),
		.chars_max = q->chars_max,
		.options = q->step == STEP_DATA ? data_options : NULL,
		.option_count = q->step == STEP_DATA ? COUNT(data_options) : 0,
	};
}

static void fields_fill(struct ctx *c, const struct req *rq, struct app_setup_view *v)
{
	struct page_field *fields = arena_array(c->arena, COUNT(questions), sizeof(*fields));
	struct page_field *kept = arena_array(c->arena, COUNT(questions), sizeof(*kept));

	for (size_t i = 0; i < COUNT(questions); i++)
		if ((int)questions[i].step == v->step)
			fields[v->field_count++] = field_of(&questions[i], rq);
		else if (questions[i].step != STEP_CHECK)
			kept[v->kept_count++] = field_of(&questions[i], rq);
	v->fields = fields;
	v->kept = kept;
	if (v->is_last) {
		v->answers = kept + 1; /* all but the code */
		v->answer_count = v->kept_count - 1;
	}
}

static const struct err *show(struct ctx *c, const struct req *rq, struct reply *rp, int step,
                              bool begun, const struct form_errors *errors)
{
	static const struct form_errors none;
	struct app_setup_step *steps = arena_array(c->arena, STEP_COUNT, sizeof(*steps));
	struct app_setup_view view = {
		.step = step,
		.is_last = step == STEP_COUNT,
		.begun = begun,
		.heading = headings[step - 1],
		.steps = steps,
		.step_count = STEP_COUNT,
		.errors = errors == NULL ? &none : errors,
	};
	struct page p;

	for (int i = 0; i < STEP_COUNT; i++)
		steps[i] = (struct app_setup_step){ i + 1, labels[i], i + 1 < step, i + 1 == step };
	fields_fill(c, rq, &view);
	if (view.errors->count > 0)
		rp->status = 400;
	p = page_begin(c, rq, rp);
	app_page_setup(&p, &view);
	return NULL;
}

/* ---- the answers ---- */

/* A wrong answer is told beside its field; what is no fault of the answer ends the request. */
static const struct err *note(struct form_errors *errors, const struct err *err)
{
	if (err == NULL || (err->code != ERR_INVALID && err->code != ERR_DENIED))
		return err;
	if (errors->count < FORM_ERRORS_MAX)
		errors->all[errors->count++] = err;
	return NULL;
}

/* The same error, said of a field of ours. */
static const struct err *of_field(struct ctx *c, const struct err *err, const char *name)
{
	struct err *own;

	if (err == NULL)
		return NULL;
	own = ARENA_NEW(c->arena, struct err);
	*own = *err;
	own->field = str_of(name);
	return own;
}

struct looking {
	const struct req *rq;
	struct founding *founding;
	struct form_errors *errors;
	bool begun; /* a sample is here that nobody owns */
};

static const struct err *look_work(struct ctx *c, void *arg)
{
	struct looking *l = arg;
	struct str code = http_field_get(&l->rq->form, "kode");

	TRY(note(l->errors, of_field(c, auth_setup_check(c, code), "kode")));
	return note(l->errors, founding_region_check(c, l->founding));
}

/* What is wrong with the answers of one step, or of all up to the last. */
static const struct err *check(struct ctx *c, const struct req *rq, int step,
                               struct founding *founding, struct form_errors *errors)
{
	struct looking looking = { rq, founding, errors, false };

	if (step == STEP_AGENCY || step == STEP_CHECK) {
		TRY(db_read(c, look_work, &looking));
		TRY(note(errors, founding_name_check(c, founding->agency)));
	}
	if (step == STEP_ADMIN || step == STEP_CHECK)
		TRY(note(errors, of_field(c, auth_name_check(c, founding->admin), "admin")));
	if (step != STEP_CHECK)
		return NULL;
	TRY(note(errors,
	         of_field(c, auth_password_length_check(c, http_field_get(&rq->form, PASSWORD)),
	                  PASSWORD)));
	if (!str_eq(http_field_get(&rq->form, PASSWORD), http_field_get(&rq->form, "ulang")))
		return note(errors, err_new(c->arena, ERR_INVALID, STR("ulang"),
		                            "setup.passwords_differ", STR("")));
	return NULL;
}

static bool is_chosen(const struct req *rq, const char *data)
{
	return str_eq(http_field_get(&rq->form, "data"), str_of(data));
}

/* The code is looked at again: making the sample takes seconds, and another may have come first. */
static const struct err *found_work(struct ctx *c, void *arg)
{
	struct looking *l = arg;

	TRY(auth_setup_use(c, http_field_get(&l->rq->form, "kode")));
	return l->begun || is_chosen(l->rq, SAMPLE) ? sample_admin(c, l->founding)
	                                            : founding_carry_out(c, l->founding);
}

/* With its admin first, so that what is interrupted here goes on behind the sign-in. */
static const struct err *carry_out(struct ctx *c, const struct req *rq, struct founding *founding,
                                   bool begun)
{
	struct looking looking = { .rq = rq, .founding = founding, .begun = begun };
	const struct auth_key *key;

	TRY(folder_ready(c, &key));
	TRY(auth_password_hash(c, key, http_field_get(&rq->form, PASSWORD),
	                       &founding->password_hash));
	if (is_chosen(rq, SAMPLE))
		TRY(sample_finish(c));
	TRY(db_write(c, found_work, &looking));
	if (!begun || is_chosen(rq, SAMPLE))
		return NULL;
	c->agency_id = founding->agency_id;
	return registry_sample_remove(c, founding->agency, founding->region_code);
}

static bool at_home(const struct req *rq)
{
	return auth_peer_is_local(rq->peer);
}

struct opening {
	bool open;
	bool begun;
};

static const struct err *open_work(struct ctx *c, void *arg)
{
	struct opening *o = arg;

	return founding_is_open(c, &o->open, &o->begun);
}

/* The wizard is there for the local network, and only while nobody could sign in. */
static const struct err *open_check(struct ctx *c, const struct req *rq, bool *begun)
{
	struct opening o;

	if (!at_home(rq))
		return err_new(c->arena, ERR_DENIED, STR(""), "setup.local_only", STR(""));
	TRY(db_read(c, open_work, &o));
	*begun = o.begun;
	return o.open ? NULL : err_new(c->arena, ERR_MISSING, STR(""), "error.no_page", STR(""));
}

const struct err *setup_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	bool begun;

	TRY(open_check(c, rq, &begun));
	return show(c, rq, rp, STEP_AGENCY, begun, NULL);
}

const struct err *setup_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct founding founding = {
		.agency = str_trim(http_field_get(&rq->form, "agency")),
		.region_code = str_trim(http_field_get(&rq->form, "region")),
		.admin = str_trim(http_field_get(&rq->form, "admin")),
	};
	struct form_errors errors = { .count = 0 };
	int64_t step;
	bool begun;

	TRY(open_check(c, rq, &begun));
	if (!str_int(http_field_get(&rq->form, "langkah"), &step) || step < 1 || step > STEP_COUNT)
		step = 1;
	if (str_eq(http_field_get(&rq->form, "ke"), STR("mundur")))
		return show(c, rq, rp, step > 1 ? (int)step - 1 : 1, begun, NULL);
	TRY(check(c, rq, (int)step, &founding, &errors));
	form_controls(c, &rq->form, &errors);
	if (errors.count > 0)
		return show(c, rq, rp, (int)step, begun, &errors);
	if (step < STEP_COUNT)
		return show(c, rq, rp, (int)step + 1, begun, NULL);
	TRY(carry_out(c, rq, &founding, begun));
	return reply_see_other(rp, is_chosen(rq, "berkas")
	                                   ? auth_sign_in_path(c->arena, STR(PATH_UPLOAD), STR(""))
	                                   : STR(AUTH_PATH_SIGN_IN));
}
