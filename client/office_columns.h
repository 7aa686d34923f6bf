/* SPDX-License-Identifier: MIT */
/* Which spreadsheets an office hands over, and the columns they have: what import looks for and what the
 * templates explain. */
#ifndef MUTASI_CLIENT_OFFICE_COLUMNS_H
#define MUTASI_CLIENT_OFFICE_COLUMNS_H

#include <stdbool.h>

enum sheet_kind {
    SHEET_UNITS,
    SHEET_EMPLOYEES,
    SHEET_AGENCIES,
    SHEET_WORK,
    SHEET_MINIMUMS,
    SHEET_COMPETENCIES,
    SHEET_PREFERENCES,
    SHEET_DISTANCES,
    SHEET_OFFERS,
    SHEET_PAIRS,
    SHEET_COUNT
};

/* Columns by sheet, in the order of the templates. */
enum {
    UNIT_ID,
    UNIT_NAME,
    UNIT_AGENCY,
    UNIT_NEED,
    UNIT_LAT,
    UNIT_LON,
    UNIT_OPEN,
    UNIT_BUDGET,
    UNIT_MIN_FTE,
    UNIT_MAX_FTE,
    UNIT_MIN_PEOPLE,
    UNIT_MAX_PEOPLE,
    UNIT_COLUMNS
};
enum {
    EMPLOYEE_ID,
    EMPLOYEE_NAME,
    EMPLOYEE_UNIT,
    EMPLOYEE_STATUS,
    EMPLOYEE_GRADE,
    EMPLOYEE_SINCE,
    EMPLOYEE_BORN,
    EMPLOYEE_FTE,
    EMPLOYEE_TAGS,
    EMPLOYEE_CONSENT,
    EMPLOYEE_RELUCTANCE,
    EMPLOYEE_PINNED,
    EMPLOYEE_COLUMNS
};
enum {
    AGENCY_ID,
    AGENCY_NAME,
    AGENCY_NEED,
    AGENCY_MIN_FTE,
    AGENCY_MAX_FTE,
    AGENCY_MIN_PEOPLE,
    AGENCY_MAX_PEOPLE,
    AGENCY_COLUMNS
};
enum { WORK_UNIT, WORK_TASK, WORK_VOLUME, WORK_MINUTES, WORK_COLUMNS };
enum { MINIMUM_UNIT, MINIMUM_AGENCY, MINIMUM_ID, MINIMUM_LEVEL, MINIMUM_MIN, MINIMUM_HARD, MINIMUM_COLUMNS };
enum { HOLDING_EMPLOYEE, HOLDING_ID, HOLDING_LEVEL, HOLDING_COLUMNS };
enum { PREFERENCE_EMPLOYEE, PREFERENCE_UNIT, PREFERENCE_SHARE, PREFERENCE_COLUMNS };
enum { DISTANCE_FROM, DISTANCE_TO, DISTANCE_KM, DISTANCE_COLUMNS };
enum {
    OFFER_EMPLOYEE,
    OFFER_KIND,
    OFFER_COST,
    OFFER_COMPETENCY,
    OFFER_LEVEL,
    OFFER_RELUCTANCE,
    OFFER_COLUMNS
};
enum { PAIR_KIND, PAIR_FIRST, PAIR_SECOND, PAIR_SCOPE, PAIR_COLUMNS };
enum { SHEET_COLUMNS_MAX = 12 };

/* Names are alternatives "english/indonesia/..."; the first two are those of the templates. */
struct column_rule {
    const char *names;
    bool is_required;
    const char *meaning; /* marked for translation */
};

struct sheet_rule {
    const char *names; /* of the file, without .csv */
    const char *meaning;
    bool is_required;
    int column_count;
    const struct column_rule *columns;
};

extern const struct sheet_rule sheet_rules[SHEET_COUNT];

/* The first name (1 the second) of the alternatives, into room. */
void alternative_name(const char *names, int which, char room[64]);

/* 1 where the reader's language is Indonesian, 0 else: which of the names to show. */
int alternative_shown(void);

#endif
