import Glibc
import TestMaterial

/// The built fake as a process, with pipes to it.
final class FakeProcess {
    /// Why a process could not be started or did not do what was waited for.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Nothing here takes longer, even on a busy machine; in milliseconds.
    static let patience: Int32 = 30_000

    let process: pid_t
    private(set) var input: Int32
    private(set) var output: Int32
    let error: Int32
    /// Ends when the process ends: it holds the other side, and whatever it starts does not.
    private let life: Int32
    private var status: Int32?

    /// The built `claude`.
    static let path = Repository.builtFake

    /// Starts a call; only the variables that are given stand in its environment.
    init(_ arguments: [String], environment: [String: String] = [:], executable: String = FakeProcess.path) throws {
        let (toChild, fromChild) = (try Self.pipeEnds(), try Self.pipeEnds())
        let (errors, lives) = (try Self.pipeEnds(), try Self.pipeEnds())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        posix_spawn_file_actions_adddup2(&actions, lives[1], Self.lifeDescriptor)
        var words: [UnsafeMutablePointer<CChar>?] = (["claude"] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, executable, &actions, nil, &words, &variables)
        close(toChild[0])
        close(fromChild[1])
        close(errors[1])
        close(lives[1])
        life = lives[0]
        process = child
        input = toChild[1]
        output = fromChild[0]
        error = errors[0]
        guard result == 0 else { throw Failure(description: "\(executable): \(String(cString: strerror(result)))") }
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        closeInput()
        closeOutput()
        close(error)
        close(life)
    }

    /// Above all that the fake opens itself.
    private static let lifeDescriptor: Int32 = 200

    private static func pipeEnds() throws -> [Int32] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Writes to standard input.
    func write(_ text: String) { _ = Glibc.write(input, text, text.utf8.count) }

    /// Closes standard input.
    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Stops reading standard output.
    func closeOutput() {
        if output >= 0 { close(output) }
        output = -1
    }

    /// Everything up to the end of a stream.
    func readAll(_ descriptor: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try readSome(descriptor) { bytes += more }
        return bytes
    }

    /// What the next read gives; `nil`: the end.
    func readSome(_ descriptor: Int32) throws -> [UInt8]? {
        var room = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&room, 1, Self.patience) > 0 else { throw Failure(description: "nothing came, and no end") }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Reads standard output as text to its end.
    func outputText() throws -> String { String(decoding: try readAll(output), as: UTF8.self) }

    /// Reads standard error as text to its end.
    func errorText() throws -> String { String(decoding: try readAll(error), as: UTF8.self) }

    /// Waits for the end: the exit status, or minus the signal; one that does not end is killed (-9).
    func wait() -> Int32 {
        if let status { return status }
        var end = pollfd(fd: life, events: Int16(POLLIN), revents: 0)
        if poll(&end, 1, Self.patience) == 0 { kill(process, SIGKILL) }
        var raw: Int32 = 0
        while waitpid(process, &raw, 0) < 0, errno == EINTR {}
        let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : -(raw & 0x7F)
        status = code
        return code
    }

    func signal(_ number: Int32) { kill(process, number) }

    /// A line of `/proc/PID/FILE`, in bytes where it says kB.
    func procValue(_ name: String, in file: String) throws -> Int {
        let descriptor = open("/proc/\(process)/\(file)", O_RDONLY)
        defer { close(descriptor) }
        let text = String(decoding: try readAll(descriptor), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
        return (line.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}
