/* The driver contract: hosts, notes, what is ours, events, threads. */
#include "tests/unit/driver_world.h"

/* The words and the table. */

START_TEST(drivers_are_found_by_name)
{
    ck_assert_ptr_eq(driver_at(0), driver_find("test"));
    ck_assert_ptr_null(driver_at(1000));
    ck_assert_ptr_null(driver_find("vmware"));
    ck_assert(test->is_volatile);
    ck_assert_str_eq(test->default_uri, "test:///default");
    ck_assert_ptr_nonnull(strstr(test->capabilities, "restart"));
}
END_TEST

START_TEST(words_are_the_standards)
{
    driver_method method = DRIVER_METHOD_COLD;
    ck_assert(driver_method_parse(NULL, &method));
    ck_assert_int_eq(method, DRIVER_METHOD_DEFAULT);
    ck_assert(driver_method_parse("poweroff", &method));
    ck_assert_int_eq(method, DRIVER_METHOD_POWEROFF);
    ck_assert(driver_method_parse("deferred", &method));
    ck_assert_int_eq(method, DRIVER_METHOD_DEFERRED);
    ck_assert(!driver_method_parse("sideways", &method));
    ck_assert_str_eq(driver_state_name(DRIVER_STATE_SUSPENDED), "suspended");
    ck_assert_str_eq(driver_state_name(DRIVER_STATE_ABSENT), "absent");
}
END_TEST

/* A character that is cut in two would be refused by the database. */
START_TEST(a_note_that_is_too_long_ends_with_a_whole_character)
{
    char text[1200];
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    text[sizeof text - 2] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        driver_note_set(&note, "%s%s", shift ? "x" : "", text);
        size_t length = strlen(note.text);
        ck_assert_uint_ge(length, sizeof note.text - 3);
        ck_assert_uint_eq((length - (size_t)shift) % 2, 0);
    }
}
END_TEST

START_TEST(a_host_that_does_not_answer_is_no_host)
{
    driver_host *none = NULL;
    ck_assert_int_ne(test->open("nosuch:///system", &none, &note), DRIVER_DONE);
    ck_assert_ptr_null(none);
    NOTED("nosuch:///system");
}
END_TEST

START_TEST(a_host_can_be_opened_again)
{
    for (int i = 0; i < 3; i++) {
        driver_host *other = NULL;
        DONE(test->open(test->default_uri, &other, &note));
        driver_capacity capacity;
        DONE(test->capacity(other, &capacity, &note));
        ck_assert_uint_gt(capacity.cores, 0);
        ck_assert_uint_gt(capacity.memory, GIB);
        test->close(other);
    }
}
END_TEST

/* Ours and foreign. */

START_TEST(the_inventory_is_ours_alone)
{
    listing all = { 0 };
    DONE(test->inventory(host, list, &all, &note));
    ck_assert_uint_eq(all.count, 0);
    make_storage();
    make_network();
    driver_compute spec = a_compute(DRIVER_STATE_SUSPENDED);
    spec.method = DRIVER_METHOD_HIBERNATE;
    apply(&spec);
    DONE(test->inventory(host, list, &all, &note));
    ck_assert_uint_eq(all.count, 3);
    ck_assert(is_listed(&all, DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_SUSPENDED));
    ck_assert(is_listed(&all, DRIVER_STORAGE, STORAGE, DRIVER_STATE_ACTIVE));
    ck_assert(is_listed(&all, DRIVER_NETWORK, NETWORK, DRIVER_STATE_ACTIVE));
}
END_TEST

/* The UUIDs of the things that test:///default begins with, and whether they run. */
static void foreign(char text[400])
{
    char ids[3][VIR_UUID_STRING_BUFLEN];
    virDomainPtr one = virDomainLookupByName(beside, "test");
    virNetworkPtr network = virNetworkLookupByName(beside, "default");
    virStoragePoolPtr pool = virStoragePoolLookupByName(beside, "default-pool");
    ck_assert(one && network && pool);
    virDomainGetUUIDString(one, ids[0]);
    virNetworkGetUUIDString(network, ids[1]);
    virStoragePoolGetUUIDString(pool, ids[2]);
    snprintf(text, 400, "%s %d %s %d %s %d", ids[0], virDomainIsActive(one), ids[1],
             virNetworkIsActive(network), ids[2], virStoragePoolIsActive(pool));
    virDomainFree(one);
    virNetworkFree(network);
    virStoragePoolFree(pool);
}

