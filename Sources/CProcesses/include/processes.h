#ifndef UNDERSTUDY_PROCESSES_H
#define UNDERSTUDY_PROCESSES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What the Glibc module hides from Swift (it is built without _GNU_SOURCE), and the one thing that can't be written in
 * Swift: the code that runs in a child between clone(2) and execve(2).
 *
 * Every function that can fail returns -1 or less: minus the number of the error (errno(3)). Linux 5.11 or newer.
 */

/* How a child is started. */
struct u_launch {
    /* The program's path; nothing is looked up here. */
    const char *path;
    /* The arguments, argv[0] first, ended by NULL. */
    char *const *arguments;
    /* The environment, NAME=VALUE each, ended by NULL. */
    char *const *environment;
    /* Where the child starts; NULL: where we are. */
    const char *directory;
    /* The file of a control group's members (cgroups(7): cgroup.procs), which the child joins first; NULL: it stays in ours. */
    const char *members;
    /* The path of the pseudoterminal's slave, which becomes the controlling terminal; NULL: three descriptors. */
    const char *terminal;
    /* The descriptors, 3 or above, that become the child's 0, 1 and 2 where there is no terminal. */
    int input;
    int output;
    int error;
    /* The signal that the child gets when the thread that started it ends; 0: none. */
    int parent_death_signal;
    /* Whether it is a job of the person at our terminal: without a terminal of its own it stays in our process group, so
     * that Ctrl-C and Ctrl-Z reach it; with one, an overseer leads its session (jobs.h), and its pid is what we get. */
    int is_job;
    /* Signals that stay ignored in it, bit N-1 for signal N. */
    uint64_t ignored;
};

/* How a child ended. */
struct u_end {
    /* The exit status, or minus the number of the signal. */
    int code;
    /* Processor time of the child and of its own reaped children, in microseconds. */
    int64_t processor_time;
};

/* A descriptor that is ready. */
struct u_ready {
    /* What u_watch was told. */
    uint64_t token;
    /* The U_READABLE, U_WRITABLE, U_BROKEN bits. */
    uint32_t events;
};

enum {
    /* There is something to read, or the end. */
    U_READABLE = 1,
    /* Something can be written. */
    U_WRITABLE = 2,
    /* The other side is gone (EPOLLHUP or EPOLLERR): reported whether asked for or not. */
    U_BROKEN = 4,
    /* The most descriptors that one u_wait_ready can return. */
    U_READY_MAX = 64,
    /* Room for a slave's path with its NUL, in bytes. */
    U_TERMINAL_NAME_BYTES = 64
};

/*
 * Starts a child in its own session (with a terminal) or process group (without), with default signal dispositions, an
 * empty signal mask and no descriptor above 2. Returns its pid and stores its pidfd, or fails with what clone(2),
 * open(2), chdir(2) or execve(2) said; a child that failed is reaped. The corresponding C functions are clone, execve.
 */
pid_t u_spawn(const struct u_launch *launch, int *pidfd);

/*
 * Held while the child's ends of pipes are open here: a child that another thread starts meanwhile would hold copies
 * until its execve(2), and the ends of streams would come late. The C functions are pthread_mutex_lock and _unlock.
 */
void u_lock_spawning(void);
void u_unlock_spawning(void);

/* Looks whether a child has ended and reaps it: 1 when it has, 0 when it still runs. The C function is waitid. */
int u_reap(int pidfd, struct u_end *end);

/* A descriptor that stands for a process. The corresponding C function is pidfd_open. */
int u_pidfd_open(pid_t pid);

/* Sends a signal to the process that the descriptor stands for. The corresponding C function is pidfd_send_signal. */
int u_pidfd_send_signal(int pidfd, int signal);

/* A pipe, both ends 3 or above and closed on exec: ends[0] reads, ends[1] writes. The C function is pipe2. */
int u_pipe(int ends[2]);

/* Makes a descriptor non-blocking. The corresponding C function is fcntl. */
int u_set_nonblocking(int descriptor);

/* A file in memory without a name, which stays open over execve(2). The corresponding C function is memfd_create. */
int u_memory_file(const char *name);

/* How many bytes can be read at once. The corresponding C function is ioctl (FIONREAD). */
int u_readable_bytes(int descriptor);

/*
 * A pseudoterminal: returns the non-blocking master, 3 or above, and stores the slave's path.
 * The corresponding C functions are posix_openpt, grantpt, unlockpt, ptsname_r.
 */
int u_open_terminal(char name[U_TERMINAL_NAME_BYTES]);

/* Sets a terminal's size in cells. The corresponding C function is ioctl (TIOCSWINSZ). */
int u_resize_terminal(int descriptor, int columns, int rows);

/* A counter that can be read when it is not zero, non-blocking, 3 or above. The corresponding C function is eventfd. */
int u_open_bell(void);

/*
 * Has the kernel begin to write a part of a file to the disk; whether it does is not told. The corresponding C function
 * is sync_file_range.
 */
void u_start_writing(int descriptor, int64_t offset, int64_t count);

/* A timer that can be read once it has run out, non-blocking, 3 or above. The corresponding C function is timerfd_create. */
int u_open_timer(void);

/*
 * Sets the timer to an instant of the monotonic clock, in nanoseconds (1 or more; one that is past has run out), or stops
 * it (0). The corresponding C function is timerfd_settime.
 */
int u_set_timer(int timer, int64_t nanoseconds);

/* An epoll set. The corresponding C function is epoll_create1. */
int u_open_watch(void);

/* Adds a descriptor (is_new) or changes what is watched of it. The corresponding C function is epoll_ctl. */
int u_watch(int set, int descriptor, int is_new, uint32_t events, uint64_t token);

/* Takes a descriptor out. The corresponding C function is epoll_ctl. */
int u_unwatch(int set, int descriptor);

/*
 * Waits for so many nanoseconds (negative: for ever) and stores what is ready; returns how many, 0 for none or a
 * signal. The corresponding C function is epoll_pwait2, or epoll_wait where the kernel has none.
 */
int u_wait_ready(int set, struct u_ready ready[U_READY_MAX], int64_t nanoseconds);

/*
 * Makes a process fit to have children: SIGPIPE ignored, so that a write to a child that is gone is an error, and SIGXFSZ,
 * so that a write beyond a limit is one; SIGCHLD not ignored, since the kernel would then reap the children itself. The corresponding C function is sigaction.
 */
void u_prepare_for_children(void);

/* Asks for a signal when our parent ends; fails with ESRCH where it has already. The C function is prctl. */
int u_die_with_parent(pid_t parent, int signal);

/* Where some bytes are found within others; -1: nowhere. The corresponding C function is memmem. */
ptrdiff_t u_find(const void *bytes, size_t count, const void *part, size_t part_count);

/*
 * Writes a different word into each page from `memory` on, so that every page is really there and none is shared or
 * merged. The words differ by `seed`.
 */
void u_touch_pages(void *memory, size_t bytes, uint64_t seed);

#endif
