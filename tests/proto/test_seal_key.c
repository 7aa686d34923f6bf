/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/instant.h"
#include "proto/seal_key.h"
#include "tests/support/keys.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WHOLE                                                                                                \
    "{'client': 'bkd', 'format': 'mutasi-key/1', 'id': 'bkd-2026', 'limits': {'jobs': 20, 'mb': 64, "        \
    "'rate': 2.5}, 'not_after': '2027-01-01', 'not_before': '2026-07-01T08:00:00Z', 'role': 'admin', "       \
    "'secret': '" COUNTED_SECRET "'}"

Test(seal_key, reads_all_that_a_document_says)
{
    struct seal_key *key = key_of(WHOLE);
    int64_t from, to;
    instant_parse("2026-07-01T08:00:00Z", &from);
    instant_parse("2027-01-01", &to);
    cr_assert_str_eq(key->id, "bkd-2026");
    cr_assert_str_eq(key->identity.name, "bkd");
    cr_assert_eq(key->identity.role, ROLE_ADMIN);
    cr_assert_eq(key->identity.limits.jobs, 20);
    cr_assert_eq(key->identity.limits.bytes, 64u << 20);
    cr_assert_float_eq(key->identity.limits.per_second, 2.5, 1e-12);
    cr_assert_eq(key->not_before_ms, from);
    cr_assert_eq(key->not_after_ms, to);
    for (unsigned i = 0; i < SEAL_SECRET_BYTES; i++) {
        cr_assert_eq(key->secret[i], i);
    }
    seal_key_drop(key);
}

Test(seal_key, is_always_valid_and_without_limits_unless_it_says_so)
{
    struct seal_key *key = key_named("a", 0);
    cr_assert_eq(key->not_before_ms, INT64_MIN);
    cr_assert_eq(key->not_after_ms, INT64_MAX);
    cr_assert_eq(key->identity.limits.jobs, 0);
    cr_assert_eq(key->identity.limits.bytes, 0);
    cr_assert_float_eq(key->identity.limits.per_second, 0, 0);
    seal_key_drop(key);
}

#define START  "{'format': 'mutasi-key/1', 'id': 'a', 'client': 'b', 'role': 'read', "
#define SECRET "'secret': '" COUNTED_SECRET "'"

static const struct refusal {
    const char *document;
    enum error_code code;
    const char *path;
} refusals[] = {
    {"", ERROR_MALFORMED, ""},
    {"[]", ERROR_WRONG_TYPE, ""},
    {"{'format': 'mutasi-plan/1'}", ERROR_BAD_VALUE, "format"},
    {START "'more': 1, " SECRET "}", ERROR_UNKNOWN_FIELD, "more"},
    {START SECRET ", " SECRET "}", ERROR_DUPLICATE_KEY, "secret"},
    {"{'format': 'mutasi-key/1', 'id': 'a', 'role': 'read', " SECRET "}", ERROR_MISSING_FIELD, "client"},
    {"{'format': 'mutasi-key/1', 'client': 'a', 'role': 'read', " SECRET "}", ERROR_MISSING_FIELD, "id"},
    {"{'format': 'mutasi-key/1', 'id': 'a', 'client': 'b', " SECRET "}", ERROR_MISSING_FIELD, "role"},
    {"{'format': 'mutasi-key/1', 'id': 'A', 'client': 'b', 'role': 'read', " SECRET "}", ERROR_BAD_VALUE,
     "id"},
    {"{'format': 'mutasi-key/1', 'id': 'a', 'client': '', 'role': 'read', " SECRET "}", ERROR_BAD_VALUE,
     "client"},
    {"{'format': 'mutasi-key/1', 'id': 'a', 'client': 'b', 'role': 'root', " SECRET "}", ERROR_BAD_VALUE,
     "role"},
    {START "'not_after': 'soon', " SECRET "}", ERROR_BAD_VALUE, "not_after"},
    {START "'not_before': '2026-07-01T08:00:00', " SECRET "}", ERROR_BAD_VALUE, "not_before"},
    {START "'not_before': '2026-07-01', 'not_after': '2026-07-01', " SECRET "}", ERROR_CONTRADICTION,
     "not_after"},
    {START "'limits': {'jobs': 0}, " SECRET "}", ERROR_OUT_OF_RANGE, "limits.jobs"},
    {START "'limits': {'rate': 0}, " SECRET "}", ERROR_OUT_OF_RANGE, "limits.rate"},
    {START "'limits': {'bytes': 1}, " SECRET "}", ERROR_UNKNOWN_FIELD, "limits.bytes"},
    {START "'note': 1}", ERROR_UNKNOWN_FIELD, "note"},
    {START "'limits': {}}", ERROR_MISSING_FIELD, "secret"},
    {START "'secret': 5}", ERROR_WRONG_TYPE, "secret"},
    {START "'secret': ''}", ERROR_BAD_VALUE, "secret"},
    {START "'secret': 'AAECAwQFBgcICQoLDA0ODw=='}", ERROR_BAD_VALUE, "secret"}, /* 16 bytes */
    {START "'secret': 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g'}", ERROR_BAD_VALUE, "secret"}, /* 33 */
    {START "'secret': 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8 '}", ERROR_BAD_VALUE, "secret"},
    {START "'secret': '********************************************'}", ERROR_BAD_VALUE, "secret"},
    {START "'secre\\u0074': '" COUNTED_SECRET "'}", ERROR_BAD_VALUE, "secret"},
    {START "'limits': {" SECRET "}, 'secret': '********************************************'}",
     ERROR_UNKNOWN_FIELD, "limits.secret"},
};

