/* occi-admin audit export --cadf: all events as one log of DMTF's Cloud Auditing Data Federation (DSP0262),
 * an event a line, printed as they are read. */
#include "cli/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "occi/json.h"
#include "store/audit.h"

#define CADF     "http://schemas.dmtf.org/cloud/audit/1.0/"
#define OBSERVER "occibase:registry"

/* What an operation is in CADF's words (DSP0262, A.2 and A.3). */
static const struct {
    const char *operation, *type, *action;
} actions[] = {
    { "INSERT", "activity", "create" }, { "UPDATE", "activity", "update" },
    { "DELETE", "activity", "delete" }, { "LOGIN", "activity", "authenticate/login" },
    { "DENIAL", "control", "deny" },    { "COMMAND", "activity", "configure" },
};

/* What it was done to; any other relation is a table. */
static const struct {
    const char *relation, *type;
} targets[] = {
    { "entity", "service/occi/entity" },
    { "login", "service/security" },
    { "request", "service/occi" },
    { "command", "service/oss" },
    { "archive", "data/log" },
    { "account", "data/security/account" },
    { "credential", "data/security/credential" },
    { "tenant", "data/security/project" },
};

static const char *text_of(const store_event *event, store_event_column column)
{
    return event->values[column];
}

/* "2026-11-26T00:00:00.000001+00:00" of microseconds since 1970. */
static json_t *json_time(const char *microseconds)
{
    long long at = atoll(microseconds);
    time_t seconds = at / 1000000;
    struct tm parts;
    char day[32], text[64];
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &parts));
    snprintf(text, sizeof text, "%s.%06lld+00:00", day, at % 1000000);
    return json_string(text);
}

static json_t *json_id(const char *what, const char *id)
{
    return json_sprintf("occibase:%s:%s", what, id);
}

static json_t *initiator(const store_event *event)
{
    const char *account = text_of(event, STORE_EVENT_account),
               *tenant = text_of(event, STORE_EVENT_tenant_id);
    const char *credential = text_of(event, STORE_EVENT_credential);
    json_t *json =
        json_pack("{s:o, s:s, s:s, s:{s:s*, s:s*}}", "id",
                  account ? json_id("account", account) : json_id("role", text_of(event, STORE_EVENT_role)),
                  "typeURI", account ? "service/security/account/user" : "service/oss", "name",
                  account ? account : text_of(event, STORE_EVENT_role), "host", "address",
                  text_of(event, STORE_EVENT_address), "agent", text_of(event, STORE_EVENT_agent));
    if (json && tenant)
        json_object_set_new(json, "project_id", json_id("tenant", tenant));
    if (json && credential)
        json_object_set_new(
            json, "credential",
            json_pack("{s:s, s:o}", "type", "occibase", "token", json_id("credential", credential)));
    return json;
}

static json_t *target(const store_event *event, const json_t *row)
{
    const char *relation = text_of(event, STORE_EVENT_relation), *type = NULL;
    const json_t *id = json_object_get(row, "id");
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (strcmp(targets[i].relation, relation) == 0)
            type = targets[i].type;
    json_t *json = json_pack(
        "{s:o, s:s}", "id",
        json_is_string(id)    ? json_id(relation, json_string_value(id))
        : json_is_integer(id) ? json_sprintf("occibase:%s:%lld", relation, (long long)json_integer_value(id))
                              : json_sprintf("occibase:%s", relation),
        "name", relation);
    if (json)
        json_object_set_new(json, "typeURI",
                            type ? json_string(type) : json_sprintf("data/database/%s", relation));
    return json;
}

/* Why something failed, as far as it is known. */
static json_t *reason(const json_t *details, const char *operation)
{
    const json_t *status = json_object_get(details, "status"), *text = json_object_get(details, "reason");
    bool is_http = strcmp(operation, "COMMAND") != 0;
    return json_pack(
        "{s:s, s:o, s:s}", "reasonType", is_http ? "HTTP" : "occi-admin", "reasonCode",
        !is_http ? json_string("1")
                 : json_sprintf("%d", json_is_integer(status) ? (int)json_integer_value(status) : 401),
        "policyId", json_is_string(text) ? json_string_value(text) : "");
}

