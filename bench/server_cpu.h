/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BENCH_SERVER_CPU_H
#define ABDI_BENCH_SERVER_CPU_H

#include <stddef.h>
#include <stdint.h>

/* CPU seconds that these processes and their children have used so far, by /proc. */
double server_cpu_seconds(const int64_t *pids, size_t count);

#endif
