#define _GNU_SOURCE
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_FREE_DESCRIPTOR 3
/* How many processes may wait to be taken: as many as the kernel allows. */
#define WAITING_MAX 4096

/* Fills in an address: its size, or minus an error. */
static int find_address(const char *text, struct sockaddr_un *address) {
    size_t count = strlen(text);
    if (count == 0) return -EINVAL;
    if (count > U_CLOCK_ADDRESS_MAX) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, text, count);
    if (text[0] != '@') return (int)sizeof *address;
    address->sun_path[0] = 0;
    return (int)(offsetof(struct sockaddr_un, sun_path) + count);
}

/* Moves a descriptor out of the way of the three standard streams: the new number, or minus an error. */
static int lift(int descriptor) {
    if (descriptor < 0) return -errno;
    if (descriptor >= FIRST_FREE_DESCRIPTOR) return descriptor;
    int lifted = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    int error = errno;
    close(descriptor);
    return lifted < 0 ? -error : lifted;
}

static int fail_and_close(int descriptor) {
    int error = errno;
    close(descriptor);
    return -error;
}

int u_clock_listen(const char *text) {
    struct sockaddr_un address;
    int size = find_address(text, &address);
    if (size < 0) return size;
    int listener = lift(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (listener < 0) return listener;
    if (bind(listener, (struct sockaddr *)&address, (socklen_t)size) < 0) return fail_and_close(listener);
    if (listen(listener, WAITING_MAX) < 0) return fail_and_close(listener);
    return listener;
}

int u_clock_accept(int listener) {
    while (1) {
        int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (connection < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        connection = lift(connection);
        if (connection < 0) return connection;
        struct ucred peer;
        socklen_t size = sizeof peer;
        if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid()) {
            return connection;
        }
        close(connection);
    }
}

int u_clock_connect(const char *text) {
    struct sockaddr_un address;
    int size = find_address(text, &address);
    if (size < 0) return size;
    int connection = lift(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (connection < 0) return connection;
    while (connect(connection, (struct sockaddr *)&address, (socklen_t)size) < 0) {
        if (errno != EINTR) return fail_and_close(connection);
    }
    return connection;
}

int u_clock_send(int connection, const void *bytes, size_t count, int may_wait) {
    int flags = MSG_NOSIGNAL | (may_wait ? 0 : MSG_DONTWAIT);
    while (1) {
        ssize_t sent = send(connection, bytes, count, flags);
        if (sent >= 0) return (int)sent;
        if (errno != EINTR) return -errno;
    }
}

int u_clock_receive(int connection, void *bytes, size_t count) {
    while (1) {
        ssize_t received = recv(connection, bytes, count, MSG_TRUNC);
        if (received >= 0) return (int)received;
        if (errno != EINTR) return -errno;
    }
}

int u_wait_for_two(int first, int second, int milliseconds) {
    struct pollfd entries[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
    int count = poll(entries, 2, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    return (entries[0].revents ? 1 : 0) | (entries[1].revents ? 2 : 0);
}

int u_is_broken(int descriptor) {
    struct pollfd entry = {.fd = descriptor, .events = 0};
    return poll(&entry, 1, 0) > 0 && (entry.revents & (POLLHUP | POLLERR)) != 0;
}
