package Oracle::Rules;

# The state's rules for 2018-19 to 2021-22, written down a second time by hand. They are not read
# from the product's rule tables, so that a wrong row there shows. Only the long catalogue of
# supports is read from the database.

use v5.36;
use Exporter 'import';

our @EXPORT_OK = qw(@ASSESSMENTS @GRADES @STATUSES assessment_of days_active grade_order grade_set
    is_science parts program reopen_days stage subject window_end_of_state year_text);

our @ASSESSMENTS = qw(ELA MATH CAST CAA-ELA CAA-MATH CAA-SCI CSA);
our @GRADES      = (qw(IN PS TD TK KN), 1 .. 12, qw(UE US AD));

my %ORDER;
@ORDER{@GRADES} = (-4 .. 15);

sub grade_order ($grade) { return $ORDER{$grade} }

# '3-8,11' as a hash of grades.
sub grade_set ($band) {
    my %set;
    for my $range (split /,/, $band) {
        my ($from, $to) = split /-/, $range;
        my ($low, $high) = @ORDER{ $from, $to // $from };
        $set{$_} = 1 for grep { $ORDER{$_} >= $low && $ORDER{$_} <= $high } @GRADES;
    }
    return \%set;
}

sub year_text ($starts) { return sprintf '%d-%02d', $starts, ($starts + 1) % 100 }

my %SUBJECT = (
    'ELA' => 'ELA', 'CAA-ELA' => 'ELA', 'MATH' => 'MATH', 'CAA-MATH' => 'MATH',
    'CAST' => 'SCIENCE', 'CAA-SCI' => 'SCIENCE', 'CSA' => 'SPANISH',
);
my %PROGRAM = (
    'ELA' => 'Smarter', 'MATH' => 'Smarter', 'CAST' => 'CAST', 'CSA' => 'CSA',
    'CAA-ELA' => 'CAA', 'CAA-MATH' => 'CAA', 'CAA-SCI' => 'CAA',
);

sub subject ($assessment) { return $SUBJECT{$assessment} }
sub program ($assessment) { return $PROGRAM{$assessment} }
sub is_science ($assessment) { return $SUBJECT{$assessment} eq 'SCIENCE' }

# The fourth performance task of the alternate science test came in 2019-20.
sub parts ($assessment, $year) {
    return ("$assessment-CAT", "$assessment-PT") if $assessment =~ /^(?:ELA|MATH)$/;
    return map { "CAA-SCI-$_" } 1 .. ($year lt '2019-20' ? 3 : 4) if $assessment eq 'CAA-SCI';
    return $assessment;
}

sub assessment_of ($part) { return $part =~ s/-(?:CAT|PT|\d)$//r }

# Performance tasks of ELA and mathematics: 10 days, 15 from 2021-22. All else: 45.
sub days_active ($part, $year) {
    return $part =~ /-PT$/ ? ($year ge '2021-22' ? 15 : 10) : 45;
}

sub reopen_days { return 10 }

# 15 July of the year in which the school year ends; extended to 30 July in 2021.
sub window_end_of_state ($year) {
    return '2021-07-30' if $year eq '2020-21';
    return (substr($year, 0, 4) + 1) . '-07-15';
}

my %STAGE = (
    (map { $_ => 'open' } qw(pending approved suspended denied started paused review)),
    (map { $_ => 'done' } qw(completed scored submitted reported)),
    expired     => 'expired',
    invalidated => 'invalidated',
);
our @STATUSES = sort keys %STAGE;

sub stage ($status) { return $STAGE{$status} }

1;
