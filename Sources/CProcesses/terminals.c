#define _GNU_SOURCE
#include "terminals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* The first descriptor that is not one of the three standard streams. */
#define FIRST_FREE_DESCRIPTOR 3
/* What waitid(2) calls a pidfd; old headers lack the name. */
#define BY_PIDFD ((idtype_t)3)
/* Ctrl-D. */
#define END_OF_TRANSMISSION 4

/* What a person or a supervisor sends, and what the kernel says about children and the terminal. */
static const int taken[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
                            SIGTSTP, SIGCONT, SIGCHLD, SIGWINCH};
/* What a program dies of that is broken. */
static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
enum { TAKEN = sizeof taken / sizeof *taken, FATAL = sizeof fatal / sizeof *fatal };

static int lifted(int descriptor) {
    if (descriptor < 0) return -errno;
    if (descriptor >= FIRST_FREE_DESCRIPTOR) return descriptor;
    int copy = u_copy(descriptor);
    close(descriptor);
    return copy;
}

static void taken_set(sigset_t *set) {
    sigemptyset(set);
    for (int index = 0; index < TAKEN; index++) {
        struct sigaction action;
        /* Whoever started us ignoring it, as nohup(1) does, wants it ignored. */
        if (sigaction(taken[index], NULL, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(set, taken[index]);
    }
}

int u_open_signals(uint64_t *ignored) {
    *ignored = 0;
    for (int number = 1; number < SIGRTMIN; number++) {
        struct sigaction action;
        if (number == SIGPIPE || number == SIGXFSZ || number == SIGCHLD) continue;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) *ignored |= 1ULL << (number - 1);
    }
    sigset_t set;
    taken_set(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return lifted(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int u_next_signal(int descriptor, struct u_signal *signal) {
    struct signalfd_siginfo info;
    ssize_t count = read(descriptor, &info, sizeof info);
    if (count != sizeof info) return 0;
    signal->number = (int)info.ssi_signo;
    signal->is_from_kernel = info.ssi_code == SI_KERNEL;
    return 1;
}

void u_close_signals(int descriptor) {
    close(descriptor);
    sigset_t set;
    taken_set(&set);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int u_take_stop(int pidfd, struct u_stop *stop) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    if (syscall(SYS_waitid, BY_PIDFD, pidfd, &info, WSTOPPED | WNOHANG, NULL) < 0 || info.si_pid == 0) return 0;
    stop->signal = info.si_status;
    return 1;
}

int u_copy(int descriptor) {
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
    return copy < 0 ? -errno : copy;
}

int u_open_again(int descriptor, int flags) {
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int opened = open(path, flags | O_CLOEXEC | O_NOCTTY);
    /* A terminal may belong to another user, after su(1); our own controlling terminal is always ours. */
    if (opened < 0 && isatty(descriptor)) opened = open("/dev/tty", flags | O_CLOEXEC | O_NOCTTY);
    return lifted(opened);
}

int u_terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) < 0) return -errno;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return 0;
}

int u_end_character(int master) {
    struct termios settings;
    if (tcgetattr(master, &settings) < 0) return -errno;
    if (!(settings.c_lflag & ICANON)) return END_OF_TRANSMISSION;
    cc_t character = settings.c_cc[VEOF];
    return character == _POSIX_VDISABLE ? -ENODATA : character;
}

int u_is_typing_read(int master) {
    int slave = ioctl(master, TIOCGPTPEER, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (slave < 0) return 0;
    struct pollfd entry = {.fd = slave, .events = POLLIN};
    int count = poll(&entry, 1, 0);
    close(slave);
    return count == 0;
}

int u_read_typing(int master, struct u_typing *typing) {
    struct termios settings;
    if (tcgetattr(master, &settings) < 0) return -errno;
    typing->is_canonical = (settings.c_lflag & ICANON) != 0;
    typing->has_echo = (settings.c_lflag & (ECHO | ECHONL)) != 0;
    typing->has_signals = (settings.c_lflag & ISIG) != 0;
    typing->interrupt = settings.c_cc[VINTR];
    typing->quit = settings.c_cc[VQUIT];
    typing->suspend = settings.c_cc[VSUSP];
    typing->end_of_file = settings.c_cc[VEOF];
    typing->literal_next = settings.c_lflag & ICANON && settings.c_lflag & IEXTEN ? settings.c_cc[VLNEXT] : 0;
    return 0;
}

int u_open_other_side(int master) {
    return lifted(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

int u_settle_typing(int slave) {
    /* A look that finds nothing has the kernel take what was typed, and look again. */
    struct pollfd entry = {.fd = slave, .events = POLLIN};
    if (poll(&entry, 1, 0) == 0) return 0;
    /* What takes input holds the settings, so that a change of them, to what they are, comes behind it. */
    struct termios settings;
    if (tcgetattr(slave, &settings) == 0) tcsetattr(slave, TCSANOW, &settings);
    return 1;
}

/* The guard's knowledge: written while it is not armed, but for the reset bytes, which have two places. */
static struct {
    int descriptor;
    struct termios before;
    struct sigaction actions[FATAL];
    unsigned char reset[2][U_RESET_BYTES];
    size_t reset_count[2];
    atomic_int reset_place;
    atomic_int is_raw;
} guard = {.descriptor = -1};

/* Room for a handler that runs because the ordinary stack is full. */
static char guard_stack[64 * 1024];

/* Only calls that are safe in a handler (signal-safety(7)); the terminal may be another group's by now. */
static void restore_terminal(void) {
    if (!atomic_exchange(&guard.is_raw, 0)) return;
    sigset_t output, before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &before);
    int place = atomic_load(&guard.reset_place);
    if (guard.reset_count[place] > 0) {
        ssize_t ignored = write(guard.descriptor, guard.reset[place], guard.reset_count[place]);
        (void)ignored;
    }
    tcsetattr(guard.descriptor, TCSANOW, &guard.before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void handle_fatal(int number) {
    int error = errno;
    restore_terminal();
    for (int index = 0; index < FATAL; index++) {
        if (fatal[index] == number) sigaction(number, &guard.actions[index], NULL);
    }
    errno = error;
    /* Blocked until we return, then delivered to whoever handled it before, or to the kernel. */
    raise(number);
}

static void arm_guard(void) {
    stack_t stack = {.ss_sp = guard_stack, .ss_size = sizeof guard_stack};
    sigaltstack(&stack, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle_fatal;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < FATAL; index++) sigaction(fatal[index], &action, &guard.actions[index]);
}

int u_is_raw(void) { return atomic_load(&guard.is_raw); }

int u_enter_raw(int descriptor) {
    if (atomic_load(&guard.is_raw)) return 0;
    struct termios raw;
    if (tcgetattr(descriptor, &raw) < 0) return -errno;
    guard.descriptor = descriptor;
    guard.before = raw;
    arm_guard();
    atomic_store(&guard.is_raw, 1);
    cfmakeraw(&raw);
    /* What was typed ahead is kept for the program. */
    if (tcsetattr(descriptor, TCSADRAIN, &raw) == 0) return 0;
    int error = errno;
    u_leave_raw();
    return -error;
}

int u_copy_settings(int from, int to) {
    struct termios settings;
    if (u_is_raw()) {
        settings = guard.before;
    } else if (tcgetattr(from, &settings) < 0) {
        return -errno;
    }
    return tcsetattr(to, TCSANOW, &settings) < 0 ? -errno : 0;
}

void u_set_reset(const void *bytes, size_t count) {
    if (count > U_RESET_BYTES) return;
    int place = !atomic_load(&guard.reset_place);
    memcpy(guard.reset[place], bytes, count);
    guard.reset_count[place] = count;
    atomic_store(&guard.reset_place, place);
}

void u_leave_raw(void) {
    if (!atomic_load(&guard.is_raw)) return;
    restore_terminal();
    for (int index = 0; index < FATAL; index++) sigaction(fatal[index], &guard.actions[index], NULL);
}

int u_suspend(int is_group) {
    sigset_t stop, pending;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    kill(is_group ? 0 : getpid(), SIGTSTP);
    /* Blocked until here: this is where we stop, and where we go on. */
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    return sigpending(&pending) == 0 && sigismember(&pending, SIGCONT) == 1;
}

void u_die_by(int signal) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    kill(getpid(), signal);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + signal);
}
