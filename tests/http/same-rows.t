#!/usr/bin/perl
# The same conversation, held in text/plain, in text/occi and in JSON by a new tenant each, leaves the same rows in the registry: entities,
# their mixins, the tenant's own categories and the operations, down to the types of values. Ids are numbered in the order of their first
# appearance; times and what counts across tenants are left out.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Cloud;
use File::Temp;
use JSON::PP;
use Test::More;

my $inf = 'http://schemas.ogf.org/occi/infrastructure';
my ($kind, $mixin) = ('class="kind"', 'class="mixin"');

# Each step: what it is for, the request line, its text, its JSON, the status expected. ${name} is the path that the step of this name was
# given, ${id:name} its id.
my @steps = (
    [ net => 'POST /network/', [
        qq(Category: network; scheme="$inf#"; $kind),
        qq(Category: ipnetwork; scheme="$inf/network#"; $mixin),
        'X-OCCI-Attribute: occi.core.title="the \"blue\" one, of two"',
        'X-OCCI-Attribute: occi.network.vlan=12',
        'X-OCCI-Attribute: occi.network.address="10.3.0.0/24"',
        'X-OCCI-Attribute: occi.network.allocation="dynamic"' ],
      qq({"kind": "$inf#network", "mixins": ["$inf/network#ipnetwork"], "title": "the \\"blue\\" one, of two",
          "attributes": {"occi.network.vlan": 12, "occi.network.address": "10.3.0.0/24", "occi.network.allocation": "dynamic"}}), 201 ],
    [ disk => 'POST /storage/', [
        qq(Category: storage; scheme="$inf#"; $kind),
        'X-OCCI-Attribute: occi.storage.size=1.5',
        'X-OCCI-Attribute: occi.core.summary="C:\\\\data"' ],
      qq({"kind": "$inf#storage", "summary": "C:\\\\data", "attributes": {"occi.storage.size": 1.5}}), 201 ],
    [ vm => 'POST /compute/', [
        qq(Category: compute; scheme="$inf#"; $kind),
        'Category: debian-12; scheme="http://occibase.org/occi/os_tpl#"; class="mixin"',
        qq(Category: medium; scheme="$inf/compute/template/1.1#"; $mixin),
        qq(Category: user_data; scheme="$inf/compute#"; $mixin),
        'X-OCCI-Attribute: occi.core.title="web"',
        'X-OCCI-Attribute: occi.compute.cores=9', # the template's word counts
        'X-OCCI-Attribute: occi.compute.speed=2',
        'X-OCCI-Attribute: occi.compute.share=2.0',
        'X-OCCI-Attribute: occi.compute.userdata="IyE="',
        qq(Link: <\${net}>; rel="$inf#network"; category="$inf#networkinterface $inf/networkinterface#ipnetworkinterface"; )
            . 'occi.networkinterface.mac="52:54:00:00:00:05"; occi.networkinterface.address="10.3.0.5"',
        qq(Link: <\${disk}>; rel="$inf#storage"; category="$inf#storagelink"; occi.storagelink.mountpoint="/data") ],
      qq({"kind": "$inf#compute", "title": "web",
          "mixins": ["http://occibase.org/occi/os_tpl#debian-12", "$inf/compute/template/1.1#medium", "$inf/compute#user_data"],
          "attributes": {"occi.compute.cores": 9, "occi.compute.speed": 2, "occi.compute.share": 2.0, "occi.compute.userdata": "IyE="},
          "links": [{"kind": "$inf#networkinterface", "mixins": ["$inf/networkinterface#ipnetworkinterface"],
                     "target": {"location": "\${net}", "kind": "$inf#network"},
                     "attributes": {"occi.networkinterface.mac": "52:54:00:00:00:05", "occi.networkinterface.address": "10.3.0.5"}},
                    {"kind": "$inf#storagelink", "target": {"location": "\${disk}", "kind": "$inf#storage"},
                     "attributes": {"occi.storagelink.mountpoint": "/data"}}]}), 201 ],
    [ second => 'POST /storage/', [
        qq(Category: storage; scheme="$inf#"; $kind),
        'X-OCCI-Attribute: occi.storage.size=2' ],
      qq({"resources": [{"kind": "$inf#storage", "attributes": {"occi.storage.size": 2}}]}), 201 ],
    [ link => 'POST /storagelink/', [
        qq(Category: storagelink; scheme="$inf#"; $kind),
        'X-OCCI-Attribute: occi.core.source="${vm}"',
        'X-OCCI-Attribute: occi.core.target="${second}"',
        'X-OCCI-Attribute: occi.storagelink.deviceid="vdx"' ],
      qq({"kind": "$inf#storagelink", "source": {"location": "\${vm}"}, "target": {"location": "\${second}"},
          "attributes": {"occi.storagelink.deviceid": "vdx"}}), 201 ],
    [ 'partial update' => 'POST ${vm}', [
        qq(Category: ssh_key; scheme="$inf/credentials#"; $mixin),
        'X-OCCI-Attribute: occi.credentials.ssh.publickey="ssh-rsa AAAA"',
        'X-OCCI-Attribute: occi.compute.hostname="web.example.org"' ],
      qq({"mixins": ["$inf/credentials#ssh_key"], "attributes": {"occi.credentials.ssh.publickey": "ssh-rsa AAAA", "occi.compute.hostname": "web.example.org"}}), 200 ],
    [ 'another template' => 'POST ${vm}', [
        qq(Category: small; scheme="$inf/compute/template/1.1#"; $mixin) ],
      qq({"mixins": ["$inf/compute/template/1.1#small"]}), 200 ],
    [ 'full update' => 'PUT ${vm}', [
        qq(Category: compute; scheme="$inf#"; $kind),
        'Category: debian-12; scheme="http://occibase.org/occi/os_tpl#"; class="mixin"',
        'X-OCCI-Attribute: occi.core.summary="all of it"',
        'X-OCCI-Attribute: occi.compute.memory=2' ],
      qq({"kind": "$inf#compute", "mixins": ["http://occibase.org/occi/os_tpl#debian-12"], "summary": "all of it",
          "attributes": {"occi.compute.memory": 2}}), 200 ],
    [ 'a link changes' => 'POST ${link}', [
        'X-OCCI-Attribute: occi.storagelink.mountpoint="/more"' ],
      '{"attributes": {"occi.storagelink.mountpoint": "/more"}}', 200 ],
    [ 'an action' => 'POST ${vm}?action=stop', [
        qq(Category: stop; scheme="$inf/compute/action#"; class="action"),
        'X-OCCI-Attribute: method="poweroff"' ],
      qq({"action": "$inf/compute/action#stop", "attributes": {"method": "poweroff"}}), 200 ],
    [ 'an action by default' => 'POST ${vm}?action=start', [
        qq(Category: start; scheme="$inf/compute/action#"; class="action") ],
      qq({"action": "$inf/compute/action#start"}), 200 ],
    [ 'an action with a number' => 'POST ${disk}?action=resize', [
        qq(Category: resize; scheme="$inf/storage/action#"; class="action"),
        'X-OCCI-Attribute: size=3' ],
      qq({"action": "$inf/storage/action#resize", "attributes": {"size": 3}}), 200 ],
    [ 'a new template' => 'POST ${vm}?action=save', [
        qq(Category: save; scheme="$inf/compute/action#"; class="action"),
        'X-OCCI-Attribute: name="web, saved"' ],
      qq({"action": "$inf/compute/action#save", "attributes": {"name": "web, saved"}}), 200 ],
    [ 'a tag is made' => 'POST /-/', [
        'Category: blue; scheme="http://example.org/~ann/tags#"; class="mixin"; title="Blue"; location="/tags/ann/blue/"' ],
      '{"mixins": [{"term": "blue", "scheme": "http://example.org/~ann/tags#", "title": "Blue", "location": "/tags/ann/blue/"}]}', 200 ],
    [ 'things are tagged' => 'POST /tags/ann/blue/', [ 'X-OCCI-Location: ${vm}', 'X-OCCI-Location: ${disk}' ],
      qq({"resources": [{"kind": "$inf#compute", "id": "\${id:vm}"}, {"kind": "$inf#storage", "id": "\${id:disk}"}]}), 200 ],
    [ 'other things are' => 'PUT /tags/ann/blue/', [ 'X-OCCI-Location: ${disk}', 'X-OCCI-Location: ${net}' ],
      qq({"resources": [{"kind": "$inf#storage", "id": "\${id:disk}"}, {"kind": "$inf#network", "id": "\${id:net}"}]}), 200 ],
    [ 'one is no more' => 'DELETE /tags/ann/blue/', [ 'X-OCCI-Location: ${disk}' ],
      qq({"resources": [{"kind": "$inf#storage", "id": "\${id:disk}"}]}), 200 ],
    [ 'a refusal' => 'POST /compute/', [
        qq(Category: compute; scheme="$inf#"; $kind),
        'X-OCCI-Attribute: occi.compute.cores=0' ],
      qq({"kind": "$inf#compute", "attributes": {"occi.compute.cores": 0}}), 400 ],
    [ gone => 'POST /compute/', [
        qq(Category: compute; scheme="$inf#"; $kind),
        qq(Link: <\${net}>; rel="$inf#network"; category="$inf#networkinterface"; occi.networkinterface.mac="52:54:00:00:00:06") ],
      qq({"kind": "$inf#compute", "links": [{"kind": "$inf#networkinterface", "target": {"location": "\${net}"},
          "attributes": {"occi.networkinterface.mac": "52:54:00:00:00:06"}}]}), 201 ],
    [ 'a link goes' => 'DELETE ${link}', undef, undef, 200 ],
    [ 'a compute goes' => 'DELETE ${gone}', undef, undef, 200 ],
);

