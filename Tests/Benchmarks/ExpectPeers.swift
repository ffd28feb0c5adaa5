/// The programs in C that stand beside the expect layer, and those that it talks to.
enum ExpectPeers {
    /// Prints so many bytes of an answer's lines, then the line that is waited for.
    static let source = #"""
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        int main(int count, char **words) {
            static const char *lines[] = {"The agent reads the file, thinks for a while and writes about its tests again.\n",
                                          "METRICS follow below; nobody Asks a Human or a Password here, nor an Assistant.\n",
                                          "    for (index = 0; index < count; index += 1) { total += values[index]; }  \n"};
            static char block[65536];
            size_t filled = 0;
            for (int line = 0; filled + 128 < sizeof block; line++) {
                memcpy(block + filled, lines[line % 3], strlen(lines[line % 3]));
                filled += strlen(lines[line % 3]);
            }
            long left = atol(words[1]);
            while (left > 0) {
                ssize_t written = write(1, block, left < (long)filled ? (size_t)left : filled);
                if (written < 0) return 1;
                left -= written;
            }
            return write(1, "\nAssistant: done\n", 17) != 17;
        }

        """#

    /// Runs a program on a pseudoterminal or a pipe, reads what it writes, and waits for it.
    static let drain = #"""
        #include <fcntl.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <unistd.h>
        int main(int count, char **words) {
            int is_terminal = strcmp(words[1], "pty") == 0, ends[2];
            if (is_terminal) {
                ends[0] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
                grantpt(ends[0]);
                unlockpt(ends[0]);
            } else if (pipe2(ends, O_CLOEXEC) < 0) {
                return 1;
            }
            pid_t child = fork();
            if (child == 0) {
                if (is_terminal) {
                    setsid();
                    ends[1] = open(ptsname(ends[0]), O_RDWR);
                }
                dup2(ends[1], 1);
                execv(words[2], words + 2);
                _exit(127);
            }
            if (!is_terminal) close(ends[1]);
            static char block[65536];
            while (read(ends[0], block, sizeof block) > 0) {
            }
            int status;
            waitpid(child, &status, 0);
            return WEXITSTATUS(status);
        }

        """#

    /// Sends a line to a program on a pseudoterminal and reads it back, so often for each line of its own input.
    static let ping = #"""
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        static int master;
        static void read_line(const char *line) {
            char text[64];
            size_t length = 0, wanted = strlen(line);
            while (length < wanted) {
                ssize_t count = read(master, text + length, sizeof text - length);
                if (count <= 0) exit(1);
                length += (size_t)count;
            }
        }
        int main(int count, char **words) {
            char go[8];
            master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
            grantpt(master);
            unlockpt(master);
            pid_t child = fork();
            if (child == 0) {
                setsid();
                int end = open(ptsname(master), O_RDWR);
                dup2(end, 0);
                dup2(end, 1);
                execl(words[1], words[1], (char *)0);
                _exit(127);
            }
            read_line("ready\n");
            while (read(0, go, 1) == 1) {
                struct timespec start, end;
                clock_gettime(CLOCK_MONOTONIC, &start);
                for (long left = atol(words[2]); left > 0; left--) {
                    if (write(master, "ping\n", 5) != 5) return 1;
                    read_line("ping\n");
                }
                clock_gettime(CLOCK_MONOTONIC, &end);
                printf("%.9f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
                fflush(stdout);
            }
            return 0;
        }

        """#

    /// Gives back what it reads, on a raw terminal.
    static let pong = #"""
        #include <termios.h>
        #include <unistd.h>
        int main(void) {
            struct termios modes;
            char text[64];
            ssize_t count;
            tcgetattr(0, &modes);
            cfmakeraw(&modes);
            tcsetattr(0, TCSANOW, &modes);
            if (write(1, "ready\n", 6) != 6) return 1;
            while ((count = read(0, text, sizeof text)) > 0)
                if (write(1, text, (size_t)count) != count) return 1;
            return 0;
        }

        """#

    /// Starts a program and waits for it, so often for each line of its input.
    static let starts = #"""
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <unistd.h>
        int main(int count, char **words) {
            int is_terminal = strcmp(words[1], "pty") == 0, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
            char go[8], text[4096];
            while (read(0, go, 1) == 1) {
                struct timespec start, end;
                clock_gettime(CLOCK_MONOTONIC, &start);
                for (long left = atol(words[3]); left > 0; left--) {
                    int master = -1, status;
                    if (is_terminal) {
                        master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
                        grantpt(master);
                        unlockpt(master);
                    }
                    pid_t child = fork();
                    if (child == 0) {
                        if (is_terminal) {
                            setsid();
                            int end = open(ptsname(master), O_RDWR);
                            dup2(end, 0);
                            dup2(end, 1);
                            dup2(end, 2);
                        } else {
                            dup2(null, 1);
                        }
                        execl(words[2], words[2], (char *)0);
                        _exit(127);
                    }
                    if (is_terminal)
                        while (read(master, text, sizeof text) > 0) {
                        }
                    waitpid(child, &status, 0);
                    if (is_terminal) close(master);
                }
                clock_gettime(CLOCK_MONOTONIC, &end);
                printf("%.9f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
                fflush(stdout);
            }
            return 0;
        }

        """#

    static let hello = "#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n"
}
