-- Which records of QuickBooks a link names: a change of that record leads to whom it stands for. Filled from the links that
-- are there already.
CREATE TABLE link_edges (
    company INTEGER NOT NULL REFERENCES companies ON DELETE CASCADE,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (company, target_kind, target_id, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_edges_of_subject ON link_edges (company, subject);