Test(seal_key, says_what_is_wrong_with_a_document_and_wipes_it)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        char text[1024];
        struct seal_key *key;
        struct error error = {.code = ERROR_NONE};
        size_t length = strlen(refusals[i].document);
        for (size_t j = 0; j <= length; j++) {
            text[j] = refusals[i].document[j] == '\'' ? '"' : refusals[i].document[j];
        }
        cr_assert_eq(seal_key_read(text, length, &key, &error), refusals[i].code, "%s: %s",
                     refusals[i].document, error.text);
        cr_assert_null(key);
        cr_assert_str_eq(error.path, refusals[i].path, "%s", refusals[i].document);
        cr_assert_null(strstr(error.text, "AAEC"), "no secret in '%s'", error.text);
        for (size_t j = 0; j < length; j++) {
            cr_assert_eq(text[j], 0);
        }
    }
}

Test(seal_key, a_new_one_has_a_secret_and_an_id_of_its_own)
{
    struct seal_key *one, *other;
    cr_assert_eq(seal_key_new("bkd", ROLE_SUBMIT, NULL, &one, NULL), ERROR_NONE);
    cr_assert_eq(seal_key_new("bkd", ROLE_SUBMIT, NULL, &other, NULL), ERROR_NONE);
    cr_assert_neq(memcmp(one->secret, other->secret, SEAL_SECRET_BYTES), 0);
    cr_assert_str_neq(one->id, other->id);
    cr_assert_eq(strncmp(one->id, "bkd-", 4), 0);
    cr_assert(client_name_valid(one->id));
    seal_key_drop(one);
    seal_key_drop(other);
}

Test(seal_key, a_new_one_takes_names_of_any_allowed_length_and_no_others)
{
    char longest[CLIENT_NAME_MAX + 2] = {0};
    struct seal_key *key;
    struct error error;
    memset(longest, 'x', CLIENT_NAME_MAX);
    cr_assert_eq(seal_key_new(longest, ROLE_READ, NULL, &key, &error), ERROR_NONE);
    cr_assert(client_name_valid(key->id));
    seal_key_drop(key);
    longest[CLIENT_NAME_MAX] = 'x';
    cr_assert_eq(seal_key_new(longest, ROLE_READ, NULL, &key, &error), ERROR_BAD_VALUE);
    cr_assert_eq(seal_key_new("", ROLE_READ, NULL, &key, &error), ERROR_BAD_VALUE);
    cr_assert_eq(seal_key_new("a", ROLE_READ, "A", &key, &error), ERROR_BAD_VALUE);
    cr_assert_null(key);
}

