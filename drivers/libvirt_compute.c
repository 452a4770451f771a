/* A compute as a libvirt domain: its definition first, then its state. */
#include <string.h>

#include "drivers/libvirt.h"

/* What there is. */

/* Where a domain is, as far as the ways to its next state differ. */
typedef enum phase {
    PHASE_OFF,
    PHASE_SAVED,
    PHASE_RUNNING,
    PHASE_PAUSED,
    PHASE_STOPPING,
    PHASE_CRASHED,
    PHASE_ASLEEP
} phase;

static const phase phase_of_state[] = {
    [VIR_DOMAIN_NOSTATE] = PHASE_RUNNING,   [VIR_DOMAIN_RUNNING] = PHASE_RUNNING,
    [VIR_DOMAIN_BLOCKED] = PHASE_RUNNING,   [VIR_DOMAIN_PAUSED] = PHASE_PAUSED,
    [VIR_DOMAIN_SHUTDOWN] = PHASE_STOPPING, [VIR_DOMAIN_SHUTOFF] = PHASE_OFF,
    [VIR_DOMAIN_CRASHED] = PHASE_CRASHED,   [VIR_DOMAIN_PMSUSPENDED] = PHASE_ASLEEP,
};

static const driver_state state_of_phase[] = {
    [PHASE_OFF] = DRIVER_STATE_INACTIVE,     [PHASE_SAVED] = DRIVER_STATE_SUSPENDED,
    [PHASE_RUNNING] = DRIVER_STATE_ACTIVE,   [PHASE_PAUSED] = DRIVER_STATE_SUSPENDED,
    [PHASE_STOPPING] = DRIVER_STATE_ACTIVE,  [PHASE_CRASHED] = DRIVER_STATE_ERROR,
    [PHASE_ASLEEP] = DRIVER_STATE_SUSPENDED,
};

static driver_outcome domain_phase(virDomainPtr domain, phase *out, driver_note *note)
{
    int state, reason;
    if (virDomainGetState(domain, &state, &reason, 0) < 0)
        return libvirt_fail(note, "look at the compute");
    *out = state >= 0 && (size_t)state < sizeof phase_of_state / sizeof *phase_of_state
               ? phase_of_state[state]
               : PHASE_RUNNING;
    if (*out != PHASE_OFF)
        return DRIVER_DONE;
    int is_saved = virDomainHasManagedSaveImage(domain, 0);
    if (is_saved == 1)
        *out = PHASE_SAVED;
    return is_saved < 0 ? libvirt_fail(note, "look for the compute's saved memory") : DRIVER_DONE;
}

driver_outcome libvirt_domain_state(virDomainPtr domain, driver_state *state, driver_note *note)
{
    phase now;
    TRY(domain_phase(domain, &now, note));
    *state = state_of_phase[now];
    return DRIVER_DONE;
}

bool libvirt_domain_is_ours(virDomainPtr domain)
{
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString(domain, uuid) < 0 || !libvirt_is_our_name(virDomainGetName(domain), uuid))
        return false;
    _cleanup_(libvirt_free_text) char *mark =
        virDomainGetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, LIBVIRT_MARK, VIR_DOMAIN_AFFECT_CURRENT);
    return mark;
}

/* NULL: there is none. */
static driver_outcome find(driver_host *host, const char *id, virDomainPtr *domain, driver_note *note)
{
    *domain = virDomainLookupByUUIDString(host->connection, id);
    if (!*domain)
        return libvirt_failed_with(VIR_ERR_NO_DOMAIN) ? DRIVER_DONE
                                                      : libvirt_fail(note, "look for the compute");
    if (libvirt_domain_is_ours(*domain))
        return DRIVER_DONE;
    return libvirt_refuse(note, "the host has a domain with the UUID %s that is not ours", id);
}

static driver_outcome find_existing(driver_host *host, const char *id, virDomainPtr *domain,
                                    driver_note *note)
{
    TRY(find(host, id, domain, note));
    return *domain ? DRIVER_DONE : libvirt_again(note, "compute %s is not there yet", id);
}

/* Single steps. */

