-- SPDX-License-Identifier: Apache-2.0
-- The log of decisions: entries, the tree over them as tiles, checkpoints, and what each act of the
-- registry said of whom.

-- Entries whose transaction is done and that have no place in the log yet; for a moment.
CREATE TABLE ledger_pending (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	act_id bigint NOT NULL, -- the act of the registry it tells of; 0 for none
	body text NOT NULL, -- canonical JSON; class public
	PRIMARY KEY (agency_id, id)
);

-- Entries in their places. Never changed, never removed.
CREATE TABLE ledger_entry (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- its place: 0, 1, 2 …
	act_id bigint NOT NULL, -- the act of the registry it tells of; 0 for none
	body text NOT NULL, -- canonical JSON; class public
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX ledger_entry_act ON ledger_entry (agency_id, act_id);

-- The tree: C2SP tlog-tiles, the last of each level as wide as it is.
CREATE TABLE ledger_tile (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- level in the upper 8 bits of 63, index below
	hashes bytea NOT NULL, -- up to 256 of 32 bytes
	PRIMARY KEY (agency_id, id)
);

-- Signed states of the tree. The one of the greatest size is in force.
CREATE TABLE ledger_checkpoint (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- size of the tree
	note text NOT NULL, -- the signed note, with the witnesses' lines that came
	signed_at bigint NOT NULL, -- instant
	PRIMARY KEY (agency_id, id)
);

-- Keys that have signed checkpoints.
CREATE TABLE ledger_key (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	verifier text NOT NULL, -- C2SP verifier key; class public
	from_at bigint NOT NULL, -- instant of its first use
	until_at bigint NOT NULL, -- instant from which another signs; 0 while it does
	PRIMARY KEY (agency_id, id)
);

-- What an act said of one person, post or unit, as a hash: the leaves of the tree whose root its
-- entry has.
CREATE TABLE act_detail (
	agency_id bigint NOT NULL, -- whose
	act_id bigint NOT NULL, -- of which act
	ordinal bigint NOT NULL, -- its place in the act's tree
	subject_id bigint NOT NULL, -- person, post, unit or decree
	leaf bytea NOT NULL, -- RFC 6962 leaf hash of the salted detail
	marks bytea NOT NULL, -- 4 bytes of each row's hash, to tell which one was changed
	PRIMARY KEY (agency_id, act_id, ordinal)
);
CREATE INDEX act_detail_subject ON act_detail (agency_id, subject_id);
