-- SPDX-License-Identifier: Apache-2.0
-- Pages ask who is in a post and who is in a unit; rosters do not.
CREATE INDEX employment_position ON employment (agency_id, position_id);