START_TEST(foreign_things_stay_as_they_were)
{
    char before[400], after[400];
    char domain_id[DRIVER_UUID_SIZE], network_id[DRIVER_UUID_SIZE], pool_id[DRIVER_UUID_SIZE];
    foreign(before);
    sscanf(before, "%36s %*d %36s %*d %36s", domain_id, network_id, pool_id);
    driver_compute compute = a_compute(DRIVER_STATE_INACTIVE);
    memcpy(compute.id, domain_id, sizeof compute.id);
    ck_assert_int_ne(test->compute_apply(host, &compute, &seen, &note), DRIVER_DONE);
    ck_assert_int_ne(test->compute_remove(host, domain_id, &note), DRIVER_DONE);
    driver_network network = a_network(DRIVER_STATE_INACTIVE);
    memcpy(network.id, network_id, sizeof network.id);
    ck_assert_int_ne(test->network_apply(host, &network, &seen, &note), DRIVER_DONE);
    ck_assert_int_ne(test->network_remove(host, network_id, &note), DRIVER_DONE);
    driver_storage storage = a_storage(GIB, DRIVER_STATE_INACTIVE);
    memcpy(storage.id, pool_id, sizeof storage.id);
    ck_assert_int_ne(test->storage_apply(host, &storage, &seen, &note), DRIVER_DONE);
    ck_assert_int_ne(test->storage_remove(host, pool_id, &note), DRIVER_DONE);
    foreign(after);
    ck_assert_str_eq(before, after);
}
END_TEST

START_TEST(a_domain_without_our_mark_is_foreign)
{
    virDomainPtr other = virDomainDefineXML(beside, "<domain type='test'><name>occi-" COMPUTE
                                                    "</name><uuid>" COMPUTE "</uuid><memory>1024</memory>"
                                                    "<os><type>hvm</type></os></domain>");
    ck_assert_ptr_nonnull(other);
    listing all = { 0 };
    DONE(test->inventory(host, list, &all, &note));
    ck_assert_uint_eq(all.count, 0);
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    REFUSED(test->compute_apply(host, &spec, &seen, &note));
    REFUSED(test->compute_remove(host, COMPUTE, &note));
    ck_assert_int_eq(virDomainIsPersistent(other), 1);
    virDomainFree(other);
}
END_TEST

/* Events. */

typedef struct events {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    listing last; /* of each thing */
    size_t count;
} events;
static events told = { .lock = PTHREAD_MUTEX_INITIALIZER, .arrived = PTHREAD_COND_INITIALIZER };

static void on_event(void *context, driver_class class, const char *id, driver_state state)
{
    events *all = context;
    pthread_mutex_lock(&all->lock);
    size_t i = 0;
    while (i < all->last.count && strcmp(all->last.ids[i], id) != 0)
        i++;
    if (i == all->last.count)
        list(&all->last, class, id, state);
    all->last.states[i] = state;
    all->count++;
    pthread_cond_broadcast(&all->arrived);
    pthread_mutex_unlock(&all->lock);
}

/* Whether the last that was told of a thing is `state` within five seconds. */
static bool is_told(driver_class class, const char *id, driver_state state)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 5;
    pthread_mutex_lock(&told.lock);
    int failure = 0;
    while (!is_listed(&told.last, class, id, state) && !failure)
        failure = pthread_cond_timedwait(&told.arrived, &told.lock, &until);
    bool is_there = is_listed(&told.last, class, id, state);
    pthread_mutex_unlock(&told.lock);
    return is_there;
}

START_TEST(changes_are_told)
{
    DONE(test->watch(host, on_event, &told, &note));
    driver_compute spec = a_compute(DRIVER_STATE_INACTIVE);
    apply(&spec);
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_INACTIVE));
    spec.wanted = DRIVER_STATE_ACTIVE;
    apply(&spec);
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_ACTIVE));
    virDomainPtr found = domain();
    virDomainSuspend(found);
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_SUSPENDED));
    virDomainResume(found);
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_ACTIVE));
    virDomainManagedSave(found, 0);
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_SUSPENDED));
    virDomainFree(found);
    make_storage();
    ck_assert(is_told(DRIVER_STORAGE, STORAGE, DRIVER_STATE_ACTIVE));
    make_network();
    ck_assert(is_told(DRIVER_NETWORK, NETWORK, DRIVER_STATE_ACTIVE));
    DONE(test->compute_remove(host, COMPUTE, &note));
    ck_assert(is_told(DRIVER_COMPUTE, COMPUTE, DRIVER_STATE_ABSENT));
    DONE(test->storage_remove(host, STORAGE, &note));
    ck_assert(is_told(DRIVER_STORAGE, STORAGE, DRIVER_STATE_ABSENT));
    DONE(test->network_remove(host, NETWORK, &note));
    ck_assert(is_told(DRIVER_NETWORK, NETWORK, DRIVER_STATE_ABSENT));
}
END_TEST

/* Events are delivered in order: when one of a later thing is told, none of the foreign ones is still to
 * come. */
START_TEST(foreign_changes_are_not_told)
{
    DONE(test->watch(host, on_event, &told, &note));
    virDomainPtr other = virDomainLookupByName(beside, "test");
    ck_assert_int_eq(virDomainDestroy(other), 0);
    ck_assert_int_eq(virDomainCreate(other), 0);
    virDomainFree(other);
    make_network();
    ck_assert(is_told(DRIVER_NETWORK, NETWORK, DRIVER_STATE_ACTIVE));
    pthread_mutex_lock(&told.lock);
    ck_assert_uint_eq(told.last.count, 1);
    pthread_mutex_unlock(&told.lock);
}
END_TEST

