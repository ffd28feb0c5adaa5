#ifndef UNDERSTUDY_JOBS_H
#define UNDERSTUDY_JOBS_H

#include <sys/types.h>

/*
 * Stands between us and a program on a pseudoterminal, as a shell does: the leader of its session, so that the program
 * is not one itself and can be stopped by Ctrl-Z, which the kernel refuses where nobody in the session could continue
 * it. Passes signals on, stops and ends as the program does. All signals are blocked; system calls alone. Never
 * returns.
 */
void u_oversee(pid_t program) __attribute__((noreturn));

#endif