static json_t *attachment(const char *name, json_t *content)
{
    return json_pack("{s:s, s:s, s:O}", "name", name, "typeURI", "mime:application/json", "content", content);
}

/* Owns `before` and `after` from now on; either may be NULL. */
static json_t *attachments(json_t *before, json_t *after)
{
    json_t *list = json_array();
    if (before)
        json_array_append_new(list, attachment("before", before));
    if (after)
        json_array_append_new(list, attachment("after", after));
    json_decref(before);
    json_decref(after);
    return list;
}

/* A row as the registry has it; NULL: there is none. */
static json_t *row_json(occi_pool *pool, const char *text)
{
    const char *readable = text ? occi_json_widen(pool, text) : NULL;
    return readable ? json_loads(readable, JSON_DECODE_ANY, NULL) : NULL;
}

static json_t *event_json(occi_pool *pool, const store_event *event)
{
    const char *operation = text_of(event, STORE_EVENT_operation), *type = "activity", *action = "unknown";
    json_t *before = row_json(pool, text_of(event, STORE_EVENT_before));
    json_t *after = row_json(pool, text_of(event, STORE_EVENT_after));
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].operation, operation) == 0) {
            type = actions[i].type;
            action = actions[i].action;
        }
    json_t *json = json_pack("{s:s, s:o, s:s, s:o, s:s, s:s, s:o, s:o, s:{s:s, s:s}}", "typeURI",
                             CADF "event", "id", json_id("event", text_of(event, STORE_EVENT_id)),
                             "eventType", type, "eventTime", json_time(text_of(event, STORE_EVENT_at)),
                             "action", action, "outcome", text_of(event, STORE_EVENT_outcome), "initiator",
                             initiator(event), "target", target(event, after ? after : before), "observer",
                             "id", OBSERVER, "typeURI", "service/security/audit");
    if (json && strcmp(text_of(event, STORE_EVENT_outcome), "failure") == 0)
        json_object_set_new(json, "reason", reason(after, operation));
    if (json && text_of(event, STORE_EVENT_request))
        json_object_set_new(json, "tags",
                            json_pack("[o]", json_id("request", text_of(event, STORE_EVENT_request))));
    json_t *list = attachments(before, after);
    if (json)
        json_object_set(json, "attachments", list);
    json_decref(list);
    return json;
}

typedef struct printing {
    occi_pool *pool;
    bool is_begun;
} printing;

static occi_error *print_event(void *context, const store_event *event)
{
    printing *self = context;
    __attribute__((cleanup(occi_pool_free_scoped))) occi_pool *scratch = occi_pool_new(self->pool);
    ALLOC(scratch);
    json_t *json = event_json(scratch, event);
    char *line = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    ALLOC(line);
    bool is_printed = printf("%s%s", self->is_begun ? ",\n" : "\n", line) > 0;
    free(line);
    self->is_begun = true;
    return is_printed ? NULL : OCCI_FAIL(self->pool, OPERATOR, "the events could not be written");
}

occi_error *admin_audit_export(store_session *session, occi_pool *pool, const admin_options *given)
{
    printing self = { .pool = pool };
    if (!given->is_cadf)
        return OCCI_FAIL(pool, OPERATOR, "say in which format: --cadf");
    printf("{\"typeURI\":\"" CADF "log\",\"id\":\"" OBSERVER ":log\",\"events\":[");
    TRY(store_events_all(session, pool, print_event, &self));
    return printf("\n]}\n") > 0 && fflush(stdout) == 0
               ? NULL
               : OCCI_FAIL(pool, OPERATOR, "the events could not be written");
}
