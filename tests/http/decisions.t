#!/usr/bin/perl
# docs/decisions.md names the tests that hold its decisions. Each of them is there.
use strict;
use warnings;
use Test::More;

open my $file, '<', "$ENV{TOP}/docs/decisions.md" or die "docs/decisions.md: $!\n";
my %named;
while (<$file>) {
    my @cells = split /(?<!\\)\|/;
    next if @cells != 6 || $cells[4] =~ /^ (Held by|–) $|^-+$/;
    my $last;
    for my $name (map { s/^\s+|\s+$//gr } split /,/, $cells[4]) {
        ($last, my $row) = $name =~ /^([\w.\/-]+)?(?:\s*\[(.+)\])?$/ ? ($1 // $last, $2) : ($name, undef);
        push @{ $named{$last // $name} }, defined $row ? $row : ();
    }
}

# Where a test that is called so may be.
sub paths_of {
    my ($name) = @_;
    my ($folder, $rest) = $name =~ /^(unit|sql|isolation|quota|audit|identity|conformance)\/(.*)/ or return map { "$ENV{TOP}/tests/http/$name.$_" } qw(http t);
    return "$ENV{TOP}/tests/unit/${rest}_test.c" if $folder eq 'unit';
    return "$ENV{TOP}/tests/sql/$rest.sql" if $folder eq 'sql';
    return map { "$ENV{TOP}/tests/$folder/$rest.$_" } qw(sql http t) if $folder ne 'conformance';
    return glob "$ENV{TOP}/tests/conformance/$rest-*";
}

cmp_ok(scalar keys %named, '>', 20, 'there are tests named');
for my $name (sort keys %named) {
    my ($path) = grep { -e } paths_of($name);
    ok(defined $path, "there is $name") or next;
    my $text = do { local (@ARGV, $/) = ($path); <> };
    like($text, qr/^## \Q$_\E$/m, "$name has $_") for @{ $named{$name} };
}
done_testing();
