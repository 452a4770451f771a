#!/usr/bin/perl
# A PUT of exactly what GET returned is a 200 and changes nothing: no version, no row of an entity or of its mixins, no operation, nothing in
# the audit. In each rendering, for a compute with links of both kinds, mixins of each sort and all attributes that a client can give.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cloud;
use Test::More;

my $inf = 'http://schemas.ogf.org/occi/infrastructure';
my $tenant = tenant();

sub create {
    my ($path, @lines) = @_;
    my $answer = ask($tenant, 'POST', $path, type => 'text/plain', body => join "\n", @lines);
    is($answer->{status}, 201, "$path takes a new one") or diag $answer->{content};
    return path($answer);
}

my $network = create('/network/', qq(Category: network; scheme="$inf#"; class="kind", ipnetwork; scheme="$inf/network#"; class="mixin"),
    'X-OCCI-Attribute: occi.core.title="net", occi.network.vlan=7, occi.network.label="blue", occi.network.address="10.9.0.0/24"',
    'X-OCCI-Attribute: occi.network.gateway="10.9.0.1", occi.network.allocation="dynamic"');
my $storage = create('/storage/', qq(Category: storage; scheme="$inf#"; class="kind"), 'X-OCCI-Attribute: occi.storage.size=2');
my $compute = create('/compute/', qq(Category: compute; scheme="$inf#"; class="kind"),
    qq(Category: small; scheme="$inf/compute/template/1.1#"; class="mixin"),
    'Category: debian-12; scheme="http://occibase.org/occi/os_tpl#"; class="mixin"',
    qq(Category: ssh_key; scheme="$inf/credentials#"; class="mixin"),
    qq(Category: user_data; scheme="$inf/compute#"; class="mixin"),
    qq(X-OCCI-Attribute: occi.core.title="web \\"one\\", \\\\ two; three", occi.core.summary=""),
    'X-OCCI-Attribute: occi.compute.architecture="x86_64", occi.compute.hostname="web.example.org", occi.compute.share=7',
    'X-OCCI-Attribute: occi.compute.speed=2.5, occi.compute.ephemeral_storage.deviceid="vdz"',
    'X-OCCI-Attribute: occi.credentials.ssh.publickey="ssh-rsa AAAA", occi.compute.userdata="IyE="',
    qq(Link: <$network>; rel="$inf#network"; category="$inf#networkinterface $inf/networkinterface#ipnetworkinterface"; )
        . 'occi.networkinterface.interface="eth3"; occi.networkinterface.address="10.9.0.9"; occi.core.title="first"',
    qq(Link: <$storage>; rel="$inf#storage"; category="$inf#storagelink"; occi.storagelink.mountpoint="/data"),
    'Link: <http://example.org/elsewhere>; category="http://schemas.ogf.org/occi/core#link"');
settled($tenant);
my $interface = query("select e.location from occi.entity e join occi.tenant t on t.id = e.tenant_id
                       where t.name = '$tenant' and e.location like '/networkinterface/%'");

# That workers begin sessions meanwhile is another matter.
sub registry {
    my $rows = rows($tenant, 'occi.entity' => 'r.id', 'occi.entity_mixin' => 'r.entity_id, r.position, r.mixin_id',
        'occi.operation' => 'r.sequence', 'audit.event' => 'r.id');
    $rows->{'audit.event'} = [ grep { $_->{relation} ne 'session' } @{ $rows->{'audit.event'} } ];
    return $rows;
}

# What to send to say again what the answer said.
my %echoes = (
    'text/plain' => sub { my ($answer) = @_; (body => $answer->{content}) },
    'text/occi' => sub {
        my ($answer) = @_;
        (headers => { map { defined $answer->{headers}{lc $_} ? ($_ => $answer->{headers}{lc $_}) : () } qw(Category Link X-OCCI-Attribute) });
    },
);
$echoes{$_} = $echoes{'text/plain'} for 'text/occi+plain', 'application/occi+json', 'application/json';

for my $path ($compute, $network, $storage, $interface) {
    my ($kind) = $path =~ m{^/(\w+)/};
    for my $type (sort keys %echoes) {
        my $before = registry();
        my $shown = ask($tenant, 'GET', $path, accept => $type);
        is($shown->{status}, 200, "a $kind is shown in $type");
        my $put = ask($tenant, 'PUT', $path, type => $type, accept => $type, $echoes{$type}->($shown));
        is($put->{status}, 200, "a $kind takes what it has shown in $type") or diag $put->{content};
        is($put->{content}, $shown->{content}, "and shows it again in $type");
        is_deeply(registry(), $before, "the PUT of a $kind in $type changes nothing");
    }
}

# Header lines are ASCII without tabs: what had to be shown otherwise is not changed by its echo.
my $odd = create('/compute/', qq(Category: compute; scheme="$inf#"; class="kind", user_data; scheme="$inf/compute#"; class="mixin"),
    qq(X-OCCI-Attribute: occi.core.title="na\xc3\xafve \xe2\x82\xac", occi.core.summary="a\ttab", occi.compute.userdata="\xc3\xa4"));
settled($tenant);
for my $type (sort keys %echoes) {
    my $before = registry();
    my $shown = ask($tenant, 'GET', $odd, accept => $type);
    is(ask($tenant, 'PUT', $odd, type => $type, accept => $type, $echoes{$type}->($shown))->{status}, 200, "odd characters come back in $type");
    is_deeply(registry(), $before, "and are not changed in $type");
}

# With the links' own URLs in the other forms that a client knows: absolute, and without what the server has made.
my $before = registry();
my $shown = ask($tenant, 'GET', $compute, accept => 'text/plain')->{content};
my $absolute = $shown =~ s/(self=")/$1$ENV{OCCI_URL}/gr =~ s/(Link: <)(\/)/$1$ENV{OCCI_URL}$2/gr;
is(ask($tenant, 'PUT', $compute, type => 'text/plain', body => $absolute)->{status}, 200, 'links may have absolute URLs');
is(ask($tenant, 'PUT', $compute, type => 'text/plain', body => $shown =~ s/^Link:.*\r\n//gmr)->{status}, 200, 'links may be left out');
is(ask($tenant, 'PUT', $compute, type => 'text/plain', body => $shown =~ s/^X-OCCI-Attribute: occi\.(compute\.state|core\.id)=.*\r\n//gmr)->{status}, 200,
    'so may what only the server sets');
is_deeply(registry(), $before, 'and nothing changes');

# A real change is one.
my $changed = ask($tenant, 'PUT', $compute, type => 'text/plain', body => $shown =~ s/web\.example\.org/www.example.org/r);
is($changed->{status}, 200, 'a PUT that differs in one value is a 200');
like($changed->{content}, qr/occi\.compute\.hostname="www\.example\.org"/, 'and changes it');
settled($tenant);
isnt(scalar @{ registry()->{'occi.operation'} }, scalar @{ $before->{'occi.operation'} }, 'and is carried out');
ask($tenant, 'DELETE', $_) for $odd, $compute, $network, $storage;
done_testing();