/* --- files ---------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/mutasi-keys-XXXXXX";
static char path[64];

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.key", folder);
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

TestSuite(key_file, .init = make_folder, .fini = remove_folder);

static enum error_code read_code(struct error *error)
{
    struct seal_key *key;
    enum error_code code = key_file_read(path, &key, error);
    cr_assert_eq(key != NULL, code == ERROR_NONE);
    seal_key_drop(key);
    return code;
}

Test(key_file, reads_back_what_was_written)
{
    struct seal_key *key = key_of(WHOLE), *again;
    struct stat seen;
    cr_assert_eq(key_file_write(path, key, NULL), ERROR_NONE);
    cr_assert_eq(stat(path, &seen), 0);
    cr_assert_eq(seen.st_mode & 07777, 0600);
    cr_assert_eq(key_file_read(path, &again, NULL), ERROR_NONE);
    cr_assert_str_eq(again->id, key->id);
    cr_assert_str_eq(again->identity.name, key->identity.name);
    cr_assert_eq(again->identity.role, key->identity.role);
    cr_assert_eq(again->identity.limits.jobs, key->identity.limits.jobs);
    cr_assert_eq(again->identity.limits.bytes, key->identity.limits.bytes);
    cr_assert_float_eq(again->identity.limits.per_second, 2.5, 1e-12);
    cr_assert_eq(again->not_before_ms, key->not_before_ms);
    cr_assert_eq(again->not_after_ms, key->not_after_ms);
    cr_assert_eq(memcmp(again->secret, key->secret, SEAL_SECRET_BYTES), 0);
    seal_key_drop(key);
    seal_key_drop(again);
}

Test(key_file, is_never_written_over)
{
    struct seal_key *key = key_named("a", 0);
    struct error error;
    key_spell(path, 0600, "precious");
    cr_assert_eq(key_file_write(path, key, &error), ERROR_BAD_VALUE);
    FILE *file = fopen(path, "r");
    char text[64] = "";
    cr_assert_not_null(fgets(text, sizeof text, file));
    fclose(file);
    cr_assert_str_eq(text, "precious");
    seal_key_drop(key);
}

Test(key_file, is_not_left_behind_when_the_disk_is_full)
{
    struct seal_key *key = key_named("a", 0);
    struct error error;
    if (access("/dev/full", W_OK) == 0) {
        cr_assert_eq(key_file_write("/dev/full", key, &error), ERROR_BAD_VALUE, "a device is there already");
        cr_assert_eq(access("/dev/full", F_OK), 0);
    }
    seal_key_drop(key);
}

Test(key_file, others_must_not_be_able_to_read_or_write_it)
{
    static const unsigned open_modes[] = {0644, 0640, 0620, 0604, 0602, 0601, 0610, 0666, 0777};
    static const unsigned closed_modes[] = {0600, 0400, 0700};
    struct error error;
    for (size_t i = 0; i < sizeof open_modes / sizeof *open_modes; i++) {
        key_spell(path, open_modes[i], WHOLE);
        cr_assert_eq(read_code(&error), ERROR_BAD_VALUE, "mode %04o", open_modes[i]);
        cr_assert_not_null(strstr(error.text, "chmod 600"), "%s", error.text);
        unlink(path);
    }
    for (size_t i = 0; i < sizeof closed_modes / sizeof *closed_modes; i++) {
        key_spell(path, closed_modes[i], WHOLE);
        cr_assert_eq(read_code(&error), ERROR_NONE, "mode %04o", closed_modes[i]);
        unlink(path);
    }
}

Test(key_file, is_a_file_and_neither_a_folder_nor_a_pipe)
{
    struct error error;
    cr_assert_eq(read_code(&error), ERROR_IO);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_assert_eq(read_code(&error), ERROR_BAD_VALUE);
    unlink(path);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_assert_eq(read_code(&error), ERROR_BAD_VALUE);
    rmdir(path);
}

Test(key_file, of_another_user_is_refused)
{
    struct error error;
    key_spell(path, 0600, WHOLE);
    if (chown(path, 12345, 12345) != 0) {
        cr_skip("only root can give files away");
    }
    cr_assert_eq(read_code(&error), ERROR_BAD_VALUE);
}

Test(key_file, is_small)
{
    struct error error;
    key_spell(path, 0600, WHOLE);
    cr_assert_eq(truncate(path, KEY_FILE_MAX_BYTES), 0);
    cr_assert_eq(read_code(&error), ERROR_TOO_LARGE);
}

Test(key_file, errors_name_the_file_and_the_place)
{
    struct error error;
    key_spell(path, 0600, "{'format': 'mutasi-key/1', 'id': 'a', 'client': 'b', 'role': 'root', " SECRET "}");
    cr_assert_eq(read_code(&error), ERROR_BAD_VALUE);
    cr_assert_eq(strncmp(error.path, path, strlen(path)), 0, "%s", error.path);
    cr_assert_not_null(strstr(error.path, ": role"));
}
