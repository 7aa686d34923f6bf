/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutasid: the service. See --help, and dispatcher.h for how it is built. */
#include "solver/service/dispatcher.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>

enum { EXIT_STOPPED = 0, EXIT_FAULT = 1, EXIT_REFUSED = 2 };

static void say_ready(const struct options *options)
{
    printf("mutasid: ready");
    for (size_t i = 0; i < options->endpoint_count; i++) {
        printf(" %s", options->endpoints[i].url);
    }
    printf("\n");
    fflush(stdout);
}

static int fail(const struct error *error)
{
    fprintf(stderr, "mutasid: %s%s%s\n", error->path, error->path[0] == '\0' ? "" : ": ", error->text);
    return error->code == ERROR_REFUSED || error->code == ERROR_BAD_VALUE ? EXIT_REFUSED : EXIT_FAULT;
}

int main(int argc, char **argv)
{
    static struct options options;
    struct error error = {.code = ERROR_NONE};
    setlocale(LC_CTYPE, "");
    setlocale(LC_MESSAGES, "");
    if (sodium_init() < 0) {
        fprintf(stderr, "mutasid: libsodium cannot start\n");
        return EXIT_FAULT;
    }
    enum error_code code = options_read(argc, argv, &options, &error);
    if (code == ERROR_NONE) {
        code = dispatcher_run(&options, say_ready, &error);
    }
    options_fini(&options);
    return code == ERROR_NONE ? EXIT_STOPPED : fail(&error);
}
