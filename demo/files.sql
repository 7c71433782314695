-- Imports the files of the sample district. Each is recognised by its header; what happened is in caaspp.import_batches.
\o /dev/null
SELECT caaspp.import_file(:'files' || 'entities.csv');
SELECT caaspp.import_file(:'files' || 'testing_windows.csv');
SELECT caaspp.import_file(:'files' || 'science_history.csv', 'science_history');    -- could be another file by its header
SELECT caaspp.import_file(:'files' || 'enrollment_2018-19.csv');
SELECT caaspp.import_file(:'files' || 'enrollment_2019-20.csv');
SELECT caaspp.import_file(:'files' || 'attempts_2018-19.csv');
SELECT caaspp.import_file(:'files' || 'attempts_2019-20.csv');
SELECT caaspp.import_file(:'files' || 'exemption_requests.csv');
SELECT caaspp.import_file(:'files' || 'exemptions.csv');
SELECT caaspp.import_file(:'files' || 'supports_sis.csv');
SELECT caaspp.import_file(:'files' || 'supports_sped.csv');
SELECT caaspp.import_file(:'files' || 'supports_504.csv');
SELECT caaspp.import_file(:'files' || 'supports_el.csv');
SELECT caaspp.import_file(:'files' || 'supports_toms.csv');
SELECT caaspp.import_file(:'files' || 'support_plans.csv');
SELECT caaspp.import_file(:'files' || 'support_requests.csv');
SELECT caaspp.import_file(:'files' || 'incidents.csv');
SELECT caaspp.import_file(:'files' || 'incident_students.csv');
SELECT caaspp.import_file(:'files' || 'toms_assignments.csv');
\o
