import CProcesses
import Determinism
import Glibc
import Hosting
import LiveHost
import Recording
import Scenarios

/// One session under the recorder, from the start of the program to our own end.
struct RecordedSession {
    /// The exit status where recording itself fails.
    static let ownFailure: Int32 = 125
    /// The exit status where the program is there but can't be executed.
    private static let notExecutable: Int32 = 126
    /// The exit status where the program is not there.
    private static let notFound: Int32 = 127

    /// The program and its arguments.
    let command: [String]
    /// Whether the program gets a terminal of its own.
    let isTerminal: Bool
    /// The size of that terminal; `nil`: as ours is.
    let size: TerminalSize?
    /// A descriptor with input that comes before standard input.
    let inputPrefix: Int32?
    /// What must not reach the recording.
    let redaction: RedactionRules
    /// Where the recording goes; `nil`: nowhere.
    var file: AppendOnlyFile?
    /// Whether the person is told where the recording is.
    var isAnnounced = false

    /// What is left to say and do once the terminal is the person's again.
    private struct Outcome {
        var ending: SessionRelay.Ending?
        var failure: HostFailure?
        var events = 0
        var duration = Duration.zero
    }

    /// Runs the program to its end, and ends as it did.
    func runAndLeave() -> Never {
        let outcome = perform()
        if case .notStarted = outcome.ending { file?.discard() } else { file?.finish() }
        if let failure = outcome.failure {
            Output.complain("the session broke off: \(failure)")
            exit(Self.ownFailure)
        }
        switch outcome.ending {
        case .notStarted(let number): leave(notStarted: number)
        case .ended(let status):
            tell(outcome)
            leave(as: status)
        case nil: exit(Self.ownFailure)
        }
    }

    private func perform() -> Outcome {
        var outcome = Outcome()
        do throws(HostFailure) {
            var person = PersonStreams(inputPrefix: inputPrefix, isRaw: isTerminal)
            person.followsSize = size == nil
            let own = person.terminal.flatMap { TerminalMeasure.size(of: $0) }
            let host = try LiveHost(person: person)
            defer { host.release() }
            var notes: [String] = []
            if size == nil, isTerminal, let own, !own.isExact {
                notes.append("the terminal's size is out of range: \(own.size) is taken")
            }
            let launch = makeLaunch(size: size ?? own?.size ?? .standard)
            var relay = SessionRelay(launch)
            var recorder = RecordingHost(
                host, sink: FileSink(file), provenance: provenance, template: template(launch), notes: notes,
                redaction: file == nil ? .none : redaction)
            var run = Driver.Outcome(isTraced: false)
            defer {
                outcome.ending = relay.ending
                outcome.events = recorder.eventCount
                outcome.duration = .microseconds(run.end.microseconds)
            }
            try Driver.run(&relay, on: &recorder, outcome: &run)
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    private func makeLaunch(size: TerminalSize) -> Launch {
        Launch(
            executable: command[0], arguments: Array(command.dropFirst()),
            environment: InheritedEnvironment.variables(), streams: isTerminal ? .pseudoterminal(size) : .pipes)
    }

    private var programName: String { command[0].split(separator: "/").last.map(String.init) ?? command[0] }

    private var provenance: RecordingProvenance {
        RecordingProvenance(
            .recorded, cli: programName == "claude" ? programName : nil,
            recorderVersion: "understudy \(Version.current)")
    }

    /// What the header says beside what every recording says.
    private func template(_ launch: Launch) -> RecordingHeader {
        func variable(_ name: String) -> String? { launch.environment.last { $0.name == name }?.value }
        var header = RecordingHeader()
        header.term.type = isTerminal ? variable("TERM") : nil
        header.timestamp = time(nil)
        header.command = command.map(Self.quoted).joined(separator: " ")
        header.env = ["SHELL", "TERM"].compactMap { name in variable(name).map { (name, $0) } }
        var details = RecordingDetails()
        details.cwd = Self.alias(of: FileSystem.workingDirectory, home: variable("HOME"))
        header.understudy = details
        return header
    }

    /// A word as a person would type it for a shell.
    private static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-_./=:,@%+".unicodeScalars.contains(scalar)
            }
        return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    /// A folder without the name of its owner: below the home folder it begins with `~`.
    private static func alias(of folder: String, home: String?) -> String {
        guard let home, home.hasPrefix("/"), home.count > 1 else { return folder }
        let root = home.hasSuffix("/") ? String(home.dropLast()) : home
        if folder == root { return "~" }
        return folder.hasPrefix(root + "/") ? "~" + folder.dropFirst(root.count) : folder
    }

    /// Says once what became of the recording.
    private func tell(_ outcome: Outcome) {
        guard let file else { return }
        if let failure = file.failure {
            Output.complain("the recording is incomplete, it stops where this happened: \(failure)")
        } else if isAnnounced {
            let tenths = outcome.duration / .milliseconds(100)
            let seconds = "\(Int(tenths) / 10).\(Int(tenths) % 10)"
            Output.complain("recorded \(outcome.events) events in \(seconds) s: \(file.path)")
            for warning in redaction.warnings { Output.complain("warning: \(warning)") }
        }
    }

    private func leave(as status: ExitStatus) -> Never {
        switch status {
        case .exited(let code): exit(code)
        case .signaled(let signal): u_die_by(signal.rawValue)
        }
    }

    private func leave(notStarted number: Int32) -> Never {
        switch number {
        case ENOENT, ENOTDIR:
            Output.complain("\(command[0]): command not found")
            exit(Self.notFound)
        case EACCES, ENOEXEC, EISDIR, ETXTBSY, ELIBBAD:
            Output.complain("\(command[0]): can't be executed: \(String(cString: strerror(number)))")
            exit(Self.notExecutable)
        default:
            Output.complain("\(command[0]): can't be started: \(String(cString: strerror(number)))")
            exit(Self.ownFailure)
        }
    }
}
