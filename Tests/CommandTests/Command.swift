import Glibc
import TestMaterial

/// The built `understudy` as a process, with what it wrote and how it ended.
struct Command {
    /// Its exit status; `nil` where a signal ended it.
    let status: Int32?
    /// The signal that ended it.
    let signal: Int32?
    let output: [UInt8]
    let errors: String

    /// What it wrote to standard output, as text.
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The lines of standard output.
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// The folder that holds the programs which were built together with these tests.
    static let products: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = max(readlink("/proc/self/exe", &buffer, buffer.count), 0)
        let path = String(decoding: buffer[..<count], as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }()

    /// Runs it with arguments and waits for its end.
    ///
    /// - Parameters:
    ///   - arguments: what follows the program's name, for a shell.
    ///   - folder: where it starts.
    static func run(_ arguments: String, in folder: borrowing TemporaryFolder) throws -> Command {
        try shell("exec \"$UNDERSTUDY\" " + arguments, in: folder)
    }

    /// Runs a shell script in which `$UNDERSTUDY` is the program.
    static func shell(
        _ script: String, in folder: borrowing TemporaryFolder, shell: String = "/bin/sh"
    ) throws -> Command {
        let scratch = try TemporaryFolder()
        let process = try start(
            script, in: folder.path, output: scratch.path("out"), errors: scratch.path("err"), shell: shell)
        let code = finish(process)
        return Command(
            status: code & 0x7F == 0 ? code >> 8 & 0xFF : nil, signal: code & 0x7F == 0 ? nil : code & 0x7F,
            output: try scratch.read("out"), errors: try scratch.readText("err"))
    }

    /// Starts a shell script with its outputs in files.
    static func start(
        _ script: String, in folder: String, output: String, errors: String, shell: String = "/bin/sh"
    ) throws -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, errors, flags, 0o600)
        var process: pid_t = 0
        let words = [shell, "-c", "cd \"$0\" && " + script, folder]
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "UNDERSTUDY=\(products)/understudy", "LC_ALL=C", "TMPDIR=\(folder)",
        ]
        let code = withWords(words) { words in
            withWords(environment) { posix_spawn(&process, shell, &files, nil, words, $0) }
        }
        guard code == 0 else { throw StartError(code: code) }
        return process
    }

    /// Waits for a process and gives its status as wait(2) does.
    static func finish(_ process: pid_t) -> Int32 {
        var code: Int32 = 0
        while waitpid(process, &code, 0) < 0, errno == EINTR {}
        return code
    }

    private static func withWords<Result>(
        _ words: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = words.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    struct StartError: Error { let code: Int32 }
}
