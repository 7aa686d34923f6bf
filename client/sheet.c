/* SPDX-License-Identifier: MIT */
#include "client/sheet.h"

#include "client/text.h"

#include <string.h>

struct place sheet_place(const struct sheet *sheet, uint32_t row, int column)
{
    struct place place = {sheet->file, sheet->rows[row].line, COLUMN_NONE, NULL};
    if (column != COLUMN_NONE)
        place.column = sheet->column[column];
    if (place.column != COLUMN_NONE && (uint32_t)place.column < sheet->head->count)
        place.heading = sheet->head->cells[place.column];
    return place;
}

/* --- headings --- */

static int rule_of(const struct sheet_rule *rule, const char *heading)
{
    char folded[64];
    cell_fold(heading, folded, sizeof folded);
    for (int c = 0; c < rule->column_count && folded[0] != '\0'; c++)
        if (cell_is_one_of(folded, rule->columns[c].names))
            return c;
    return COLUMN_NONE;
}

static void find_columns(struct sheet *sheet, const struct sheet_rule *rule)
{
    for (uint32_t i = 0; i < sheet->head->count; i++) {
        const char *heading = sheet->head->cells[i];
        const struct place place = {sheet->file, sheet->head->line, (int)i, heading};
        int c = rule_of(rule, heading);
        if (c == COLUMN_NONE && heading[0] != '\0')
            issue_warning(sheet->issues, place, _("a heading that is not known: the column is not read"));
        else if (c != COLUMN_NONE && sheet->column[c] != COLUMN_NONE)
            issue_error(sheet->issues, place, _("the column is there twice: keep one of them"));
        else if (c != COLUMN_NONE)
            sheet->column[c] = (int)i;
    }
}

static bool has_required(struct sheet *sheet, const struct sheet_rule *rule)
{
    const struct place place = {sheet->file, sheet->head->line, COLUMN_NONE, NULL};
    bool is_complete = true;
    for (int c = 0; c < rule->column_count; c++) {
        char english[64], indonesian[64];
        if (!rule->columns[c].is_required || sheet->column[c] != COLUMN_NONE)
            continue;
        alternative_name(rule->columns[c].names, 0, english);
        alternative_name(rule->columns[c].names, 1, indonesian);
        if (strcmp(english, indonesian) == 0)
            issue_error(sheet->issues, place, _("no column \"%s\": the first row must hold the headings"),
                        english);
        else
            issue_error(sheet->issues, place,
                        _("no column \"%s\" (or \"%s\"): the first row must hold the headings"), english,
                        indonesian);
        is_complete = false;
    }
    return is_complete;
}

/* More cells than headings: mostly a separator inside a text without quotation marks. */
static void check_widths(const struct sheet *sheet)
{
    for (uint32_t r = 0; r < sheet->count; r++) {
        const struct csv_row *row = &sheet->rows[r];
        uint32_t last = row->count;
        while (last > sheet->head->count && row->cells[last - 1][0] == '\0')
            last--;
        const struct place place = {sheet->file, row->line, COLUMN_NONE, NULL};
        if (last > sheet->head->count)
            issue_error(
                sheet->issues, place,
                _("%u cells below %u headings: a text or number with the separator in it must stand in "
                  "quotation marks"),
                (unsigned)last, (unsigned)sheet->head->count);
    }
}

static bool is_matrix(const struct sheet *sheet)
{
    return sheet->kind == SHEET_DISTANCES && sheet->head->count > 1 &&
           rule_of(&sheet_rules[SHEET_DISTANCES], sheet->head->cells[1]) == COLUMN_NONE;
}

bool sheet_open(struct sheet *sheet, enum sheet_kind kind, const char *file, struct mutasi_document bytes)
{
    const struct sheet_rule *rule = &sheet_rules[kind];
    struct csv_table table;
    sheet->kind = kind;
    sheet->file = file;
    for (int c = 0; c < SHEET_COLUMNS_MAX; c++)
        sheet->column[c] = COLUMN_NONE;
    sheet->is_broken = !csv_table_read(sheet->arena, file, bytes, sheet->issues, &table);
    sheet->has_lost_rows = table.has_lost_rows;
    if (sheet->is_broken || table.count == 0)
        return !sheet->is_broken;
    sheet->mark = table.separator == ';'   ? DECIMAL_COMMA
                  : table.separator == ',' ? DECIMAL_POINT
                                           : DECIMAL_UNKNOWN;
    sheet->head = table.rows;
    sheet->rows = table.rows + 1;
    sheet->count = table.count - 1;
    sheet->is_matrix = is_matrix(sheet);
    check_widths(sheet);
    if (sheet->is_matrix)
        return true;
    find_columns(sheet, rule);
    sheet->is_broken = !has_required(sheet, rule);
    if (sheet->is_broken)
        sheet->count = 0;
    return !sheet->is_broken;
}

/* --- cells --- */

const char *sheet_text(const struct sheet *sheet, uint32_t row, int column)
{
    int at = sheet->column[column];
    return at == COLUMN_NONE || (uint32_t)at >= sheet->rows[row].count ? "" : sheet->rows[row].cells[at];
}

bool sheet_required(const struct sheet *sheet, uint32_t row, int column)
{
    if (sheet_text(sheet, row, column)[0] != '\0')
        return true;
    issue_error(sheet->issues, sheet_place(sheet, row, column), _("empty: a value is needed here"));
    return false;
}

static void refuse_number(const struct sheet *sheet, uint32_t row, int column, enum cell_result result)
{
    const char *text = sheet_text(sheet, row, column);
    struct place place = sheet_place(sheet, row, column);
    if (result == CELL_AMBIGUOUS)
        issue_error(sheet->issues, place,
                    _("'%s' may mean thousands or a fraction: write it without a mark for thousands"), text);
    else if (result == CELL_TOO_LARGE)
        issue_error(sheet->issues, place, _("'%s' is more than 1000000000, the largest number"), text);
    else
        issue_error(sheet->issues, place, _("'%s' is no number"), text);
}

