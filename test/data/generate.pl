# Writes the sample district: perl test/data/generate.pl FOLDER
# The same bytes on each run and each machine. Who shows what is listed in README.md. Every name and number is invented.

use strict;
use warnings;
use Time::Local 'timegm';

my $folder = shift or die "usage: perl $0 FOLDER\n";
my $as_of = '2020-03-09';
my $year = '2019-20';
my $last_year = '2018-19';

my $lea = '99100010000000';
my $elementary = '99100011000001';
my $middle = '99100012000002';
my $high = '99100013000003';
my $charter = '99100014000004';
my $other_school = '99100026000006';    # of the neighbouring LEA
my $nps = '99100025000005';             # a nonpublic school there, not in the state's list

### Chance, dates, names

my $seed = 20200309;
sub chance { $seed = $seed * 16807 % 2147483647; return $seed / 2147483647 < $_[0] }
sub pick { $seed = $seed * 16807 % 2147483647; return $_[ $seed % @_ ] }

sub add_days
{
	my ($date, $days) = @_;
	my ($y, $m, $d) = split /-/, $date;
	my @t = gmtime(timegm(0, 0, 12, $d, $m - 1, $y) + $days * 86400);
	return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
}

sub days_between
{
	my ($from, $to) = map { my ($y, $m, $d) = split /-/; timegm(0, 0, 12, $d, $m - 1, $y) } @_;
	return ($to - $from) / 86400;
}

sub next_school_day
{
	my ($date) = @_;
	do { $date = add_days($date, 1) } while (gmtime(timegm(0, 0, 12, (split /-/, $date)[2], (split /-/, $date)[1] - 1, (split /-/, $date)[0])))[6] =~ /[06]/;
	return $date;
}

my @first_names = qw(Acorn Aspen Basil Briar Clover Coral Cypress Dahlia Ember Fennel Flint Garnet Heron Indigo Jasper Juniper
  Kestrel Larch Linden Lupine Marlow Nettle Olive Opal Pepper Poppy Quill Quince Reed Rowan Rush Sable Sorrel Tansy Teal Topaz
  Willow Wren Yarrow Zinnia);
my @name_starts = qw(Alder Birch Brook Cedar Clear Deer Elder Fern Glen Hazel Iron Lark Maple Oak Pine Quail River Sage Thorn Winter);
my @name_ends = qw(acre berry bough dale field gate grove hollow leaf mere moor reed ridge spring stone vale well wick);

### The roster

my (@people, @enrollments, @attempts, @supports, @plans, @resources, %in_source, @exemptions, @requests, @history, @toms);

# A student of this year, with what the enrollment says of them.
sub student
{
	my ($ssid, $school, $grade, %facts) = @_;
	my $order = $grade eq 'KN' ? 0 : $grade;
	my %person = (
		ssid => $ssid, school => $school, grade => $grade, order => $order,
		last_name => pick(@name_starts) . pick(@name_ends),
		first_name => pick(@first_names),
		middle_name => chance(0.6) ? pick(@first_names) : '',
		birth_date => add_days((2013 - $order) . '-09-02', pick(0 .. 363)),
		used_name => '',
		entry_date => $school eq $charter ? '2019-07-15' : '2019-08-14',
		enrollment_status => 10, exit_date => '', exit_reason => '',
		special_education => 'N', section_504 => 'N', primary_disability => '', elas => 'EO', us_entry_date => '',
		alternate_assessment => 'N', science_elected => 'N', spanish_elected => 'N', repeating_grade_12 => '', accountable_lea => '',
		in_toms => 1, science_met => 0,
		%facts);
	push @people, \%person;
	push @enrollments, { %person, school_year => $year };
	return \%person;
}

# The same student, a year earlier at the high school.
sub was_enrolled
{
	my ($person, $grade, %facts) = @_;
	push @enrollments,
	  { %$person, school_year => $last_year, school => $high, grade => $grade, entry_date => '2018-08-15', exit_date => '2019-06-06',
		exit_reason => 'E155', science_elected => 'N', spanish_elected => 'N', %facts };
}

sub attempt
{
	my ($person, $part, $status, $started, $completed, %more) = @_;
	push @attempts,
	  { school_year => $year, ssid => $person->{ssid}, part => $part, opportunity => 1, status => $status, started_on => $started,
		completed_on => $completed, reopened_on => '', tested_school => $started ? $person->{school} : '', %more };
}

# Done, and as far through scoring as the days since then allow.
sub done
{
	my ($person, $part, $started, $completed, %more) = @_;
	$completed ||= $started;
	my $age = days_between($completed, $as_of);
	my $status = $age > 6 ? 'reported' : $age > 4 ? 'scored' : $age > 1 ? 'submitted' : 'completed';
	attempt($person, $part, $status, $started, $completed, %more);
}

sub support
{
	my ($person, $source, @codes) = @_;
	$in_source{$source}{ $person->{ssid} } = 1;
	push @supports, { source => $source, ssid => $person->{ssid}, code => $_ } for @codes;
}

