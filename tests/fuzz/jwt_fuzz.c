/* A token that nobody has signed: it is refused, whatever it says. Bytes that begin with "{" are a header,
 * claims and a signature, a line each, that are written as a token first, so that what is in them is reached.
 */
#include <sodium.h>
#include "fcgi/jwt.h"
#include "occi/json.h"
#include "tests/fuzz/fuzz.h"

/* Public halves; the private ones were never kept. */
static const char key_set[] =
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\","
    "\"x\":\"DOnrQxfbHX00pK-Ma_lUpjLvVfAwZz_jjHAUjacQKPE\",\"y\":\"cg-A28x5_LAK-"
    "R7TmtCIwYEK4TrRrVc9e9yjNBZ7AMY\"},"
    "{\"kty\":\"RSA\",\"kid\":\"r\",\"e\":\"AQAB\",\"n\":\""
    "w44ug_fC1H5cqIHFTPDkYZvV00Dt0ggZWV9PotMNjjc3PjVtupDSC_6VSDUafQDNbpPrlBaqEdpVk5vGv4do_hDNRF"
    "_r1Py6CfXw3cCURnRWy1iRBmVI5h9u9A_TROxJ9xzcdrOpAa9yz15VXAj30xscvxSqhdLnFqQgLuo34VYDcu1uRUdL"
    "sZB3dLIhHCuzio5X2suIXA9VHzi6GXs2BHFlD4LLd2ydUweqCDul8NdHT-R4xWA-FLMHVvQ-yJGCDY2Ul26ibINbJS"
    "ufg0C0Qof9JrZVXb_DqoeYZFAjEf48ol8F9rDy-WzjVHxthxYFfG4ZJk_oVBbS-Q06kTRKAQ"
    "\"}]}";

static const char *encode(occi_pool *pool, const char *bytes, size_t length)
{
    size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = occi_pool_zero(pool, size);
    return sodium_bin2base64(text, size, (const unsigned char *)bytes, length,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *write_token(occi_pool *pool, const char *lines)
{
    const char *parts[3];
    for (size_t i = 0; i < 3; i++) {
        size_t length = strcspn(lines, "\n");
        parts[i] = encode(pool, lines, length);
        lines += length + (lines[length] == '\n');
    }
    return occi_pool_format(pool, "%s.%s.%s", parts[0], parts[1], parts[2]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    SCOPED_POOL pool = occi_pool_new(NULL);
    json_t *keys;
    fcgi_jwt told;
    const char *problem, *token = fuzz_copy(pool, bytes, length);
    if (*token == '{')
        token = write_token(pool, token);
    if (occi_json_read(pool, key_set, &keys))
        fuzz_check("the key set is none");
    fcgi_issuer issuer = { .issuer = "i", .audience = "a", .keys = keys };
    fcgi_jwt_trust trust = { .issuers = &issuer, .count = 1, .now = 1000, .skew = 60 };
    if (fuzz_is_refused(pool, fcgi_jwt_check(pool, token, strlen(token), &trust, &told, &problem)))
        return 0;
    fuzz_check(problem ? NULL : "a token is believed that nobody has signed");
    fuzz_check(problem && strstr(problem, "token") == NULL && strstr(problem, "issuer") == NULL ? problem
                                                                                                : NULL);
    return 0;
}
