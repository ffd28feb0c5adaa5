#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "signals.h"

/* The pipe's end to write; set before any handler is, and never again. */
static volatile int caught_end = -1;

static void note_signal(int number) {
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    /* A full pipe holds more signals than anybody sends by hand. */
    (void)!write(caught_end, &byte, 1);
    errno = kept;
}

static int lifted_end(int descriptor) {
    if (descriptor > 2) return descriptor;
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    close(descriptor);
    return copy;
}

int u_catch_signals(const int *signals, int count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    for (int end = 0; end < 2; end++) {
        ends[end] = lifted_end(ends[end]);
        if (ends[end] < 0) return -errno;
    }
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    caught_end = ends[1];
    for (int index = 0; index < count; index++) {
        struct sigaction action;
        if (sigaction(signals[index], NULL, &action) < 0 || action.sa_handler == SIG_IGN) continue;
        action = (struct sigaction){.sa_handler = note_signal, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(signals[index], &action, NULL);
        /* Whoever started us may have blocked it. */
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, signals[index]);
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    }
    return ends[0];
}