sub exemption
{
	my ($person, $code, $received, $entered, @assessments) = @_;
	for my $assessment (@assessments)
	{
		push @requests,
		  { school_year => $year, ssid => $person->{ssid}, assessment => $assessment, received_on => $received, code => $code, is_written => 'Y',
			is_signed => 'Y', dated_on => $received, source => $code eq 'PGE' ? 'letter' : 'office' };
		my $day_later = add_days(substr($entered, 0, 10), 1) . substr($entered, 10);
		my ($from, $until) = map { $_ lt '2020-03-08T02:00' ? "$_:00-08:00" : "$_:00-07:00" } $entered, $day_later;
		push @exemptions,
		  { school_year => $year, ssid => $person->{ssid}, assessment => $assessment, code => $code, entered_at => $from, effective_at => $until };
	}
}

# The tests that the state assigns, written down once more and independently of the extension.
sub tests
{
	my ($p) = @_;
	my $grade = $p->{order};
	return () if $p->{enrollment_status} !~ /^[13]0$/;
	my $alternate = $p->{alternate_assessment} eq 'Y' && $p->{special_education} eq 'Y' && $p->{primary_disability} ne '';
	my $science = $grade == 5 || $grade == 8 || (($grade == 10 || $grade == 11) && $p->{science_elected} eq 'Y' && !$p->{science_met})
	  || ($grade == 12 && !$p->{science_met} && $p->{repeating_grade_12} ne 'Y');
	my @tests;
	push @tests, $alternate ? ('CAA-ELA', 'CAA-MATH') : ('ELA', 'MATH') if ($grade >= 3 && $grade <= 8) || $grade == 11;
	push @tests, $alternate ? 'CAA-SCI' : 'CAST' if $science;
	push @tests, 'CSA' if $p->{spanish_elected} eq 'Y' && $grade >= 3;
	return @tests;
}

### Who shows what: each of these students is listed in README.md

my $next = 0;
sub special
{
	my ($grade, %facts) = @_;
	my $school = delete $facts{school}
	  || ($grade eq 'KN' || $grade <= 5 ? $elementary : $grade <= 8 ? $middle : $high);
	return student(sprintf('99000000%02d', ++$next), $school, $grade, special => 1, %facts);
}

my $p;

# 01-16: where a test stands
$p = special(4);
done($p, 'ELA-CAT', '2020-03-02'); done($p, 'ELA-PT', '2020-03-04'); done($p, 'MATH-CAT', '2020-03-05', '2020-03-06'); done($p, 'MATH-PT', '2020-03-09');
$p = special(6);
done($p, 'ELA-CAT', '2020-02-26'); attempt($p, 'ELA-PT', 'paused', '2020-02-29', '');
$p = special(4);
done($p, 'ELA-CAT', '2020-03-02'); attempt($p, 'ELA-PT', 'paused', '2020-03-02', '');
$p = special(4);
done($p, 'ELA-CAT', '2020-03-03'); attempt($p, 'ELA-PT', 'started', '2020-03-04', '');
$p = special(3);
done($p, 'ELA-CAT', '2020-02-25'); done($p, 'ELA-PT', '2020-02-27'); attempt($p, 'MATH-CAT', 'paused', '2020-03-03', '');
$p = special(3);
done($p, 'ELA-CAT', '2020-02-25'); attempt($p, 'ELA-PT', 'expired', '2020-02-27', '2020-03-07');
$p = special(6);
done($p, 'ELA-CAT', '2020-02-26'); attempt($p, 'ELA-PT', 'paused', '2020-02-27', '');
$p = special(8);
done($p, 'ELA-CAT', '2020-02-24'); attempt($p, 'ELA-PT', 'paused', '2020-02-24', '', reopened_on => '2020-03-05');
$p = special(11);
attempt($p, 'ELA-CAT', 'paused', '2020-02-25', '');
$p = special(5, school => $charter);
attempt($p, 'ELA-CAT', 'paused', '2020-01-21', ''); done($p, 'ELA-PT', '2020-01-28'); done($p, 'MATH-CAT', '2020-02-03'); done($p, 'MATH-PT', '2020-02-06'); done($p, 'CAST', '2020-02-12');
$p = special(7);
attempt($p, 'ELA-CAT', 'suspended', '2020-03-03', ''); attempt($p, 'ELA-PT', 'review', '2020-03-05', '');
$p = special(7);
attempt($p, 'ELA-CAT', 'pending', '', ''); attempt($p, 'ELA-PT', 'approved', '', '');
$p = special(7);
attempt($p, 'ELA-CAT', 'denied', '', '');
$p = special(6);
attempt($p, 'ELA-CAT', 'invalidated', '2020-02-26', '2020-02-26'); done($p, 'ELA-PT', '2020-02-28');
$p = special(5, school => $charter);
attempt($p, 'ELA-CAT', 'expired', '2020-01-22', '2020-03-06'); done($p, 'ELA-CAT', '2020-03-09', '', opportunity => 2);
done($p, 'ELA-PT', '2020-01-28'); done($p, 'MATH-CAT', '2020-02-03'); done($p, 'MATH-PT', '2020-02-06'); done($p, 'CAST', '2020-02-12');
$p = special(6, entry_date => '2020-03-02');
done($p, 'ELA-CAT', '2020-02-20', '', tested_school => $other_school);

