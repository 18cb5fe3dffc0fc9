-- SPDX-License-Identifier: Apache-2.0
-- An index on employments is met at random by a roster and was a quarter of its time.
DROP INDEX employment_position;
-- Who was ever put in a post, filled in order at an import's end.
CREATE TABLE position_holder (
	agency_id bigint NOT NULL, -- whose
	position_id bigint NOT NULL, -- which post
	person_id bigint NOT NULL, -- who; when, and whether it is still believed, says employment
	PRIMARY KEY (agency_id, position_id, person_id)
);
INSERT INTO position_holder (agency_id, position_id, person_id)
SELECT DISTINCT agency_id, position_id, person_id
FROM employment;
