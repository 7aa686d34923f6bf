/* SPDX-License-Identifier: MIT */
#include "client/report_template.h"

#include "client/html.h"
#include "client/text.h"

#include <string.h>

static const struct {
    const char *file, *text;
} templates[] = {
#define EMBEDDED(name, extension, its_text) {name extension, its_text},
#include "report_texts.inc" /* made from client/report/ */
#undef EMBEDDED
};

static const char *template_text(const char *file)
{
    for (size_t i = 0; i < sizeof templates / sizeof *templates; i++)
        if (strcmp(templates[i].file, file) == 0)
            return templates[i].text;
    return NULL;
}

static void write_message(FILE *out, const char *message, size_t length)
{
    char text[512];
    snprintf(text, sizeof text, "%.*s", (int)length, message);
    html_text(out, gettext(text));
}

static const struct report_slot *find(const struct report_slot *slots, const char *name, size_t length)
{
    for (; slots->name != NULL; slots++)
        if (strlen(slots->name) == length && memcmp(slots->name, name, length) == 0)
            return slots;
    return NULL;
}

static enum error_code write_slot(struct report *report, const struct report_slot *slots, const char *name,
                                  size_t length, FILE *out, struct error *error)
{
    if (name[0] == '_') {
        write_message(out, name + 1, length - 1);
        return ERROR_NONE;
    }
    const struct report_slot *slot = find(slots, name, length);
    if (slot == NULL)
        return error_set(error, ERROR_INTERNAL, "", "the page has no '%.*s'", (int)length, name);
    slot->write(report);
    return ERROR_NONE;
}

enum error_code template_write(struct report *report, const char *file, const struct report_slot *slots,
                               FILE *out, struct error *error)
{
    const char *at = template_text(file);
    enum error_code code = ERROR_NONE;
    if (at == NULL)
        return error_set(error, ERROR_INTERNAL, "", "there is no page '%s'", file);
    for (const char *open; code == ERROR_NONE && (open = strstr(at, "{{")) != NULL;) {
        const char *name = open + 2, *close = strstr(name, "}}");
        if (close == NULL)
            break;
        fwrite(at, 1, (size_t)(open - at), out);
        code = write_slot(report, slots, name, (size_t)(close - name), out, error);
        at = close + 2;
    }
    fputs(at, out);
    return code;
}