# 17-23: exemptions
$p = special(4);
exemption($p, 'PGE', '2020-02-18', '2020-02-19T09:10', 'ELA', 'MATH');
$p = special(3);
done($p, 'ELA-CAT', '2020-02-25');
exemption($p, 'PGE', '2020-02-26', '2020-02-26T15:30', 'ELA');
$p = special(6);
exemption($p, 'NTE', '2020-02-10', '2020-02-12T11:00', 'ELA', 'MATH');
$p = special(5);
exemption($p, 'PGE', '2020-03-09', '2020-03-09T19:45', 'CAST');
$p = special(5, elas => 'EL', us_entry_date => '2019-09-03');
$p = special(5, elas => 'EL', us_entry_date => '2019-04-14');
$p = special(4);
push @requests,
  { school_year => $year, ssid => $p->{ssid}, assessment => 'ELA', received_on => '2020-03-05', code => 'PGE', is_written => 'Y', is_signed => 'N',
	dated_on => '', source => 'email' };

# 24-31: enrollment
$p = special(5, exit_date => '2020-02-14', exit_reason => 'T160', in_toms => 0);
$p = special(5, exit_date => '2020-03-20', exit_reason => 'T160');
$p = special(12, exit_date => '2020-01-31', exit_reason => 'E230');
$p = special(5, school => $charter, entry_date => '2020-02-18');
push @enrollments, { %$p, school_year => $year, school => $elementary, entry_date => '2019-08-14', exit_date => '2020-02-14', exit_reason => 'T160' };
$p = special(11, enrollment_status => 20);
$p = special(8, enrollment_status => 30);
$p = special(7, enrollment_status => 50);
$p = special(8, school => $nps, accountable_lea => $lea, special_education => 'Y', primary_disability => 'EMN');
attempt($p, 'ELA-CAT', 'paused', '2020-03-03', '');

# 32-36: the alternate assessments
my %alternate = (alternate_assessment => 'Y', special_education => 'Y', primary_disability => 'ID');
$p = special(5, %alternate);
done($p, 'CAA-SCI-1', '2019-11-04', '2019-11-06'); done($p, 'CAA-SCI-2', '2019-12-02', '2019-12-03');
attempt($p, 'CAA-SCI-3', 'expired', '2020-01-13', '2020-02-26');
$p = special(8, %alternate, primary_disability => 'MD');
done($p, "CAA-SCI-$_", "2020-02-0$_") for 3 .. 4;
done($p, "CAA-SCI-$_", "2019-10-2$_") for 1 .. 2;
done($p, 'CAA-ELA', '2020-03-02', '2020-03-03'); attempt($p, 'CAA-MATH', 'paused', '2020-03-04', '');
$p = special(6, alternate_assessment => 'Y', special_education => 'Y', toms => [ 'CAA-ELA', 'CAA-MATH' ]);
push @enrollments,    # where the student was before, the disability was known
  { %$p, school_year => $year, school => $other_school, entry_date => '2019-08-01', exit_date => '2019-08-13', exit_reason => 'T160', primary_disability => 'ID' };
$p = special(11, %alternate, primary_disability => 'AUT', science_elected => 'Y', toms => [ 'CAA-ELA', 'CAA-MATH', 'CAST' ]);
$p = special(12, %alternate);

# 37-46: science, once in high school
$p = special(10, science_elected => 'Y');
done($p, 'CAST', '2020-03-06');
my %last_spring = (school_year => $last_year, tested_school => $high);
$p = special(11, science_elected => 'Y', science_met => 1);
was_enrolled($p, 10, science_elected => 'Y');
attempt($p, 'CAST', 'reported', '2019-04-23', '2019-04-23', %last_spring);
special(12);
for my $met (0 .. 1)
{
	$p = special(12, science_met => 1);
	was_enrolled($p, 11, science_elected => 'Y');
	attempt($p, $_, 'reported', '2019-04-10', '2019-04-10', %last_spring) for qw(ELA-CAT ELA-PT MATH-CAT MATH-PT);
	attempt($p, 'CAST', 'reported', '2019-04-24', '2019-04-24', %last_spring) if $met == 0;
	push @exemptions,
	  { school_year => $last_year, ssid => $p->{ssid}, assessment => 'CAST', code => 'PGE', entered_at => '2019-03-20T10:00:00-07:00',
		effective_at => '2019-03-21T10:00:00-07:00' } if $met == 1;
}
$p = special(12, science_met => 1, entry_date => '2019-10-07');
push @history, { ssid => $p->{ssid}, school_year => $last_year, assessment => 'CAST', grade => 11 };
$p = special(12, science_met => 1);
push @history, { ssid => $p->{ssid}, school_year => '2017-18', assessment => 'CAST', grade => 10 };
$p = special(12);
was_enrolled($p, 11, science_elected => 'Y');
attempt($p, $_, 'reported', '2019-04-11', '2019-04-11', %last_spring) for qw(ELA-CAT ELA-PT MATH-CAT MATH-PT);
special(12, repeating_grade_12 => 'Y', entry_date => '2019-08-26', special_education => 'Y', primary_disability => 'SLD');
$p = special(12, science_met => 1);
was_enrolled($p, 12, exit_reason => 'E156');

# 47-48: Spanish
special(4, spanish_elected => 'Y', elas => 'RFEP');
special(9, spanish_elected => 'Y');

