#define _GNU_SOURCE
#include "processes.h"
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* The first descriptor that is not one of the three standard streams. */
#define FIRST_FREE_DESCRIPTOR 3
/* The child's stack until execve(2): it calls little and nothing deep. In bytes. */
#define CHILD_STACK_BYTES (32 * 1024)

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
/* The thread sanitizer takes every clone(2) for a fork: in a child that shares our memory it would forget our other threads. */
extern int __clone(int (*)(void *), void *, int, void *, ...);
#define clone __clone
#endif
#endif
/* How many signals Linux has. */
#define SIGNALS 64
/* What waitid(2) calls a pidfd; old headers lack the name. */
#define BY_PIDFD ((idtype_t)3)

/* What parent and child share while the child runs in the parent's memory. */
struct birth {
    const struct u_launch *launch;
    pid_t parent;
    /* errno of the step that failed; 0 once execve(2) has succeeded, since then nobody writes here. */
    volatile int error;
};

/*
 * Sets every signal to its default, but for those to ignore, and blocks none; signals stay blocked until then, so no handler of ours runs.
 *
 * By the system call: sigaction(3) refuses the two signals that glibc keeps for itself (32 and 33), and those may have
 * been inherited as ignored, since posix_spawn(3) ignores them in its children.
 */
static void reset_signals(uint64_t ignored) {
    /* All zero is SIG_DFL without flags, and larger than any kernel's struct sigaction; its handler comes first. */
    static const unsigned long defaults[8];
    static const unsigned long ignoring[8] = {(unsigned long)SIG_IGN};
    for (int number = 1; number <= SIGNALS; number++) {
        const unsigned long *action = ignored >> (number - 1) & 1 ? ignoring : defaults;
        syscall(SYS_rt_sigaction, number, action, NULL, SIGNALS / 8);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Closes everything from FIRST_FREE_DESCRIPTOR on, one by one where the kernel or a filter refuses close_range. */
static void close_the_rest(void) {
    if (close_range(FIRST_FREE_DESCRIPTOR, ~0U, 0) == 0) return;
    struct rlimit limit;
    rlim_t last = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    for (rlim_t descriptor = FIRST_FREE_DESCRIPTOR; descriptor < last; descriptor++) close((int)descriptor);
}

/* Joins a control group (cgroups(7)), before there is anything that would count elsewhere: -1 when it can't. */
static int join_group(const char *members) {
    if (!members) return 0;
    int file = open(members, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    /* 0 stands for the process that writes it. */
    int result = write(file, "0\n", 2) == 2 ? 0 : -1;
    int error = errno;
    close(file);
    errno = error;
    return result;
}

/* Makes the slave the controlling terminal and the three standard streams: -1 when it can't. */
static int take_terminal(const char *path) {
    if (setsid() < 0) return -1;
    /* A session leader without a terminal that opens one without O_NOCTTY gets it as its own (tty_ioctl(4)). */
    int slave = open(path, O_RDWR);
    if (slave < 0) return -1;
    if (slave != 0 && dup2(slave, 0) < 0) return -1;
    return dup2(0, 1) < 0 || dup2(0, 2) < 0 ? -1 : 0;
}

/* Makes three descriptors the standard streams, in a process group of the child's own or in ours: -1 when it can't. */
static int take_descriptors(const struct u_launch *launch) {
    if (!launch->is_job && setpgid(0, 0) < 0) return -1;
    return dup2(launch->input, 0) < 0 || dup2(launch->output, 1) < 0 || dup2(launch->error, 2) < 0 ? -1 : 0;
}

/* Becomes the program, once the streams are there; returns where it can't. */
static void execute(const struct u_launch *launch) {
    close_the_rest();
    if (launch->directory && chdir(launch->directory) < 0) return;
    reset_signals(launch->ignored);
    execve(launch->path, launch->arguments, launch->environment);
}

/*
 * The child, in the parent's memory and on a stack of its own, while the parent's thread is held by CLONE_VFORK: system
 * calls alone, and nothing written but `error`.
 */
static int be_born(void *argument) {
    struct birth *birth = argument;
    const struct u_launch *launch = birth->launch;
    if (launch->parent_death_signal && u_die_with_parent(birth->parent, launch->parent_death_signal) < 0) _exit(127);
    if (join_group(launch->members) == 0 &&
        (launch->terminal ? take_terminal(launch->terminal) : take_descriptors(launch)) == 0)
        execute(launch);
    birth->error = errno ? errno : EINVAL;
    _exit(127);
}

/* The program below an overseer, in the overseer's memory: in the foreground of the terminal, in a group of its own. */
static int be_job(void *argument) {
    struct birth *birth = argument;
    if (u_die_with_parent(birth->parent, SIGKILL) < 0) _exit(127);
    /* SIGTTOU is blocked, so a background process may do this. */
    if (setpgid(0, 0) == 0 && tcsetpgrp(0, getpid()) == 0) execute(birth->launch);
    birth->error = errno ? errno : EINVAL;
    _exit(127);
}

/* What an overseer is told, and where it says whether the program runs. */
struct overseer {
    const struct u_launch *launch;
    pid_t parent;
    int answer;
};

/* The overseer, in memory of its own: a copy, so that it can live on beside its parent. */
static int be_overseer(void *argument) {
    struct overseer *overseer = argument;
    struct birth birth = {overseer->launch, getpid(), 0};
    _Alignas(16) char stack[CHILD_STACK_BYTES];
    pid_t program = -1;
    if (u_die_with_parent(overseer->parent, SIGKILL) == 0 && join_group(overseer->launch->members) == 0 &&
        take_terminal(overseer->launch->terminal) == 0) {
        program = clone(be_job, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &birth);
    }
    int error = program < 0 ? errno : birth.error;
    if (write(overseer->answer, &error, sizeof error) != sizeof error || error) _exit(127);
    close_the_rest();
    u_oversee(program);
}

/* Starts a program below an overseer: minus the error, or the overseer's pid. */
static pid_t spawn_job(const struct u_launch *launch, int *pidfd) {
    struct overseer overseer = {launch, getpid(), -1};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    overseer.answer = ends[1];
    _Alignas(16) char stack[2 * CHILD_STACK_BYTES];
    pid_t pid = clone(be_overseer, stack + sizeof stack, CLONE_PIDFD | SIGCHLD, &overseer, pidfd);
    int error = pid < 0 ? errno : 0;
    close(ends[1]);
    if (pid >= 0) {
        ssize_t count;
        while ((count = read(ends[0], &error, sizeof error)) < 0 && errno == EINTR) {
        }
        if (count != sizeof error) error = ECHILD;
    }
    close(ends[0]);
    if (error && pid >= 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        close(*pidfd);
    }
    return error ? -error : pid;
}

/* Starts a child in our memory: minus the error, or its pid. */
static pid_t spawn_child(const struct u_launch *launch, int *pidfd) {
    struct birth birth = {launch, getpid(), 0};
    _Alignas(16) char stack[CHILD_STACK_BYTES];
    int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
    pid_t pid = clone(be_born, stack + sizeof stack, flags, &birth, pidfd);
    int error = pid < 0 ? errno : birth.error;
    if (error && pid >= 0) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
        close(*pidfd);
    }
    return error ? -error : pid;
}

pid_t u_spawn(const struct u_launch *launch, int *pidfd) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pid_t pid = launch->is_job && launch->terminal ? spawn_job(launch, pidfd) : spawn_child(launch, pidfd);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (pid < 0) *pidfd = -1;
    return pid;
}

static pthread_mutex_t spawning = PTHREAD_MUTEX_INITIALIZER;

void u_lock_spawning(void) { pthread_mutex_lock(&spawning); }

void u_unlock_spawning(void) { pthread_mutex_unlock(&spawning); }

int u_reap(int pidfd, struct u_end *end) {
    siginfo_t info;
    struct rusage usage;
    memset(&info, 0, sizeof info);
    memset(&usage, 0, sizeof usage);
    /* The system call itself also tells what was used; the C function leaves that out. */
    if (syscall(SYS_waitid, BY_PIDFD, pidfd, &info, WEXITED | WNOHANG, &usage) < 0) return -errno;
    if (info.si_pid == 0) return 0;
    end->code = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    end->processor_time = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                          usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    return 1;
}

int u_pidfd_open(pid_t pid) {
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int u_pidfd_send_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

/* Moves a descriptor out of the way of the three standard streams: the new number, or minus an error. */
static int lift(int descriptor) {
    if (descriptor >= FIRST_FREE_DESCRIPTOR) return descriptor;
    int lifted = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    int error = errno;
    close(descriptor);
    return lifted < 0 ? -error : lifted;
}

int u_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    for (int end = 0; end < 2; end++) {
        int lifted = lift(ends[end]);
        if (lifted < 0) {
            close(ends[1 - end]);
            return lifted;
        }
        ends[end] = lifted;
    }
    return 0;
}

int u_memory_file(const char *name) { return memfd_create(name, 0); }

int u_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

int u_readable_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) < 0 ? -errno : count;
}

