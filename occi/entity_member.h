/* Where an entity keeps what an attribute shows: most are in its values, but those of Core (GFD.229 5.5.1)
 * and the two that the lifecycle names are members of occi_entity. Used by entity.c and the binding only. */
#ifndef OCCI_ENTITY_MEMBER_H
#define OCCI_ENTITY_MEMBER_H

#include "occi/entity.h"

typedef enum occi_member_role {
    OCCI_MEMBER_NONE,    /* none: it is among the values */
    OCCI_MEMBER_ID,      /* text; shown as a URN */
    OCCI_MEMBER_TEXT,    /* text */
    OCCI_MEMBER_END,     /* text: source or target of a link */
    OCCI_MEMBER_END_KIND /* category: the kind of such an end */
} occi_member_role;

typedef struct occi_member {
    const char *name;
    occi_member_role role;
    size_t offset; /* in occi_entity */
} occi_member;

/* The member behind attribute `name` of entities of `kind`. */
occi_member occi_member_find(const occi_category *kind, const char *name);
/* The member itself, of a role that holds text. */
const char **occi_member_text(const occi_entity *entity, const occi_member *member);
/* The same for OCCI_MEMBER_END_KIND. */
const occi_category **occi_member_category(const occi_entity *entity, const occi_member *member);

/* The UUID in `id`, given bare or as urn:uuid:. */
const char *occi_uuid_text(const char *id);

/* The entity's kind is its category 0, its mixins those from 1 on; NULL past the last. */
const occi_category *occi_entity_category(const occi_entity *entity, size_t index);

#endif
