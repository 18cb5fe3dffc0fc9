-- SPDX-License-Identifier: Apache-2.0
-- Why a person was added or corrected by hand: one act each.
CREATE TABLE correction (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- the act's id
	person_id bigint NOT NULL, -- of whom
	part text NOT NULL, -- new, name, birth, status, grade, education, post
	reason text NOT NULL, -- as the person who did it wrote it; class internal
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX correction_person ON correction (agency_id, person_id);
