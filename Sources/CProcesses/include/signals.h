#ifndef UNDERSTUDY_SIGNALS_H
#define UNDERSTUDY_SIGNALS_H

/*
 * From now on the number of each signal of these that arrives is a byte in a pipe, for any thread of ours that reads it;
 * those that this process was started to ignore stay ignored (nohup(1)). Once for a process: the C functions are pipe2
 * and sigaction, with a handler that only writes (signal-safety(7)), so that no thread needs them blocked.
 *
 * Gives the pipe's end to read, blocking, 3 or above, closed on exec; or minus the number of the error (errno(3)).
 */
int u_catch_signals(const int *signals, int count);

#endif