/* A reconciler that hears of a change looks, and asks again: that must come to an end. */
START_TEST(asking_again_tells_nothing)
{
    driver_disk disks[] = { { .storage = STORAGE, .device = "vdb" } };
    driver_interface interfaces[] = { { .network = NETWORK, .mac = "52:54:00:aa:bb:01", .device = "eth0" } };
    driver_network network = a_network(DRIVER_STATE_ACTIVE);
    network.address = "192.168.7.0/24";
    driver_storage storage = a_storage(GIB, DRIVER_STATE_INACTIVE);
    driver_compute compute = a_compute(DRIVER_STATE_ACTIVE);
    compute.disks = disks;
    compute.disk_count = 1;
    compute.interfaces = interfaces;
    compute.interface_count = 1;
    DONE(test->network_apply(host, &network, &seen, &note));
    DONE(test->storage_apply(host, &storage, &seen, &note));
    DONE(test->compute_apply(host, &compute, &seen, &note));
    struct timespec pause = { .tv_nsec = 200000000 };
    nanosleep(&pause, NULL);
    DONE(test->watch(host, on_event, &told, &note));
    DONE(test->network_apply(host, &network, &seen, &note));
    DONE(test->storage_apply(host, &storage, &seen, &note));
    DONE(test->compute_apply(host, &compute, &seen, &note));
    nanosleep(&pause, NULL);
    pthread_mutex_lock(&told.lock);
    ck_assert_uint_eq(told.count, 0);
    pthread_mutex_unlock(&told.lock);
}
END_TEST

START_TEST(nothing_is_told_after_close)
{
    for (int i = 0; i < 20; i++) {
        driver_host *watched = NULL;
        events *short_lived = calloc(1, sizeof *short_lived);
        pthread_mutex_init(&short_lived->lock, NULL);
        pthread_cond_init(&short_lived->arrived, NULL);
        DONE(test->open(test->default_uri, &watched, &note));
        DONE(test->watch(watched, on_event, short_lived, &note));
        make_network();
        DONE(test->network_remove(host, NETWORK, &note));
        test->close(watched);
        free(short_lived);
    }
}
END_TEST

/* Threads: different entities side by side, the pool of images made by whoever is first. */

static void *live(void *number)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    driver_note own;
    driver_seen observed;
    spec.id[DRIVER_UUID_SIZE - 3] = 'd';
    spec.id[DRIVER_UUID_SIZE - 2] = (char)('0' + *(int *)number);
    spec.image = "shared";
    for (int i = 0; i < 20; i++) {
        spec.wanted = DRIVER_STATE_ACTIVE;
        if (test->compute_apply(host, &spec, &observed, &own) != DRIVER_DONE)
            return strdup(own.text);
        spec.wanted = DRIVER_STATE_INACTIVE;
        if (test->compute_apply(host, &spec, &observed, &own) != DRIVER_DONE)
            return strdup(own.text);
        if (test->compute_remove(host, spec.id, &own) != DRIVER_DONE)
            return strdup(own.text);
    }
    return NULL;
}

START_TEST(threads_work_on_different_computes)
{
    pthread_t threads[8];
    int numbers[8];
    DONE(test->watch(host, on_event, &told, &note));
    told.last.count = 0;
    for (int i = 0; i < 8; i++) {
        numbers[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, live, &numbers[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        char *failure = NULL;
        pthread_join(threads[i], (void **)&failure);
        ck_assert_msg(!failure, "%s", failure);
    }
    listing all = { 0 };
    DONE(test->inventory(host, list, &all, &note));
    ck_assert_uint_eq(all.count, 0);
}
END_TEST

/* A world that has ended is built again by asking for everything again. */
START_TEST(a_new_world_is_filled_again)
{
    driver_compute spec = a_compute(DRIVER_STATE_ACTIVE);
    spec.image = "debian-12";
    apply(&spec);
    close_host();
    open_host();
    ck_assert_int_eq(compute_state(COMPUTE), DRIVER_STATE_ABSENT);
    apply(&spec);
}
END_TEST

int main(void)
{
    return RUN_IN_WORLDS("driver_host", drivers_are_found_by_name, words_are_the_standards,
                         a_note_that_is_too_long_ends_with_a_whole_character,
                         a_host_that_does_not_answer_is_no_host, a_host_can_be_opened_again,
                         the_inventory_is_ours_alone, foreign_things_stay_as_they_were,
                         a_domain_without_our_mark_is_foreign, changes_are_told, foreign_changes_are_not_told,
                         asking_again_tells_nothing, nothing_is_told_after_close,
                         threads_work_on_different_computes, a_new_world_is_filled_again);
}