static driver_outcome start(virDomainPtr domain, driver_note *note)
{
    return virDomainCreate(domain) < 0 ? libvirt_fail(note, "start the compute") : DRIVER_DONE;
}

static driver_outcome pull_plug(virDomainPtr domain, driver_note *note)
{
    return virDomainDestroy(domain) < 0 ? libvirt_fail(note, "turn the compute off") : DRIVER_DONE;
}

static driver_outcome restart_cold(virDomainPtr domain, driver_note *note)
{
    TRY(pull_plug(domain, note));
    return start(domain, note);
}

static driver_outcome resume(virDomainPtr domain, driver_note *note)
{
    return virDomainResume(domain) < 0 ? libvirt_fail(note, "resume the compute") : DRIVER_DONE;
}

static driver_outcome pause_guest(virDomainPtr domain, driver_note *note)
{
    return virDomainSuspend(domain) < 0 ? libvirt_fail(note, "suspend the compute") : DRIVER_DONE;
}

static driver_outcome wake_up(virDomainPtr domain, driver_note *note)
{
    return virDomainPMWakeup(domain, 0) < 0 ? libvirt_fail(note, "wake the compute up") : DRIVER_DONE;
}

static driver_outcome hibernate(virDomainPtr domain, driver_note *note)
{
    return virDomainManagedSave(domain, 0) < 0 ? libvirt_fail(note, "save the compute's memory")
                                               : DRIVER_DONE;
}

static driver_outcome start_and_hibernate(virDomainPtr domain, driver_note *note)
{
    TRY(start(domain, note));
    return hibernate(domain, note);
}

static driver_outcome start_and_pause(virDomainPtr domain, driver_note *note)
{
    TRY(start(domain, note));
    return pause_guest(domain, note);
}

static driver_outcome forget_memory(virDomainPtr domain, driver_note *note)
{
    return virDomainManagedSaveRemove(domain, 0) < 0 ? libvirt_fail(note, "remove the compute's saved memory")
                                                     : DRIVER_DONE;
}

static driver_outcome wait_for_end(virDomainPtr domain, driver_note *note)
{
    return libvirt_again(note, "compute %s is shutting down", virDomainGetName(domain) + strlen("occi-"));
}

/* The way from each phase to what is wanted; NULL: it is there. */
typedef driver_outcome step(virDomainPtr domain, driver_note *note);

static step *const to_active[] = {
    [PHASE_OFF] = start,
    [PHASE_SAVED] = start,
    [PHASE_PAUSED] = resume,
    [PHASE_STOPPING] = wait_for_end,
    [PHASE_CRASHED] = restart_cold,
    [PHASE_ASLEEP] = wake_up,
};
static step *const to_paused[] = {
    [PHASE_OFF] = start_and_pause, [PHASE_RUNNING] = pause_guest, [PHASE_STOPPING] = wait_for_end,
    [PHASE_CRASHED] = pull_plug,   [PHASE_ASLEEP] = NULL,
};
static step *const to_hibernated[] = {
    [PHASE_OFF] = start_and_hibernate, [PHASE_RUNNING] = hibernate, [PHASE_PAUSED] = hibernate,
    [PHASE_STOPPING] = wait_for_end,   [PHASE_CRASHED] = pull_plug, [PHASE_ASLEEP] = hibernate,
};
static step *const to_unplugged[] = {
    [PHASE_SAVED] = forget_memory, [PHASE_RUNNING] = pull_plug, [PHASE_PAUSED] = pull_plug,
    [PHASE_STOPPING] = pull_plug,  [PHASE_CRASHED] = pull_plug, [PHASE_ASLEEP] = pull_plug,
};
/* A guest that is not running hears nothing: it goes on first, and is then asked. */
static step *const to_listening[] = {
    [PHASE_SAVED] = forget_memory, [PHASE_PAUSED] = resume,  [PHASE_STOPPING] = wait_for_end,
    [PHASE_CRASHED] = pull_plug,   [PHASE_ASLEEP] = wake_up,
};

static driver_outcome take(virDomainPtr domain, step *const *steps, size_t count, driver_note *note)
{
    phase now;
    TRY(domain_phase(domain, &now, note));
    return (size_t)now < count && steps[now] ? steps[now](domain, note) : DRIVER_DONE;
}
#define TAKE(domain, steps, note) take((domain), (steps), sizeof(steps) / sizeof *(steps), (note))

