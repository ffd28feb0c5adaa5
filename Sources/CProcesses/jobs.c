#define _GNU_SOURCE
#include "jobs.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminals.h"

/* Ends as the program did, so that whoever waits for us sees what happened to it. */
static void end_as(const siginfo_t *end) {
    if (end->si_code == CLD_EXITED) _exit(end->si_status);
    u_die_by(end->si_status);
}

/* Looks what has become of the program; stops with it, ends with it. */
static void look_after(pid_t program) {
    for (;;) {
        siginfo_t change;
        memset(&change, 0, sizeof change);
        if (waitid(P_PID, (id_t)program, &change, WEXITED | WSTOPPED | WNOHANG) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (change.si_pid == 0) return;
        if (change.si_code != CLD_STOPPED) end_as(&change);
        /* Our parent sees this, and nobody else; it continues us when the person goes on. */
        kill(getpid(), SIGSTOP);
    }
}

void u_oversee(pid_t program) {
    prctl(PR_SET_NAME, "understudy-job", 0, 0, 0);
    sigset_t all;
    sigfillset(&all);
    for (;;) {
        siginfo_t come;
        int number = sigwaitinfo(&all, &come);
        if (number < 0) continue;
        switch (number) {
        case SIGCHLD: look_after(program); break;
        case SIGHUP:
            /* The terminal hung up: the kernel tells the session's leader alone, who passes it on. */
            kill(-program, SIGHUP);
            kill(-program, SIGCONT);
            break;
        case SIGCONT: kill(-program, SIGCONT); break;
        case SIGTSTP: kill(-program, SIGTSTP); break;
        default: kill(program, number);
        }
    }
}
