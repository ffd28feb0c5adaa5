import Glibc

/// A child that is started with `posix_spawn` and waited for.
struct ChildProcess {
    /// How a child ended.
    struct End {
        /// From before the spawn until it was reaped.
        let seconds: Double
        /// The status of `waitpid`.
        let status: Int32
    }

    /// Runs a program whose output goes nowhere.
    static func run(_ path: String, _ arguments: [String] = []) throws(BenchmarkError) -> End {
        let start = now()
        let process = try spawn(path, arguments, input: nil, output: nil)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return End(seconds: now() - start, status: status)
    }

    /// Starts a program; descriptors that are not given are those of `/dev/null`.
    static func spawn(
        _ path: String, _ arguments: [String], input: Int32?, output: Int32?
    ) throws(BenchmarkError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, given, mode) in [(0, input, O_RDONLY), (1, output, O_WRONLY)] as [(Int32, Int32?, Int32)] {
            if let given {
                posix_spawn_file_actions_adddup2(&actions, given, descriptor)
            } else {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
            }
        }
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, path, &actions, nil, &argv, environ)
        guard code == 0 else { throw BenchmarkError("can't run \(path): \(String(cString: strerror(code)))") }
        return process
    }
}

/// A program that does its work once for each line that it is sent, and answers with a line.
struct Coprocess: ~Copyable {
    private let process: pid_t
    private let input: Int32
    private let output: Int32

    init(_ path: String, _ arguments: [String]) throws(BenchmarkError) {
        var (down, up): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw BenchmarkError("no pipes are left") }
        for descriptor in [down[1], up[0]] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer { for descriptor in [down[0], up[1]] { close(descriptor) } }
        process = try ChildProcess.spawn(path, arguments, input: down[0], output: up[1])
        input = down[1]
        output = up[0]
    }

    deinit {
        close(input)
        close(output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Sends a line feed and returns the words of the answer.
    borrowing func ask() throws(BenchmarkError) -> [String] {
        // A peer that answers unasked may have ended already; then its answer is in the pipe.
        _ = write(input, "\n", 1)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        guard !line.isEmpty else { throw BenchmarkError("the peer has ended without an answer") }
        return String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
    }
}
