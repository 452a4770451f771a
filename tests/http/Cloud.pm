# For whole-system tests in Perl: a tenant of the test's own, requests through nginx, and what the registry then holds.
#
#     my $tenant = tenant();                          a new tenant with one account, both called so
#     my $answer = ask($tenant, 'GET', '/compute/', accept => 'text/occi', type => …, headers => { … }, body => …);
#                                                     $answer->{status}, {content}, {headers}{'x-occi-location'}
#     path($answer)                                   the path in its Location
#     settled($tenant)                                waits until everything that was asked for is carried out
#     rows($tenant, 'occi.entity' => 'r.id', …)     the tenant's rows of each table r in this order, each a hash, by the tables' names
package Cloud;
use strict;
use warnings;
use Exporter 'import';
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use Time::HiRes qw(sleep time);

our @EXPORT = qw(tenant ask path settled rows query);

my $count = 0;

sub tenant {
    my $name = sprintf 'test-%d-%d-%d', $$, $^T % 100000, ++$count;
    system("$ENV{OCCI_ADMIN} tenant add $name >/dev/null && echo $name | $ENV{OCCI_ADMIN} account add $name --tenant $name >/dev/null") == 0
        or die "no account could be made: \$OCCI_ADMIN failed\n";
    return $name;
}

sub ask {
    my ($who, $method, $path, %said) = @_;
    my %headers = (%{ $said{headers} // {} }, Authorization => 'Basic ' . encode_base64("$who:$who", ''));
    $headers{Accept} = $said{accept} if $said{accept};
    $headers{'Content-Type'} = $said{type} if $said{type};
    my %request = (headers => \%headers);
    $request{content} = $said{body} if defined $said{body};
    return HTTP::Tiny->new(timeout => 30, max_redirect => 0)->request($method, $ENV{OCCI_URL} . $path, \%request);
}

sub path { my ($answer) = @_; return ($answer->{headers}{location} // '') =~ s/^\Q$ENV{OCCI_URL}\E//r }

# The one value that the statement yields.
sub query {
    my ($statement) = @_;
    open my $out, '-|', 'psql', '-X', '-A', '-t', '-q', '-d', $ENV{OCCI_OWNER_DATABASE}, '-c', $statement or die "psql: $!\n";
    my $text = do { local $/; <$out> } // '';
    close $out or die "psql failed: $statement\n";
    chomp $text;
    return $text;
}

sub settled {
    my ($tenant) = @_;
    my $until = time + 30;
    my $pending = "select count(*) from occi.operation o join occi.tenant t on t.id = o.tenant_id
                   where t.name = '$tenant' and o.status in ('queued', 'running')";
    while (query($pending) != 0) {
        die "the operations of $tenant are not carried out\n" if time > $until;
        sleep 0.1;
    }
}

sub rows {
    my ($tenant, %orders) = @_;
    my @members = map { "'$_', (select coalesce(json_agg(to_jsonb(r) order by $orders{$_}), '[]') from $_ r where r.tenant_id = t.id)" } sort keys %orders;
    return decode_json(query('select json_build_object(' . join(', ', @members) . ") from occi.tenant t where t.name = '$tenant'"));
}

1;
