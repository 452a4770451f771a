#!/usr/bin/perl
# Hostile input through nginx: each has its status, no worker dies of it, and the next request is answered as ever.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use Test::More;

$SIG{PIPE} = 'IGNORE';
my ($host, $port) = $ENV{OCCI_URL} =~ m{^http://([^:/]+):(\d+)};
my $inf = 'http://schemas.ogf.org/occi/infrastructure';
my $patience = 60; # seconds, for what would never end

# An account in a tenant of its own.
my $name = "hostile-$$";
system("$ENV{OCCI_ADMIN} tenant add $name >/dev/null && echo secret | $ENV{OCCI_ADMIN} account add $name --tenant $name >/dev/null") == 0
    or die "no account could be made\n";
my $who = 'Authorization: Basic ' . encode_base64("$name:secret", '');

sub connection {
    return IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 10) || die "no connection: $@\n";
}

# Sends the pieces as long as they are taken, and reads until the server closes. The answer's status; '' for none.
sub converse {
    my ($socket, @pieces) = @_;
    my $answer = '';
    local $SIG{ALRM} = sub { die "no answer within $patience seconds\n" };
    alarm $patience;
    my $ok = eval {
        $socket->blocking(0);
        my $select = IO::Select->new($socket);
        my $left = join '', @pieces;
        my $at = 0;
        while (1) {
            my ($readable, $writable) = IO::Select->select($select, $at < length $left ? $select : undef, undef, $patience);
            if ($writable && @$writable) {
                my $sent = syswrite $socket, $left, 262144, $at;
                if (defined $sent) { $at += $sent }
                elsif (!$!{EAGAIN}) { $at = length $left } # refused before all was sent
            }
            if ($readable && @$readable) {
                my $got = sysread $socket, $answer, 65536, length $answer;
                last if defined $got ? $got == 0 : !$!{EAGAIN};
            }
        }
        1;
    };
    my $wrong = $@;
    alarm 0;
    return $wrong =~ s/\n//r unless $ok;
    return $answer =~ m{\AHTTP/1\.1 100 .*?\r\n\r\nHTTP/1\.1 (\d+)}s ? "100 $1" : $answer =~ m{\AHTTP/1\.[01] (\d+)} ? $1 : $answer;
}

