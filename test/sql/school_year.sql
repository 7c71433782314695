-- School years: spelling, arithmetic, days.
SET search_path = public, caaspp;
SET datestyle = ISO;

SELECT text, text::school_year
FROM unnest(ARRAY['2019-20', '2019-2020', '2020', ' 2019-20 ', '1999-00', '1999-2000', '2000', '1950-51', '2200-01', '2201']) AS text;

SELECT year, starts_on(year), ends_on(year), ends_on(year) + 1 = starts_on(year + 1) AS no_gap
FROM (VALUES ('1950-51'::school_year), ('1999-00'), ('2019-20'), ('2199-00')) AS y (year);

-- 1 July begins a school year.
SELECT day, school_year(day)
FROM (VALUES (date '2019-06-30'), ('2019-07-01'), ('2019-12-31'), ('2020-01-01'), ('2020-02-29'), ('2020-06-30'), ('2020-07-01')) AS d (day);

SELECT '2019-20'::school_year + 1 AS plus, '2019-20'::school_year - 20 AS minus, '2019-20'::school_year + -1 AS plus_negative,
       '2024-25'::school_year - '2018-19'::school_year AS distance, '2018-19'::school_year - '2024-25'::school_year AS back;

-- Over all years: text and back, the days, and the arithmetic agree.
SELECT count(*), count(*) FILTER (WHERE year::text::school_year = year
                                    AND school_year(starts_on(year)) = year
                                    AND school_year(ends_on(year)) = year
                                    AND '1950-51'::school_year + (year - '1950-51') = year
                                    AND extract(year FROM starts_on(year)) = left(year::text, 4)::int) AS right
FROM generate_series(0, 250) AS i, LATERAL (SELECT '1950-51'::school_year + i AS year) AS y;

SELECT '2019-21'::school_year;
SELECT '2019-2019'::school_year;
SELECT '2019-18'::school_year;
SELECT '1949-50'::school_year;
SELECT '1950'::school_year;
SELECT '2202'::school_year;
SELECT '19-20'::school_year;
SELECT '2019/20'::school_year;
SELECT '2019-'::school_year;
SELECT '2019-020'::school_year;
SELECT '-2019'::school_year;
SELECT ''::school_year;

SELECT '2200-01'::school_year + 1;
SELECT '1950-51'::school_year - 1;
SELECT '2019-20'::school_year + 2147483647;
SELECT '2019-20'::school_year - (-2147483648);
SELECT school_year(date 'infinity');
SELECT school_year(date '1950-06-30');
