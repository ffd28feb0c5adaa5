#ifndef UNDERSTUDY_HASHING_H
#define UNDERSTUDY_HASHING_H

#include <stddef.h>
#include <stdint.h>

/*
 * SHA-256 by the instructions that processors have for it, which Swift can't reach: six times the speed of its loops.
 * Half of a recorder's work is hashing, since each byte that is recorded is vouched for.
 */

/* Whether this processor has them: looked up once. */
int u_has_sha256(void);

/* Takes `count` blocks of 64 bytes into the state; only where u_has_sha256 says so. Source: FIPS 180-4, section 6.2.2. */
void u_sha256(uint32_t state[8], const void *blocks, size_t count);

#endif
