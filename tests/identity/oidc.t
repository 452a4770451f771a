#!/usr/bin/perl
# OpenID Connect access tokens: keys that the reconciler fetches, rules that make tenants of claims, and a table of tokens that are none, each 401.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../lib", "$FindBin::Bin/../http";
use Cloud;
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP;
use Jwt;
use MIME::Base64 qw(encode_base64url decode_base64url);
use File::Temp;
use Test::More;
use Time::HiRes qw(sleep time);

my $json = JSON::PP->new->canonical->utf8;
my ($rsa, $ec, $stranger, $second) = (key('rsa', 'k-rsa'), key('ec', 'k-ec'), key('rsa', 'k-rsa'), key('rsa', 'k-second'));
my ($weak, $wide, $other) = (key('rsa1024', 'k-weak'), key('ec384', 'k-wide'), key('rsa', 'k-other'));
my $secret = 'a secret that two share, of enough bytes';
my %sets = (
    main => { keys => [
        jwk($rsa, use => 'sig', alg => 'RS256'), jwk($ec, use => 'sig'), jwk($weak), jwk($wide),
        { kty => 'oct', kid => 'k-oct', k => encode_base64url($secret) },
        jwk({ %$rsa, kid => 'k-enc' }, use => 'enc'), jwk({ %$rsa, kid => 'k-alg' }, alg => 'RS512'),
        jwk({ %$rsa, kid => 'k-ops' }, key_ops => ['sign']), jwk({ %$rsa, kid => 'k-twice' }), jwk({ %$stranger, kid => 'k-twice' }),
        { %{ jwk({ %$rsa, kid => 'k-one' }) }, e => 'AQ' }, { %{ jwk({ %$ec, kid => 'k-off' }) }, y => encode_base64url("\1" x 32) },
        { kty => 'RSA', kid => 'k-empty' },
    ] },
    other => { keys => [ jwk($other) ] },
);

# --- A provider on loopback, which answers /NAME with the set in a file of this name ----------------------------------------------------

