import Glibc

/// The start of the fake `claude` beside the start of a program in C that prints a line.
enum FakeStartUp: Benchmark {
    static let name = "fake-start-up"
    static let summary = "claude --version, beside a C hello-world; must stay within 2 times its time"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let fake = try Programs.product("claude")
        let hello = try Programs.compile(
            "hello", "#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n", in: folder)
        let meter = try Programs.compile("meter", Programs.meterSource, in: folder)
        let series = try interleave(
            rounds: settings.isShort ? 30 : 200,
            [
                ("claude --version", { () throws(BenchmarkError) in try time(fake, ["--version"]) }),
                ("hello in C", { () throws(BenchmarkError) in try time(hello, []) }),
            ])
        let memory = (
            fake: try Programs.residentKiB(meter, fake, ["--version"]),
            hello: try Programs.residentKiB(meter, hello, [])
        )
        return series.map { $0.line(unit: .microseconds) } + [
            "  largest resident set: claude \(memory.fake) KiB, C \(memory.hello) KiB",
            "  ratio: \(rounded(series[0].median / series[1].median, 2)) × C (must stay within 2)",
        ]
    }

    private static func time(_ path: String, _ arguments: [String]) throws(BenchmarkError) -> Double {
        let end = try ChildProcess.run(path, arguments)
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        return end.seconds
    }
}
