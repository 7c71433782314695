-- Imports what came to the sample district after the first files, each file on its day: extracts of changed enrollments, reports of TOMS, attempts.
\o /dev/null
SET caaspp.as_of = '2020-02-27';
SELECT caaspp.import_file(:'files' || 'enrollment_2020-02-27.csv');
SELECT caaspp.import_file(:'files' || 'supports_sped_2020-02-27.csv');
SET caaspp.as_of = '2020-03-02';
SELECT caaspp.import_file(:'files' || 'supports_toms_2020-03-02.csv');
SELECT caaspp.import_file(:'files' || 'toms_assignments_2020-03-02.csv');
SET caaspp.as_of = '2020-03-04';
SELECT caaspp.import_file(:'files' || 'enrollment_2020-03-04.csv');
SET caaspp.as_of = '2020-03-05';
SELECT caaspp.import_file(:'files' || 'enrollment_2020-03-05.csv');
SET caaspp.as_of = '2020-03-06';
SELECT caaspp.import_file(:'files' || 'supports_toms_2020-03-06.csv');
SELECT caaspp.import_file(:'files' || 'toms_assignments_2020-03-06.csv');
SELECT caaspp.import_file(:'files' || 'attempts_2020-03-06.csv');
SET caaspp.as_of = '2020-03-09';
SELECT caaspp.import_file(:'files' || 'attempts_2020-03-09.csv');
RESET caaspp.as_of;
\o