bool sheet_number(const struct sheet *sheet, uint32_t row, int column, int64_t least, int64_t most,
                  int64_t *micro)
{
    const char *text = sheet_text(sheet, row, column);
    if (text[0] == '\0')
        return false;
    enum cell_result result = cell_number(text, sheet->mark, micro);
    if (result != CELL_GOOD) {
        refuse_number(sheet, row, column, result);
        return false;
    }
    if (*micro >= least && *micro <= most)
        return true;
    issue_error(sheet->issues, sheet_place(sheet, row, column),
                _("'%s': expected a number from %.10g to %.10g"), text, (double)least / (double)MICRO,
                (double)most / (double)MICRO);
    return false;
}

bool sheet_whole(const struct sheet *sheet, uint32_t row, int column, int64_t least, int64_t most,
                 int64_t *value)
{
    int64_t micro;
    if (!sheet_number(sheet, row, column, least * MICRO, most * MICRO, &micro))
        return false;
    *value = micro / MICRO;
    if (micro % MICRO == 0)
        return true;
    issue_error(sheet->issues, sheet_place(sheet, row, column), _("'%s': expected a whole number"),
                sheet_text(sheet, row, column));
    return false;
}

bool sheet_date(const struct sheet *sheet, uint32_t row, int column, char iso[11])
{
    day value = DAY_NONE;
    const char *text = sheet_text(sheet, row, column);
    if (text[0] == '\0')
        return false;
    struct place place = sheet_place(sheet, row, column);
    switch (cell_date(text, &value)) {
    case CELL_GOOD:
        day_format(value, iso);
        return true;
    case CELL_SERIAL:
        day_format(value, iso);
        issue_error(sheet->issues, place,
                    _("'%s' is a spreadsheet's number for a day, perhaps %s: format the column as a date"),
                    text, iso);
        return false;
    case CELL_MONTH:
        issue_error(sheet->issues, place, _("'%s': the day comes before the month, as 31/01/2024"), text);
        return false;
    default:
        issue_error(sheet->issues, place, _("'%s' is no date: write 2024-01-31 or 31/01/2024"), text);
        return false;
    }
}

bool sheet_yes(const struct sheet *sheet, uint32_t row, int column, bool *value)
{
    const char *text = sheet_text(sheet, row, column);
    if (text[0] == '\0')
        return false;
    if (cell_yes(text, value))
        return true;
    issue_error(sheet->issues, sheet_place(sheet, row, column), _("'%s': expected yes or no"), text);
    return false;
}

const char *sheet_person(const struct sheet *sheet, uint32_t row, int column)
{
    if (!sheet_required(sheet, row, column))
        return NULL;
    const char *text = sheet_text(sheet, row, column);
    char *id = arena_text(sheet->arena, text, strlen(text));
    if (id == NULL) {
        sheet->issues->out_of_memory = true;
        return NULL;
    }
    switch (cell_id(id)) {
    case CELL_ROUNDED:
        issue_error(sheet->issues, sheet_place(sheet, row, column),
                    _("'%s' is a number that lost digits in a spreadsheet: take the column from the source "
                      "again, formatted as Text before anything is pasted, and export once more"),
                    text);
        return NULL;
    case CELL_MENDED:
        if (sheet->mended->count++ == 0)
            *sheet->mended = (struct mended){1, row, column, id};
        return id;
    default:
        return id;
    }
}

void sheet_close(const struct sheet *sheet)
{
    const struct mended *mended = sheet->mended;
    if (mended->count == 0)
        return;
    struct place place = sheet_place(sheet, mended->row, mended->column);
    const char *text = sheet_text(sheet, mended->row, mended->column);
    if (mended->count == 1)
        issue_warning(sheet->issues, place, _("'%s' was taken for %s; format the column as Text"), text,
                      mended->id);
    else
        issue_warning(sheet->issues, place,
                      _("'%s' was taken for %s, and so in %u cells; format the column as Text"), text,
                      mended->id, (unsigned)mended->count);
}

int sheet_word(const struct sheet *sheet, uint32_t row, int column, const char *const *words, int count)
{
    const char *text = sheet_text(sheet, row, column);
    char folded[64], list[160] = "", one[64];
    cell_fold(text, folded, sizeof folded);
    for (int w = 0; w < count; w++) {
        if (cell_is_one_of(folded, words[w]))
            return w;
        alternative_name(words[w], alternative_shown(), one);
        size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s", w == 0 ? "" : ", ", one);
    }
    issue_error(sheet->issues, sheet_place(sheet, row, column), _("'%s': expected one of %s"), text, list);
    return -1;
}

/* --- into the document --- */

void sheet_add_text(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key)
{
    const char *text = sheet_text(sheet, row, column);
    if (text[0] != '\0')
        map_add(map, key, node_borrowed(text));
}

void sheet_add_number(const struct sheet *sheet, uint32_t row, int column, int64_t most_micro,
                      struct node *map, const char *key)
{
    int64_t micro;
    if (sheet_number(sheet, row, column, 0, most_micro, &micro))
        map_add(map, key, node_micro(micro));
}

void sheet_add_date(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key)
{
    char iso[11];
    if (sheet_date(sheet, row, column, iso))
        map_add(map, key, node_string(sheet->arena, iso));
}

void sheet_add_yes(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key)
{
    bool value;
    if (sheet_yes(sheet, row, column, &value))
        map_add(map, key, node_boolean(value));
}
