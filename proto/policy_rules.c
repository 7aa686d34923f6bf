/* SPDX-License-Identifier: MIT */
/* The closed list of rules. A rule's kind decides which fields it has. */
#include "proto/policy_parts.h"

static const char *const kind_words[] = {
    [RULE_MIN_TENURE] = "min_tenure", [RULE_MAX_TENURE] = "max_tenure", [RULE_STATUS_FIXED] = "status_fixed",
    [RULE_TAG_FIXED] = "tag_fixed",   [RULE_RETIREMENT] = "retirement", NULL,
};

enum { TENURE_MAX_YEARS = 100, AGE_MOST_YEARS = 100 };

/* Whole months in years: the number is some m/12, as rounded to 10^-6. */
static enum error_code read_years(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    (void)field;
    struct rule *rule = record;
    int64_t years_micro;
    enum error_code code = read_micro_within(reader, value, at, 0, TENURE_MAX_YEARS * MICRO, &years_micro);
    if (code != ERROR_NONE)
        return code;
    int64_t months = divide_rounded((int128)years_micro * 12, MICRO);
    if (divide_rounded((int128)months * MICRO, 12) != years_micro)
        return refuse_value(reader, value, at, "years that make whole months, like 2 or 0.5");
    rule->months = (int32_t)months;
    return ERROR_NONE;
}

static const struct field word_element = {.read = read_text, .min = 1};

#define WORDS(its_name)                                                                                      \
    FIELD(its_name, REQUIRED, read_list, struct rule, words,                                                 \
          LIST_OF(const char *, &word_element, struct rule, word_count))
#define CITE  FIELD("cite", REQUIRED, read_text, struct rule, cite, .min = 1)
#define FROM  FIELD("from", OPTIONAL, read_day, struct rule, from)
#define KIND  FIELD("rule", REQUIRED, read_word, struct rule, kind, .words = kind_words)
#define UNTIL FIELD("until", OPTIONAL, read_day, struct rule, until)

static const struct field min_tenure_fields[] = {CITE, FROM, KIND, UNTIL,
                                                 WHOLE("years", REQUIRED, read_years)};
static const struct field max_tenure_fields[] = {
    CITE,
    FROM,
    FIELD("hard", OPTIONAL, read_boolean, struct rule, hard),
    FIELD("price", OPTIONAL, read_micro, struct rule, price_upt, RANGE(0, MICRO_MAX)),
    KIND,
    UNTIL,
    WHOLE("years", REQUIRED, read_years),
};
static const struct field status_fixed_fields[] = {CITE, FROM, KIND, WORDS("status"), UNTIL};
static const struct field tag_fixed_fields[] = {CITE, FROM, KIND, WORDS("tags"), UNTIL};
static const struct field retirement_fields[] = {
    FIELD("age", REQUIRED, read_int32, struct rule, age_years, RANGE(1, AGE_MOST_YEARS)),      CITE, FROM,
    FIELD("months", REQUIRED, read_int32, struct rule, months, RANGE(0, 12 * AGE_MOST_YEARS)), KIND, UNTIL,
};

static const struct {
    const struct field *fields;
    size_t count;
} kinds[] = {
    [RULE_MIN_TENURE] = {min_tenure_fields, COUNT_OF(min_tenure_fields)},
    [RULE_MAX_TENURE] = {max_tenure_fields, COUNT_OF(max_tenure_fields)},
    [RULE_STATUS_FIXED] = {status_fixed_fields, COUNT_OF(status_fixed_fields)},
    [RULE_TAG_FIXED] = {tag_fixed_fields, COUNT_OF(tag_fixed_fields)},
    [RULE_RETIREMENT] = {retirement_fields, COUNT_OF(retirement_fields)},
};

/* Which rule it is, before its fields can be judged. */
static enum error_code read_kind(struct reader *reader, const struct node *value, const struct path *at,
                                 struct rule *rule)
{
    static const struct field kind_field = KIND;
    if (value->kind != NODE_MAP)
        return refuse_type(reader, value, at, "a map");
    const struct node *kind = map_get(value, "rule");
    const struct path here = {at, "rule", 0};
    if (kind == NULL)
        return error_at(reader->error, ERROR_MISSING_FIELD, &here,
                        "seen no field \"rule\", expected it to be there");
    return read_word(reader, &kind_field, kind, &here, rule);
}

/* Staying too long either has a price or is no choice: one of them. */
static enum error_code check_price(struct reader *reader, const struct path *at, struct rule *rule)
{
    const struct path hard = {at, "hard", 0}, price = {at, "price", 0};
    if (rule->hard && rule->price_upt != NONE)
        return error_at(reader->error, ERROR_CONTRADICTION, &hard,
                        "seen a price as well, expected either a price or hard");
    if (!rule->hard && rule->price_upt == NONE)
        return error_at(reader->error, ERROR_MISSING_FIELD, &price,
                        "seen neither a price nor hard, expected one of them");
    rule->price_upt = rule->hard ? 0 : rule->price_upt;
    return ERROR_NONE;
}

enum error_code read_rule(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    (void)field;
    struct rule *rule = record;
    *rule = (struct rule){.from = DAY_NONE, .until = DAY_NONE};
    enum error_code code = read_kind(reader, value, at, rule);
    rule->price_upt = rule->kind == RULE_MAX_TENURE ? NONE : 0;
    if (code == ERROR_NONE)
        code = read_fields(reader, kinds[rule->kind].fields, kinds[rule->kind].count, value, at, rule);
    const struct path until = {at, "until", 0};
    if (code == ERROR_NONE && rule->until != DAY_NONE && rule->from > rule->until)
        return error_at(reader->error, ERROR_CONTRADICTION, &until,
                        "seen a rule that ends before it begins, expected from <= until");
    if (code == ERROR_NONE && rule->kind == RULE_MAX_TENURE)
        code = check_price(reader, at, rule);
    return code;
}
