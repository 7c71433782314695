package Oracle::SupportFiles;

# The files of a support audit: random ones are written, as the systems of a district write them, and files are read
# again, by themselves and not by what was drawn, into the facts that they state.

use v5.36;
use Oracle::Assign   ();
use Oracle::Calendar qw(add_days);
use Oracle::Csv      qw(csv_fields csv_line);
use Oracle::Facts    ();
use Oracle::Random   qw(between chance date_between flag pick some);
use Oracle::Rules    qw(parts year_text);
use Oracle::SupportCatalogue qw(catalogue_of is_off off_codes spellings_of state_code);

my @SCHOOLS = map { "9900${_}" } qw(0010000011 0010000012 0020000021);
my @SOURCES = qw(SIS SPED 504 EL);

# --- Writing ---

# A district of one year in a folder. The order of files is the order in which they are to be imported.
sub write_district ($class, $folder, $seed) {
    srand $seed;
    my $year  = year_text(between(2018, 2021));
    my $spring = substr($year, 0, 4) + 1;
    my $today = date_between("$spring-02-20", "$spring-05-30");
    my $self  = bless { folder => $folder, year => $year, today => $today, files => [] }, $class;
    my $catalogue = catalogue_of($year);
    $self->{known} = [ sort grep { !is_off($_) } keys %$catalogue ];

    # Few codes, so that sources meet; of a family more than one.
    my @favourites = (
        some(14, @{ $self->{known} }), some(3, grep { /^TDS_PS_/ } @{ $self->{known} }), some(2, grep { /^TDS_CC[A-Z]/ } @{ $self->{known} }),
        some(2, grep { /^TDS_TTS/ } @{ $self->{known} }), some(2, grep { /^TDS_WL/ } @{ $self->{known} }), qw(NEA_Calc NEDS_Calc NEDS_SS NEA_AR NEA_IndividualAids),
        some(2, qw(TDS_CCYellowBlk NEA_Braille TDS_CCCream TDS_Dictation_1 TDS_MP_Red_L)),    # not in every year
    );
    my @students = map { student($self, $_) } 1 .. between(60, 110);
    $self->{silent} = [ pick(@SCHOOLS), pick(qw(SPED 504 EL all all)) ];    # a source that leaves a school out, or all its students with a 504 plan
    $self->{unset}  = [ pick(@SCHOOLS), pick(qw(sped plan)) ]   if chance(60);    # whose upload was refused
    $self->windows;
    $self->enrollments(@students);
    $_->{needs} = { map { $_ => 1 } some(between(0, 4), @favourites), chance(12) ? 'NEA_IndividualAids' : () } for @students;
    $self->sis(@students);
    $self->sped(@students);
    $self->flat($_, @students) for qw(504 EL);
    $self->plans(@students);
    $self->requests(@students);
    $_->{toms} = { map { $_ => 1 } grep { chance(75) } sort keys %{ $_->{needs} }, chance(15) ? pick(@favourites) : () } for @students;
    $self->refuse(@students);
    $self->toms('toms_1.csv', 90, @students);
    for my $student (grep { chance($_->{ended} ? 80 : 40) } @students) {
        my $set = $student->{toms};
        delete $set->{$_} for some(between(0, 2), sort keys %$set);
        delete $set->{$_} for $student->{ended} && !$student->{in_force} ? grep { /^NEA|_PoD|Braille/ } keys %$set : ();
        $set->{$_} = 1 for some(2, sort keys %{ $student->{needs} });
    }
    $self->refuse(@students);
    $self->attempts(@students);
    $self->toms('toms_2.csv', 85, @students);
    return $self;
}

sub student ($self, $n) {
    my $grade = pick(3 .. 8, 3 .. 8, 11, 11, 9, 10, 12);
    return {
        ssid => sprintf('88%08d', $n * 7), grade => $grade, school => pick(@SCHOOLS),
        sped => flag(30), plan => flag(18), el => pick(qw(EN EL EL EO EO RFEP), ''), alternate => flag(25),
        disability => chance(80) ? pick(qw(ID AUT SLD)) : '', science => flag(40), spanish => flag(15),
        exit => chance(5) ? add_days($self->{today}, between(-20, 5)) : '', status => chance(4) ? 20 : 10, unlisted => chance(5),
    };
}

sub put ($self, $name, $source, @lines) {
    open my $out, '>:encoding(UTF-8)', "$self->{folder}/$name" or die "$name: $!";
    print $out map { "$_\n" } @lines;
    close $out or die "$name: $!";
    push @{ $self->{files} }, [ $name, $source ];
    return;
}