int u_open_terminal(char name[U_TERMINAL_NAME_BYTES]) {
    int opened = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0) return -errno;
    int master = lift(opened);
    if (master < 0) return master;
    int error = 0;
    if (grantpt(master) < 0 || unlockpt(master) < 0) error = errno;
    if (error == 0) error = ptsname_r(master, name, U_TERMINAL_NAME_BYTES);
    if (error == 0) return master;
    close(master);
    return -error;
}

int u_resize_terminal(int descriptor, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    return ioctl(descriptor, TIOCSWINSZ, &size) < 0 ? -errno : 0;
}

int u_open_bell(void) {
    int opened = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return opened < 0 ? -errno : lift(opened);
}

void u_start_writing(int descriptor, int64_t offset, int64_t count) {
    sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int u_open_timer(void) {
    int opened = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return opened < 0 ? -errno : lift(opened);
}

int u_set_timer(int timer, int64_t nanoseconds) {
    struct itimerspec setting = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000}};
    return timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, NULL) < 0 ? -errno : 0;
}

int u_open_watch(void) {
    int set = epoll_create1(EPOLL_CLOEXEC);
    return set < 0 ? -errno : set;
}

int u_watch(int set, int descriptor, int is_new, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = 0, .data.u64 = token};
    if (events & U_READABLE) event.events |= EPOLLIN;
    if (events & U_WRITABLE) event.events |= EPOLLOUT;
    return epoll_ctl(set, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event) < 0 ? -errno : 0;
}