# 49-56: supports
my %plan = (special_education => 'Y', primary_disability => 'SLD');
$p = special(4, %plan);
support($p, 'SPED', 'NEDS_FidgetTool', 'NEDS_SS'); support($p, 'TOMS', 'NEDS_SS');
$p = special(4, section_504 => 'Y');
support($p, '504', 'NEA_Calc'); support($p, 'TOMS', 'NEA_Calc');
$p = special(7);
support($p, 'SIS', 'NEA_STT'); support($p, 'TOMS', 'NEA_STT');
$p = special(8, %plan, entry_date => '2020-03-05', in_toms => 0);
support($p, 'SPED', 'NEDS_SS');
$p = special(5, %plan);
support($p, 'SPED', 'NEDS_RA_Items', 'NEDS_SS'); support($p, 'TOMS', 'NEDS_SS');
$p = special(6);
support($p, 'TOMS', 'TDS_Masking1');
$p = special(11, %plan, elas => 'EL');
support($p, $_, 'TDS_SLM1') for qw(SIS SPED EL);
$p = special(6);
support($p, 'TOMS', 'TDS_Masking0');

# Of these, plans and what else needs care: two choices of one family, a plan that ends in the window, one that has ended, a resource that
# is not listed (and one that changes what is measured), braille not yet set, an end of what was identified.
support({ ssid => '9900000053' }, $_, 'TDS_PS_L1', 'TDS_PS_L2') for qw(SPED TOMS);
support({ ssid => '9900000055' }, $_, 'NEA_IndividualAids', 'ENU-Braille') for qw(SPED TOMS);
support({ ssid => '9900000050' }, $_, 'NEA_IndividualAids') for qw(504 TOMS);
@plans = (
	[ '9900000049', 'IEP', '2019-04-12', '2020-04-11' ], [ '9900000050', '504', '2019-02-11', '2020-02-10' ],
	[ '9900000053', 'IEP', '2019-09-16', '2020-09-15', '2020-02-03', 'site coordinator', '2020-02-03' ], [ '9900000055', 'IEP', '2019-11-04', '2020-11-03' ],
);
@resources = (
	[ '9900000050', 'MATH', '2020-02-14', 'a talking ruler' ],
	[ '9900000055', 'ELA', '2020-02-05', 'a dictionary with pictures', '2020-02-10', 'Y', 'Y' ],
);

# 57-58: what TOMS assigns; 59-60: names
special(12, science_met => 1, toms => ['CAST']);
push @history, { ssid => '9900000057', school_year => $last_year, assessment => 'CAST', grade => 11 };
$p = special(10, science_elected => 'Y', toms => []);
push @requests,
  { school_year => $year, ssid => $p->{ssid}, assessment => 'CAST', received_on => '2020-03-04', code => 'PGE', is_written => 'Y', is_signed => 'Y',
	dated_on => '2020-03-02', source => 'letter' };
special(3, last_name => 'Núñez-Vale', first_name => 'Zoë', used_name => 'Zo');
special(3, last_name => "O'Fern", first_name => 'Sage, Jr.');

### Everybody else

my %size = (
	$elementary => { KN => 30, 1 => 31, 2 => 30, 3 => 44, 4 => 41, 5 => 40 },
	$middle => { 6 => 46, 7 => 44, 8 => 43 },
	$high => { 9 => 40, 10 => 38, 11 => 40, 12 => 30 },
	$charter => { map { $_ => 9 } 3 .. 8 });

# When a grade's classes sit for a part. What lies after the day of the report has not happened.
my %sessions = (
	$elementary => {
		3 => { 'ELA-CAT' => '2020-02-25', 'ELA-PT' => '2020-02-27', 'MATH-CAT' => '2020-03-03', 'MATH-PT' => '2020-03-05' },
		4 => { 'ELA-CAT' => '2020-02-28', 'ELA-PT' => '2020-03-02', 'MATH-CAT' => '2020-03-09' },
		5 => { 'ELA-CAT' => '2020-03-04', 'ELA-PT' => '2020-03-06' } },
	$middle => {
		6 => { 'ELA-CAT' => '2020-02-26', 'ELA-PT' => '2020-02-28', 'MATH-CAT' => '2020-03-04', 'MATH-PT' => '2020-03-06' },
		7 => { 'ELA-CAT' => '2020-02-27', 'ELA-PT' => '2020-03-03' },
		8 => { 'CAST' => '2020-03-02' } },
	$high => {
		10 => { 'CAST' => '2020-03-06' },
		11 => { 'ELA-CAT' => '2020-02-25', 'ELA-PT' => '2020-02-26', 'MATH-CAT' => '2020-03-03', 'MATH-PT' => '2020-03-04', 'CAST' => '2020-03-06' },
		12 => { 'CAST' => '2020-03-05' } },
	$charter => {
		map { $_ => { 'ELA-CAT' => '2020-01-22', 'ELA-PT' => '2020-01-28', 'MATH-CAT' => '2020-02-03', 'MATH-PT' => '2020-02-06', 'CAST' => '2020-02-12' } } 3 .. 8 });
my %parts = (ELA => [ 'ELA-CAT', 'ELA-PT' ], MATH => [ 'MATH-CAT', 'MATH-PT' ], CAST => ['CAST'], CSA => ['CSA']);
my %there = ($elementary => 0.96, $middle => 0.9, $high => 0.93, $charter => 0.995);
my %days_active = ('ELA-PT' => 10, 'MATH-PT' => 10);

