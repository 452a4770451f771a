-- The worker inserts into tables whose numbers the database hands out.
grant usage on all sequences in schema occi to occi_worker, occi_reconciler, occi_admin;