static driver_outcome shut_down(driver_host *host, virDomainPtr domain, driver_method method,
                                driver_note *note)
{
    phase now;
    TRY(TAKE(domain, to_listening, note));
    TRY(domain_phase(domain, &now, note));
    if (now == PHASE_RUNNING && host->flavour->domain_shutdown(domain, method) < 0)
        return libvirt_fail(note, "shut the compute down");
    TRY(domain_phase(domain, &now, note));
    return now == PHASE_OFF ? DRIVER_DONE : wait_for_end(domain, note);
}

static driver_outcome reach(driver_host *host, virDomainPtr domain, driver_state wanted, driver_method method,
                            driver_note *note)
{
    if (wanted == DRIVER_STATE_ACTIVE)
        return TAKE(domain, to_active, note);
    if (wanted == DRIVER_STATE_SUSPENDED)
        return method == DRIVER_METHOD_HIBERNATE ? TAKE(domain, to_hibernated, note)
                                                 : TAKE(domain, to_paused, note);
    return method == DRIVER_METHOD_POWEROFF ? TAKE(domain, to_unplugged, note)
                                            : shut_down(host, domain, method, note);
}

/* Definition. */

static driver_outcome check(driver_host *host, const driver_compute *spec, driver_note *note)
{
    if (spec->wanted != DRIVER_STATE_ACTIVE && spec->wanted != DRIVER_STATE_INACTIVE &&
        spec->wanted != DRIVER_STATE_SUSPENDED)
        return libvirt_refuse(note, "a compute cannot be made %s", driver_state_name(spec->wanted));
    if (spec->cores == 0 || spec->memory == 0)
        return libvirt_refuse(note, "a compute needs at least one core and some memory");
    char image[LIBVIRT_VOLUME_SIZE];
    if (spec->image)
        TRY(libvirt_volume_name("image-", spec->image, image, note));
    int most = virConnectGetMaxVcpus(host->connection, host->flavour->domain_type);
    if (most > 0 && spec->cores > (unsigned)most)
        return libvirt_refuse(note, "this host gives a compute at most %d cores, not %u", most, spec->cores);
    return DRIVER_DONE;
}

/* What the compute is made of. */
static driver_outcome require(driver_host *host, const driver_compute *spec, driver_note *note)
{
    for (size_t i = 0; i < spec->disk_count; i++)
        TRY(libvirt_storage_require(host, spec->disks[i].storage, note));
    for (size_t i = 0; i < spec->interface_count; i++)
        TRY(libvirt_network_require(host, spec->interfaces[i].network, note));
    return DRIVER_DONE;
}

/* In what the domain, as it runs or (`flags`: VIR_DOMAIN_XML_INACTIVE) as it will start, is not what is
 * wanted. */
static driver_outcome differences(virDomainPtr domain, unsigned flags, const char *wanted, unsigned *out,
                                  driver_note *note)
{
    _cleanup_(libvirt_free_text) char *there = virDomainGetXMLDesc(domain, flags);
    if (!there)
        return libvirt_fail(note, "read the definition of the compute");
    return libvirt_domain_differences(there, wanted, out, note);
}

static driver_outcome define(driver_host *host, const driver_compute *spec, const char *wanted,
                             virDomainPtr *domain, driver_note *note)
{
    if (*domain) {
        unsigned different;
        TRY(differences(*domain, VIR_DOMAIN_XML_INACTIVE, wanted, &different, note));
        if (!different)
            return DRIVER_DONE;
    }
    TRY(require(host, spec, note));
    _cleanup_(libvirt_free_domain) virDomainPtr defined = virDomainDefineXML(host->connection, wanted);
    if (!defined)
        return libvirt_fail(note, "define the compute");
    virDomainPtr before = *domain;
    *domain = defined;
    defined = before;
    return DRIVER_DONE;
}

