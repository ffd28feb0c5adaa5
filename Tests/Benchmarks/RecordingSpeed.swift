import Glibc

/// What recording a session costs: a program that writes to a pseudoterminal as fast as it can, recorded by us and by
/// others, beside a C program that only reads what comes.
enum RecordingSpeed: Benchmark {
    static let name = "recording"
    static let summary = "50 MB through a pseudoterminal, beside a C drain of it; must stay within 1.10 times its time"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let bytes = (settings.isShort ? 5 : 50) * 1_000_000
        let ours = try Programs.product("understudy")
        let writer = try Programs.compile("writer", writerSource, in: folder)
        let drain = try Programs.compile("drain", drainSource, in: folder)
        let work = [writer, String(bytes)]
        let cast = "\(folder.path)/ours.cast"
        var contenders: [(name: String, run: () throws(BenchmarkError) -> Double)] = [
            ("C drain, pseudoterminal", { () throws(BenchmarkError) in try time(drain, ["pty"] + work) }),
            (
                "understudy record --pty",
                { () throws(BenchmarkError) in try time(ours, record("--pty", cast, work), removing: cast) }
            ),
            ("C drain, pipe", { () throws(BenchmarkError) in try time(drain, ["pipe"] + work) }),
            (
                "understudy record --pipes",
                { () throws(BenchmarkError) in try time(ours, record("--pipes", cast, work), removing: cast) }
            ),
        ]
        let command = work.joined(separator: " ")
        if let script = Programs.find("script") {
            let typescript = "\(folder.path)/script.out"
            let words = ["-q", "-e", "-c", command, typescript]
            contenders.append(
                ("script", { () throws(BenchmarkError) in try time(script, words, removing: typescript) }))
        }
        if let asciinema = asciinema {
            let theirs = "\(folder.path)/asciinema.cast"
            let words = ["rec", "-q", "--stdin", "-c", command, theirs]
            contenders.append(
                ("asciinema", { () throws(BenchmarkError) in try time(asciinema, words, removing: theirs) }))
        }
        let series = try interleave(rounds: settings.isShort ? 3 : 9, contenders)
        var lines = series.map { one in
            one.line(unit: .milliseconds, rate: "\(rounded(Double(bytes) / 1e6 / one.median, 0)) MB/s")
        }
        lines.append("  ratio: \(ratio(series[1], series[0])) × C on a pseudoterminal (must stay within 1.10)")
        lines.append("  ratio: \(ratio(series[3], series[2])) × C on a pipe")
        if !settings.isShort { lines += try long(ours, writer, in: folder) }
        return lines
    }

    /// 2 GB, and a tenth of that: the rate must be steady and the memory flat.
    private static func long(
        _ ours: String, _ writer: String, in folder: borrowing WorkFolder
    ) throws(BenchmarkError) -> [String] {
        let meter = try Programs.compile("meter", Programs.meterSource, in: folder)
        let cast = "\(folder.path)/long.cast"
        return try [200_000_000, 2_000_000_000].map { bytes throws(BenchmarkError) in
            let start = now()
            let resident = try Programs.residentKiB(meter, ours, record("--pty", cast, [writer, String(bytes)]))
            let seconds = now() - start
            unlink(cast)
            let rate = rounded(Double(bytes) / 1e6 / seconds, 0)
            return
                "  \(bytes / 1_000_000) MB: \(rounded(seconds, 1)) s, \(rate) MB/s, largest resident set \(resident) KiB"
        }
    }

    private static func record(_ streams: String, _ file: String, _ work: [String]) -> [String] {
        ["record", streams, "-o", file, "--"] + work
    }

    private static func ratio(_ one: Series, _ other: Series) -> String { rounded(one.median / other.median, 2) }

    private static func time(
        _ path: String, _ arguments: [String], removing file: String? = nil
    ) throws(BenchmarkError) -> Double {
        let end = try ChildProcess.run(path, arguments)
        if let file { unlink(file) }
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        return end.seconds
    }

    private static var asciinema: String? {
        guard let folder = getenv("UNDERSTUDY_CLIENTS") else { return Programs.find("asciinema") }
        let path = "\(String(cString: folder))/bin/asciinema"
        return access(path, X_OK) == 0 ? path : nil
    }

    /// Writes so many bytes of lines as terminals show them, colours among them.
    private static let writerSource = #"""
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        int main(int count, char **words) {
            static const char *lines[] = {"The quick brown fox jumps over the lazy dog and goes on for some while.\n",
                                          "\033[1;32m+ added\033[0m a line with colours and \"quotes\", as diffs have them\n",
                                          "\xe2\x94\x82 boxes \xe2\x94\x82 and umlauts \xc3\xa4\xc3\xb6\xc3\xbc \xe2\x94\x82\n"};
            static char block[65536];
            size_t filled = 0;
            for (int line = 0; filled + 128 < sizeof block; line++) {
                const char *text = lines[line % 3];
                memcpy(block + filled, text, strlen(text));
                filled += strlen(text);
            }
            long left = atol(words[1]);
            while (left > 0) {
                ssize_t written = write(1, block, left < (long)filled ? (size_t)left : filled);
                if (written < 0) return 1;
                left -= written;
            }
            return 0;
        }

        """#

    /// Runs a program on a pseudoterminal or a pipe, reads what it writes, and waits for it.
    private static let drainSource = #"""
        #include <fcntl.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/ioctl.h>
        #include <sys/wait.h>
        #include <unistd.h>
        int main(int count, char **words) {
            int is_terminal = strcmp(words[1], "pty") == 0, ends[2];
            if (is_terminal) {
                ends[0] = posix_openpt(O_RDWR | O_NOCTTY);
                grantpt(ends[0]);
                unlockpt(ends[0]);
            } else if (pipe(ends) < 0) {
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
}
