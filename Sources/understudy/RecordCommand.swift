import ArgumentParser
import Glibc
import Hosting
import LiveHost
import Recording

/// `understudy record`: a live session as a recording, unnoticed by the person and the program.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Records a live session of any program.",
        usage: "understudy record [--pty|--pipes] [-o FILE] [--size COLSxROWS] -- COMMAND [ARG…]",
        discussion: """
            The program runs as it would without us: on a terminal of its own where standard input and output are \
            terminals, on pipes elsewhere. Every chunk is in the file before it is passed on. Known kinds of keys, values of \
            variables named like secrets, and the names of this user and machine in paths never reach the file; --literal, \
            --pattern, --env and --rules say what else, or what not. Ends as the program ends; \
            125 where recording itself fails, 126 and 127 where the program can't be started.
            """)

    /// How the program's standard streams are made.
    enum Streams: String, EnumerableFlag {
        case pty, pipes

        static func help(for value: Streams) -> ArgumentHelp? {
            switch value {
            case .pty: "Give the program a terminal of its own (the default on a terminal)."
            case .pipes: "Give the program three pipes (the default elsewhere)."
            }
        }
    }

    @Flag(exclusivity: .exclusive)
    var streams: Streams?

    @Option(name: .shortAndLong, help: "The recording (default: a new name made of the command and the time).")
    var output: String?

    @Flag(help: "Replace the recording if there is one already, once the new one is whole.")
    var overwrite = false

    @Option(help: "The size of the program's terminal, such as 80x24 (default: that of ours, followed as it changes).")
    var size: String?

    @OptionGroup var options: RedactionOptions

    @Option(help: ArgumentHelp("A descriptor with input that was read before.", visibility: .private))
    var inputPrefix: Int32?

    @Argument(parsing: .postTerminator, help: "The program and its arguments, after '--'.")
    var command: [String] = []

    func run() throws {
        guard let program = command.first, !program.isEmpty else {
            throw CommandFailure(.badInput, "give the program to record after '--': understudy record -- claude")
        }
        var session = RecordedSession(
            command: command, isTerminal: isTerminal, size: try fixedSize(), inputPrefix: inputPrefix,
            redaction: try options.quietRules())
        let target = RecordingTarget(path: output, isReplaced: overwrite, program: program)
        switch target.open() {
        case .success(let file): session.file = file
        case .failure(let failure) where failure.isOfThePlace:
            Output.complain("\(failure); the session goes on without a recording")
        case .failure(let failure):
            Output.complain("\(failure)")
            Glibc.exit(RecordedSession.ownFailure)
        }
        session.isAnnounced = output == nil
        session.runAndLeave()
    }

    private var isTerminal: Bool {
        switch streams {
        case .pty: true
        case .pipes: false
        case nil: isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        }
    }

    private func fixedSize() throws -> TerminalSize? {
        guard let size else { return nil }
        let numbers = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        let range = 1...TerminalSize.cellsMax
        guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], range.contains(columns),
            range.contains(rows)
        else {
            let message = "--size \(size): must be COLUMNSxROWS, each from 1 to \(TerminalSize.cellsMax), such as 80x24"
            throw CommandFailure(.badInput, message)
        }
        return TerminalSize(columns: columns, rows: rows)
    }
}

/// Which file a session is recorded into.
struct RecordingTarget {
    /// What the person asked for; `nil`: a name of our own.
    let path: String?
    /// Whether a file of that name may be replaced.
    let isReplaced: Bool
    /// The program that is recorded.
    let program: String

    /// Names tried before one is found that is not taken.
    private static let namesMax = 1_000

    /// Makes the file.
    func open() -> Result<AppendOnlyFile, AppendOnlyFile.Failure> {
        if let path { return Self.make(path, existing: isReplaced ? .replace : .refuse) }
        let name = SafeName.slug(program.split(separator: "/").last.map(String.init) ?? program)
        let base = "\(name)-\(Self.timestamp)"
        var result = Self.make("\(base).cast", existing: .refuse)
        var number = 2
        while case .failure(let failure) = result, !failure.isOfThePlace, number < Self.namesMax {
            result = Self.make("\(base)-\(number).cast", existing: .refuse)
            number += 1
        }
        return result
    }

    private static func make(
        _ path: String, existing: AppendOnlyFile.Existing
    ) -> Result<AppendOnlyFile, AppendOnlyFile.Failure> {
        do throws(AppendOnlyFile.Failure) {
            return .success(try AppendOnlyFile(path: path, existing: existing))
        } catch {
            return .failure(error)
        }
    }

    /// The local time as `20260131-235959`.
    private static var timestamp: String {
        var seconds = time(nil)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(count - text.count, 0)) + text
        }
        return digits(parts.tm_year + 1_900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "-"
            + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2)
    }
}
