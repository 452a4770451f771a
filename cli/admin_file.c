/* Files that operators name, and folders of ours (see admin.h). */
#include "cli/admin.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

occi_error *admin_file_read(occi_pool *pool, const char *path, const char **out)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s: %s", path, strerror(errno)));
    struct stat status;
    size_t size = fstat(fileno(file), &status) == 0 ? (size_t)status.st_size : 0;
    char *text = occi_pool_zero(pool, size + 1);
    bool is_whole = text && fread(text, 1, size, file) == size;
    fclose(file);
    ALLOC(*out = text);
    return is_whole ? NULL
                    : OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "%s cannot be read whole", path));
}

static int has_number(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

static occi_error *visit_file(store_session *session, occi_pool *pool, const char *directory,
                              const char *name, admin_file_visit *visit)
{
    const char *path, *text = NULL;
    ALLOC(path = occi_pool_format(pool, "%s/%s", directory, name));
    TRY(admin_file_read(pool, path, &text));
    return visit(session, pool, name, text);
}

occi_error *admin_files_visit(store_session *session, occi_pool *pool, const char *directory,
                              const char *suffix, admin_file_visit *visit)
{
    struct dirent **entries;
    occi_error *error = NULL;
    int count = scandir(directory, &entries, has_number, alphasort);
    if (count < 0)
        return OCCI_FAIL(pool, OPERATOR, occi_pool_format(pool, "folder %s: %s", directory, strerror(errno)));
    for (int i = 0; i < count; i++) {
        const char *ending = strrchr(entries[i]->d_name, '.');
        if (!error && ending && strcmp(ending, suffix) == 0)
            error = visit_file(session, pool, directory, entries[i]->d_name, visit);
        free(entries[i]);
    }
    free(entries);
    return error;
}
