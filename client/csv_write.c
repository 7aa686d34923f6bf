/* SPDX-License-Identifier: MIT */
#include "client/csv_write.h"

#include <string.h>

void csv_begin(struct csv *csv, FILE *out, const struct csv_form *form)
{
    *csv = (struct csv){.out = out, .form = *form};
    if (form->mark)
        fputs("\xEF\xBB\xBF", out);
}

static void begin_cell(struct csv *csv)
{
    if (csv->is_behind)
        fputc(csv->form.separator, csv->out);
    csv->is_behind = true;
}

static bool is_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\r\n", text[0]) != NULL;
}

static void put_quoted(struct csv *csv, const char *before, const char *text)
{
    fprintf(csv->out, "\"%s", before);
    for (const char *byte = text; *byte != '\0'; byte++) {
        if (*byte == '"')
            fputc('"', csv->out);
        fputc(*byte, csv->out);
    }
    fputc('"', csv->out);
}

static void put(struct csv *csv, const char *text)
{
    const char special[] = {csv->form.separator, '"', '\r', '\n', '\0'};
    if (is_formula(text))
        put_quoted(csv, "'", text);
    else if (strpbrk(text, special) != NULL)
        put_quoted(csv, "", text);
    else
        fputs(text, csv->out);
}

void csv_text(struct csv *csv, const char *text)
{
    begin_cell(csv);
    if (text != NULL)
        put(csv, text);
}

void csv_id(struct csv *csv, const char *id)
{
    bool is_digits = id != NULL && id[0] != '\0' && strspn(id, "0123456789") == strlen(id);
    if (!csv->form.text_ids || !is_digits) {
        csv_text(csv, id);
        return;
    }
    begin_cell(csv);
    fprintf(csv->out, "\"=\"\"%s\"\"\"", id);
}

void csv_number(struct csv *csv, const char *digits)
{
    begin_cell(csv);
    if (digits != NULL && strchr(digits, csv->form.separator) != NULL)
        put_quoted(csv, "", digits);
    else if (digits != NULL)
        fputs(digits, csv->out);
}

void csv_integer(struct csv *csv, long long value)
{
    begin_cell(csv);
    fprintf(csv->out, "%lld", value);
}

void csv_end_line(struct csv *csv)
{
    fputc('\n', csv->out);
    csv->is_behind = false;
}

void csv_headings(struct csv *csv, const char *const *headings)
{
    for (; *headings != NULL; headings++)
        csv_text(csv, *headings);
    csv_end_line(csv);
}
