-- How likely is a count at least this high by chance: the tails behind the solicitation watch.

CREATE FUNCTION caaspp.binomial_tail(k integer, n integer, p double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	log_term double precision := 0;
	total double precision := 0;
	term double precision;
BEGIN
	IF n < 0 OR p < 0 OR p > 1 OR p = 'NaN' THEN
		RAISE EXCEPTION 'not a binomial distribution: % trials of probability %', n, p
			USING ERRCODE = 'invalid_parameter_value', HINT = 'n is at least 0, p from 0 to 1.';
	END IF;
	IF k <= 0 THEN
		RETURN 1;
	ELSIF k > n OR p = 0 THEN
		RETURN 0;
	ELSIF p = 1 THEN
		RETURN 1;
	END IF;
	FOR i IN 1 .. k LOOP		-- by logarithms: the powers of a large n are no numbers any more
		log_term := log_term + ln((n - k + i)::double precision / i);
	END LOOP;
	log_term := log_term + k * ln(p) + (n - k) * ln(1 - p);
	FOR i IN k .. n LOOP
		IF log_term > -700 THEN
			term := exp(log_term);
			total := total + term;
			EXIT WHEN i > n * p AND term < total * 1e-17;
		ELSE
			EXIT WHEN i > n * p;
		END IF;
		EXIT WHEN i = n;
		log_term := log_term + ln((n - i)::double precision / (i + 1)) + ln(p) - ln(1 - p);
	END LOOP;
	RETURN least(1, total);
END
$$;
COMMENT ON FUNCTION caaspp.binomial_tail(integer, integer, double precision) IS
	'The probability of k or more of n, each with probability p and independent of the others: the sum over i from k to n of C(n,i) p^i (1-p)^(n-i). Null for a null argument. Error: 22023 for n below 0 or p outside 0 to 1.';

CREATE FUNCTION caaspp.poisson_tail(k integer, mean double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	log_term double precision;
	total double precision := 0;
	term double precision;
	i integer := k;
BEGIN
	IF mean < 0 OR mean = 'NaN' OR mean = 'Infinity' THEN
		RAISE EXCEPTION 'not a Poisson distribution: mean %', mean
			USING ERRCODE = 'invalid_parameter_value', HINT = 'The mean is a number of at least 0.';
	END IF;
	IF k <= 0 THEN
		RETURN 1;
	ELSIF mean = 0 THEN
		RETURN 0;
	END IF;
	log_term := k * ln(mean) - mean;
	FOR j IN 2 .. k LOOP
		log_term := log_term - ln(j);
	END LOOP;
	LOOP
		IF log_term > -700 THEN
			term := exp(log_term);
			total := total + term;
			EXIT WHEN i > mean AND term < total * 1e-17;
		ELSE
			EXIT WHEN i > mean;
		END IF;
		i := i + 1;
		log_term := log_term + ln(mean) - ln(i);
	END LOOP;
	RETURN least(1, total);
END
$$;
COMMENT ON FUNCTION caaspp.poisson_tail(integer, double precision) IS
	'The probability of k or more where mean are expected and each comes independently of the others: the sum over i from k of mean^i e^-mean / i!. Null for a null argument. Error: 22023 for a mean below 0 or none.';