int u_unwatch(int set, int descriptor) {
    return epoll_ctl(set, EPOLL_CTL_DEL, descriptor, NULL) < 0 ? -errno : 0;
}

int u_wait_ready(int set, struct u_ready ready[U_READY_MAX], int64_t nanoseconds) {
    struct epoll_event events[U_READY_MAX];
    struct timespec timeout = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int count = epoll_pwait2(set, events, U_READY_MAX, nanoseconds < 0 ? NULL : &timeout, NULL);
    if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
        int64_t milliseconds = nanoseconds / 1000000 + (nanoseconds % 1000000 > 0);
        if (milliseconds > 3600000) milliseconds = 3600000;
        count = epoll_wait(set, events, U_READY_MAX, nanoseconds < 0 ? -1 : (int)milliseconds);
    }
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int index = 0; index < count; index++) {
        uint32_t bits = events[index].events;
        ready[index].token = events[index].data.u64;
        ready[index].events = (bits & EPOLLIN ? U_READABLE : 0) | (bits & EPOLLOUT ? U_WRITABLE : 0) |
                              (bits & (EPOLLHUP | EPOLLERR) ? U_BROKEN : 0);
    }
    return count;
}

void u_prepare_for_children(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
    struct sigaction child;
    if (sigaction(SIGCHLD, NULL, &child) < 0) return;
    if (child.sa_handler != SIG_IGN && !(child.sa_flags & SA_NOCLDWAIT)) return;
    if (child.sa_handler == SIG_IGN) child.sa_handler = SIG_DFL;
    child.sa_flags &= ~SA_NOCLDWAIT;
    sigaction(SIGCHLD, &child, NULL);
}

int u_die_with_parent(pid_t parent, int signal) {
    if (prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0, 0, 0) < 0) return -errno;
    /* It may have ended before we asked, and then nobody would tell. */
    return getppid() == parent ? 0 : -ESRCH;
}

ptrdiff_t u_find(const void *bytes, size_t count, const void *part, size_t part_count) {
    const char *found = memmem(bytes, count, part, part_count);
    return found ? found - (const char *)bytes : -1;
}

void u_touch_pages(void *memory, size_t bytes, uint64_t seed) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t offset = 0; offset + sizeof seed <= bytes; offset += page) {
        uint64_t word = seed + offset * 0x9E3779B97F4A7C15u;
        memcpy((char *)memory + offset, &word, sizeof word);
    }
}
