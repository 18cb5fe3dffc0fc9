/* SPDX-License-Identifier: Apache-2.0 */
/* Retirements by month and position, flat: for a pivot table. Warnings go beside it, to people. */
#include <stdio.h>

#include "base/buf.h"
#include "cli/internal.h"
#include "cli/project.h"

#define FLUSH_BYTES 65536

static const struct err *flush(struct cli *cli, struct buf *out)
{
	if (fwrite(out->ptr, 1, out->len, cli->out) != out->len)
		return cli_output_failed(cli);
	buf_clear(out);
	return NULL;
}

const struct err *project_csv_write(struct cli *cli, const struct workforce_report *view)
{
	struct buf out;

	buf_init(&out, cli->c->arena);
	workforce_csv_heading(&out, cli->c->lang);
	for (size_t i = 0; i < view->outlook.cell_count; i++) {
		workforce_csv_cell(&out, cli->c->lang, &view->outlook.cells[i]);
		if (out.len >= FLUSH_BYTES)
			TRY(flush(cli, &out));
	}
	TRY(flush(cli, &out));
	for (size_t i = 0; i < view->warning_count; i++) {
		cli_write_clean(cli->err, view->warnings[i]);
		fputc('\n', cli->err);
	}
	return NULL;
}