sub sits
{
	my ($person, $part, $day) = @_;
	if (!chance($there{ $person->{school} }))
	{
		return if $person->{school} ne $middle || $part ne 'ELA-PT' || $person->{order} != 6;
		$day = '2020-02-29';    # the make-up session
	}
	if (chance($person->{school} eq $charter ? 0.975 : 0.9)) { done($person, $part, $day) }
	elsif (chance(0.3) && next_school_day($day) le $as_of) { done($person, $part, $day, next_school_day($day)) }
	else
	{
		my $last_day = add_days($day, ($days_active{$part} || 45) - 1);
		if ($last_day lt $as_of && chance(0.5)) { attempt($person, $part, 'expired', $day, $last_day) }
		else { attempt($person, $part, $day eq $as_of ? 'started' : 'paused', $day, '') }
	}
}

my @for_anyone = qw(NEDS_SS NEDS_NoiseBuf TDS_Masking1 TDS_PS_L2 TDS_CCYellowB NEDS_Mag TDS_SLM1);
my @with_plan = qw(NEA_AR TDS_PoD_Item NEA_WordPred);
my $number = 0;
for my $school ($elementary, $middle, $high, $charter)
{
	for my $grade (sort { ($a eq 'KN' ? 0 : $a) <=> ($b eq 'KN' ? 0 : $b) } keys %{ $size{$school} })
	{
		for (1 .. $size{$school}{$grade})
		{
			my %facts;
			%facts = (special_education => 'Y', primary_disability => pick(qw(SLD SLD SLI OHI AUT EMN HI))) if chance(0.11);
			$facts{section_504} = 'Y' if !%facts && chance(0.04);
			$facts{elas} = pick(qw(EO EO EO EO EO EO EL EL RFEP IFEP));
			$facts{us_entry_date} = pick(2014 .. 2018) . '-08-20' if $facts{elas} eq 'EL' && $grade ne 'KN' && $grade >= 6 && chance(0.3);
			$facts{science_elected} = 'Y' if $grade =~ /^1[01]$/ && chance(0.45);
			$facts{spanish_elected} = 'Y' if $grade =~ /^[3-8]$/ && $facts{elas} eq 'EL' && chance(0.1);
			my $met = $grade eq '12' ? chance(0.75) : $grade eq '11' ? chance(0.3) : 0;
			my $person = student(sprintf('99001%05d', ++$number * 7919 % 90001), $school, $grade, %facts, science_met => $met);

			if ($grade =~ /^1[0-2]$/)
			{
				was_enrolled($person, $grade - 1, science_elected => $met ? 'Y' : 'N');
				if ($grade == 12)
				{
					attempt($person, $_, 'reported', '2019-04-09', '2019-04-09', %last_spring) for chance(0.97) ? qw(ELA-CAT ELA-PT) : ();
					attempt($person, $_, 'reported', '2019-04-16', '2019-04-16', %last_spring) for chance(0.97) ? qw(MATH-CAT MATH-PT) : ();
				}
				attempt($person, 'CAST', 'reported', '2019-04-23', '2019-04-23', %last_spring) if $met;
			}
			if ($school eq $charter && $grade == 7 && $_ <= 3)
			{
				exemption($person, 'PGE', '2020-01-16', '2020-01-17T08:30', 'MATH');
				$person->{exempt} = 'MATH';
			}
			for my $test (tests($person))
			{
				next if ($person->{exempt} || '') eq $test;
				for my $part (@{ $parts{$test} })
				{
					my $day = $sessions{$school}{$grade}{$part};
					sits($person, $part, $day) if $day;
				}
			}

			my @codes;
			my $source = $facts{special_education} ? 'SPED' : $facts{section_504} ? '504' : $facts{elas} eq 'EL' ? 'EL' : 'SIS';
			@codes = (pick(@for_anyone), pick(@with_plan)) if $source eq 'SPED' || $source eq '504';
			@codes = (pick(qw(NEDS_RA_Items TDS_SLM1 NEDS_SS))) if $source eq 'EL';
			@codes = (pick(@for_anyone)) if $source eq 'SIS' && chance(0.06);
			support($person, $source, @codes) if @codes;
			support($person, 'SIS', $codes[0]) if @codes && $source ne 'SIS' && chance(0.3);
			my @set = grep { !chance(0.05) } @codes;
			push @set, 'NEDS_CO' if chance(0.008);
			support($person, 'TOMS', @set) if tests($person);
		}
	}
}

# What TOMS lists of each student: the tests, and a line in its settings report.
for my $person (grep { $_->{in_toms} } @people)
{
	push @toms, { school_year => $year, ssid => $person->{ssid}, assessment => $_ } for @{ $person->{toms} || [ tests($person) ] };
	$in_source{TOMS}{ $person->{ssid} } = 1 if tests($person);
}

### The files

