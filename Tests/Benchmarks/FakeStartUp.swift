import Glibc

/// The start of the fake `claude` beside the start of a program in C that prints a line.
enum FakeStartUp: Benchmark {
    static let name = "fake-start-up"
    static let summary = "claude --version, beside a C hello-world; must stay within 2 times its time"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let fake = try besideThisProgram("claude")
        let hello = try compileHello(in: folder)
        var memory: (fake: Int, hello: Int) = (0, 0)
        let series = try interleave(
            rounds: settings.isShort ? 30 : 200,
            [
                ("claude --version", { () throws(BenchmarkError) in try time(fake, ["--version"], &memory.fake) }),
                ("hello in C", { () throws(BenchmarkError) in try time(hello, [], &memory.hello) }),
            ])
        return series.map { $0.line(unit: .microseconds) } + [
            "  largest resident set: claude \(memory.fake) KiB, C \(memory.hello) KiB",
            "  ratio: \(rounded(series[0].median / series[1].median, 2)) × C (must stay within 2)",
        ]
    }

    private static func time(_ path: String, _ arguments: [String], _ memory: inout Int) throws(BenchmarkError)
        -> Double
    {
        let end = try ChildProcess.run(path, arguments)
        guard end.status == 0 else { throw BenchmarkError("\(path) ended with status \(end.status >> 8)") }
        memory = max(memory, end.residentKiB)
        return end.seconds
    }

    private static func besideThisProgram(_ name: String) throws(BenchmarkError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw BenchmarkError("/proc is not mounted") }
        let program = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = program.split(separator: "/").dropLast()
        let path = "/" + (folder + [Substring(name)]).joined(separator: "/")
        guard access(path, X_OK) == 0 else {
            throw BenchmarkError("\(name) is not built: run `swift build -c release --product \(name)` first")
        }
        return path
    }

    private static func compileHello(in folder: borrowing WorkFolder) throws(BenchmarkError) -> String {
        let source = try folder.write(
            "hello.c", Array("#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n".utf8))
        let path = folder.path + "/hello"
        guard try ChildProcess.run("cc", ["-O2", "-o", path, source]).status == 0 else {
            throw BenchmarkError("cc could not compile a C program")
        }
        return path
    }
}
