#ifndef UNDERSTUDY_TERMINALS_H
#define UNDERSTUDY_TERMINALS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The person's own terminal and the signals that reach us: what a program needs that sits between a person and another
 * program. Every function that can fail returns -1 or less: minus the number of the error (errno(3)).
 */

/* A signal that came. */
struct u_signal {
    int number;
    /* Whether the kernel sent it, as a terminal does for Ctrl-C: then our whole process group got it. */
    int is_from_kernel;
};

/* How a child is at present, other than running. */
struct u_stop {
    /* The signal that stopped it. */
    int signal;
};

/*
 * Takes over the signals that a person or a supervisor sends: they no longer act, but can be read from the descriptor
 * returned (non-blocking, 3 or above). Those that were ignored stay so, and are stored in `ignored`, bit N-1 for
 * signal N. The calling thread must be the only one. The corresponding C functions are signalfd and sigprocmask.
 */
int u_open_signals(uint64_t *ignored);

/* Takes a signal that has come: 1, or 0 where there is none. The corresponding C function is read. */
int u_next_signal(int descriptor, struct u_signal *signal);

/* Gives the signals back and closes the descriptor. */
void u_close_signals(int descriptor);

/* Whether a child was stopped since we asked last: 1 or 0. The corresponding C function is waitid. */
int u_take_stop(int pidfd, struct u_stop *stop);

/*
 * Opens what a descriptor of ours stands for once more, so that it can be made non-blocking without making it so for
 * everybody who shares it: 3 or above. `flags` as for open(2). The C function is open on /proc/self/fd.
 */
int u_open_again(int descriptor, int flags);

/* A copy of a descriptor, 3 or above and closed on exec. The corresponding C function is fcntl. */
int u_copy(int descriptor);

/* A terminal's size; 0 where it does not know. The corresponding C function is ioctl (TIOCGWINSZ). */
int u_terminal_size(int descriptor, int *columns, int *rows);

/*
 * Gives a terminal the settings of another, or those that it had before we made it raw: keys for erase and interrupt,
 * UTF-8. The corresponding C function is tcsetattr.
 */
int u_copy_settings(int from, int to);

/*
 * What the line discipline of a pseudoterminal wants as the end of input: its character in canonical mode, Ctrl-D in
 * raw mode, -ENODATA where the mode has none. The corresponding C function is tcgetattr.
 */
int u_end_character(int master);

/*
 * Whether the program on a pseudoterminal has read all that was typed: 1 or 0. The other side is opened for a moment,
 * since the master can't tell. The corresponding C functions are ioctl (TIOCGPTPEER) and poll.
 */
int u_is_typing_read(int master);

/* What the line discipline of a pseudoterminal makes of what is typed; a character that is disabled is 0. */
struct u_typing {
    int is_canonical;
    int has_echo;
    int has_signals;
    unsigned char interrupt, quit, suspend, end_of_file, literal_next;
};

/* What is made of what is typed on a master. The corresponding C function is tcgetattr. */
int u_read_typing(int master, struct u_typing *typing);

/* The other side of a pseudoterminal, opened once more: 3 or above. The corresponding C function is ioctl (TIOCGPTPEER). */
int u_open_other_side(int master);

/*
 * Has the kernel take all that was typed, on the other side of the terminal; 1 where the program could read before it
 * was done, so that it may only be through with the piece that it was at. The C functions are poll and tcsetattr.
 */
int u_settle_typing(int slave);

/*
 * Makes the person's terminal raw and arms the guard: should this process die of a fatal signal, the terminal gets its
 * settings and the reset bytes back first. The corresponding C functions are tcsetattr and sigaction.
 */
int u_enter_raw(int descriptor);

/* What the guard has to write so that the terminal is as it was; at most U_RESET_BYTES, more is ignored. */
void u_set_reset(const void *bytes, size_t count);

/* Whether the terminal is raw by us. */
int u_is_raw(void);

/* Gives the terminal its settings back and disarms the guard; nothing happens where it is not raw. */
void u_leave_raw(void);

/*
 * Stops this process (`is_group`: its whole process group) as Ctrl-Z does, and returns once it goes on: 1, or 0 where
 * nobody could have continued us, so that the kernel did not stop us. The C function is kill.
 */
int u_suspend(int is_group);

/* Ends this process by a signal, so that our parent sees what happened; no core is left. Never returns. */
void u_die_by(int signal) __attribute__((noreturn));

enum {
    /* The most bytes that the guard can write. */
    U_RESET_BYTES = 512
};

#endif
