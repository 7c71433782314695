-- The binary form is the text; what comes in is checked as text is.
SET search_path = public, caaspp;
\getenv results PG_ABS_BUILDDIR
\cd :results

CREATE TEMP TABLE binary_form (
    grade grade, grade_band grade_band, school_year school_year, assessment assessment, test_part test_part,
    exemption_code exemption_code, condition_code condition_code, attempt_status attempt_status, ssid ssid, cds_code cds_code
);
INSERT INTO binary_form VALUES
    ('TK', '3-8,11', '2019-20', 'CAA-SCI', 'CAA-SCI-4', 'NEL', 'INC0', 'invalidated', '0123456789', '01611190130229'),
    ('12', 'none', '1999-00', 'ELA', 'ELA-CAT', 'PGE', 'T', 'pending', '9999999999', '1964733'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

SELECT convert_from(grade_send(grade), 'UTF8') AS grade, convert_from(grade_band_send(grade_band), 'UTF8') AS grade_band,
       convert_from(school_year_send(school_year), 'UTF8') AS school_year, convert_from(assessment_send(assessment), 'UTF8') AS assessment,
       convert_from(test_part_send(test_part), 'UTF8') AS test_part
FROM binary_form WHERE grade IS NOT NULL ORDER BY grade;
SELECT convert_from(exemption_code_send(exemption_code), 'UTF8') AS exemption_code, convert_from(condition_code_send(condition_code), 'UTF8') AS condition_code,
       convert_from(attempt_status_send(attempt_status), 'UTF8') AS attempt_status, convert_from(ssid_send(ssid), 'UTF8') AS ssid,
       convert_from(cds_code_send(cds_code), 'UTF8') AS cds_code
FROM binary_form WHERE grade IS NOT NULL ORDER BY grade;

-- Out and in again through a file.
\copy binary_form TO 'results/binary_form.copy' WITH (FORMAT binary)
CREATE TEMP TABLE binary_again (LIKE binary_form);
\copy binary_again FROM 'results/binary_form.copy' WITH (FORMAT binary)
SELECT count(*) AS rows FROM binary_again;
SELECT * FROM binary_form EXCEPT SELECT * FROM binary_again;

-- A text of the same bytes comes in as its value, whatever its spelling.
CREATE TEMP TABLE spelled AS
SELECT text ' kg ' AS grade, text '11, 03-8' AS grade_band, text '2020' AS school_year, text 'SB_ELA' AS assessment, text 'caa_sci_1' AS test_part,
       text 'pge' AS exemption_code, text 'LOSS' AS condition_code, text 'E' AS attempt_status, text ' 1234567890' AS ssid, text '19-64733' AS cds_code;
\copy spelled TO 'results/binary_form.copy' WITH (FORMAT binary)
TRUNCATE binary_again;
\copy binary_again FROM 'results/binary_form.copy' WITH (FORMAT binary)
SELECT * FROM binary_again;

-- What is bad as text is bad here, for every column.
CREATE TEMP TABLE bad AS SELECT text '#99' AS bad;
\copy bad TO 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (grade) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (grade_band) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (school_year) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (assessment) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (test_part) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (exemption_code) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (condition_code) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (attempt_status) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (ssid) FROM 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (cds_code) FROM 'results/binary_form.copy' WITH (FORMAT binary)
UPDATE bad SET bad = '8-3';
\copy bad TO 'results/binary_form.copy' WITH (FORMAT binary)
\copy binary_form (grade_band) FROM 'results/binary_form.copy' WITH (FORMAT binary)
