/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help, the configuration file and the manual page tell of the same options. */
#include "solver/service/option_table.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char page[1 << 17];

static void read_stream(FILE *stream)
{
    cr_assert_not_null(stream);
    page[fread(page, 1, sizeof page - 1, stream)] = '\0';
}

static void read_page(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/solver/service/etc/%s", SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    read_stream(file);
    fclose(file);
}

/* The option that a line of the file sets or would set, and to what: "name = value", "#name = value". */
static const struct option_row *row_of_line(char *line, char **value)
{
    char *name = line + (line[0] == '#'), *middle = strstr(name, " = ");
    if (middle == NULL || !islower((unsigned char)name[0])) {
        return NULL;
    }
    *middle = '\0';
    *value = middle + 3;
    const struct option_row *row = option_find(name);
    cr_assert_not_null(row, "mutasid.conf: %s is no option", name);
    return row;
}

Test(option_pages, the_configuration_file_has_every_option_with_its_default)
{
    int seen[64] = {0};
    bool example = false, begins = true; /* a block of comment, which a setting ends */
    char *next;
    read_page("mutasid.conf");
    for (char *line = strtok_r(page, "\n", &next); line != NULL; line = strtok_r(NULL, "\n", &next)) {
        char *value;
        const struct option_row *row = row_of_line(line, &value);
        if (row == NULL) {
            example = strncmp(line, "# Example", 9) == 0 || (example && !begins);
            begins = false;
            continue;
        }
        seen[row - option_rows]++;
        begins = true;
        cr_assert_not(row->command_line);
        if (line[0] == '#' && !example) {
            cr_assert_not_null(row->initial, "%s has no default: say that it is an example", row->name);
            cr_assert_str_eq(value, row->initial, "%s", row->name);
        }
        if (line[0] == '#' && example) {
            cr_assert_null(row->initial, "%s has a default: show it", row->name);
        }
    }
    for (size_t i = 0; i < option_row_count; i++) {
        cr_assert(option_rows[i].command_line || seen[i] >= 1, "mutasid.conf: %s is missing",
                  option_rows[i].name);
    }
}

/* Every value of the file, in force or not, is one that would be taken. */
Test(option_pages, every_value_of_the_configuration_file_can_be_used)
{
    static struct options options;
    char *next;
    read_page("mutasid.conf");
    for (char *line = strtok_r(page, "\n", &next); line != NULL; line = strtok_r(NULL, "\n", &next)) {
        char *value;
        struct error error = {.code = ERROR_NONE};
        const struct option_row *row = row_of_line(line, &value);
        if (row != NULL) {
            cr_assert_eq(option_set(row, &options, value, &error), ERROR_NONE, "%s %s", row->name,
                         error.text);
        }
    }
    cr_assert_geq(options.endpoint_count, 1);
}

Test(option_pages, help_has_every_option)
{
    char name[64];
    FILE *help = popen(BIN_DIR "/mutasid --help", "r");
    read_stream(help);
    cr_assert_eq(pclose(help), 0);
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        bool flag = row->kind == OPTION_FLAG || row->kind == OPTION_OTHER_FLAG;
        snprintf(name, sizeof name, flag ? "--%s[=%s]" : "--%s=%s", row->name, row->value);
        cr_assert_not_null(strstr(page, name), "help: %s is missing", name);
    }
}

Test(option_pages, the_manual_has_every_option_and_no_other)
{
    char entry[128];
    int entries = 0;
    read_page("mutasid.8");
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        snprintf(entry, sizeof entry, "Fl -%s Ns = Ns Ar %s\n", row->name, row->value);
        const char *found = strstr(page, entry);
        cr_assert_not_null(found, "mutasid.8: %s is missing", entry);
        const char *end = strstr(found + 1, "\n.It ");
        if (row->initial != NULL) {
            snprintf(entry, sizeof entry, "Default: %s.", row->initial);
            const char *told = strstr(found, entry);
            cr_assert(told != NULL && (end == NULL || told < end), "mutasid.8: %s %s", row->name, entry);
        }
    }
    for (const char *at = page; (at = strstr(at, "\n.It Fl ")) != NULL; at++) {
        entries++;
    }
    cr_assert_eq(entries, (int)option_row_count + 2, "and --help, --version");
}
