/* SPDX-License-Identifier: MIT */
#include "client/inputs.h"

#include <stdio.h>
#include <string.h>

/* "instance.employees[17].unit" -> "city.json: employees[17].unit"; false when it begins otherwise. */
static bool name_file(const char *word, const char *file, struct error *error)
{
    size_t length = strlen(word);
    char rest[sizeof error->path];
    if (file == NULL || strncmp(error->path, word, length) != 0)
        return false;
    snprintf(rest, sizeof rest, "%s", error->path + length);
    if (rest[0] != '.' && rest[0] != '[' && rest[0] != '\0')
        return false;
    const char *inner = rest[0] == '.' ? rest + 1 : rest;
    snprintf(error->path, sizeof error->path, "%.90s%s%.100s", file, inner[0] == '\0' ? "" : ": ", inner);
    return true;
}

void inputs_name_files(const struct inputs *inputs, struct error *error)
{
    if (!name_file("instance", inputs->instance_file, error) &&
        !name_file("policy", inputs->policy_file, error))
        name_file("scenario", inputs->scenario_file, error);
}

static enum error_code read_once(struct arena *arena, const char *file, const struct node **tree,
                                 struct error *error)
{
    return *tree != NULL ? ERROR_NONE : file_read_tree(arena, file, tree, error);
}

enum error_code inputs_read(struct arena *arena, struct inputs *inputs, struct error *error)
{
    enum error_code code = read_once(arena, inputs->instance_file, &inputs->instance, error);
    if (code == ERROR_NONE)
        code = read_once(arena, inputs->policy_file, &inputs->policy, error);
    if (code == ERROR_NONE)
        code = read_once(arena, inputs->scenario_file, &inputs->scenario, error);
    if (code != ERROR_NONE)
        return code;
    code = problem_read(arena, inputs->instance, inputs->policy, inputs->scenario, &inputs->problem, error);
    if (code != ERROR_NONE)
        inputs_name_files(inputs, error);
    return code;
}
