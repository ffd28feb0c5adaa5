import Glibc
import Hosting
import LiveHost
import Matching
import Orchestration
import Recording

/// Waiting for what live programs print, beside C programs that only read it.
enum ExpectSpeed: Benchmark {
    static let name = "expect"
    static let summary = """
        a match behind 50 MB of a pseudoterminal (≥ 0.95 of a C drain's speed), 1 GB of a pipe (≥ 0.5 with patterns, \
        ≥ 0.9 without), send → match (≤ 2 × a C ping-pong), spawn → end → close (≤ 1.5 × C fork/exec/wait)
        """

    /// What the seed's orchestrator waited for: one of four, of which the last is at the end.
    private static func patterns() throws -> [ExpectPattern] {
        [try .regex("Human:"), try .regex(#"METRIC:\s*(\w+)=(\d+)"#), "Password for", try .regex(#"Assistant: (\w+)"#)]
    }

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let programs = try (
            source: Programs.compile("source", ExpectPeers.source, in: folder),
            drain: Programs.compile("drain", ExpectPeers.drain, in: folder),
            ping: Programs.compile("ping", ExpectPeers.ping, in: folder),
            pong: Programs.compile("pong", ExpectPeers.pong, in: folder),
            starts: Programs.compile("starts", ExpectPeers.starts, in: folder),
            hello: Programs.compile("hello", ExpectPeers.hello, in: folder)
        )
        let short = settings.isShort
        return try bulk(programs.source, programs.drain, isShort: short)
            + pipes(programs.source, programs.drain, isShort: short)
            + roundTrips(programs.ping, programs.pong, isShort: short)
            + starts(programs.starts, programs.hello, isShort: short)
    }

    // MARK: Bulk

    private static func bulk(_ source: String, _ drain: String, isShort: Bool) throws(BenchmarkError) -> [String] {
        let megabytes = isShort ? 5 : 50
        func ours(_ megabytes: Int) -> () throws(BenchmarkError) -> Double {
            { () throws(BenchmarkError) in
                try read(source, megabytes * 1_000_000, .pseudoterminal(.standard), hasPatterns: true)
            }
        }
        let series = try interleave(
            rounds: isShort ? 3 : 7,
            [
                ("expect, pseudoterminal", ours(megabytes)),
                (
                    "C drain, pseudoterminal",
                    { () throws(BenchmarkError) in
                        try time(drain, ["pty", source, String(megabytes * 1_000_000)])
                    }
                ),
                ("expect, a tenth", ours(megabytes / 10 + 1)),
            ])
        let before = Memory.restart()
        let long = try ours(4 * megabytes)()
        let lines = series.map { one in
            let size = Double(one.name.hasSuffix("tenth") ? megabytes / 10 + 1 : megabytes)
            return one.line(unit: .milliseconds, rate: "\(rounded(size / one.median, 0)) MB/s")
        }
        let flat = rounded(Double(4 * megabytes) / long / (Double(megabytes) / series[0].median), 2)
        return lines + [
            "  speed: \(rounded(series[1].median / series[0].median, 2)) of C's (must reach 0.95); four times the output goes at \(flat) of that",
            "  largest resident set during \(4 * megabytes) MB: \(Memory.peakKiB) KiB, before it \(before) KiB (must stay within 20 MB)",
        ]
    }

    private static func pipes(_ source: String, _ drain: String, isShort: Bool) throws(BenchmarkError) -> [String] {
        let bytes = isShort ? 100_000_000 : 1_000_000_000
        let series = try interleave(
            rounds: isShort ? 3 : 7,
            [
                (
                    "pipe with four patterns",
                    { () throws(BenchmarkError) in try read(source, bytes, .pipes, hasPatterns: true) }
                ),
                (
                    "pipe without patterns",
                    { () throws(BenchmarkError) in try read(source, bytes, .pipes, hasPatterns: false) }
                ),
                (
                    "C read loop, pipe",
                    { () throws(BenchmarkError) in try time(drain, ["pipe", source, String(bytes)]) }
                ),
            ])
        return series.map { $0.line(unit: .milliseconds, rate: "\(rounded(Double(bytes) / 1e6 / $0.median, 0)) MB/s") }
            + [
                "  speed with patterns: \(rounded(series[2].median / series[0].median, 2)) of C's (must reach 0.5), without: \(rounded(series[2].median / series[1].median, 2)) (0.9)"
            ]
    }

    /// Reads all that a program prints, up to the match at its end.
    private static func read(
        _ source: String, _ bytes: Int, _ streams: Launch.Streams, hasPatterns: Bool
    ) throws(BenchmarkError) -> Double {
        var seconds = 0.0
        _ = try measured {
            var console = ExpectConsole(on: try LiveHost())
            var launch = ExpectLaunch(source, [String(bytes)], streams: streams)
            launch.settings.timeout = .seconds(300)
            let start = now()
            let handle = try console.spawn(launch)
            if hasPatterns {
                let result = try console.expect(handle, patterns())
                guard result.index == 3, result.group(1) == "done" else { throw BenchmarkError("the wrong match") }
            }
            _ = try console.expect(handle, [.endOfOutput])
            try console.stop(handle)
            seconds = now() - start
        }
        return seconds
    }

    // MARK: Round trips and starts

    private static func roundTrips(_ ping: String, _ pong: String, isShort: Bool) throws(BenchmarkError) -> [String] {
        let count = isShort ? 300 : 3000
        let peer = try Coprocess(ping, [pong, String(count)])
        let series = try interleave(
            rounds: isShort ? 3 : 9,
            [
                ("send → match", { () throws(BenchmarkError) in try trips(pong, count) / Double(count) }),
                (
                    "C ping-pong",
                    { () throws(BenchmarkError) in (Double(try peer.ask().first ?? "") ?? .infinity) / Double(count) }
                ),
            ])
        return series.map { $0.line(unit: .microseconds) } + [
            "  ratio: \(rounded(series[0].median / series[1].median, 2)) × C (must stay within 2)"
        ]
    }

    private static func trips(_ pong: String, _ count: Int) throws(BenchmarkError) -> Double {
        var seconds = 0.0
        _ = try measured {
            var console = ExpectConsole(on: try LiveHost())
            let handle = try console.spawn(ExpectLaunch(pong))
            _ = try console.expect(handle, ["ready\n"])
            let start = now()
            for _ in 0..<count {
                try console.send("ping\n", to: handle)
                _ = try console.expect(handle, ["ping\n"])
            }
            seconds = now() - start
            try console.stop(handle)
        }
        return seconds
    }

    private static func starts(_ starts: String, _ hello: String, isShort: Bool) throws(BenchmarkError) -> [String] {
        let count = isShort ? 50 : 300
        let plain = try Coprocess(starts, ["plain", hello, String(count)])
        let terminal = try Coprocess(starts, ["pty", hello, String(count)])
        func seconds(_ words: [String]) -> Double { (Double(words.first ?? "") ?? .infinity) / Double(count) }
        let series = try interleave(
            rounds: isShort ? 3 : 9,
            [
                ("spawn → end → close", { () throws(BenchmarkError) in try lives(hello, count) / Double(count) }),
                ("C fork/exec/wait", { () throws(BenchmarkError) in seconds(try plain.ask()) }),
                ("C the same on a pseudoterminal", { () throws(BenchmarkError) in seconds(try terminal.ask()) }),
            ])
        return series.map { $0.line(unit: .microseconds) } + [
            "  ratio: \(rounded(series[0].median / series[1].median, 2)) × C (must stay within 1.5), \(rounded(series[0].median / series[2].median, 2)) × C on a pseudoterminal"
        ]
    }

    private static func lives(_ hello: String, _ count: Int) throws(BenchmarkError) -> Double {
        var seconds = 0.0
        _ = try measured {
            var console = ExpectConsole(on: try LiveHost())
            let start = now()
            for _ in 0..<count {
                let handle = try console.spawn(ExpectLaunch(hello))
                _ = try console.expect(handle, [.endOfOutput])
                try console.stop(handle)
            }
            seconds = now() - start
        }
        return seconds
    }

    // MARK: Measuring

    private static func measured(_ body: () throws -> Void) throws(BenchmarkError) -> Double {
        let start = now()
        do { try body() } catch { throw BenchmarkError("\(error)") }
        return now() - start
    }

    private static func time(_ path: String, _ arguments: [String]) throws(BenchmarkError) -> Double {
        let end = try ChildProcess.run(path, arguments)
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        return end.seconds
    }
}

/// The resident memory of this process, from Linux's own count.
private enum Memory {
    /// Forgets the peak so far; what is resident now, in KiB.
    static func restart() -> Int {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        if descriptor >= 0 {
            _ = write(descriptor, "5", 1)
            close(descriptor)
        }
        return peakKiB
    }

    /// The largest resident set since then.
    static var peakKiB: Int {
        let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = read(descriptor, &buffer, buffer.count)
        let lines = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