sub yes ($flag) { return !defined $flag ? '' : $flag eq 't' ? 'Y' : 'N' }

# The second LEA has the statewide window, of which only the end is of interest here.
sub windows ($self) {
    my $spring = substr($self->{year}, 0, 4) + 1;
    my @lines = 'school_year,school,starts_on,ends_on';
    push @lines, csv_line($self->{year}, $_, date_between("$spring-01-20", "$spring-03-10"), date_between("$spring-05-10", "$spring-06-10"))
        for '99000010000000', '99000020000000', chance(50) ? $SCHOOLS[1] : ();
    return $self->put('testing_windows.csv', undef, @lines);
}

sub enrollments ($self, @students) {
    my @lines = 'school_year,ssid,school,entry_date,grade,enrollment_status,exit_date,exit_reason,special_education,section_504,'
        . 'primary_disability,elas,alternate_assessment,science_elected,spanish_elected';
    for my $s (@students) {
        my $e = $s->{el} eq 'EN' ? '' : $s->{el};
        push @lines, csv_line($self->{year}, $s->{ssid}, $s->{school}, substr($self->{year}, 0, 4) . '-08-15', sprintf('%02d', $s->{grade}), $s->{status},
            $s->{exit}, $s->{exit} ? 'T160' : '', yes($s->{sped}), yes($s->{plan}), $s->{disability}, $e, map { yes($s->{$_}) } qw(alternate science spanish))
            =~ s/""//gr;
    }
    return $self->put('enrollment.csv', undef, @lines);
}

# A code as somebody writes it.
sub spelled ($code) {
    my @other = spellings_of($code);
    return pick(@other)   if @other && chance(40);
    return lc $code       if chance(10);
    return $code;
}

