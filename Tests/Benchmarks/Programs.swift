import Glibc

/// Programs that benchmarks run: ours, built beside this one, and small ones in C.
enum Programs {
    /// The path of a product of this package.
    static func product(_ name: String) throws(BenchmarkError) -> String {
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

    /// Compiles a program in C and returns its path.
    static func compile(
        _ name: String, _ source: String, in folder: borrowing WorkFolder
    ) throws(BenchmarkError) -> String {
        let file = try folder.write("\(name).c", Array(source.utf8))
        let path = "\(folder.path)/\(name)"
        guard try ChildProcess.run("cc", ["-O2", "-D_GNU_SOURCE", "-o", path, file]).status == 0 else {
            throw BenchmarkError("cc could not compile a C program")
        }
        return path
    }

    /// Where a program is found on PATH; `nil`: nowhere.
    static func find(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// A Python that has the peers which `.ci/clients FOLDER` installs, where UNDERSTUDY_CLIENTS names that folder.
    static var python: String { getenv("UNDERSTUDY_CLIENTS").map { String(cString: $0) + "/bin/python" } ?? "python3" }

    /// A program that runs another and prints its largest resident set in KiB: a child's figure is never below that of
    /// the program which spawns it, and a benchmark is too large for that.
    static let meterSource = """
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

    /// The largest resident set of a program's run, in KiB, by a compiled `meterSource`.
    static func residentKiB(_ meter: String, _ path: String, _ arguments: [String]) throws(BenchmarkError) -> Int {
        let process = try Coprocess(meter, [path] + arguments)
        return try process.ask().first.flatMap { Int($0) } ?? 0
    }
}
