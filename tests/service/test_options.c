/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options from the command line and from a file. Usage errors end the program, so they are asked of mutasid
 * itself. */
#include "solver/service/option_table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/mutasi-options-XXXXXX";
static char path[64];
static struct options options;
static struct error error;

static void begin(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/conf", folder);
    setenv("HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("XDG_RUNTIME_DIR", folder, 1);
}

static void end(void)
{
    char command[128];
    options_fini(&options);
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(options, .init = begin, .fini = end, .timeout = 60);

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

/* Reads the file, if any was written, and these arguments. */
#define READ(...) read_options((char *[]){(char *)"mutasid", __VA_ARGS__ __VA_OPT__(, ) NULL})
static enum error_code read_options(char **arguments)
{
    char *argv[32];
    int argc = 0;
    for (int i = 0; arguments[i] != NULL; i++) {
        argv[argc++] = arguments[i];
    }
    if (access(path, F_OK) == 0) {
        argv[argc++] = (char *)"--config";
        argv[argc++] = path;
    }
    argv[argc] = NULL;
    error.code = ERROR_NONE;
    return options_read(argc, argv, &options, &error);
}

Test(options, come_from_a_file)
{
    write_file("# a comment\n\n"
               "queue = 7\n"
               "  pending-mb=3   ; and another\n"
               "max-time = 0.5\n"
               "insecure-loopback = yes\n"
               "listen = ipc:///tmp/a\n"
               "listen = tcp://127.0.0.1:7600\n");
    cr_assert_eq(READ(), ERROR_NONE, "%s", error.text);
    cr_assert_eq(options.queue, 7);
    cr_assert_eq(options.pending_bytes, 3 << 20);
    cr_assert_float_eq(options.max_time_s, 0.5, 1e-9);
    cr_assert_eq(options.endpoint_count, 2);
    cr_assert_str_eq(options.endpoints[0].url, "ipc:///tmp/a");
    cr_assert_eq(options.endpoints[1].kind, LISTEN_TCP);
    cr_assert_eq(options.result_keep, 100000, "what the file does not say is as always");
}

Test(options, of_the_command_line_win)
{
    write_file("queue = 7\nworkers = 3\ninsecure-loopback = yes\nlisten = tcp://127.0.0.1:7600\n");
    cr_assert_eq(READ((char *)"--queue", (char *)"9", (char *)"--insecure-loopback=no", (char *)"--listen",
                      (char *)"ipc:///tmp/b"),
                 ERROR_NONE, "%s", error.text);
    cr_assert_eq(options.queue, 9);
    cr_assert_eq(options.workers, 3);
    cr_assert_not(options.insecure_loopback);
    cr_assert_eq(options.endpoint_count, 1, "endpoints are replaced, not added");
    cr_assert_str_eq(options.endpoints[0].url, "ipc:///tmp/b");
}

Test(options, about_an_endpoint_follow_it)
{
    write_file(
        "listen = ipc:///tmp/a\nas = desk\nlisten = ipc:///tmp/b\nas = boss:admin\nlisten = ipc:///tmp/c\n");
    cr_assert_eq(READ(), ERROR_NONE, "%s", error.text);
    cr_assert_str_eq(options.endpoints[0].identity.name, "desk");
    cr_assert_eq(options.endpoints[0].identity.role, ROLE_SUBMIT);
    cr_assert_str_eq(options.endpoints[1].identity.name, "boss");
    cr_assert_eq(options.endpoints[1].identity.role, ROLE_ADMIN);
    cr_assert_str_eq(options.endpoints[2].identity.name, "local");
}

Test(options, that_a_file_gets_wrong_are_refused_with_file_and_line)
{
    static const struct {
        const char *text, *where, *what;
    } cases[] = {
        {"queue = 7\nqueue = x\n", ":2: queue ", "is a number from 1 to 1000000, seen 'x'"},
        {"queue = 1.5\n", ":1: queue ", "is a whole number"},
        {"queue = nan\n", ":1: queue ", "is a number"},
        {"queue =\n", ":1: queue ", "needs a value"},
        {"\n\nkueue = 7\n", ":3: kueue ", "is no option"},
        {"config = other\n", ":1: config ", "is no option"},
        {"insecure-loopback = true\n", ":1: insecure-loopback ", "is yes or no, seen 'true'"},
        {"# fine\nqueue 7\n", ":2: ", "name = value"},
        {"[service]\nqueue = 7\n", ":2: queue ", "[section]"},
        {"socket-mode = 0770\n", ":1: socket-mode ", "is an octal mode"},
        {"socket-mode = 0060\n", ":1: socket-mode ", "is an octal mode"},
        {"as = desk\n", ":1: as ", "follows the listen"},
        {"listen = ipc:///tmp/a\nas = Desk\n", ":2: as ", "seen 'Desk'"},
        {"listen = ipc:///tmp/a\nsealed = on\n", ":2: sealed ", "is yes or no"},
        {"result-keep = 0\n", ":1: result-keep ", "seen '0'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        write_file(cases[i].text);
        cr_assert_eq(READ(), ERROR_BAD_VALUE, "%s", cases[i].text);
        cr_assert_eq(strncmp(error.text, path, strlen(path)), 0, "%s", error.text);
        cr_assert_not_null(strstr(error.text, cases[i].where), "%s", error.text);
        cr_assert_not_null(strstr(error.text, cases[i].what), "%s", error.text);
        options_fini(&options);
    }
}

Test(options, of_a_file_may_be_long_but_not_endless)
{
    static char text[8192];
    memset(text, 'a', sizeof text - 1);
    memcpy(text, "spool = /", 9);
    text[4000] = '\0';
    write_file(text);
    cr_assert_eq(READ(), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "no file can be made in /aaa"), "all of it was taken: %s",
                       error.text);
    options_fini(&options);
    text[4000] = 'a';
    write_file(text);
    cr_assert_eq(READ(), ERROR_BAD_VALUE);
    cr_assert_not_null(strstr(error.text, "too long"), "%s", error.text);
}

Test(options, of_a_file_that_is_not_there_are_an_error)
{
    cr_assert_eq(READ((char *)"--config", (char *)"/nonexistent/mutasid.conf"), ERROR_IO);
    cr_assert_not_null(strstr(error.text, "cannot read /nonexistent/mutasid.conf"), "%s", error.text);
}

/* What a value of this option may look like, other than its default. */
static const char *sample(const struct option_row *row, char *text, size_t size)
{
    switch (row->kind) {
    case OPTION_FLAG:
    case OPTION_OTHER_FLAG:
        return "yes";
    case OPTION_TEXT:
    case OPTION_PROGRAM:
        return "/tmp";
    case OPTION_OTHER:
        return strcmp(row->name, "listen") == 0 ? "ipc:///tmp/c"
               : strcmp(row->name, "as") == 0   ? "desk"
                                                : "5";
    default:
        snprintf(text, size, "%.15g", row->least + 100);
        return text;
    }
}

Test(options, can_all_be_set_in_a_file)
{
    char text[256], value[64];
    static struct options before;
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->command_line) {
            continue;
        }
        const char *listen = row->of_endpoint ? "listen = ipc:///tmp/b\n" : "";
        snprintf(text, sizeof text, "%s%s = %s\n", listen, row->name, sample(row, value, sizeof value));
        write_file(listen);
        READ();
        before = options;
        options_fini(&options);
        write_file(text);
        READ(); /* it may be refused as a whole: keys that are not there */
        before.texts = options.texts;
        before.config = options.config;
        cr_assert_neq(memcmp(&before, &options, sizeof options), 0, "%s does nothing", row->name);
        options_fini(&options);
    }
}

/* The exit status of mutasid with these arguments; what it says on standard error in `said`. */
static int run(const char *arguments, char *said, size_t size)
{
    char command[512];
    snprintf(command, sizeof command, "%s/mutasid %s 2>&1 >/dev/null", BIN_DIR, arguments);
    FILE *output = popen(command, "r");
    cr_assert_not_null(output);
    said[fread(said, 1, size - 1, output)] = '\0';
    int status = pclose(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(options, of_the_command_line_that_are_wrong_are_usage_errors)
{
    char said[1024];
    cr_assert_eq(run("--queue 0", said, sizeof said), 64);
    cr_assert_not_null(strstr(said, "--queue is a number from 1 to 1000000, seen '0'"), "%s", said);
    cr_assert_eq(run("--as desk", said, sizeof said), 64);
    cr_assert_not_null(strstr(said, "--as follows the listen"), "%s", said);
    cr_assert_eq(run("--kueue 1", said, sizeof said), 64);
    cr_assert_eq(run("stray", said, sizeof said), 64);
}
