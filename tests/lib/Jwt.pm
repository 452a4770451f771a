# Keys, key sets and tokens for tests, all made with openssl.
#
#     my $key = key('rsa', 'k1');       a new private key with a kid: rsa (2048 bits), rsa1024, ec (P-256), ec384
#     jwk($key, use => 'sig')           its public half (RFC 7517), with more members
#     token({ alg => 'RS256', kid => 'k1' }, { sub => 'ann' }, $key)
#                                       signed by alg; header and claims may also be texts, which go in as they are
#     hmac($text, $secret), part($text), signature($digest, $text, $key, @options)
package Jwt;
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use Exporter 'import';
use File::Temp;
use JSON::PP;
use MIME::Base64 qw(encode_base64url);

our @EXPORT = qw(key jwk token hmac part signature public_pem);

my $folder = File::Temp->newdir;
my $json = JSON::PP->new->canonical->utf8;
my $count = 0;
my %kinds = (
    rsa => [qw(RSA -pkeyopt rsa_keygen_bits:2048)], rsa1024 => [qw(RSA -pkeyopt rsa_keygen_bits:1024)],
    ec => [qw(EC -pkeyopt ec_paramgen_curve:P-256)], ec384 => [qw(EC -pkeyopt ec_paramgen_curve:P-384)],
);

sub openssl {
    my (@arguments) = @_;
    open my $out, '-|', 'openssl', @arguments or die "openssl: $!\n";
    binmode $out;
    my $bytes = do { local $/; <$out> };
    close $out or die "openssl @arguments failed\n";
    return $bytes;
}

sub key {
    my ($kind, $kid) = @_;
    my $file = "$folder/" . ++$count;
    system("openssl genpkey -algorithm @{ $kinds{$kind} } -out $file 2>/dev/null") == 0 or die "openssl makes no key\n";
    return { kind => $kind, kid => $kid, file => $file };
}

sub public_pem { my ($key) = @_; return openssl('pkey', '-in', $key->{file}, '-pubout') }

sub jwk {
    my ($key, %more) = @_;
    my %jwk = (kid => $key->{kid}, %more);
    if ($key->{kind} =~ /^rsa/) {
        my ($modulus) = openssl('rsa', '-in', $key->{file}, '-noout', '-modulus') =~ /=([0-9A-F]+)/;
        return { kty => 'RSA', n => encode_base64url(pack 'H*', $modulus), e => 'AQAB', %jwk };
    }
    my $half = $key->{kind} eq 'ec' ? 32 : 48;
    my $point = substr openssl('pkey', '-in', $key->{file}, '-pubout', '-outform', 'DER'), -2 * $half;
    return { kty => 'EC', crv => $half == 32 ? 'P-256' : 'P-384', x => encode_base64url(substr $point, 0, $half),
             y => encode_base64url(substr $point, $half), %jwk };
}

sub part { my ($said) = @_; return encode_base64url(ref $said ? $json->encode($said) : $said) }
sub hmac { my ($text, $secret) = @_; return hmac_sha256($text, $secret) }

sub signature {
    my ($digest, $text, $key, @options) = @_;
    my $file = "$folder/text";
    open my $out, '>', $file or die "$file: $!\n";
    print {$out} $text;
    close $out;
    return openssl('dgst', "-$digest", '-sign', $key->{file}, @options, $file);
}

# The two numbers of an ECDSA signature one behind the other (RFC 7518 3.4), from their DER.
sub raw {
    my ($der) = @_;
    my @numbers;
    my $at = 2;
    for (1 .. 2) {
        my $length = ord substr $der, $at + 1, 1;
        my $number = substr $der, $at + 2, $length;
        $number =~ s/^\0+//;
        push @numbers, ("\0" x (32 - length $number)) . $number;
        $at += 2 + $length;
    }
    return join '', @numbers;
}

my %signers = (
    RS256 => sub { signature('sha256', @_) },
    RS512 => sub { signature('sha512', @_) },
    PS256 => sub { signature('sha256', @_, qw(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32)) },
    ES256 => sub { raw(signature('sha256', @_)) },
);

sub token {
    my ($header, $claims, $key, $alg) = @_;
    my $text = part($header) . '.' . part($claims);
    return "$text." . encode_base64url($signers{ $alg // $header->{alg} }->($text, $key));
}

1;