my %left; # by each conversation, as text

# text/occi says the same lines as header fields.
sub as_headers {
    my %fields;
    for my $line (@_) {
        my ($name, $value) = split /: /, $line, 2;
        push @{ $fields{$name} }, $value;
    }
    return { map { $_ => join ', ', @{ $fields{$_} } } keys %fields };
}

my %ways = (
    'text/plain' => sub { my ($text) = @_; (body => join "\r\n", @$text) },
    'text/occi' => sub { my ($text) = @_; (headers => as_headers(@$text)) },
    'application/occi+json' => sub { my (undef, $json) = @_; (body => $json) },
);

sub converse {
    my ($tenant, $type) = @_;
    my %paths;
    my $fill = sub {
        return $_[0] =~ s/\$\{id:(\w+)\}/'urn:uuid:' . $paths{$1} =~ s{.*\/}{}r/ger =~ s/\$\{(\w+)\}/$paths{$1} \/\/ die "nothing is called $1\n"/ger;
    };
    for my $step (@steps) {
        my ($name, $request, $text, $json, $status) = @$step;
        my ($method, $path) = split / /, $fill->($request);
        my %said = $text ? (type => $type, $ways{$type}->([ map { $fill->($_) } @$text ], $fill->($json))) : ();
        my $answer = ask($tenant, $method, $path, accept => $type, %said);
        is($answer->{status}, $status, "$type: $name") or diag $answer->{content};
        $paths{$name} = path($answer) if $status == 201;
        settled($tenant); # so that what has been reached does not depend on when the next step comes
    }
}

