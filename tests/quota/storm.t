#!/usr/bin/perl
# Quotas under fire, through nginx: of 64 creates at the same time exactly as many succeed as are allowed, in several rounds and for several
# resources; the others are told what is used and what is allowed. Then creates, updates and deletes at random, all at once: nothing fails but by
# a quota, no quota is ever passed, and at the end the books agree with what there is.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../http";
use Cloud;
use JSON::PP;
use Test::More;

my $inf = 'http://schemas.ogf.org/occi/infrastructure';
my $json = 'application/occi+json';
my $clients = 64;
my $tenant = tenant();

sub admin { my $said = `$ENV{OCCI_ADMIN} @_ 2>&1`; return ($?, $said) }
sub allow { my ($status, $said) = admin("quota set $tenant @_"); die $said if $status }

sub quota {
    my ($name) = @_;
    my $answer = ask($tenant, 'GET', "/quota/$name", accept => $json);
    return decode_json($answer->{content})->{attributes};
}
sub used { return quota($_[0])->{'org.occibase.quota.used'} }

# `count` processes that begin together; each does its work and prints lines, all of which come back.
sub together {
    my ($count, $work) = @_;
    pipe my $answers, my $out or die $!;
    pipe my $start, my $hold or die $!;
    my @pids;
    for my $number (1 .. $count) {
        my $pid = fork // die "fork: $!\n";
        if ($pid == 0) {
            close $_ for $answers, $hold;
            srand $number;
            sysread $start, my $gone, 1; # until the parent closes its end
            syswrite $out, $work->($number);
            close $out;
            require POSIX;
            POSIX::_exit(0);
        }
        push @pids, $pid;
    }
    close $_ for $out, $start, $hold;
    my @lines = <$answers>;
    waitpid $_, 0 for @pids;
    chomp @lines;
    return @lines;
}