sub write_file
{
	my ($name, $columns, $rows) = @_;
	open(my $out, '>:raw', "$folder/$name") or die "$folder/$name: $!\n";
	print $out join(',', @$columns), "\n";
	for my $row (@$rows)
	{
		print $out join(',', map { /[",]/ ? '"' . s/"/""/gr . '"' : $_ } map { defined $_ ? $_ : '' } @$row{@$columns}), "\n";
	}
	close($out) or die "$folder/$name: $!\n";
}

sub by { my @keys = @_; return sub { my ($x, $y) = @_; for (@keys) { my $c = $x->{$_} cmp $y->{$_}; return $c if $c } return 0 } }
sub in_order { my ($keys, @rows) = @_; my $compare = by(@$keys); return [ sort { $compare->($a, $b) } @rows ] }

my @enrollment_columns = qw(school_year ssid last_name first_name middle_name birth_date used_name school entry_date grade enrollment_status
  exit_date exit_reason special_education section_504 primary_disability elas us_entry_date alternate_assessment science_elected
  spanish_elected repeating_grade_12 accountable_lea);

for my $file ($last_year, $year)
{
	my $rows = in_order([qw(school last_name first_name ssid entry_date)], grep { $_->{school_year} eq $file } @enrollments);
	$_ = { %$_, grade => $_->{grade} eq 'KN' ? 'KN' : sprintf('%02d', $_->{grade}) } for @$rows;
	if ($file eq $year)
	{
		# What spreadsheets and hands do to a file: a grade that is none, an SSID as Excel shows it, a day that is none, a cut school code.
		my %dirty = (%{ $rows->[10] }, middle_name => '', special_education => 'N');
		splice @$rows, 20, 0, { %dirty, ssid => '9900000091', last_name => 'Alderwick', first_name => 'Reed', grade => '13' };
		splice @$rows, 80, 0, { %dirty, ssid => '9.90E+09', last_name => 'Cedarwell', first_name => 'Opal', grade => '04' };
		splice @$rows, 140, 0, { %dirty, ssid => '9900000093', last_name => 'Fernmoor', first_name => 'Teal', entry_date => '2020-02-30' };
		splice @$rows, 300, 0, { %dirty, ssid => '9900000094', last_name => 'Oakvale', first_name => 'Ember', school => '9910001100000' };
	}
	write_file("enrollment_$file.csv", \@enrollment_columns, $rows);
	write_file("attempts_$file.csv", [qw(school_year ssid part opportunity status started_on completed_on reopened_on tested_school)],
		in_order([qw(ssid part opportunity)], grep { $_->{school_year} eq $file } @attempts));
}

# The charter keeps no list of Section 504 plans: what its one student with a plan needs is in the student-information system.
my $charter_504 = '9900162808';
$_->{source} = 'SIS' for grep { $_->{ssid} eq $charter_504 && $_->{source} eq '504' } @supports;
$in_source{SIS}{$charter_504} = delete $in_source{504}{$charter_504};

for my $source (qw(SIS SPED 504 EL TOMS))
{
	my @rows = grep { $_->{source} eq $source } @supports;
	my %has = map { $_->{ssid} => 1 } @rows;
	push @rows, map { { source => $source, ssid => $_, code => '' } } grep { !$has{$_} } keys %{ $in_source{$source} };
	$_->{school_year} = $year for @rows;
	write_file('supports_' . lc($source) . '.csv', [qw(school_year source ssid code)], in_order([qw(ssid code)], @rows));
}

my @plan_columns = qw(ssid kind starts_on ends_on reviewed_on confirmed_by confirmed_on);
my @resource_columns = qw(ssid assessment requested_on resource decided_on approved changes_construct);
write_file('support_plans.csv', [ 'school_year', @plan_columns ], [ map { my %row = (school_year => $year); @row{@plan_columns} = @$_; \%row } @plans ]);
write_file('support_requests.csv', [ 'school_year', @resource_columns ], [ map { my %row = (school_year => $year); @row{@resource_columns} = @$_; \%row } @resources ]);
write_file('exemptions.csv', [qw(school_year ssid assessment code entered_at effective_at)], in_order([qw(school_year ssid assessment)], @exemptions));
write_file('exemption_requests.csv', [qw(school_year ssid assessment received_on code is_written is_signed dated_on source)],
	in_order([qw(ssid assessment)], @requests));
# The coordinator's log: a school's network failed; two performance tasks ran out of time; a science test was taken without its support, and is reset;
# a telephone; and pages of a test that lay in a copier, which nobody has reported.
my @incident_columns = qw(school incident kind occurred_at assessment students reported_at stairs_number directions closed_on);
my @appeal_columns = qw(school incident ssid part appeal filed_on decided_on approved);
write_file('incidents.csv', [ 'school_year', @incident_columns ], [ map { my %row = (school_year => $year); @row{@incident_columns} = @$_; \%row }
	[ $elementary, 'E-1', 'technical-disruption', '2020-03-02 10:40', 'ELA', 22, '2020-03-02 14:05', '571204', 'none; testing went on the next day', '2020-03-03' ],
	[ $middle, 'M-1', 'accessibility', '2020-03-04 10:00', 'CAST', 1, '2020-03-04 15:30', '571290', 'correct the settings, then test anew', '' ],
	[ $middle, 'M-2', 'test-expiration', '2020-03-09 07:30', 'ELA', 2, '2020-03-09 09:10', '571402', '', '' ],
	[ $high, 'H-1', 'electronic-device', '2020-03-05 11:15', 'MATH', 1, '2020-03-05 12:00', '571342', 'file an Invalidate', '' ],
	[ $high, 'H-2', 'exposed-content', '2020-03-06 13:20', '', 2, '', '', '', '' ] ]);
write_file('incident_students.csv', [ 'school_year', @appeal_columns ], [ map { my %row = (school_year => $year); @row{@appeal_columns} = @$_; \%row }
	[ $middle, 'M-1', '9900164458', 'CAST', 'reset', '2020-03-04', '2020-03-06', 'Y' ],
	[ $middle, 'M-2', '9900139323', 'ELA-PT', 'reopen', '2020-03-09', '', '' ],
	[ $middle, 'M-2', '9900184702', 'ELA-PT', 'reopen', '', '', '' ],
	[ $high, 'H-1', '9900121835', 'MATH-CAT', 'invalidate', '2020-03-05', '', '' ] ]);
write_file('science_history.csv', [qw(ssid school_year assessment grade)], in_order(['ssid'], @history));
write_file('toms_assignments.csv', [qw(school_year ssid assessment)], in_order([qw(ssid assessment)], @toms));
write_file('testing_windows.csv', [qw(school_year school starts_on ends_on make_up_days)],
	[ { school_year => $last_year, school => $lea, starts_on => '2019-03-04', ends_on => '2019-05-31' },
	  { school_year => $year, school => $lea, starts_on => '2020-02-24', ends_on => '2020-05-29', make_up_days => 5 },
	  { school_year => $year, school => $high, starts_on => '2020-02-24', ends_on => '2020-03-31', make_up_days => 2 },
	  { school_year => $year, school => $charter, starts_on => '2020-01-21', ends_on => '2020-03-20' } ]);

# The state's list of organizations, as it publishes it.
open(my $out, '>:raw', "$folder/entities.csv") or die "$folder/entities.csv: $!\n";
print $out join(',', map { "\"$_\"" } @$_), "\n"
  for [ 'County Code', 'District Code', 'School Code', 'Filler', 'Test Year', 'Type Id', 'County Name', 'District Name', 'School Name', 'Zip Code' ],
  [ '00', '00000', '0000000', '', 2019, 4, 'State of California', '', '', '     ' ],
  [ 99, '00000', '0000000', '', 2019, 5, 'Sample', '', '', '     ' ],
  [ 99, 10001, '0000000', '', 2019, 6, 'Sample', 'Sample Valley Unified', '', '     ' ],
  [ 99, 10001, 1000001, '', 2019, 7, 'Sample', 'Sample Valley Unified', 'Sample Valley Elementary', '99999' ],
  [ 99, 10001, 2000002, '', 2019, 7, 'Sample', 'Sample Valley Unified', 'Sample Valley Middle', '99999' ],
  [ 99, 10001, 3000003, '', 2019, 7, 'Sample', 'Sample Valley Unified', 'Sample Valley High', '99999' ],
  [ 99, 10001, 4000004, '', 2019, 10, 'Sample', 'Sample Valley Unified', 'Sample Bridge Charter', '99999' ],
  [ 99, 10002, '0000000', '', 2019, 6, 'Sample', 'Sample Coast Unified', '', '     ' ],
  [ 99, 10002, 6000006, '', 2019, 7, 'Sample', 'Sample Coast Unified', 'Sample Coast Elementary', '99998' ];
close($out) or die "$folder/entities.csv: $!\n";

### What came later: files with their day in the name. The extracts of the student information system hold who entered or changed since the last.

my %who = map { $_->{ssid} => $_ } @people;
my %set;
push @{ $set{ $_->{ssid} } }, $_->{code} for grep { $_->{source} eq 'TOMS' && $_->{code} ne '' } @supports;
my $plan_ended = '9900174512';    # in grade 8, with a Section 504 plan
my @corrected = ('9900106269', '9900161702');    # in grade 5, with an IEP
my $without_supports = '9900000045';
my $blank_uploaded = '9900106754';    # the high school's only student with a Section 504 plan and a test
my $set_late = '9900153647';    # has started

sub enrollment_extract
{
	my ($day, @rows) = @_;
	write_file("enrollment_$day.csv", \@enrollment_columns,
		in_order([qw(school last_name first_name ssid)], map { { %$_, school_year => $year, grade => sprintf('%02d', $_->{grade}) } } @rows));
}

# A report of TOMS has a title, and a row a student: who it is, and then what $cells makes of the student.
sub toms_report
{
	my ($name, $title, $columns, $cells, @students) = @_;
	open(my $out, '>:raw', "$folder/$name") or die "$folder/$name: $!\n";
	print $out "$_\n" for $title . ',' x (3 + @$columns), join(',', 'SSID', 'Last Name', 'First Name', 'Grade', @$columns);
	for my $p (@{ in_order(['ssid'], @students) })
	{
		my %cell = $cells->($p);
		print $out join(',', $p->{ssid}, map({ /[",]/ ? "\"$_\"" : $_ } @$p{qw(last_name first_name)}), sprintf('%02d', $p->{grade}), map { $_ // '' } @cell{@$columns}), "\n";
	}
	close($out) or die "$folder/$name: $!\n";
}

my %resource = (
	NEA_AR => 'Alternate Response Options', 'ENU-Braille' => 'Braille', NEA_Calc => 'Calculator', TDS_CCYellowB => 'Color Contrast', NEDS_CO => 'Color Overlay',
	NEA_AddAltRSC => 'Instructional Supports', NEDS_Mag => 'Magnification', TDS_Masking0 => 'Masking', TDS_Masking1 => 'Masking', NEDS_NoiseBuf => 'Noise Buffers',
	TDS_PoD_Item => 'Print on Demand', TDS_PS_L1 => 'Print Size', TDS_PS_L2 => 'Print Size', NEDS_RA_Items => 'Read Aloud', NEDS_SS => 'Separate Setting',
	NEA_STT => 'Speech-to-Text', TDS_SLM1 => 'Streamline', NEA_IndividualAids => 'Unlisted Resources', NEA_WordPred => 'Word Prediction');
my @report_columns = do { my %once; sort grep { !$once{$_}++ } values %resource };
my %test_column = (ELA => 'ELA', MATH => 'Mathematics', CAST => 'Science', 'CAA-ELA' => 'ELA', 'CAA-MATH' => 'Mathematics', 'CAA-SCI' => 'Science', CSA => 'CSA');
my %test_name = (ELA => 'SB ELA', MATH => 'SB Math', CAST => 'CAST', 'CAA-ELA' => 'CAA ELA', 'CAA-MATH' => 'CAA Math', 'CAA-SCI' => 'CAA Science', CSA => 'CSA');

sub toms_reports
{
	my ($day, $level, @students) = @_;
	@students = grep { $_->{in_toms} } @students;
	toms_report("supports_toms_$day.csv", "CAASPP $level-Level Student Test Settings Report", \@report_columns,
		sub { my %cell; $cell{ $resource{$_} } .= (defined $cell{ $resource{$_} } ? ';' : '') . $_ for sort @{ $set{ $_[0]{ssid} } || [] }; return %cell },
		grep { tests($_) } @students);
	toms_report("toms_assignments_$day.csv", "CAASPP $level-Level Student Test Assignment Report", [qw(ELA Mathematics Science CSA)],
		sub { return map { $test_column{$_} => $test_name{$_} } @{ $_[0]{toms} || [ tests($_[0]) ] } },
		grep { @{ $_->{toms} || [ tests($_) ] } } @students);
}

# 61-63: new students. The first is in time, the second late, the third takes the alternate assessments.
my @new = (special(3, entry_date => '2020-02-25'), special(7, entry_date => '2020-02-26', in_toms => 0), special(7, entry_date => '2020-02-24', %alternate));
my $alternate = $new[2];
enrollment_extract('2020-02-27', @new);
my @needs = map { { school_year => $year, source => 'SPED', ssid => $alternate->{ssid}, code => $_ } } qw(NEA_AR NEA_AddAltRSC NEDS_SS);
write_file('supports_sped_2020-02-27.csv', [qw(school_year source ssid code)], \@needs);
$set{ $alternate->{ssid} } = [ map { $_->{code} } @needs ];
toms_reports('2020-03-02', 'School', grep { $_->{school} eq $middle } @people);

# IEPs and a Section 504 plan have run out. Two of them were there all the time: the next extract says so.
my %no_plan = (special_education => 'N', section_504 => 'N', primary_disability => '', alternate_assessment => 'N');
%$alternate = (%$alternate, %no_plan);
enrollment_extract('2020-03-04', $alternate, map { { %{ $who{$_} }, %no_plan } } $plan_ended, $without_supports, @corrected);
enrollment_extract('2020-03-05', map { $who{$_} } @corrected);

# TOMS has dropped what rested on the plans, and of those corrected one was set again. An upload with a blank has cleared another student's settings,
# and one was set only when the student had started.
$set{ $alternate->{ssid} } = ['NEDS_SS'];
$set{$plan_ended} = ['NEDS_NoiseBuf'];
$set{ $corrected[1] } = ['NEDS_SS'];
$set{$blank_uploaded} = [];
$set{$set_late} = ['TDS_SLM1'];
toms_reports('2020-03-06', 'LEA', @people);

# What the platform reports of single parts: the first new student begins and is done; one part is invalidated, which cannot be undone, and yet paused
# the next school day; and a science test taken without its support is reset.
sub attempts_report
{
	my ($day, @rows) = @_;
	my @columns = qw(school_year ssid part opportunity status started_on completed_on reopened_on tested_school);
	write_file("attempts_$day.csv", \@columns,
		in_order(['ssid'], map { { school_year => $year, opportunity => 1, tested_school => $_->{started_on} ? $who{ $_->{ssid} }{school} : '', %$_ } } @rows));
}

$who{ $_->{ssid} } = $_ for @new;
my %paused = (ssid => '9900113431', part => 'ELA-CAT', started_on => '2020-02-26');
my %begun = (ssid => $new[0]{ssid}, part => 'ELA-CAT', started_on => '2020-03-06');
attempts_report('2020-03-06', { %begun, status => 'started' }, { %paused, status => 'invalidated', completed_on => '2020-03-06' });
attempts_report('2020-03-09', { %begun, status => 'completed', completed_on => '2020-03-09' }, { %paused, status => 'paused' },
	{ ssid => '9900164458', part => 'CAST', status => 'pending' });
