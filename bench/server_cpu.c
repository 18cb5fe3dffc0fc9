/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/server_cpu.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"

/* One process's line of /proc: fields 14 to 17 are its own CPU time and that of ended children. */
static bool process_ticks(int64_t pid, int64_t *parent, int64_t *ticks)
{
	char path[64], line[1024];
	FILE *file;
	struct str rest, word;
	int64_t number;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	file = fopen(path, "r");
	if (file == NULL)
		return false;
	rest = str_of(fgets(line, sizeof(line), file));
	(void)fclose(file);
	/* The name in brackets may hold blanks; what is wanted stands behind it. */
	rest = str_sub(rest, (size_t)(str_find(rest, STR(") ")) + 2), rest.len);
	*ticks = 0;
	for (int field = 3; field <= 17 && str_cut(&rest, ' ', &word); field++) {
		if (field == 4)
			(void)str_int(word, parent);
		if (field >= 14 && str_int(word, &number))
			*ticks += number;
	}
	return true;
}

static bool is_listed(const int64_t *pids, size_t count, int64_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

double server_cpu_seconds(const int64_t *pids, size_t count)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int64_t sum = 0, ticks, parent = 0, number;

	while (proc != NULL && (entry = readdir(proc)) != NULL) {
		if (str_int(str_of(entry->d_name), &number) &&
		    process_ticks(number, &parent, &ticks) &&
		    (is_listed(pids, count, number) || is_listed(pids, count, parent)))
			sum += ticks;
	}
	if (proc != NULL)
		(void)closedir(proc);
	return (double)sum / (double)sysconf(_SC_CLK_TCK);
}