# The bytes of a request. Fields that are given replace the usual ones; undef leaves one out.
sub request {
    my ($line, $body, %more) = @_;
    my %fields = (Host => "$host:$port", Connection => 'close', 'Content-Type' => 'text/plain',
        defined $body ? ('Content-Length' => length $body) : (), %more);
    my $head = join '', map { defined $fields{$_} ? "$_: $fields{$_}\r\n" : () } sort keys %fields;
    return "$line HTTP/1.1\r\n$who\r\n$head\r\n" . ($body // '');
}

sub workers {
    open my $file, '<', "$ENV{OCCI_STATE}/workers.pid" or die "no workers: $!\n";
    chomp(my $parent = <$file>);
    return join ' ', sort { $a <=> $b } split ' ', `pgrep -P $parent`;
}

my $workers = workers();

# The pieces are sent and answered by one of the statuses; then all is as before.
sub check {
    my ($what, $statuses, @pieces) = @_;
    my $status = converse(connection(), @pieces);
    my $expected = join '|', ref $statuses ? @$statuses : $statuses;
    my $after = converse(connection(), request('GET /-/', undef, Accept => 'text/plain'));
    my $now = workers();
    ok($status =~ /\A(?:$expected)\z/ && $after eq '200' && $now eq $workers, $what)
        or diag("expected $expected, got $status; after that GET /-/ gave $after; the workers were $workers and are $now");
    $workers = $now;
}

sub post { my ($body, %more) = @_; return request('POST /compute/', $body, %more) }
sub get { my ($target, %more) = @_; return request("GET $target", undef, %more) }
sub json { my ($body) = @_; return post($body, 'Content-Type' => 'application/json') }

my $kind = qq(Category: compute; scheme="$inf#"; class="kind"\n);
my $json_kind = qq("kind":"$inf#compute");
my $million = 1_000_000;
like($workers, qr/^\d+( \d+)+$/, 'there are workers');

# Many and large.
check('a body of 64 MiB', 413, post('x' x (64 << 20)));
check('a body of 64 MiB in chunks', 413, request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'),
    ("100000\r\n" . 'x' x (1 << 20) . "\r\n") x 64, "0\r\n\r\n");
check('a body of 15 MiB in one line', 413, post('X-OCCI-Attribute: a="' . 'x' x (15 << 20) . '"'));
check('a million attribute lines', 413, post($kind . "X-OCCI-Attribute: a=1\n" x $million));
check('a million attributes in lines of many', 413, post($kind . ('X-OCCI-Attribute:' . 'a=1,' x 100_000 . "\n") x 10));
check('half a million lines of one attribute', 413, post($kind . "X-OCCI-Attribute:a=1\n" x ($million / 2)));
check('65,536 attributes that nobody knows', 404, post("X-OCCI-Attribute:a=1\n" x 65_535 . $kind));
check('65,535 times the same attribute', 400, post("X-OCCI-Attribute:occi.compute.cores=1\n" x 65_535 . $kind));
check('65,537 categories', 413, post($kind x 65_537));
check('65,536 times the same category', 201, post($kind x 65_536));
check('65,536 mixins that nobody knows', 404, post($kind . qq(Category: m; scheme="http://x#"; class="mixin"\n) x 65_535));
check('65,535 links that nobody can join', [ 400, 404 ], post($kind . "Link: </nowhere/1>\n" x 65_535));
check('a link of 65,000 parameters', 404, post($kind . 'Link: </storage/1>; ' . join('; ', map { "a$_=1" } 1 .. 65_000)));
check('a million empty list items', 201, post("$kind$kind" . 'X-OCCI-Attribute: ' . ',' x $million));
check('a million empty lines', 201, post($kind . "\n" x $million));
check('a line of 1 MiB', 201, post($kind . 'X-OCCI-Attribute: occi.core.summary="' . 'x' x ((1 << 20) - 100) . '"'));
check('a line of more than 1 MiB', 413, post($kind . 'X-OCCI-Attribute: occi.core.summary="' . 'x' x (1 << 20) . '"'));
check('a line folded 100,000 times', 201, post($kind . 'X-OCCI-Attribute: occi.core.summary="' . "\n " x 100_000 . '"'));
check('a million quotes and backslashes', 400, post($kind . 'X-OCCI-Attribute: a="' . '\\"' x 500_000));
check('a name of 1 MB', 400, post('x' x $million . ': y'));
check('a million URIs', 413, post("/a\n" x $million, 'Content-Type' => 'text/uri-list'));

# JSON.
check('JSON with a million attributes', 413, json("{$json_kind,\"attributes\":{" . join(',', map { "\"a$_\":0" } 1 .. $million) . '}}'));
check('JSON with five million entities', 413, json('{"resources":[' . '{},' x 5_000_000 . '{}]}'));
check('JSON with a million mixins', 413, json("{$json_kind,\"mixins\":[" . '"a#b",' x $million . '"a#b"]}'));
check('JSON with a million links', 413, json("{$json_kind,\"links\":[" . '{"target":""},' x $million . '{}]}'));
check('JSON 100,000 deep', 400, json('[' x 100_000));
check('JSON 100,000 deep and closed', 400, json('{"a":' x 100_000 . '1' . '}' x 100_000));
check('JSON 1,000 deep in an attribute', [ 400, 404 ], json("{$json_kind,\"attributes\":{\"x\":" . '[' x 1_000 . ']' x 1_000 . '}}'));
check('a JSON string of 15 MiB', [ 400, 413 ], json("{$json_kind,\"title\":\"" . 'x' x (15 << 20) . '"'));
check('JSON with a title of 10 MiB', 201, json("{$json_kind,\"title\":\"" . 'x' x (10 << 20) . '"}'));
check('JSON with NULs', 400, json("{$json_kind,\"title\":\"a\\u0000b\"}"));
check('JSON that is no UTF-8', 400, json("{$json_kind,\"title\":\"\xFF\"}"));
check('JSON with half a character', 400, json("{$json_kind,\"title\":\"\\ud800\"}"));
check('JSON with a line end in a title', 400, json("{$json_kind,\"title\":\"a\\r\\nb\"}"));
check('JSON with a name of control characters', [ 400, 404 ], json("{$json_kind,\"attributes\":{\"a\\r\\nb\":1}}"));
check('JSON with a number that is none of ours', 400, json("{$json_kind,\"attributes\":{\"occi.compute.memory\":1e999}}"));
check('JSON with an integer of 1,000 digits', 400, json("{$json_kind,\"attributes\":{\"occi.compute.cores\":" . '9' x 1_000 . '}}'));
check('JSON that ends in the middle', 400, json("{$json_kind,\"attributes\":{\"occi"));
check('two JSON documents', 400, json("{$json_kind}{$json_kind}"));
check('JSON of a million blanks', 400, json(' ' x $million));

# Numbers.
check('cores beyond 64 bits', 400, post($kind . 'X-OCCI-Attribute: occi.compute.cores=99999999999999999999'));
check('cores of a million digits', 400, post($kind . 'X-OCCI-Attribute: occi.compute.cores=' . '9' x $million));
check('memory beyond all numbers', 400, post($kind . 'X-OCCI-Attribute: occi.compute.memory=1e400'));
check('memory that is no number', 400, post($kind . 'X-OCCI-Attribute: occi.compute.memory=nan'));
check('the greatest number of cores', [ 201, 400 ], post($kind . 'X-OCCI-Attribute: occi.compute.cores=9223372036854775807'));
check('the greatest memory', [ 201, 400 ], post($kind . 'X-OCCI-Attribute: occi.compute.memory=1e308'));
check('and all of it can be seen', 200, get('/compute/', Accept => 'application/json'));
check('a host name of 900 KB', 400, post($kind . 'X-OCCI-Attribute: occi.compute.hostname="' . 'a.' x 450_000 . '"'));

# Bytes that are no text.
check('a body that is no UTF-8', 400, post("${kind}X-OCCI-Attribute: occi.core.title=\"\xFF\xFE\""));
check('a body with an overlong character', 400, post("${kind}X-OCCI-Attribute: occi.core.title=\"\xC0\xAF\""));
check('a body with a NUL', 400, post("${kind}X-OCCI-Attribute: occi.core.title=\"a\0b\""));
check('a body of NULs', 400, post("\0" x 100_000));
check('random bytes', 400, post(join '', map { chr(($_ * 7919 + 104729) % 256) } 1 .. 100_000));
check('random bytes as text/occi', 400, request('POST /compute/', "\xFF\0" x 1000, 'Content-Type' => 'text/occi', 'Category' => "\xFF\xFE"));
check('random bytes as JSON', 400, json("\xFF\0" x 1000));
check('random bytes as URIs', 400, post("\xFF\0" x 1000, 'Content-Type' => 'text/uri-list'));
check('a header that is no UTF-8', 400, request('POST /compute/', undef, 'Content-Type' => 'text/occi', 'X-OCCI-Attribute' => "a=\"\xFF\""));
check('a NUL in a header', 400, get('/-/', 'X-OCCI-Attribute' => "a\0b"));
check('a media type that is no UTF-8', 415, post('x', 'Content-Type' => "\xFF\xFE/x"));
check('the same, told in JSON', 415, post('x', 'Content-Type' => "\xFF\xFE/x", 'Accept' => 'application/json'));
check('a method that is no UTF-8', 400, "\xFF\xFE /-/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
check('credentials that are no UTF-8', 401, get('/-/', Authorization => 'Basic ' . encode_base64("\xFF:\xFF", '')) =~ s/\Q$who\E\r\n//r);
check('credentials with a NUL', 401, get('/-/', Authorization => 'Basic ' . encode_base64("$name\0:secret", '')) =~ s/\Q$who\E\r\n//r);
check('credentials that are no Base64', 401, get('/-/', Authorization => 'Basic ====') =~ s/\Q$who\E\r\n//r);
check('credentials of 60 KB', 401, get('/-/', Authorization => 'Basic ' . 'QQ' x 30_000) =~ s/\Q$who\E\r\n//r);

# Targets.
check('a path that is no UTF-8', [ 400, 404 ], get("/compute/\xFF"));
check('the same, percent-encoded', [ 400, 404 ], get('/compute/%ff%fe'));
check('an overlong slash', [ 400, 404 ], get('/compute%c0%af1'));
check('a NUL in a path', 400, get("/compute/\0"));
check('%00', [ 400, 404 ], get('/compute/%00'));
check('%0d%0a', [ 400, 404 ], get('/compute/%0d%0aSet-Cookie:a=b'));
check('half a percent sign', [ 400, 404 ], get('/compute/%'));
check('percent signs that encode nothing', [ 400, 404 ], get('/compute/%zz'));
check('//', [ 400, 404 ], get('//'));
check('a path of 50,000 slashes', [ 400, 404 ], get('/' x 50_000));
check('a path of 60 KB', [ 400, 404 ], get('/' . 'a' x 60_000));
check('a path of 100 KB', 414, get('/' . 'a' x 100_000));
check('..', [ 200, 400, 404 ], get('/compute/../storage/'));
check('.. above the root', 400, get('/../../etc/passwd'));
check('%2e%2e', [ 400, 404 ], get('/compute/%2e%2e/%2e%2e/etc/passwd'));
check('a query that is no UTF-8', 400, get("/compute/?action=\xFF"));
check('a query with %00', 400, get('/compute/?action=%00'));
check('a query of 60 KB', 400, get('/compute/?' . 'a' x 60_000));
check('a query of 15,000 parts', [ 400, 413 ], get('/compute/?' . 'a=&' x 15_000));
check('a query with nothing in it', 200, get('/-/?'));
check('absolute form', 200, get("http://$host:$port/-/"));
check('absolute form without a path', [ 200, 404 ], get("http://$host:$port"));
check('absolute form with a query in place of a path', 400, get("http://$host:$port?/-/"));
check('an asterisk', 400, get('*'));
check('no target', 400, "GET  HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
check('HTTP/0.9, which has no status', 'valid credentials are needed: .*\s*', "GET /-/\r\n");
check('HTTP/1.0 without a host', 401, "GET /-/ HTTP/1.0\r\n\r\n");
check('HTTP/9.9', 505, "GET /-/ HTTP/9.9\r\nHost: x\r\n\r\n");
check('no host', 400, "GET /-/ HTTP/1.1\r\nConnection: close\r\n\r\n");
check('a host that is none', [ 200, 400 ], get('/-/', Host => 'a b"<>'));
check('a method of 1,000 letters', [ 400, 405 ], request('A' x 1_000 . ' /compute/'));
check('a method in lower case', [ 400, 405 ], request('get /compute/'));

# Headers.
# Some builds of nginx take no more than 1,000 of them.
check('900 headers', 200, get('/-/', map { ("X-Number-$_" => $_) } 1 .. 900));
check('1,100 headers', [ 200, 431 ], get('/-/', map { ("X-Number-$_" => $_) } 1 .. 1_100));
check('900 times the same header', 404, "GET /-/ HTTP/1.1\r\nHost: $host\r\n$who\r\nConnection: close\r\n",
    qq(Category: m; scheme="http://x#"\r\n) x 900, "\r\n");
check('10,000 headers', 431, get('/-/', map { ("X-Number-$_" => $_) } 1 .. 10_000));
check('a header of 61 KB', 200, get('/-/', 'X-Long' => 'x' x 61_000));
check('a header of 100 KB', 431, get('/-/', 'X-Long' => 'x' x 100_000));
check('headers without names', 400, "GET /-/ HTTP/1.1\r\nHost: x\r\n: y\r\nConnection: close\r\n\r\n");
check('an Accept field of 60 KB', [ 200, 406 ], get('/-/', Accept => 'a/b;q=0.1,' x 6_000));
check('an Accept field of quotes', [ 200, 406 ], get('/-/', Accept => '"' x 60_000));
check('a User-Agent that speaks OCCI/99999999999999999999', 501, get('/-/', 'User-Agent' => 'x OCCI/99999999999999999999.9'));
check('categories of 60 KB in the header', [ 400, 404, 413 ], get('/-/', Category => 'a;scheme="b",' x 4_600));

# Bodies that are not what was said.
check('chunks, and no length', 201, request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'),
    sprintf("%x\r\n%s\r\n0\r\n\r\n", length $kind, $kind));
check('chunks of no size', 400, request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'), "zz\r\nabc\r\n0\r\n\r\n");
check('a chunk of a negative size', 400, request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'), "-1\r\nabc\r\n0\r\n\r\n");
check('a chunk that is too large to count', [ 400, 413 ], request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'),
    "ffffffffffffffffff\r\nabc\r\n");
check('chunks and a length', 400, request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked', 'Content-Length' => 5), "0\r\n\r\n");
check('two lengths', 400, "POST /compute/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
check('a negative length', 400, request('POST /compute/', undef, 'Content-Length' => -1));
check('a length that is too large to count', [ 400, 413 ], request('POST /compute/', undef, 'Content-Length' => '9' x 30));
check('a length that is no number', 400, request('POST /compute/', undef, 'Content-Length' => 'many'));
check('an unknown transfer coding', [ 400, 501 ], request('POST /compute/', undef, 'Transfer-Encoding' => 'gzip'));
check('Expect: 100-continue', '100 201', post($kind, Expect => '100-continue'));
check('an expectation of something else', [ 201, 417 ], post($kind, Expect => 'the unexpected'));
check('a media type that is unknown', 415, post($kind, 'Content-Type' => 'application/x-unknown'));
check('a media type that is not this body\'s', 400, post($kind, 'Content-Type' => 'application/json'));
check('a media type of 60 KB', 415, post($kind, 'Content-Type' => 'x' x 60_000));
check('a body behind a GET', 200, request('GET /compute/', $kind));
check('a body behind a DELETE', [ 200, 404 ], request('DELETE /compute/nothing', $kind));

# Clients that go away. What they leave behind is told by the next request.
sub leave {
    my ($what, @pieces) = @_;
    my $socket = connection();
    syswrite $socket, $_ for @pieces;
    close $socket;
    check("after a client that left $what", 201, post($kind));
}
leave('at once');
leave('in the middle of the request line', 'GET /comp');
leave('in the middle of the header', "POST /compute/ HTTP/1.1\r\nHost: x\r\nContent-Le");
leave('in the middle of the body', post($kind, 'Content-Length' => 1_000));
leave('in the middle of a chunk', request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'), "400\r\nCategory:");
leave('between chunks', request('POST /compute/', undef, 'Transfer-Encoding' => 'chunked'), "3\r\nabc\r\n");
leave('before the answer', (post($kind)) x 1);
leave('while several requests waited', (post($kind, Connection => 'keep-alive')) x 20);
{
    my @clients = map { connection() } 1 .. 100;
    syswrite $_, "POST /compute/ HTTP/1.1\r\nHost: x\r\n$who\r\nContent-Length: 100\r\n\r\nhalf" for @clients;
    check('while 100 clients are in the middle of their requests', 201, post($kind));
}
check('and all of it can be deleted', 200, request('DELETE /compute/'));
done_testing();
