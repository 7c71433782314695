package Oracle::SupportCatalogue;

# The state's catalogue of supports as it was researched: the table of 2019-20 and what changed before and after it, from
# test/data/supports, not from the product's rules.

use v5.36;
use Exporter 'import';
use Oracle::Rules qw(grade_set year_text);

our @EXPORT_OK = qw(catalogue_of codes family is_off off_codes researched resources spellings_of state_code);

our $FOLDER = __FILE__ =~ s{oracle/Oracle/\w+\.pm\z}{data/supports}r;

my %PARTS = (
    EC => ['ELA-CAT'], EP => ['ELA-PT'], MC => ['MATH-CAT'], MP => ['MATH-PT'], AE => ['CAA-ELA'], AM => ['CAA-MATH'],
    AS => [ map { "CAA-SCI-$_" } 1 .. 4 ], CS => ['CAST'], SP => ['CSA'],
);
my %SINCE = ('CSA' => '2018-19', 'CAA-SCI-3' => '2018-19', 'CAA-SCI-4' => '2019-20');

# The order of the type test_part.
my $n = 0;
my %PLACE = map { $_ => $n++ } qw(ELA-CAT ELA-PT MATH-CAT MATH-PT CAST CSA CAA-ELA CAA-MATH), map { "CAA-SCI-$_" } 1 .. 4;

sub lines ($file) {
    open my $in, '<', "$FOLDER/$file" or die "$file: $!\n";
    my (undef, @lines) = grep { !/^#/ } <$in>;
    chomp @lines;
    return @lines;
}

# TDS_PS_L1..TDS_PS_L4, TDS_MP_{Black|Green}_{L|XL}
sub codes ($text) {
    return map { "$1$_" } $2 .. $3 if $text =~ /^(\w+?)(\d+)\.\.\w+?(\d+)$/;
    return $text if $text !~ /\{(.*?)\}/;
    my ($before, $choices, $after) = ($`, $1, $');
    return map { codes("$before$_$after") } split /[|]/, $choices;
}

# Of a line of either table: its codes, and of 2019-20 the glossaries joined with the English one.
sub codes_of_2019 ($text) {
    my @codes = codes($text);
    return (@codes, map { "$_&TDS_WL_Glossary" } grep { /^TDS_WL_/ } @codes);
}

# Code, part, class, embedded, grades: a line each.
sub rows ($year, $codes, $cat, $emb, $tests, $grades) {
    my @rows;
    for my $code (@$codes) {
        for my $part (map { @{ $PARTS{$_} } } split ' ', $tests) {
            next if ($SINCE{$part} // '') gt $year;
            push @rows, join '|', $code, $part, { A => 'accommodation', D => 'designated' }->{$cat}, $emb eq 'E' ? 't' : 'f',
                $grades =~ tr/;/,/r;
        }
    }
    return @rows;
}

# Every row of a year.
sub researched ($year) {
    my %is;
    for (lines('2019-20.csv')) {
        my ($codes, undef, $cat, $emb, $tests, $grades) = split /,/, $_, 7;
        next if $codes eq '(derived)';    # UT_TurnOff, in changes.csv
        $is{$_} = 1 for rows($year, [ codes_of_2019($codes) ], $cat, $emb, $tests, $grades);
    }
    for (lines('changes.csv')) {
        my ($first, $last, $sign, $codes, @rest) = split /,/, $_, -1;
        next if $year lt $first || $year gt $last;
        if ($sign eq '+') { $is{$_} = 1 for rows($year, [ codes($codes) ], @rest) }
        else              { for my $gone (codes($codes)) { delete @is{ grep { /^\Q$gone\E[|]/ } keys %is } } }
    }
    return sort keys %is;
}

# Code => what the table of 2019-20 calls it.
sub resources {
    my %name;
    for (lines('2019-20.csv')) {
        my ($codes, $resource) = split /,/;
        $name{$_} = $resource for codes_of_2019($codes);
    }
    return %name;
}

# "There for completeness": they say that nothing is set.
my %OFF = map { $_ => 1 } qw(TDS_ASL0 TDS_BT0 TDS_ClosedCap0 TDS_CC0 TDS_Masking0 TDS_PM0 TDS_PoD0 TDS_PS_L0 TDS_SLM0 TDS_TTS0 TDS_WL0
    TDS_WL_Glossary NEDS0 NEA0 ENU);

sub off_codes { return sort keys %OFF }

sub is_off ($code) { return $OFF{$code} }

# Resources that are one cell in TOMS and so one choice.
sub family ($code) {
    return undef if is_off($code);
    return 'color contrast'  if $code =~ /^TDS_CC[A-Z]/;
    return 'mouse pointer'   if $code =~ /^TDS_MP_/;
    return 'print size'      if $code =~ /^TDS_PS_/;
    return 'text-to-speech'  if $code =~ /^TDS_TTS_/;
    return 'print on demand' if $code =~ /^TDS_PoD_/;
    return 'glossary'        if $code =~ /^TDS_WL_/;
    return 'paper glossary'  if $code =~ /^NEDS_WL_/;
    return 'read aloud in Spanish' if $code =~ /^NEDS_RA_(?:.*_ESN|SPA)$/;
    return 'read aloud'            if $code =~ /^NEDS_RA_/;
    return undef;
}

# As Oracle::Supports wants it: code => rows in the order of parts. Off codes are in it.
sub catalogue_of ($year) {
    my %catalogue;
    for (researched($year)) {
        my ($code, $part, $class, undef, $grades) = split /[|]/, $_, -1;
        push @{ $catalogue{$code} }, {
            code => $code, part => $part, first_year => $year, last_year => $year, class => $class,
            grades => $grades eq '' ? undef : grade_set($grades),
        };
    }
    $catalogue{$_} = [ { code => $_, part => 'ELA-CAT', first_year => $year, last_year => $year, class => 'off' } ] for off_codes();
    $catalogue{$_} = [ sort { $PLACE{ $a->{part} } <=> $PLACE{ $b->{part} } } @{ $catalogue{$_} } ] for keys %catalogue;
    return \%catalogue;
}

# Other spellings, from files-and-codes.md §1.2 and rules.md §5.2.
my %SPELLING = (
    'NEA.CA' => 'NEA_Calc', 'NEDS.SS' => 'NEDS_SS', 'EA.TTS.S' => 'TDS_TTS_Stim', 'EDS.TTSS' => 'TDS_TTS_Stim&TDS_TTS_Item',
    'EDS.Mask.1' => 'TDS_Masking1', 'EDS.SI.1' => 'TDS_SLM1', 'EDS.TD.ST' => 'ESN', 'TDS_WL_ESNGloss' => 'TDS_WL_ESNGlossary',
    'TDS_WL_Hmong' => 'TDS_WL_HmongGloss', 'TDS_BT_UXN' => 'ENU-Braille', 'NEA_NoiseBuf' => 'NEDS_NoiseBuf',
    'NEDS_RA_Items_Stimuli_ESN' => 'NEDS_RA_Stimuli&Items_ESN',
);
my %BY_FOLDED = map { lc $_ => $SPELLING{$_} } keys %SPELLING;

sub spellings_of ($code) { return grep { $SPELLING{$_} eq $code } sort keys %SPELLING }

# The state's spelling of what stands in a cell: codes of any year are read in any case.
sub state_code ($text) {
    state %folded = map { lc $_ => $_ } off_codes(), map { s/[|].*//r } map { researched(year_text($_)) } 2016 .. 2024;
    return $BY_FOLDED{ lc $text } // $folded{ lc $text } // $text;
}

1;