sub compute { my ($cores, $memory) = @_; return { kind => "$inf#compute", attributes => { 'occi.compute.cores' => $cores + 0, 'occi.compute.memory' => $memory + 0 } } }
sub storage { my ($size) = @_; return { kind => "$inf#storage", attributes => { 'occi.storage.size' => $size + 0 } } }
sub network { return { kind => "$inf#network" } }
sub make { my ($path, $entity) = @_; return ask($tenant, 'POST', $path, type => $json, accept => $json, body => encode_json($entity)) }
sub members { my ($path) = @_; return map { s/^\Q$ENV{OCCI_URL}\E//r } grep { /./ } split /\r?\n/, ask($tenant, 'GET', $path, accept => 'text/uri-list')->{content} }

# resource, where, what, how much each asks for, how much is allowed, how many fit
my @rounds = (
    [ instances => '/compute/', compute(1, 1), 1, 10, 10 ],
    [ cores     => '/compute/', compute(3, 1), 3, 32, 10 ],
    [ memory    => '/compute/', compute(1, 1.5), 1.5, 20, 13 ],
    [ volumes   => '/storage/', storage(1), 1, 7, 7 ],
    [ gigabytes => '/storage/', storage(2.5), 2.5, 24.9, 9 ],
    [ networks  => '/network/', network(), 1, 0, 0 ],
    [ instances => '/compute/', compute(1, 1), 1, 63, 63 ],
);
for my $round (@rounds) {
    my ($resource, $path, $entity, $each, $allowed, $fit) = @$round;
    allow($resource, $allowed);
    my @lines = together($clients, sub {
        my $answer = make($path, $entity);
        return "$answer->{status} " . ($answer->{status} == 403 ? $answer->{content} =~ s/\n//gr : '') . "\n";
    });
    is(scalar(grep { /^201/ } @lines), $fit, "$resource: of $clients creates, the $fit that fit");
    my @refused = grep { /^403/ } @lines;
    is(@refused, $clients - $fit, 'all others are a 403');
    my @told = grep { /the quota of $resource would be exceeded: ([\d.]+) used of $allowed \S+ allowed, $each more asked for/ && $1 + $each > $allowed } @refused;
    is(@told, @refused, 'with the numbers');
    is(scalar(members($path)), $fit, 'as many are there');
    is(used($resource), $fit * $each, 'and as much is used');
    is(ask($tenant, 'DELETE', $path)->{status}, 200, 'deleting the collection');
    is(used($resource), 0, 'releases it');
    allow($resource, 'none');
}

# A batch is all or nothing.
allow('instances', 5);
my $batch = sub { encode_json({ resources => [ map { compute(1, 1) } 1 .. shift ] }) };
is(ask($tenant, 'POST', '/compute/', type => $json, body => $batch->(6))->{status}, 403, 'six of five allowed');
is(scalar(members('/compute/')), 0, 'none is there');
is(ask($tenant, 'POST', '/compute/', type => $json, body => $batch->(5))->{status}, 201, 'five');
is(used('instances'), 5, 'are five');
my @lines = together(16, sub { my $path = (members('/compute/'))[0]; return $path ? ask($tenant, 'DELETE', $path)->{status} . "\n" : "404\n" });
is(used('instances'), scalar(members('/compute/')), 'what is deleted by many at once is released once');
ask($tenant, 'DELETE', '/compute/');

# The storm.
my %limits = (instances => 20, cores => 50, memory => 60, volumes => 15, gigabytes => 80, networks => 6, addresses => 10);
allow($_, $limits{$_}) for sort keys %limits;
my %allowed_status = map { $_ => 1 } 200, 201, 403, 404, 409;
@lines = together(24, sub {
    my $said = '';
    my @mine;
    for (1 .. 14) {
        my $dice = int rand 8;
        my $answer;
        if ($dice < 2) { $answer = make('/compute/', compute(1 + int rand 4, 1 + int rand 4)) }
        elsif ($dice == 2) { $answer = make('/storage/', storage(1 + int rand 10)) }
        elsif ($dice == 3) { $answer = make('/network/', network()) }
        elsif ($dice == 4 && grep { m{/compute/} } @mine) {
            my ($vm) = grep { m{/compute/} } @mine;
            $answer = ask($tenant, 'POST', $vm, type => $json, body => encode_json(compute(1 + int rand 8, 1 + int rand 8)));
        } elsif ($dice == 5) {
            my ($disk) = members('/storage/');
            $answer = ask($tenant, 'POST', "$disk?action=resize", type => $json,
                          body => encode_json({ action => "$inf/storage/action#resize", attributes => { size => 1 + int rand 30 } })) if $disk;
        } elsif ($dice == 6) {
            my ($vm) = grep { m{/compute/} } @mine;
            my ($net) = members('/network/');
            $answer = make('/networkinterface/', { kind => "$inf#networkinterface", mixins => ["$inf/networkinterface#ipnetworkinterface"],
                source => { location => $vm }, target => { location => $net },
                attributes => { 'occi.networkinterface.address' => '10.0.0.' . int rand 250 } }) if $vm && $net;
        } elsif (@mine) { $answer = ask($tenant, 'DELETE', splice @mine, int rand @mine, 1) }
        next unless $answer;
        push @mine, path($answer) if $answer->{status} == 201;
        # An action that the state does not allow yet is a 400 by its own sentence.
        $said .= "$answer->{status} " . ($answer->{content} =~ s/\s+/ /gr) . "\n" unless $answer->{content} =~ /not available in state/;
    }
    return $said;
});
my @odd = grep { !$allowed_status{ substr $_, 0, 3 } } @lines;
is_deeply(\@odd, [], 'in a storm, nothing fails but for a reason');
cmp_ok(scalar(grep { /^201/ } @lines), '>', 20, 'and much is done');
cmp_ok(scalar(grep { /^403 .*quota of/ } @lines), '>', 5, 'quotas are met');
my @beyond = grep { used($_) > $limits{$_} } sort keys %limits;
is_deeply(\@beyond, [], 'and none is passed');
settled($tenant);
is(query("select count(*) from occi.quota_check() where tenant = '$tenant'"), 0, 'the books agree');
ask($tenant, 'DELETE', $_) for '/compute/', '/storage/', '/network/';
is(query("select sum(used) from occi.quota_show('$tenant')"), '0', 'when all is gone, all is released');
is(query('select count(*) from occi.quota_change'), 0, 'nothing is left of what was under way');
done_testing();
