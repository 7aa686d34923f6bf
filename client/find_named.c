/* SPDX-License-Identifier: MIT */
#include "client/find_named.h"

#include "client/text.h"

#include <string.h>
#include <strings.h>

enum { NEAR_SHOWN = 4 };

struct named {
    const char *id, *name;
};

typedef struct named name_of(const struct instance *instance, int32_t i);

static struct named employee_named(const struct instance *instance, int32_t i)
{
    return (struct named){instance->employees[i].id, instance->employees[i].name};
}

static struct named unit_named(const struct instance *instance, int32_t i)
{
    return (struct named){instance->units[i].id, instance->units[i].name};
}

/* --- what comes near --- */

static bool is_same(const char *name, const char *text)
{
    return name != NULL && strcasecmp(name, text) == 0;
}

static bool holds(const char *name, const char *text)
{
    size_t length = strlen(text);
    for (; name != NULL && *name != '\0'; name++)
        if (strncasecmp(name, text, length) == 0)
            return length > 0;
    return false;
}

/* "Agus Salim (9990013), Agus Contoh (9990014), ..."; "" when nothing comes near. NULL: out of memory. */
static const char *near_text(struct arena *arena, const struct instance *instance, name_of *named,
                             int32_t count, const char *text, bool (*is_near)(const char *, const char *))
{
    const char *list = "";
    int32_t found = 0;
    for (int32_t i = 0; i < count && list != NULL && found <= NEAR_SHOWN; i++) {
        struct named one = named(instance, i);
        if (!is_near(one.name, text))
            continue;
        list = ++found > NEAR_SHOWN
                   ? arena_format(arena, "%s, ...", list)
                   : arena_format(arena, "%s%s%s (%s)", list, found > 1 ? ", " : "", one.name, one.id);
    }
    return list;
}

/* --- one --- */

static enum error_code refuse(struct arena *arena, const struct instance *instance, name_of *named,
                              int32_t count, const char *text, int32_t namesakes, struct error *error)
{
    const char *near = near_text(arena, instance, named, count, text, namesakes > 0 ? is_same : holds);
    if (near == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    if (namesakes > 0)
        return error_set(error, ERROR_CONTRADICTION, text, _("%d have this name: which id is it? %s"),
                         (int)namesakes, near);
    if (*near != '\0')
        return error_set(error, ERROR_UNKNOWN_ID, text, _("is no whole name and no id; it is part of %s"),
                         near);
    return error_set(error, ERROR_UNKNOWN_ID, text,
                     named == unit_named ? _("expected the id, or the name, of one unit")
                                         : _("expected the id, or the name, of one employee"));
}

static enum error_code find(struct arena *arena, const struct instance *instance, name_of *named,
                            int32_t count, const char *text, int32_t *out, struct error *error)
{
    int32_t namesakes = 0;
    *out = NONE;
    for (int32_t i = 0; i < count; i++) {
        struct named one = named(instance, i);
        bool is_id = strcmp(one.id, text) == 0;
        if (is_id || is_same(one.name, text))
            *out = i;
        if (is_id)
            return ERROR_NONE;
        namesakes += is_same(one.name, text);
    }
    return namesakes == 1 ? ERROR_NONE : refuse(arena, instance, named, count, text, namesakes, error);
}

enum error_code find_employee(struct arena *arena, const struct instance *instance, const char *text,
                              int32_t *out, struct error *error)
{
    return find(arena, instance, employee_named, instance->employee_count, text, out, error);
}

enum error_code find_unit(struct arena *arena, const struct instance *instance, const char *text,
                          int32_t *out, struct error *error)
{
    return find(arena, instance, unit_named, instance->unit_count, text, out, error);
}
