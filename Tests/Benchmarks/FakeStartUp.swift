import Glibc

/// The start of the fake `claude` beside the start of a program in C that prints a line.
enum FakeStartUp: Benchmark {
    static let name = "fake-start-up"
    static let summary = "claude --version, beside a C hello-world; must stay within 2 times its time"

    static func run(_ settings: Settings) throws(BenchmarkError) -> [String] {
        let folder = try WorkFolder()
        let fake = try BuiltPrograms.path(of: "claude")
        let hello = try compile("hello", "#include <stdio.h>\nint main(void) { puts(\"hello\"); }\n", in: folder)
        let meter = try compile("meter", meterSource, in: folder)
        let series = try interleave(
            rounds: settings.isShort ? 30 : 200,
            [
                ("claude --version", { () throws(BenchmarkError) in try time(fake, ["--version"]) }),
                ("hello in C", { () throws(BenchmarkError) in try time(hello, []) }),
            ])
        let memory = (fake: try residentKiB(meter, fake, ["--version"]), hello: try residentKiB(meter, hello, []))
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

    /// A small program that runs another and prints its largest resident set: a child's figure is never below that of
    /// the program which spawns it, and this one is too large for that.
    private static let meterSource = """
        #include <stdio.h>
        #include <fcntl.h>
        #include <unistd.h>
        #include <sys/resource.h>
        #include <sys/wait.h>
        int main(int count, char **words) {
            pid_t child = fork();
            if (child == 0) {
                dup2(open("/dev/null", O_WRONLY), 1);
                execv(words[1], words + 1);
                _exit(127);
            }
            int status;
            struct rusage usage;
            if (wait4(child, &status, 0, &usage) < 0) return 1;
            printf("%ld\\n", usage.ru_maxrss);
            return 0;
        }

        """

    private static func residentKiB(
        _ meter: String, _ path: String, _ arguments: [String]
    ) throws(BenchmarkError) -> Int {
        let process = try Coprocess(meter, [path] + arguments)
        return try process.ask().first.flatMap { Int($0) } ?? 0
    }

    private static func compile(
        _ name: String, _ source: String, in folder: borrowing WorkFolder
    ) throws(BenchmarkError) -> String {
        let file = try folder.write("\(name).c", Array(source.utf8))
        let path = "\(folder.path)/\(name)"
        guard try ChildProcess.run("cc", ["-O2", "-D_DEFAULT_SOURCE", "-o", path, file]).status == 0 else {
            throw BenchmarkError("cc could not compile a C program")
        }
        return path
    }
}
