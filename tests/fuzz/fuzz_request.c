/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any sequence of messages, worker's answers, worker's deaths and restarts against the whole path of a
 * request through the service: unsealing, envelope, roles, admission, jobs, journal, orders, replies. Each
 * request gets exactly one reply, each reply is a document, each order can be read.
 *
 * The input is a script: what (a byte), how many bytes (two, low first), the bytes. */
#include "tests/support/fake_service.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum step {
    STEP_ADMIN,
    STEP_SUBMIT,
    STEP_READ,
    STEP_RAW,    /* as it is at the sealed endpoint */
    STEP_SEALED, /* sealed */
    STEP_RESULT,
    STEP_PROGRESS,
    STEP_ERROR,
    STEP_DEATH,
    STEP_SETTLE,
    STEP_RESTART,
    STEP_PASS,
    STEP_COUNT
};

static int first_byte(const uint8_t *bytes, size_t length)
{
    return length > 0 ? bytes[0] : 9;
}

static void answer(struct fake_service *fake, enum step what, const uint8_t *bytes, size_t length)
{
    fake_answer(fake,
                what == STEP_RESULT     ? FRAME_RESULT
                : what == STEP_PROGRESS ? FRAME_PROGRESS
                                        : FRAME_ERROR,
                bytes, length);
}

static void take(struct fake_service *fake, enum step what, const uint8_t *bytes, size_t length)
{
    switch (what) {
    case STEP_ADMIN:
    case STEP_SUBMIT:
    case STEP_READ:
    case STEP_RAW:
        fake_request(fake, (enum fake_endpoint)what, bytes, length);
        break;
    case STEP_SEALED:
        fake_sealed_request(fake, bytes, length);
        break;
    case STEP_RESULT:
    case STEP_PROGRESS:
    case STEP_ERROR:
        answer(fake, what, bytes, length);
        break;
    case STEP_DEATH:
        fake_death(fake, first_byte(bytes, length));
        break;
    case STEP_SETTLE:
        fake_settle(fake);
        break;
    case STEP_RESTART:
        fake_restart(fake);
        break;
    case STEP_PASS:
        fake_pass(fake, first_byte(bytes, length));
        break;
    case STEP_COUNT:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_service *fake = fake_start();
    if (fake == NULL) {
        return 0;
    }
    while (size >= 3) {
        enum step what = (enum step)(data[0] % STEP_COUNT);
        size_t length = data[1] | (size_t)data[2] << 8, have = size - 3;
        length = length < have ? length : have;
        take(fake, what, data + 3, length);
        data += 3 + length;
        size -= 3 + length;
    }
    fake_end(fake);
    return 0;
}
