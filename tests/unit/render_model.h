/* A model made by hand for the tests of renderings: small enough to be read beside what is expected of them.
 */
#ifndef TESTS_UNIT_RENDER_MODEL_H
#define TESTS_UNIT_RENDER_MODEL_H

#include "occi/model.h"

#define CORE "http://schemas.ogf.org/occi/core#"
#define INF  "http://schemas.ogf.org/occi/infrastructure#"
#define ACT  "http://schemas.ogf.org/occi/infrastructure/compute/action#"
#define OS   "http://cloud.example.org/occi/os_tpl#"
#define ID   "0b9d3a1e-0000-4000-8000-000000000001"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const occi_attribute core_id = { .name = "occi.core.id", .type = OCCI_STRING };
static const occi_attribute core_title = { .name = "occi.core.title",
                                           .type = OCCI_STRING,
                                           .is_mutable = true };
static const occi_attribute core_source = {
    .name = "occi.core.source", .type = OCCI_STRING, .is_required = true, .is_mutable = true
};
static const occi_attribute core_target = {
    .name = "occi.core.target", .type = OCCI_STRING, .is_required = true, .is_mutable = true
};
static const occi_attribute compute_own[] = {
    { .name = "occi.compute.cores", .type = OCCI_INTEGER, .is_mutable = true },
    { .name = "occi.compute.memory", .type = OCCI_NUMBER, .is_mutable = true, .is_required = true },
    { .name = "occi.compute.state", .type = OCCI_STRING, .is_required = true },
    { .name = "example.on", .type = OCCI_BOOLEAN, .is_mutable = true },
    { .name = "example.ports", .type = OCCI_ARRAY, .is_mutable = true },
    { .name = "example.labels", .type = OCCI_OBJECT, .is_mutable = true },
};
static const occi_attribute nic_own[] = {
    { .name = "occi.networkinterface.mac", .type = OCCI_STRING, .is_mutable = true },
    { .name = "example.mtu", .type = OCCI_INTEGER, .is_mutable = true },
    { .name = "example.speed", .type = OCCI_NUMBER, .is_mutable = true },
};
static const occi_attribute deb12_own[] = {
    { .name = "example.release", .type = OCCI_STRING, .is_mutable = true }
};
static const occi_attribute start_own[] = { { .name = "method", .type = OCCI_STRING, .is_mutable = true } };

static const occi_attribute *entity_all[] = { &core_id, &core_title };
static const occi_attribute *compute_all[] = { &core_id,        &core_title,     &compute_own[0],
                                               &compute_own[1], &compute_own[2], &compute_own[3],
                                               &compute_own[4], &compute_own[5] };
static const occi_attribute *nic_all[] = { &core_id,    &core_title, &core_source, &core_target,
                                           &nic_own[0], &nic_own[1], &nic_own[2] };
static const occi_attribute *deb12_all[] = { &deb12_own[0] };

static const occi_category entity_kind = {
    .class = OCCI_KIND,
    .term = "entity",
    .scheme = CORE,
    .identifier = CORE "entity",
    .title = "Entity",
    .all_attributes = entity_all,
    .all_attribute_count = COUNT(entity_all),
};
static const occi_category resource_kind = { .class = OCCI_KIND,
                                             .term = "resource",
                                             .scheme = CORE,
                                             .identifier = CORE "resource",
                                             .parent = &entity_kind };
static const occi_category link_kind = {
    .class = OCCI_KIND, .term = "link", .scheme = CORE, .identifier = CORE "link", .parent = &entity_kind
};
static const occi_category start_action = {
    .class = OCCI_ACTION,
    .term = "start",
    .scheme = ACT,
    .identifier = ACT "start",
    .title = "Start",
    .attributes = start_own,
    .attribute_count = COUNT(start_own),
};
static const occi_category stop_action = {
    .class = OCCI_ACTION, .term = "stop", .scheme = ACT, .identifier = ACT "stop"
};
static const occi_category *compute_actions[] = { &start_action, &stop_action };
static const occi_category compute_kind = {
    .class = OCCI_KIND,
    .term = "compute",
    .scheme = INF,
    .identifier = INF "compute",
    .title = "Compute Resource",
    .location = "/compute/",
    .parent = &resource_kind,
    .attributes = compute_own,
    .attribute_count = COUNT(compute_own),
    .all_attributes = compute_all,
    .all_attribute_count = COUNT(compute_all),
    .actions = compute_actions,
    .action_count = 1,
    .all_actions = compute_actions,
    .all_action_count = COUNT(compute_actions),
};
static const occi_category network_kind = { .class = OCCI_KIND,
                                            .term = "network",
                                            .scheme = INF,
                                            .identifier = INF "network",
                                            .parent = &resource_kind };
static const occi_category nic_kind = {
    .class = OCCI_KIND,
    .term = "networkinterface",
    .scheme = INF,
    .identifier = INF "networkinterface",
    .location = "/networkinterface/",
    .parent = &link_kind,
    .all_attributes = nic_all,
    .all_attribute_count = COUNT(nic_all),
};
static const occi_category ip_mixin = {
    .class = OCCI_MIXIN, .term = "ip", .scheme = INF, .identifier = INF "ip", .location = "/mixin/ip/"
};
static const occi_category os_tpl = { .class = OCCI_MIXIN,
                                      .term = "os_tpl",
                                      .scheme = INF,
                                      .identifier = INF "os_tpl",
                                      .title = "OS; \"templates\", all \\ of them\r\n\xC3\xA4",
                                      .location = "/mixin/os_tpl/" };
static const occi_category *deb12_depends[] = { &os_tpl, &ip_mixin };
static const occi_category deb12 = {
    .class = OCCI_MIXIN,
    .term = "deb12",
    .scheme = OS,
    .identifier = OS "deb12",
    .location = "/mixin/deb12/",
    .depends = deb12_depends,
    .depends_count = COUNT(deb12_depends),
    .applies = deb12_depends,
    .applies_count = 1,
    .attributes = deb12_own,
    .attribute_count = COUNT(deb12_own),
    .all_attributes = deb12_all,
    .all_attribute_count = COUNT(deb12_all),
};

#endif
