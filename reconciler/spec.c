/* Documents of the registry into specs of the drivers (see spec.h). */
#include "reconciler/spec.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define INFRA             "http://schemas.ogf.org/occi/infrastructure"
#define ROOT_SIZE_DEFAULT 10.0 /* GiB, when no template says otherwise */

static const spec_kind kinds[] = {
    { INFRA "#compute", DRIVER_COMPUTE, false },         { INFRA "#storage", DRIVER_STORAGE, false },
    { INFRA "#network", DRIVER_NETWORK, false },         { INFRA "#storagelink", DRIVER_COMPUTE, true },
    { INFRA "#networkinterface", DRIVER_COMPUTE, true },
};

static const struct {
    const char *identifier;
    spec_step step;
} actions[] = {
    { INFRA "/compute/action#start", SPEC_APPLY },       { INFRA "/compute/action#stop", SPEC_APPLY },
    { INFRA "/compute/action#suspend", SPEC_APPLY },     { INFRA "/compute/action#restart", SPEC_RESTART },
    { INFRA "/compute/action#save", SPEC_SAVE },         { INFRA "/network/action#up", SPEC_APPLY },
    { INFRA "/network/action#down", SPEC_APPLY },        { INFRA "/storage/action#online", SPEC_APPLY },
    { INFRA "/storage/action#offline", SPEC_APPLY },     { INFRA "/storage/action#backup", SPEC_BACKUP },
    { INFRA "/storage/action#snapshot", SPEC_SNAPSHOT }, { INFRA "/storage/action#resize", SPEC_RESIZE },
};

const spec_kind *spec_kind_find(const char *identifier)
{
    for (size_t i = 0; identifier && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].identifier, identifier) == 0)
            return &kinds[i];
    return NULL;
}

bool spec_action_find(const char *identifier, spec_step *out)
{
    for (size_t i = 0; identifier && i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].identifier, identifier) == 0) {
            *out = actions[i].step;
            return true;
        }
    }
    return false;
}

static const struct {
    driver_state state;
    const char *word;
    const char *storage_word;
} states[] = {
    { DRIVER_STATE_ACTIVE, "active", "online" },
    { DRIVER_STATE_INACTIVE, "inactive", "offline" },
    { DRIVER_STATE_SUSPENDED, "suspended", "offline" },
};

const char *spec_state_word(driver_class class, driver_state state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (states[i].state == state)
            return class == DRIVER_STORAGE ? states[i].storage_word : states[i].word;
    return driver_state_name(state);
}

driver_state spec_state_read(const char *word)
{
    for (size_t i = 0; word && i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].word, word) == 0 || strcmp(states[i].storage_word, word) == 0)
            return states[i].state;
    return DRIVER_STATE_ABSENT;
}

/* What a client may ask for has no limit, but numbers have; a driver refuses the greatest. */
static double within(double number, double low, double high)
{
    return number < low ? low : number > high ? high : number;
}

uint64_t spec_bytes(double gibibytes)
{
    return (uint64_t)within(gibibytes * 0x1p30, 0, 0x1p62);
}

static const json_t *attribute(const json_t *document, const char *name)
{
    return json_object_get(json_object_get(document, "attributes"), name);
}

static const char *text(const json_t *document, const char *name)
{
    return json_string_value(attribute(document, name));
}

static double number(const json_t *document, const char *name, double fallback)
{
    const json_t *value = attribute(document, name);
    return json_is_number(value) ? json_number_value(value) : fallback;
}

static unsigned count_of(const json_t *document, const char *name, unsigned fallback)
{
    return (unsigned)within(number(document, name, fallback), 0, UINT_MAX);
}

static void copy_id(char id[DRIVER_UUID_SIZE], const json_t *document, const char *member)
{
    const char *value = json_string_value(json_object_get(document, member));
    snprintf(id, DRIVER_UUID_SIZE, "%s", value ? value : "");
}

/* The term of the mixin that depends on os_tpl: the image's id. */
static const char *image_of(const json_t *document)
{
    size_t i, j;
    json_t *mixin, *root;
    json_array_foreach(json_object_get(document, "mixins"), i, mixin)
    {
        json_array_foreach(json_object_get(mixin, "depends"), j, root)
        {
            if (strcmp(json_string_value(root), INFRA "#os_tpl") == 0)
                return json_string_value(json_object_get(mixin, "term"));
        }
    }
    return NULL;
}

/* Links to things that no driver of ours makes, the outside world among them, are no part of the machine. */
static const char *add_link(const json_t *link, driver_compute *to, driver_disk *disks,
                            driver_interface *interfaces)
{
    const spec_kind *kind = spec_kind_find(json_string_value(json_object_get(link, "kind")));
    if (!kind || !kind->is_link)
        return NULL;
    if (strcmp(kind->identifier, INFRA "#storagelink") == 0) {
        driver_disk *disk = &disks[to->disk_count++];
        copy_id(disk->storage, link, "target");
        disk->device = text(link, "occi.storagelink.deviceid");
        return disk->device ? NULL : "a storage link has no occi.storagelink.deviceid";
    }
    driver_interface *interface = &interfaces[to->interface_count++];
    copy_id(interface->network, link, "target");
    interface->device = text(link, "occi.networkinterface.interface");
    interface->mac = text(link, "occi.networkinterface.mac");
    return interface->mac ? NULL : "a network interface has no occi.networkinterface.mac";
}

occi_error *spec_compute(occi_pool *pool, const json_t *document, driver_compute *out, const char **wrong)
{
    const json_t *links = json_object_get(document, "links");
    size_t i, count = json_array_size(links);
    driver_disk *disks;
    driver_interface *interfaces;
    json_t *link;
    ALLOC(disks = occi_pool_array(pool, count + 1, sizeof *disks));
    ALLOC(interfaces = occi_pool_array(pool, count + 1, sizeof *interfaces));
    *wrong = NULL;
    *out = (driver_compute){
        .title = json_string_value(json_object_get(document, "title")),
        .hostname = text(document, "occi.compute.hostname"),
        .architecture = text(document, "occi.compute.architecture"),
        .cores = count_of(document, "occi.compute.cores", 1),
        .memory = spec_bytes(number(document, "occi.compute.memory", 1)),
        .share = count_of(document, "occi.compute.share", 0),
        .image = image_of(document),
        .root_size = spec_bytes(number(document, "occi.compute.ephemeral_storage.size", ROOT_SIZE_DEFAULT)),
        .disks = disks,
        .interfaces = interfaces,
    };
    copy_id(out->id, document, "id");
    json_array_foreach(links, i, link)
    {
        if (!*wrong)
            *wrong = add_link(link, out, disks, interfaces);
    }
    return NULL;
}

void spec_storage(const json_t *document, driver_storage *out)
{
    *out = (driver_storage){ .title = json_string_value(json_object_get(document, "title")),
                             .size = spec_bytes(number(document, "occi.storage.size", 1)) };
    copy_id(out->id, document, "id");
}

void spec_network(const json_t *document, driver_network *out)
{
    const char *allocation = text(document, "occi.network.allocation");
    *out = (driver_network){ .title = json_string_value(json_object_get(document, "title")),
                             .label = text(document, "occi.network.label"),
                             .vlan = (int)within(number(document, "occi.network.vlan", -1), -1, INT_MAX),
                             .address = text(document, "occi.network.address"),
                             .gateway = text(document, "occi.network.gateway"),
                             .is_dynamic = allocation && strcmp(allocation, "dynamic") == 0 };
    copy_id(out->id, document, "id");
}
