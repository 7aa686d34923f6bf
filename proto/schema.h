/* SPDX-License-Identifier: MIT */
/* The contract as JSON Schema 2020-12: the files of proto/schema, built into the library. */
#ifndef MUTASI_PROTO_SCHEMA_H
#define MUTASI_PROTO_SCHEMA_H

/* Names without ".json", NULL at the end: case, frontier, instance, plan, policy, reply, request, scenario,
 * unknowns. */
extern const char *const schema_names[];

/* The file's text, static storage; NULL when there is none of this name. References between schemas
 * ("instance.json#/$defs/unit") name the files. */
const char *schema_text(const char *name);

#endif
