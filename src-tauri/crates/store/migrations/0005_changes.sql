-- What a change of the told journal changes, as data for whoever words it; rows from before have their sentence only.

ALTER TABLE told ADD COLUMN change TEXT;