/* A domain keeps what it was started with; one that is to stop anyway may. */
static driver_outcome update(driver_host *host, virDomainPtr domain, const driver_compute *spec,
                             const char *wanted, driver_note *note)
{
    phase now;
    unsigned different;
    TRY(domain_phase(domain, &now, note));
    if (spec->wanted == DRIVER_STATE_INACTIVE || (now != PHASE_RUNNING && now != PHASE_PAUSED))
        return DRIVER_DONE;
    TRY(differences(domain, 0, wanted, &different, note));
    return different ? host->flavour->domain_update(domain, spec, different, note) : DRIVER_DONE;
}

static driver_outcome apply(driver_host *host, const driver_compute *spec, virDomainPtr *domain,
                            driver_note *note)
{
    _cleanup_(libvirt_free_text) char *wanted = NULL;
    TRY(check(host, spec, note));
    TRY(libvirt_domain_xml(host->flavour, spec, &wanted, note));
    TRY(find(host, spec->id, domain, note));
    TRY(libvirt_root_apply(host, spec, note));
    TRY(define(host, spec, wanted, domain, note));
    TRY(update(host, *domain, spec, wanted, note));
    return reach(host, *domain, spec->wanted, spec->method, note);
}

/* The contract. */

driver_outcome libvirt_compute_apply(driver_host *host, const driver_compute *spec, driver_seen *seen,
                                     driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    TRY(apply(host, spec, &domain, note));
    return libvirt_domain_state(domain, &seen->state, note);
}

/* What is off or suspended is started, which is all of a restart that is left to do. */
driver_outcome libvirt_compute_restart(driver_host *host, const driver_compute *spec, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    driver_compute active = *spec;
    phase before = PHASE_OFF;
    active.wanted = DRIVER_STATE_ACTIVE;
    active.method = DRIVER_METHOD_DEFAULT;
    TRY(find(host, spec->id, &domain, note));
    if (domain)
        TRY(domain_phase(domain, &before, note));
    libvirt_free_domain(&domain);
    domain = NULL;
    TRY(apply(host, &active, &domain, note));
    if (before == PHASE_RUNNING && spec->method == DRIVER_METHOD_COLD)
        TRY(restart_cold(domain, note));
    else if (before == PHASE_RUNNING && virDomainReboot(domain, 0) < 0)
        return libvirt_fail(note, "restart the compute");
    TRY(TAKE(domain, to_active, note)); /* some hypervisors take a reboot for an end */
    return libvirt_domain_state(domain, &seen->state, note);
}

/* Deferred: asked again after it was stopped, it goes on from there; what is wanted says how it ends. */
driver_outcome libvirt_compute_save(driver_host *host, const driver_compute *spec, const char *image,
                                    driver_seen *seen, driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    bool is_deferred = spec->method == DRIVER_METHOD_DEFERRED, exists;
    TRY(find_existing(host, spec->id, &domain, note));
    TRY(libvirt_image_exists(host, image, &exists, note));
    if (!exists && is_deferred)
        TRY(reach(host, domain, DRIVER_STATE_INACTIVE, DRIVER_METHOD_DEFAULT, note));
    if (!exists)
        TRY(libvirt_image_make(host, image, spec->id, note));
    if (is_deferred)
        TRY(reach(host, domain, spec->wanted, DRIVER_METHOD_DEFAULT, note));
    return libvirt_domain_state(domain, &seen->state, note);
}

driver_outcome libvirt_compute_observe(driver_host *host, const char *id, driver_seen *seen,
                                       driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    seen->state = DRIVER_STATE_ABSENT;
    TRY(find(host, id, &domain, note));
    return domain ? libvirt_domain_state(domain, &seen->state, note) : DRIVER_DONE;
}

/* An undefined domain that runs would go on running: it is turned off first. */
driver_outcome libvirt_compute_remove(driver_host *host, const char *id, driver_note *note)
{
    _cleanup_(libvirt_free_domain) virDomainPtr domain = NULL;
    TRY(find(host, id, &domain, note));
    if (domain) {
        TRY(TAKE(domain, to_unplugged, note));
        if (virDomainUndefineFlags(domain, VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                                               VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA) < 0)
            return libvirt_fail(note, "undefine the compute");
    }
    return libvirt_root_remove(host, id, note);
}
