#!/usr/bin/perl
# No request waits for a worker that is free. The trap: libfcgi serves one connection at a time, and an nginx that keeps as many idle connections to the
# workers as there are workers hangs all others. So: many clients that keep their connections, idle or half-way through a request, and others that ask.
use strict;
use warnings;
use IO::Socket::INET;
use MIME::Base64 qw(encode_base64);
use Test::More;

my ($host, $port) = $ENV{OCCI_URL} =~ m{^http://([^:/]+):(\d+)};
my $who = 'Authorization: Basic ' . encode_base64('alice:alice', '');
my $limit = 20; # seconds; a starved request waits for ever, or for nginx's minute

sub client { IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 5) or die "no connection: $@\n" }
sub ask { my ($socket) = @_; print {$socket} "GET /compute/ HTTP/1.1\r\nHost: $host:$port\r\n$who\r\n\r\n"; $socket->flush }

# The status of one answer with a Content-Length; the connection stays open.
sub answer {
    my ($socket) = @_;
    my $bytes = '';
    local $SIG{ALRM} = sub { die "no answer within $limit seconds\n" };
    alarm $limit;
    my $status = eval {
        while ($bytes !~ /\r\n\r\n/) { sysread($socket, $bytes, 65536, length $bytes) or die "the connection was closed\n" }
        my ($head, $body) = split /\r\n\r\n/, $bytes, 2;
        my ($length) = $head =~ /^Content-Length: (\d+)/mi;
        while (defined $length && length $body < $length) { sysread($socket, $body, 65536, length $body) or die "the connection was closed\n" }
        $head =~ /^HTTP\/1\.1 (\d+)/ ? $1 : 'none';
    };
    alarm 0;
    return $status // $@ =~ s/\n//r;
}

my @kept = map { client() } 1 .. 64;
ask($_) for @kept;
is_deeply([ map { answer($_) } @kept ], [ (200) x 64 ], '64 clients at once are answered');

my @asked = map { client() } 1 .. 64;
ask($_) for @asked;
is_deeply([ map { answer($_) } @asked ], [ (200) x 64 ], '64 more are, while the first keep their connections idle');

my @slow = map { client() } 1 .. 64;
print {$_} "POST /compute/ HTTP/1.1\r\nHost: $host:$port\r\n$who\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\nhalf of a" and $_->flush for @slow;
ask($_) for @kept;
is_deeply([ map { answer($_) } @kept ], [ (200) x 64 ], 'and the first again, while 64 others are half-way through a request');
done_testing();