# Each source names what it knows of.
sub named_by ($self, $source, @students) {
    my ($school, $silent) = @{ $self->{silent} // [ '', '' ] };
    return grep { $school ne $_->{school} || $silent ne $source && !($silent eq 'all' && ($_->{plan} // '') eq 't') } grep { $source eq 'SIS' ? chance(70) : $source eq 'SPED' ? ($_->{sped} // '') eq 't' : $source eq '504' ? ($_->{plan} // '') eq 't' : $_->{el} eq 'EL' } @students;
}

# The student-information system's export: no header, rows of different length.
sub sis ($self, @students) {
    my @lines;
    for my $s ($self->named_by('SIS', @students)) {
        push @lines, join ',', $s->{ssid}, map { spelled($_) } grep { chance(60) } sort keys %{ $s->{needs} };
    }
    push @lines, join ',', $students[0]{ssid}, 'NEDS_SS';    # a first line with a code: that is how the file is known
    return $self->put('sis_settings.csv', 'SIS', reverse @lines);
}

# The special-education system's: a header, codes in any cell, several in one, glued where somebody forgot the semicolon.
sub sped ($self, @students) {
    my @lines = 'SSID,Resource 1,Resource 2,Resource 3';
    push @lines, "$students[1]{ssid},NEDS_SS,,";
    for my $s ($self->named_by('SPED', @students)) {
        my @codes = map { spelled($_) } grep { chance(85) } sort keys %{ $s->{needs} };
        my @cells = ('', '', '');
        for my $code (@codes) {
            my $at = between(0, 2);
            $cells[$at] .= $cells[$at] eq '' ? $code : $cells[$at] =~ /[A-Z]{2,4}_\w+$/i && $code =~ /^(?:NEA|NEDS)_/ && $cells[$at] !~ /&/ && chance(30) ? $code : ";$code";
        }
        push @lines, join ',', $s->{ssid}, @cells;
    }
    return $self->put('sped_settings.csv', 'SPED', @lines);
}

# A list, a row a code, some until a day, some of no year's catalogue; who needs nothing is listed with a blank.
sub flat ($self, $source, @students) {
    my @lines = 'school_year,source,ssid,code,identified_until';
    for my $s ($self->named_by($source, @students)) {
        my @codes = grep { chance(70) } sort keys %{ $s->{needs} };
        push @codes, pick(qw(NEDS_FidgetTool Gum)) if chance(8);
        push @codes, pick(off_codes())             if chance(8);
        push @lines, csv_line($self->{year}, $source, $s->{ssid}, '', '') =~ s/""//gr if !@codes;
        push @lines, csv_line($self->{year}, $source, $s->{ssid}, spelled($_), chance(20) ? add_days($self->{today}, between(-30, 30)) : '') =~ s/""//gr for @codes;
    }
    return $self->put("supports_\L$source.csv", $source, @lines);
}

# Nothing is set of a school's students of a kind.
sub refuse ($self, @students) {
    my ($school, $kind) = @{ $self->{unset} // return };
    $_->{toms} = {} for grep { $_->{school} eq $school && ($_->{$kind} // '') eq 't' } @students;
    return;
}

# The report of the state's system: a title, a header with what else it says, resources further right.
sub toms ($self, $name, $percent, @students) {
    my %column;
    $column{ column_of($_) }{$_} = 1 for map { keys %{ $_->{toms} } } @students;
    my @columns = sort keys %column;
    my @demographics = ('Last Name', 'First Name', 'Middle Name', 'Date of Birth', 'Gender', 'Grade', 'District Name', 'District Code', 'School Name', 'School Code',
        'Section 504 Status', 'Special Education', 'English Learner (EL)', 'Primary Language', 'Enrollment Status');
    my @lines = ('CAASPP LEA-Level Student Test Settings Report', csv_line('SSID', @demographics, @columns, 'Masking Default'));
    for my $s (grep { chance($percent) && !$_->{unlisted} } @students) {
        my @cells = map { my $c = $_; join ';', grep { column_of($_) eq $c } sort keys %{ $s->{toms} } } @columns;
        push @lines, csv_line($s->{ssid}, ('') x 13, pick(qw(00 01)), 10, @cells, chance(50) ? 'TDS_Masking0' : '') =~ s/""//gr;
    }
    return $self->put($name, 'TOMS', @lines);
}

# One column a resource: the family's, or the code's own.
sub column_of ($code) {
    my $family = Oracle::SupportCatalogue::family($code);
    return ucfirst $family if defined $family;
    return "Resource $code" =~ tr/&_/  /r;
}

sub attempts ($self, @students) {
    my @lines = 'school_year,ssid,part,opportunity,status,started_on';
    my $facts = $self->facts_of('testing_windows.csv', 'enrollment.csv');
    for my $test (grep { chance(60) } $facts->rows('assignments')) {
        for my $part (parts($test->{assessment}, $self->{year})) {
            next if chance(35);
            my $started = add_days($self->{today}, -between(0, 25));
            push @lines, csv_line($self->{year}, $test->{ssid}, $part, 1, pick(qw(started paused completed)), $started);
            push @lines, csv_line($self->{year}, $test->{ssid}, $part, 2, 'pending', '') =~ s/""//gr if chance(8);    # reset
        }
    }
    return $self->put('attempts.csv', undef, @lines);
}

sub plans ($self, @students) {
    my @lines = 'school_year,ssid,kind,starts_on,ends_on';
    for my $s (@students) {
        for my $kind (($s->{sped} // '') eq 't' ? 'IEP' : (), ($s->{plan} // '') eq 't' ? '504' : ()) {
            next if chance(30);
            my $ends = add_days($self->{today}, between(-40, 90));
            my ($endless, $renewed) = (chance(15), chance(40));
            push @lines, csv_line($self->{year}, $s->{ssid}, $kind, add_days($ends, -364), $endless ? '' : $ends) =~ s/""//gr;
            push @lines, csv_line($self->{year}, $s->{ssid}, $kind, add_days($ends, 1), add_days($ends, 365)) if $renewed;
            $s->{ $endless || $renewed || $ends ge $self->{today} ? 'in_force' : 'ended' } = 1;
        }
    }
    return $self->put('support_plans.csv', undef, @lines);
}

sub requests ($self, @students) {
    my @lines = 'school_year,ssid,assessment,requested_on,resource,decided_on,approved,changes_construct';
    for my $s (grep { $_->{needs}{NEA_IndividualAids} } @students) {
        my $asked = add_days($self->{today}, -between(0, 25));
        for my $assessment (some(2, qw(ELA MATH CAST CAA-ELA))) {
            my $open = chance(25) || add_days($asked, 4) gt $self->{today};
            push @lines, csv_line($self->{year}, $s->{ssid}, $assessment, $asked, 'a thing', $open ? ('') x 3 : (add_days($asked, 4), pick(qw(Y N)), pick('Y', 'Y', 'N', ''))) =~ s/""//gr;
        }
    }
    push @lines, csv_line($self->{year}, '8899999999', 'ELA', $self->{today}, 'of a student who is not there', '', '', '') =~ s/""//gr;
    return $self->put('support_requests.csv', undef, @lines);
}

# --- Reading ---

sub lines ($self, $name) {
    open my $in, '<:encoding(UTF-8)', "$self->{folder}/$name" or die "$name: $!";
    chomp(my @lines = <$in>);
    return map { [ csv_fields($_) ] } @lines;
}

# Of a file with a header: rows by its names, undef for a blank.
sub table ($self, $name) {
    my ($head, @rows) = $self->lines($name);
    return map { my %row; @row{@$head} = map { ($_ // '') eq '' ? undef : $_ } @$_; \%row } @rows;
}

my %FLAG = (Y => 't', N => 'f');

# The facts that some files state, or all of them, one after the other.
sub facts_of ($self, @names) {
    my $facts = Oracle::Facts->new(years => [ $self->{year} ], today => $self->{today});
    $self->{plans} = $self->{requests} = [];
    @{$self}{qw(set_later dropped)} = ({}, {});
    for my $name (@names ? @names : map { $_->[0] } @{ $self->{files} }) {
        my ($file) = grep { $_->[0] eq $name } @{ $self->{files} };
        $self->read_file($facts, $name, $file->[1]);
    }
    Oracle::Assign::derive($facts, map { $_->{ssid} } $facts->rows('enrollments'));
    return $facts;
}

sub read_file ($self, $facts, $name, $source) {
    return $facts->add('testing_windows', $self->table($name)) if $name =~ /^testing_windows/;
    return $facts->add('attempts',        $self->table($name)) if $name =~ /^attempts/;
    if ($name =~ /^enrollment/) {
        for my $row ($self->table($name)) {
            $row->{grade} += 0;
            $_ = defined $_ ? $FLAG{$_} : undef for @{$row}{qw(special_education section_504 alternate_assessment science_elected spanish_elected)};
            $facts->add('enrollments', $row);
        }
    }
    elsif ($name =~ /^support_plans/)    { $self->{plans}    = [ $self->table($name) ] }
    elsif ($name =~ /^support_requests/) { $self->{requests} = [ $self->table($name) ] }
    elsif ($name =~ /^supports_/)        { $self->read_flat($facts, $source, $self->table($name)) }
    elsif ($name =~ /^toms_/) { my (undef, undef, @rows) = $self->lines($name); $self->read_sheet($facts, $source, map { [ @{$_}[ 0, 16 .. $#$_ ] ] } @rows) }
    elsif ($name =~ /^sped_/) { my (undef, @rows) = $self->lines($name); $self->read_sheet($facts, $source, @rows) }
    else                      { $self->read_sheet($facts, $source, $self->lines($name)) }
    return;
}

# All that its source says of the students it lists.
sub read_sheet ($self, $facts, $source, @rows) {
    my (%codes, %listed);
    for my $row (@rows) {
        my ($ssid, @cells) = @$row;
        $codes{$ssid} //= {};
        $codes{$ssid}{$_} = 1 for map { state_code($_) } map { taken_apart($_) } grep { ($_ // '') ne '' } @cells;
    }
    for my $ssid (keys %codes) {
        my @old = grep { $_->{source} eq $source } $facts->of('support_settings', $ssid, $self->{year});
        $listed{$ssid} = $facts->find('support_snapshots', { school_year => $self->{year}, source => $source, ssid => $ssid });
        my @gone = grep { !$codes{$ssid}{ $_->{code} } } @old;
        $facts->remove('support_settings', @gone);
        $source eq 'TOMS' and $self->{dropped}{"$ssid $_->{code}"} = 1 for @gone;
        for my $code (sort keys %{ $codes{$ssid} }) {
            next if grep { $_->{code} eq $code } @old;
            $facts->add('support_settings', { school_year => $self->{year}, source => $source, ssid => $ssid, code => $code });
            $self->{set_later}{"$ssid $code"} = 1 if $source eq 'TOMS' && $listed{$ssid};
        }
        $facts->add('support_snapshots', { school_year => $self->{year}, source => $source, ssid => $ssid }) if !$listed{$ssid};
    }
    return;
}

# Several codes in a cell, with or without something between them; & is part of a code.
sub taken_apart ($cell) {
    return grep { $_ ne '' } map { split /(?<![&])(?<=\w)(?=(?:TDS|NEA|NEDS)_)/ } split /[;\s]+/, $cell;
}

sub read_flat ($self, $facts, $source, @rows) {
    for my $row (@rows) {
        my %listing = (school_year => $self->{year}, source => $source, ssid => $row->{ssid});
        $facts->add('support_snapshots', \%listing) if !$facts->find('support_snapshots', \%listing);
        next if !defined $row->{code};
        my $setting = { %listing, code => state_code($row->{code}), until => $row->{identified_until} };
        $facts->add('support_settings', $setting) if !$facts->find('support_settings', $setting);
    }
    return;
}

1;
