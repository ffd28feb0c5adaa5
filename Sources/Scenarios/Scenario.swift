public import Determinism
import Hosting
import Matching
public import Orchestration
import Recording
public import Text

/// One file: how the orchestrator is set up, what `claude` does, what the person does, and what has to come of it.
public struct Scenario: Sendable {
    /// Where a scenario runs.
    public enum Arm: String, Sendable, Hashable, CaseIterable {
        /// On virtual time, without any process.
        case simulated
        /// On real processes and pseudoterminals, with the fake `claude`.
        case fake
        /// With the real `claude`.
        case live
    }

    /// The path as the person named it.
    public var file: String
    /// The name, any characters; the file's where it has none.
    public var name: String
    /// Words to select by.
    public var tags: [String]
    /// The seed that the scenario asks for.
    public var seed: UInt64?
    /// The arms that it can run on.
    public var hosts: [Arm]
    /// Faults over every call, as JSON.
    public var faults: String?
    /// The orchestrator.
    public var configuration: Configuration
    /// The script that `claude` follows, with absolute paths; `nil`: it echoes.
    public var script: JSONValue?
    /// What hook commands do on virtual time, by the program's name: scripts as JSON.
    public var programs: [Program] = []
    /// How requests for permission are answered, the first that fits; none fits: denied.
    public var permissions: [PermissionRule] = []
    /// What the person does, in order.
    var steps: [Step]
    /// What has to hold at the end.
    var checks: [Check]
    /// What has to hold at every event.
    var always: [Check]
    /// What decides whether it holds.
    var judge = Judge.checks
    /// What an exploration chose, and the run that it found: beside the checks the invariants have to hold.
    public internal(set) var choices: ChoiceList?
    /// The recorded orchestration that this case is, in the place of steps.
    public internal(set) var recorded: RecordedCase?
}

extension Scenario {
    /// What decides whether a scenario holds.
    enum Judge: String, Sendable, Hashable, CaseIterable {
        /// Its own expectations and checks.
        case checks
        /// What has to hold whatever goes wrong: its own expectations only drive it.
        case invariants
    }

    /// Whether it is a recorded orchestration, and no file with steps.
    public var isRecorded: Bool { recorded != nil }

    /// How recordings of it are named, safe in a path.
    var recordingName: String { SafeName.slug(name) }
}

/// What a program other than `claude` does on virtual time.
public struct Program: Sendable, Hashable {
    /// Its name, as hooks call it.
    public var name: String
    /// The script of its one answer.
    public var script: JSONValue
}

/// How requests for the permission to use a tool are answered.
public struct PermissionRule: Sendable, Hashable {
    /// The tool; `nil`: any.
    public var tool: String?
    /// Whether it may run.
    public var isAllowed: Bool
    /// The input in place of its own.
    public var input: JSONValue?
    /// Why not, in the words that the model is told.
    public var reason: String?
}

/// One thing that the person does or waits for.
struct Step: Sendable {
    enum Kind: Sendable {
        case send(String)
        case expect(Expectation)
        case wait(Duration)
        case input([UInt8])
        case resize(TerminalSize)
        case signal(Signal)
        case extend(Duration)
        case interrupt
        case model(String)
        case permissionMode(String)
        case update(Configuration)
        case stop
        case restart
        case close
        case mark(String)
    }

    let kind: Kind
    /// The key in the file.
    let name: String
    let position: SourcePosition
}

/// Something that has to happen.
struct Expectation: Sendable {
    indirect enum Kind: Sendable {
        case text(TextMatch)
        case delegation(DelegationMatch)
        case ticket(TicketMatch)
        case result(ResultMatch)
        case event(EventMatch)
        case exit(ExitMatch)
        case screen(TextMatch)
        case any([Kind])
        case all([Kind])
    }

    /// How long an expectation waits that does not say so.
    static let defaultPatience: Duration = .seconds(30)

    let kind: Kind
    let within: Duration?
    let position: SourcePosition
}

/// A condition on the whole run.
struct Check: Sendable {
    enum Kind: Sendable {
        case results([ResultMatch])
        case tickets([TicketMatch])
        case delegations([DelegationMatch])
        case exit(ExitMatch)
        case leftovers(ClosedRange<Int>)
        case duration(TimeMatch)
        case memory(ClosedRange<Int>)
        case output([OutputMatch])
        case calls(CallsMatch)
        case screen([TextMatch])
        case metrics([MetricMatch])
        case files([FileMatch])
        case status(StatusMatch)
    }

    let kind: Kind
    let name: String
    let position: SourcePosition
}

/// A delegation as a scenario describes it.
struct DelegationMatch: Sendable {
    var agent: String?
    var task: TextMatch?
    var pattern: DelegationPattern?
    var at: TimeMatch?
}

/// A ticket as a scenario describes it.
struct TicketMatch: Sendable {
    var kind: Ticket.Kind?
    var title: TextMatch?
    var priority: Ticket.Priority?
}

/// An agent's result as a scenario describes it.
struct ResultMatch: Sendable {
    var agent: String?
    var status: AgentStatus?
    var after: TimeMatch?
    var at: TimeMatch?
    var text: TextMatch?
    var reason: TextMatch?
    var task: TextMatch?
    var exit: ExitMatch?
}

/// Something else that an engine reports.
struct EventMatch: Sendable {
    enum Name: String, Sendable, CaseIterable {
        case started, turn, ended, retry, warning, error, ready, dialog, pattern, permission, notice
        case hookFailed = "hook-failed"
        case memoryWarning = "memory-warning"
        case memoryCritical = "memory-critical"
        case memoryHard = "memory-hard"
    }

    var name: Name
    var agent: String?
    var at: TimeMatch?
    /// What it says.
    var text: TextMatch?
}

/// A figure that the engine has counted.
struct MetricMatch: Sendable {
    var name: String
    var range: ClosedRange<Double>
}

/// A file of the project's folder at the end.
struct FileMatch: Sendable {
    var path: String
    /// What it holds; `nil`: it is not there.
    var contents: [TextMatch]?
}

/// What the session came to.
struct StatusMatch: Sendable {
    var isSuccess: Bool
    var reason: TextMatch?
}

/// The status of a child.
struct ExitMatch: Sendable, Hashable {
    var status: ExitStatus
}

/// Output of a child as a scenario describes it.
struct OutputMatch: Sendable {
    enum Stream: String, Sendable, CaseIterable {
        case stdout, stderr
    }

    var agent: String?
    var stream = Stream.stdout
    var contains: [TextMatch] = []
    var excludes: [TextMatch] = []
    var equals: String?
    var bytes: ClosedRange<Int>?
    var sha256: String?
}

/// What `claude` was asked.
struct CallsMatch: Sendable {
    struct Call: Sendable {
        var agent: String?
        var prompt: TextMatch?
        var argv: [String]?
    }

    var count: Int?
    var calls: [Call]?
}
