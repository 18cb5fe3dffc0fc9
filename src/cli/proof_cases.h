/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_PROOF_CASES_H
#define ABDI_CLI_PROOF_CASES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Cases that others wrote about Merkle proofs, notes and checkpoints, in the JSON in which they
 * wrote them: transparency-dev/merkle (testdata), transparency-dev/formats, golang.org/x/mod
 * sumdb/note and what its sumdb/tlog answers.
 */
struct proof_case {
	struct str name;
	bool verdict;  /* we accept it */
	bool expected; /* the file says that it is to be accepted */
	bool agrees;   /* the same verdict, and the same count of signatures where one is given */
};

typedef const struct err *proof_case_told(void *arg, const struct proof_case *found);

/*
 * Judge every case of a file.
 *   text   JSON: a case, or a list of cases
 * Errors: INVALID not JSON, or of none of the known shapes; those of `told`.
 */
const struct err *proof_cases_run(struct arena *arena, struct str text, proof_case_told *told,
                                  void *arg);

#endif