my @columns_left_out = qw(tenant_id sequence fence account request attempts host_id created_at updated_at due_at started_at finished_at registry_version);

sub registry {
    my ($tenant) = @_;
    my %registry = %{ rows($tenant, 'occi.entity' => 'r.id', 'occi.entity_mixin' => 'r.entity_id, r.position, r.mixin_id',
        'occi.operation' => 'r.sequence', 'occi.category' => 'r.id') };
    @{ $registry{'occi.operation'} } = grep { $_->{verb} ne 'repair' } @{ $registry{'occi.operation'} }; # nobody asked for those
    for my $table (values %registry) {
        delete @{$_}{@columns_left_out} for @$table;
    }
    my %own = map { $_->{id} => "key of $_->{term}" } @{ $registry{'occi.category'} }; # keys count across tenants
    $_->{mixin_id} = $own{ $_->{mixin_id} } // $_->{mixin_id} for @{ $registry{'occi.entity_mixin'} };
    $_->{id} = $own{ $_->{id} } for @{ $registry{'occi.category'} };
    my $text = JSON::PP->new->canonical->pretty->encode(\%registry);
    my %seen;
    $text =~ s/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/$seen{$1} \/\/= 'id ' . (1 + keys %seen)/ge;
    return $text;
}

# The lines in which what two conversations left differs.
sub differences {
    my @files = map { my $file = File::Temp->new; print {$file} $left{$_}; close $file; $file } @_;
    return scalar `diff -u @files`;
}

for my $type (sort keys %ways) {
    my $tenant = tenant();
    converse($tenant, $type);
    $left{$type} = registry($tenant);
}
like($left{'text/plain'}, qr/"wanted" : "inactive"/, 'there are rows to compare');
for my $type ('text/occi', 'application/occi+json') {
    is($left{$type} eq $left{'text/plain'}, 1, "$type leaves the same rows as text/plain") or diag differences($type, 'text/plain');
}
done_testing();
