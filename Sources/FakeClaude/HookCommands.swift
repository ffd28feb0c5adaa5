import CProcesses
import Determinism
import Glibc
import Player
import Recording

/// The shell commands that a playing process runs for its hooks, with their pipes.
struct HookCommands {
    /// One command that runs.
    private struct Running {
        let id: Int
        let process: pid_t
        /// Readable once the process has ended.
        let life: Int32
        var input: Int32
        var unwritten: ArraySlice<UInt8>
        var output: Int32
        var error: Int32
        var said: [UInt8] = []
        var complained: [UInt8] = []
    }

    private var running: [Running] = []
    private let environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    init(environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) { self.environment = environment }

    /// Whether none runs.
    var isEmpty: Bool { running.isEmpty }

    /// Descriptors that something may come from.
    var readable: [Int32] { running.flatMap { [$0.life, $0.output, $0.error] }.filter { $0 >= 0 } }

    /// Descriptors that something is to be written to.
    var writable: [Int32] { running.map(\.input).filter { $0 >= 0 } }

    /// Starts a command in a group of its own.
    ///
    /// - Returns: its end, where it could not be started.
    mutating func start(_ command: CommandRun) -> CommandEnd? {
        var ends: [Int32] = []
        for _ in 0..<3 {
            var pair: [Int32] = [-1, -1]
            guard u_pipe(&pair) == 0 else { break }
            ends += pair
        }
        defer { for end in ends { Glibc.close(end) } }
        guard ends.count == 6 else { return Self.unstarted(command) }
        var program = ChildProgram(path: "/bin/sh", arguments: ["sh", "-c", command.line])
        program.isGroupLeader = true
        program.input = ends[0]
        program.output = ends[3]
        program.error = ends[5]
        // It takes no part in a clock that we share: nobody would wait for what it starts.
        let variables = command.environment.map { "\($0.name)=\($0.value)" } + ["\(ClockMessage.addressVariable)="]
        let process = program.start(adding: variables, to: environment)
        guard let process else { return Self.unstarted(command) }
        let kept = [ends[1], ends[2], ends[4]]
        for end in kept { _ = u_set_nonblocking(end) }
        ends = [ends[0], ends[3], ends[5]]
        running.append(
            Running(
                id: command.id, process: process, life: u_pidfd_open(process), input: kept[0],
                unwritten: command.input[...], output: kept[1], error: kept[2]))
        return nil
    }

    /// Moves what can be moved without waiting.
    ///
    /// - Returns: the commands that have ended.
    mutating func work() -> [CommandEnd] {
        var ended: [CommandEnd] = []
        for place in running.indices.reversed() {
            var command = running[place]
            Self.feed(&command)
            Self.drain(&command)
            var status: Int32 = 0
            guard waitpid(command.process, &status, WNOHANG) == command.process else {
                running[place] = command
                continue
            }
            // What it wrote last may have come between the reading and the end.
            Self.drain(&command)
            running.remove(at: place)
            let gone = command
            Self.close(gone)
            let number = status & 0x7F
            ended.append(
                CommandEnd(
                    id: gone.id,
                    status: number == 0 ? .exited(status >> 8 & 0xFF) : .signaled(Signal(rawValue: number)),
                    output: gone.said, error: gone.complained))
        }
        return ended.reversed()
    }

    /// Ends a command and all that it started.
    mutating func kill(_ id: Int) {
        guard let place = running.firstIndex(where: { $0.id == id }) else { return }
        let gone = running.remove(at: place)
        Glibc.kill(-gone.process, SIGKILL)
        waitpid(gone.process, nil, 0)
        Self.close(gone)
    }

    /// Ends all.
    mutating func killAll() { for command in running { kill(command.id) } }

    private static func feed(_ command: inout Running) {
        guard command.input >= 0 else { return }
        while !command.unwritten.isEmpty {
            let count = command.unwritten.withUnsafeBytes { write(command.input, $0.baseAddress, $0.count) }
            if count > 0 {
                command.unwritten = command.unwritten.dropFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno != EINTR {
                break
            }
        }
        Glibc.close(command.input)
        command.input = -1
    }

    private static func drain(_ command: inout Running) {
        drain(&command.output, into: &command.said)
        drain(&command.error, into: &command.complained)
    }

    private static func drain(_ descriptor: inout Int32, into bytes: inout [UInt8]) {
        guard descriptor >= 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes += buffer[..<min(count, max(0, CommandEnd.outputBytesMax - bytes.count))]
            } else if count < 0, errno == EINTR {
                continue
            } else if count < 0, errno == EAGAIN {
                return
            } else {
                Glibc.close(descriptor)
                descriptor = -1
                return
            }
        }
    }

    private static func close(_ command: Running) {
        for descriptor in [command.life, command.input, command.output, command.error] where descriptor >= 0 {
            Glibc.close(descriptor)
        }
    }

    private static func unstarted(_ command: CommandRun) -> CommandEnd {
        CommandEnd(id: command.id, status: .exited(127), error: Array("\(String(cString: strerror(errno)))\n".utf8))
    }
}
