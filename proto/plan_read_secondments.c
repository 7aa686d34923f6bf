/* SPDX-License-Identifier: MIT */
/* Who is lent, to what and from where. */
#include "proto/plan_parts.h"

static const struct field secondment_fields[] = {
    FIELD("cost", REQUIRED, read_micro, struct secondment, cost_upt, RANGE(0, MICRO_MAX)),
    FIELD("employee", REQUIRED, plan_read_employee, struct secondment, employee),
    FIELD("reasons", REQUIRED, read_list, struct secondment, reasons,
          LIST_OF(struct reason, &plan_reason_element, struct secondment, reason_count)),
    FIELD("surge", REQUIRED, plan_read_surge, struct secondment, surge),
    FIELD("to", REQUIRED, plan_read_unit, struct secondment, to),
    FIELD("unit", REQUIRED, plan_read_unit, struct secondment, unit),
};

static enum error_code read_secondment(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    struct secondment *lent = (struct secondment *)member_of(field, record);
    enum error_code code =
        read_fields(reader, secondment_fields, COUNT_OF(secondment_fields), value, at, lent);
    if (code == ERROR_NONE && lent->to != instance_of(reader)->surges[lent->surge].unit)
        return error_at(reader->error, ERROR_CONTRADICTION, &(struct path){at, "to", 0},
                        "seen another unit, expected that of the surge \"%s\"",
                        instance_of(reader)->surges[lent->surge].id);
    return code;
}

const struct field plan_secondment_element = {.read = read_secondment};

enum error_code plan_check_secondments(struct plan_reader *context, const struct plan *plan,
                                       const struct path *at)
{
    const struct instance *instance = context->problem->instance;
    const struct path secondments = {at, "secondments", 0};
    struct error *error = context->reader.error;
    struct placed *placed;
    struct plan without = *plan;
    without.secondment_count = 0;
    if (plan->secondment_count == 0)
        return ERROR_NONE;
    enum error_code code = plan_placement(context->reader.arena, &without, context->problem, &placed, error);
    for (int32_t i = 0; code == ERROR_NONE && i < plan->secondment_count; i++) {
        const struct secondment *lent = &plan->secondments[i];
        const struct path here = {&secondments, NULL, i}, unit = {&here, "unit", 0};
        const char *id = instance->employees[lent->employee].id;
        if (placed[lent->employee].surge != NONE)
            return error_at(error, ERROR_DUPLICATE_ID, &here, "seen \"%s\" twice, expected once", id);
        if (placed[lent->employee].unit != lent->unit)
            return error_at(error, ERROR_CONTRADICTION, &unit,
                            "seen another unit, expected where the plan has \"%s\"", id);
        placed[lent->employee].surge = lent->surge;
    }
    return code;
}
