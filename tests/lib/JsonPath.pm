# Looking things up in a JSON text, and comparing them, for conversations (see tests/http/converse).
package JsonPath;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP;

our @EXPORT = qw(json_find json_compare json_text);

my $json = JSON::PP->new->allow_nonref->canonical->utf8;

sub json_text { my ($value) = @_; return $json->encode($value) }

# Everything that the path leads to: steps /name, /index, /* and /name[member=value,…].
sub json_find {
    my ($text, $path) = @_;
    my @found = eval { $json->decode($text) };
    while ($path =~ s/^\/([^\/\[]*)(?:\[([^\]]*)\])?//) {
        my ($step, $wanted) = ($1, $2);
        @found = map { below($_, $step) } @found if $step ne '';
        @found = map { first_with($_, $wanted) } @found if defined $wanted;
    }
    die "\"$path\" is no path\n" if $path ne '';
    return @found;
}

sub below {
    my ($value, $step) = @_;
    if (ref $value eq 'HASH') {
        return map { $value->{$_} } sort keys %$value if $step eq '*';
        return exists $value->{$step} ? $value->{$step} : ();
    }
    return () unless ref $value eq 'ARRAY';
    return @$value if $step eq '*';
    return $step =~ /^\d+$/ && $step < @$value ? $value->[$step] : ();
}

sub first_with {
    my ($array, $wanted) = @_;
    my %wanted = map { split /=/, $_, 2 } split /,/, $wanted;
    for my $item (ref $array eq 'ARRAY' ? @$array : ()) {
        return $item if ref $item eq 'HASH' && !grep { ($item->{$_} // '') ne $wanted{$_} } keys %wanted;
    }
    return ();
}

# What is wrong with what the path leads to; nothing: all is well.
sub json_compare {
    my ($text, $path, $how, $what) = @_;
    my @found = json_find($text, $path);
    my $value = $path =~ /\/\*/ ? \@found : $found[0];
    return 'it is not there' if !@found && $path !~ /\/\*/;
    return (ref $value ? json_text($value) : $value) =~ ($what =~ s{^/(.*)/$}{$1}r) ? () : 'it is ' . json_text($value) if $how eq '~';
    return json_text($value) eq json_text($json->decode($what)) ? () : 'it is ' . json_text($value) if $how eq 'is';
    return 'it is no array' unless ref $value eq 'ARRAY';
    if ($how eq 'counts') {
        my $count = $what =~ /^\// ? () = json_find($text, $what) : $what;
        return @$value == $count ? () : 'there are ' . @$value . ", expected were $count";
    }
    my $is_there = grep { json_text($_) eq json_text($json->decode($what)) } @$value;
    return !!$is_there == ($how eq 'has') ? () : 'it is ' . json_text($value);
}

1;
