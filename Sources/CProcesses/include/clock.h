#ifndef UNDERSTUDY_CLOCK_H
#define UNDERSTUDY_CLOCK_H

#include <stddef.h>

/*
 * The line of the clock protocol: a UNIX socket that keeps messages whole (SOCK_SEQPACKET). An address is a path, or a
 * name behind an @, which stands in the abstract namespace (unix(7)) and needs no file. Every function that can fail
 * returns -1 or less: minus the number of the error (errno(3)).
 */

enum {
    /* The longest address, in bytes: what a sockaddr_un holds, without its terminator. */
    U_CLOCK_ADDRESS_MAX = 107
};

/* A socket that others connect to, non-blocking, 3 or above. The C functions are socket, bind and listen. */
int u_clock_listen(const char *address);

/*
 * Takes a connection of a process of our own user, non-blocking, 3 or above; others are turned away. -EAGAIN: none is
 * there. The C function is accept4.
 */
int u_clock_accept(int listener);

/* A connection to a coordinator, blocking, 3 or above, closed on exec. The C functions are socket and connect. */
int u_clock_connect(const char *address);

/* Sends one message whole, or fails; `may_wait`: as soon as there is room. The C function is send. */
int u_clock_send(int connection, const void *bytes, size_t count, int may_wait);

/*
 * Takes one message: its size, more than `count` where it was larger, 0 where the other side is gone. The C function is
 * recv.
 */
int u_clock_receive(int connection, void *bytes, size_t count);

/*
 * Waits until one of two descriptors can be read or is broken, for so many milliseconds: bit 0 for the first, bit 1 for
 * the second, 0 for neither. A descriptor below 0 is left out. The C function is poll.
 */
int u_wait_for_two(int first, int second, int milliseconds);

/* Whether the other side of a descriptor is gone. The C function is poll. */
int u_is_broken(int descriptor);

#endif