my $folder = File::Temp->newdir;
sub publish { my ($name) = @_; open my $out, '>', "$folder/$name.new" or die $!; print {$out} $json->encode($sets{$name}); close $out; rename "$folder/$name.new", "$folder/$name" }
publish($_) for keys %sets;
my $listener = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1') or die "no socket: $@\n";
my $provider = 'http://127.0.0.1:' . $listener->sockport;
my $server = fork // die "fork: $!\n";
if ($server == 0) {
    while (my $client = $listener->accept) {
        my ($name) = (<$client> // '') =~ m{^GET /(\w+) };
        while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
        my $body = defined $name && -e "$folder/$name" ? do { open my $in, '<', "$folder/$name" or die $!; local $/; <$in> } : undef;
        $body = 'x' x 400_000 if defined $name && $name eq 'huge';
        print {$client} defined $body ? "HTTP/1.1 200 OK\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body"
            : "HTTP/1.1 302 Found\r\nLocation: /main\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        close $client;
    }
    exit 0;
}
my $run = sprintf '%d-%d', $$, $^T % 100000;
my ($issuer, $second_issuer, $audience) = ("https://id.example.org/$run", "https://other.example.org/$run", "occi-$run");
END { local $?; kill 'TERM', $server if $server; admin("oidc issuer remove $_") for grep { defined } $issuer, $second_issuer }

sub admin { my ($command) = @_; my $out = `$ENV{OCCI_ADMIN} $command 2>&1`; chomp $out; return $out }
my ($red, $blue) = map { my $name = "oidc-$_-$run"; admin("tenant add $name"); $name } qw(red blue);

my $http = HTTP::Tiny->new(timeout => 30);
sub get {
    my ($token, %more) = @_;
    return $http->request($more{method} // 'GET', $ENV{OCCI_URL} . ($more{path} // '/compute/'),
        { headers => { ($more{field} // 'Authorization') => ($more{prefix} // 'Bearer ') . $token, %{ $more{headers} // {} } }, content => $more{body} // '' });
}
# As many as ask every worker.
sub statuses { my ($token, %more) = @_; my %seen = map { get($token, %more)->{status} => 1 } 1 .. 12; return join ' ', sort keys %seen }
sub within { my ($seconds, $test) = @_; my $until = time + $seconds; while (!$test->()) { return 0 if time > $until; sleep 0.2 } return 1 }

my $now = int time;
sub claims { my (%more) = @_; my %claims = (iss => $issuer, aud => $audience, sub => 'ann', iat => $now - 5, exp => $now + 600, groups => [ 'staff', 'cloud-users' ], %more); delete @claims{ grep { !defined $claims{$_} } keys %claims }; return \%claims }
sub good { my (%more) = @_; return token({ alg => 'RS256', kid => 'k-rsa', typ => 'at+jwt' }, claims(%more), $rsa) }

# --- What works -----------------------------------------------------------------------------------------------------------------------

like(admin("oidc issuer add $issuer --audience $audience --jwks-uri http://example.org/main"), qr/jwks_uri/, 'keys are fetched over TLS, or from this machine');
like(admin("oidc issuer add $issuer --audience $audience --jwks-uri $provider/main"), qr/added/, 'an issuer is added');
admin("oidc issuer add $second_issuer --audience $audience --jwks-uri $provider/other");
ok(within(20, sub { admin('oidc issuer list') =~ m{\Q$issuer\E .*/main +13 } }), 'its keys are fetched');
ok(within(20, sub { get(good())->{status} == 403 }), 'a good token without a rule has no tenant');
is(query("select count(*) from occi.credential where issuer = '$issuer'"), 0, 'and becomes no account');
like(admin("oidc rule add --issuer $issuer --claim groups --value cloud-users --tenant $red --role reader"), qr/^rule \d+: groups cloud-users is in tenant $red as reader$/, 'a rule');
is(statuses(good()), '200', 'with a rule the token is let in');
is(statuses(token({ alg => 'ES256', kid => 'k-ec' }, claims(), $ec)), '200', 'ES256 as well');
is(get(good(), field => 'X-Auth-Token', prefix => '')->{status}, 200, 'in X-Auth-Token too');
is(get(good(), prefix => 'bearer ')->{status}, 200, 'the scheme in any case');
is(get(good(aud => [ 'x', $audience ]))->{status}, 200, 'one of several audiences');
is(get(good(exp => $now - 30))->{status}, 200, 'clocks may differ by a minute: exp');
is(get(good(nbf => $now + 30, iat => $now + 30))->{status}, 200, 'nbf and iat');
my $network = "Category: network; scheme=\"http://schemas.ogf.org/occi/infrastructure#\"; class=\"kind\"\r\n";
sub create { my ($token) = @_; return get($token, method => 'POST', path => '/network/', headers => { 'Content-Type' => 'text/plain' }, body => $network)->{status} }
is(create(good()), 403, 'a reader creates nothing');
admin("oidc rule add --issuer $issuer --claim sub --value ann --tenant $red --role user");
is(create(good(iat => $now + 30)), 201, 'the highest role of all rules counts, at once');
is(query("select count(*) from occi.account a join occi.credential c on c.account_id = a.id where c.issuer = '$issuer' and a.name = 'ann\@id.example.org/$run'"), 1, 'there is one account');
is(get(good(sub => 'bob', groups => 'cloud-users'))->{status}, 200, 'a claim may be one text');
admin("oidc rule add --issuer $issuer --claim realm.roles --value ops --tenant $blue");
is(get(good(sub => 'cid', groups => undef, realm => { roles => ['ops'] }))->{status}, 200, 'or lie in another');
is(get(good(sub => 'dan', groups => { 'cloud-users' => 1 }))->{status}, 403, 'but names of members are no values');

# Groups that a newer token has no more: the tenant is gone, for the older token too.
my ($old, $new) = (good(sub => 'eve', iat => $now - 50), good(sub => 'eve', iat => $now - 40, groups => ['staff']));
is(statuses($old), '200', 'a member');
is(statuses($new), '403', 'of nothing any more');
is(statuses($old), '403', 'which the older token does not undo');
# An account of ours is not taken over by its name.
query("select occi.account_add('mallory\@id.example.org/$run', '\$argon2id\$x', '$blue', 'admin', true)");
is(get(good(sub => 'mallory'))->{status}, 200, 'somebody with the name of an account');
is(query("select count(distinct c.account_id) from occi.account a join occi.credential c on c.account_id = a.id where a.name like 'mallory\@id.example.org/$run%'"), 2, 'is another account');

# --- What does not --------------------------------------------------------------------------------------------------------------------

my %header = (alg => 'RS256', kid => 'k-rsa');
my ($h, $c) = (part({ %header }), part(claims()));
my ($first, $middle, $last) = split /\./, good();
my $pem = public_pem($rsa);
sub unsigned { my ($alg, $signature) = @_; return part({ %header, alg => $alg }) . ".$c." . $signature }
sub macced { my ($key, %more) = @_; my $text = part({ alg => 'HS256', %more }) . ".$c"; return "$text." . encode_base64url(hmac($text, $key)) }
sub with_header { my ($said, $key, $alg) = @_; return token($said, claims(), $key // $rsa, $alg // 'RS256') }
sub saying { return token({%header}, claims(@_), $rsa) }
my %hostile = (
    'alg none, no signature' => unsigned('none', ''),
    'alg none, any signature' => unsigned('none', $last),
    'alg None' => unsigned('None', $last),
    'alg nOnE' => unsigned('nOnE', $last),
    'no alg' => with_header({ kid => 'k-rsa' }),
    'alg that is a number' => with_header({ alg => 256, kid => 'k-rsa' }),
    'alg that is a list' => with_header({ alg => ['RS256'], kid => 'k-rsa' }),
    'alg in small letters' => with_header({ alg => 'rs256', kid => 'k-rsa' }),
    'HS256 with the public key as the secret' => macced($pem, kid => 'k-rsa'),
    'HS256 with its text without the last line end' => macced($pem =~ s/\n\z//r, kid => 'k-rsa'),
    'HS256 with the modulus' => macced(decode_base64url(jwk($rsa)->{n}), kid => 'k-rsa'),
    'HS256 with a secret that is in the set' => macced($secret, kid => 'k-oct'),
    'HS256 with no secret' => macced('', kid => 'k-rsa'),
    'RS256 said of an EC key' => token({ alg => 'RS256', kid => 'k-ec' }, claims(), $rsa),
    'ES256 said of an RSA key' => token({ alg => 'ES256', kid => 'k-rsa' }, claims(), $ec),
    'ES256 with a key of P-384' => token({ alg => 'ES256', kid => 'k-wide' }, claims(), $ec),
    'RS256 said of a secret' => token({ alg => 'RS256', kid => 'k-oct' }, claims(), $rsa),
    'RS512, well signed' => token({ alg => 'RS512', kid => 'k-rsa' }, claims(), $rsa),
    'PS256, well signed' => token({ alg => 'PS256', kid => 'k-rsa' }, claims(), $rsa),
    'PS256 that says RS256' => with_header({%header}, $rsa, 'PS256'),
    'a key of 1024 bits' => token({ alg => 'RS256', kid => 'k-weak' }, claims(), $weak),
    'a key for encryption' => token({ alg => 'RS256', kid => 'k-enc' }, claims(), $rsa),
    'a key for another alg' => token({ alg => 'RS256', kid => 'k-alg' }, claims(), $rsa),
    'a key that is not for verifying' => token({ alg => 'RS256', kid => 'k-ops' }, claims(), $rsa),
    'a key with the exponent 1' => token({ alg => 'RS256', kid => 'k-one' }, claims(), $rsa),
    'a key that is no point of the curve' => token({ alg => 'ES256', kid => 'k-off' }, claims(), $ec),
    'a key without numbers' => token({ alg => 'RS256', kid => 'k-empty' }, claims(), $rsa),
    'a kid that two keys have' => token({ alg => 'RS256', kid => 'k-twice' }, claims(), $rsa),
    'a kid that no key has' => with_header({ alg => 'RS256', kid => 'k-none' }),
    'a kid that is a number' => with_header({ alg => 'RS256', kid => 1 }),
    'a kid that is a path' => with_header({ alg => 'RS256', kid => '../../../../dev/null' }),
    'no kid where several fit' => with_header({ alg => 'RS256' }),
    'a key of its own (jwk)' => with_header({ %header, jwk => jwk($stranger) }, $stranger),
    'the address of one (jku)' => with_header({ %header, kid => 'k-other', jku => "$provider/other" }, $other),
    'a certificate (x5c)' => with_header({ %header, x5c => ['MIIB'] }, $stranger),
    'crit' => with_header({ %header, crit => ['exp'] }),
    'crit and b64' => with_header({ %header, crit => ['b64'], b64 => JSON::PP::false }),
    'zip' => with_header({ %header, zip => 'DEF' }),
    'typ of something else' => with_header({ %header, typ => 'logout+jwt' }),
    'typ that is a number' => with_header({ %header, typ => 1 }),
    'alg twice in the header' => do { my $text = part('{"alg":"none","kid":"k-rsa","alg":"RS256"}') . ".$c"; "$text." . encode_base64url(signature('sha256', $text, $rsa)) },
    'another key of that name' => token({%header}, claims(), $stranger),
    'the key of another issuer' => token({ alg => 'RS256', kid => 'k-other' }, claims(), $other),
    'claims of another token' => "$first." . part(claims(sub => 'root')) . ".$last",
    'a signature of another token' => "$first.$middle." . (split /\./, good(sub => 'bob'))[2],
    'a signature cut short' => "$first.$middle." . substr($last, 0, -4),
    'a signature of zeros' => "$first.$middle." . encode_base64url("\0" x 256),
    'no signature' => "$first.$middle.",
    'ES256 with a signature in DER' => do { my $text = part({ alg => 'ES256', kid => 'k-ec' }) . ".$c"; "$text." . encode_base64url(signature('sha256', $text, $ec)) },
    'ES256 with r and s of zero' => part({ alg => 'ES256', kid => 'k-ec' }) . ".$c." . encode_base64url("\0" x 64),
    'ended' => saying(exp => $now - 120),
    'ended just now' => saying(exp => $now - 60),
    'no end' => saying(exp => undef),
    'an end that is a text' => saying(exp => '99999999999'),
    'an end that is true' => saying(exp => JSON::PP::true),
    'not begun' => saying(nbf => $now + 300),
    'a beginning that is a text' => saying(nbf => '0'),
    'issued tomorrow' => saying(iat => $now + 86400),
    'never issued' => saying(iat => undef),
    'another issuer' => saying(iss => 'https://evil.example.org'),
    'the second issuer, with the first one\'s key' => saying(iss => $second_issuer),
    'no issuer' => saying(iss => undef),
    'an issuer that is a list' => saying(iss => [$issuer]),
    'an issuer with a slash behind' => saying(iss => "$issuer/"),
    'another audience' => saying(aud => 'somebody else'),
    'other audiences' => saying(aud => [ 'somebody', 'else' ]),
    'no audience' => saying(aud => undef),
    'an audience that is deep' => saying(aud => [ [$audience] ]),
    'no subject' => saying(sub => undef),
    'an empty subject' => saying(sub => ''),
    'a subject that is a number' => saying(sub => 7),
    'a subject with a line end' => saying(sub => "ann\nroot"),
    'a subject with a NUL' => saying(sub => "ann\0root"),
    'a subject of 300 bytes' => saying(sub => 'a' x 300),
    'iss twice' => do { my $text = "$h." . part("{\"iss\":\"https://evil.example.org\"," . substr $json->encode(claims()), 1); "$text." . encode_base64url(signature('sha256', $text, $rsa)) },
    'claims that are a list' => token({%header}, [ claims() ], $rsa),
    'claims that are no JSON' => do { my $text = "$h." . part('hello'); "$text." . encode_base64url(signature('sha256', $text, $rsa)) },
    'claims that are no UTF-8' => do { my $text = "$h." . part("{\"iss\":\"\xFF\"}"); "$text." . encode_base64url(signature('sha256', $text, $rsa)) },
    'a header that is a list' => part('["RS256"]') . ".$middle.$last",
    'a header that is no JSON' => "AAAA.$middle.$last",
    'Base64 with padding' => "$first.$middle.$last=",
    'Base64 that is not the shortest' => $first . '.' . $middle . '.' . ($last =~ s/(.)\z/$1 eq 'A' ? 'B' : chr(ord($1) + 1)/er),
    'plain Base64' => "$first.$middle." . ($last =~ tr{-_}{+/}r) . '+',
    'two parts' => "$first.$middle",
    'four parts' => good() . ".$last",
    'five parts, as of an encrypted one' => good() . ".$last.$last",
    'dots' => '..',
    'a blank behind and more' => good() . ' x',
    'a token of 17 KB' => saying(more => 'x' x 13_000),
    'a header of 5 KB' => with_header({ %header, more => 'x' x 4_000 }),
);
for my $what (sort keys %hostile) {
    my $answer = get($hostile{$what});
    my $challenge = $answer->{headers}{'www-authenticate'} // '';
    $challenge = join ', ', @$challenge if ref $challenge;
    ok($answer->{status} == 401 && $challenge =~ /Bearer realm="occibase", error="invalid_token"/, $what) or diag("status $answer->{status}: $challenge");
}
is(get('', prefix => 'Bearer')->{status}, 401, 'Bearer alone');
is(get(good(), prefix => 'Bearer Bearer ')->{status}, 401, 'Bearer twice');
is(get(good(), prefix => 'Digest ')->{status}, 401, 'another scheme');
is(statuses(good()), '200', 'and the good one is still let in');

# --- What changes ---------------------------------------------------------------------------------------------------------------------

push @{ $sets{main}{keys} }, jwk($second);
publish('main');
query("update occi.oidc_fetch set due_at = now() where issuer_id = (select id from occi.oidc_issuer where issuer = '$issuer')");
my $rotated = token({ alg => 'RS256', kid => 'k-second' }, claims(), $second);
ok(within(30, sub { statuses($rotated) eq '200' }), 'a new key is known within seconds');
admin("oidc issuer add $second_issuer --audience $audience --jwks-uri $provider/nothing");
ok(within(20, sub { admin('oidc issuer list') =~ /\Q$second_issuer\E .*302/ }), 'redirections are not followed; the problem is shown');
like(admin('oidc issuer list'), qr{\Q$second_issuer\E +\S+ +\S+ +1 }, 'and the keys that were there stay');
admin("oidc issuer add $second_issuer --audience $audience --jwks-uri $provider/huge");
ok(within(20, sub { admin('oidc issuer list') =~ /\Q$second_issuer\E .*(exceeded|writing|larger|too)/i }), 'nor are documents read that are too large');
my ($rule) = admin('oidc rule list') =~ /^(\d+) +\Q$issuer\E +groups +cloud-users /m;
my $bob = good(sub => 'bob', groups => 'cloud-users');
is(statuses($bob), '200', 'a member by a rule');
is(admin("oidc rule remove $rule"), "rule $rule removed", 'the rule goes');
is(statuses($bob), '403', 'and the membership with it, everywhere and at once');
is(query("select count(*) from audit.event where relation in ('identity_rule', 'oidc_issuer', 'credential') and (after ->> 'issuer' = '$issuer' or before ->> 'issuer' = '$issuer')") > 5 ? 1 : 0, 1, 'all of it is in the audit');
done_testing;
