import Determinism
import Glibc
import Recording

/// How late a replay shows things, beside a program in C that sleeps to absolute deadlines.
///
/// Both write into a pipe; a reader notes when each line comes. Lateness is counted from the line that came soonest
/// after its time, drift is how much later the last tenth is than the first.
enum PlaybackTiming: Benchmark {
    static let name = "playback"
    static let summary =
        "replay of 400 events over 11 s, beside C with absolute deadlines; at most 1.2 times its mean lateness"

    /// What the lines of one run came to, in seconds.
    private struct Lateness {
        var mean: Double
        var drift: Double
    }

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let times = Self.times(count: settings.isShort ? 100 : 400)
        let recording = try folder.write("session.cast", Self.recording(times))
        let table = try folder.write("times", Array(times.map { "\($0)\n" }.joined().utf8))
        let ours = try Programs.product("understudy")
        let peer = try Programs.compile("deadlines", Self.source, in: folder)
        var drifts = (ours: [Double](), peer: [Double]())
        let series = try interleave(
            rounds: settings.isShort ? 3 : 7,
            [
                (
                    "understudy replay",
                    { () throws(BenchmarkError) in
                        let found = try Self.measure(ours, ["replay", recording], times)
                        drifts.ours.append(found.drift)
                        return found.mean
                    }
                ),
                (
                    "C, absolute deadlines",
                    { () throws(BenchmarkError) in
                        let found = try Self.measure(peer, [table], times)
                        drifts.peer.append(found.drift)
                        return found.mean
                    }
                ),
            ])
        let difference = (series[0].median - series[1].median) * 1_000
        return series.map { $0.line(unit: .microseconds) } + [
            "  drift over the whole: ours \(microseconds(drifts.ours)) µs, C \(microseconds(drifts.peer)) µs (must be none)",
            "  ratio: \(rounded(series[0].median / series[1].median, 2)) × C (must stay within 1.2), "
                + "\(rounded(difference, 3)) ms later (must stay within 0.2)",
        ]
    }

    private static func microseconds(_ drifts: [Double]) -> String {
        rounded(drifts.sorted()[drifts.count / 2] * 1e6, 0)
    }

    /// Instants in microseconds, a few to some fifty milliseconds apart, 11 s for 400.
    private static func times(count: Int) -> [Int64] {
        var choices = Choices(seed: 11)
        var time: Int64 = 0
        return (0..<count).map { _ in
            time += 5_000 + Int64(choices.below(45_000, "pause"))
            return time
        }
    }

    private static func recording(_ times: [Int64]) -> [UInt8] {
        let events = times.enumerated().map { number, time in
            RecordedEvent(at: Instant(microseconds: time), content: .output(Array("\(number)\n".utf8)))
        }
        return Recording(header: RecordingHeader(), events: events).encoded
    }

    /// Runs a player and times its lines.
    private static func measure(
        _ path: String, _ arguments: [String], _ times: [Int64]
    ) throws(BenchmarkError) -> Lateness {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchmarkError("no pipes are left") }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        let process = try ChildProcess.spawn(path, arguments, input: nil, output: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        var lateness: [Double] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            let instant = now()
            guard count > 0 else { break }
            for byte in buffer[..<count] where byte == UInt8(ascii: "\n") && lateness.count < times.count {
                lateness.append(instant - Double(times[lateness.count]) / 1e6)
            }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0, lateness.count == times.count, let least = lateness.min() else {
            throw BenchmarkError("\(path) wrote \(lateness.count) of \(times.count) lines")
        }
        let tenth = lateness.count / 10
        return Lateness(
            mean: mean(lateness[...]) - least, drift: mean(lateness.suffix(tenth)) - mean(lateness.prefix(tenth)))
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

    private static let source = """
        #include <stdio.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>
        int main(int count, char **words) {
            static long long times[10000];
            int lines = 0;
            FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
            if (!file) return 1;
            while (lines < 10000 && fscanf(file, "%lld", &times[lines]) == 1) lines++;
            struct timespec start;
            clock_gettime(CLOCK_MONOTONIC, &start);
            for (int line = 0; line < lines; line++) {
                long long nanoseconds = start.tv_nsec + times[line] * 1000;
                struct timespec due = {start.tv_sec + nanoseconds / 1000000000, nanoseconds % 1000000000};
                while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) != 0) {}
                char text[16];
                int length = snprintf(text, sizeof text, "%d\\n", line);
                if (write(1, text, length) != length) return 1;
            }
            return 0;
        }

        """
}
