public import Recording

/// What of a launch is the same on every machine: what recordings keep of it, and what a replay compares.
public struct LaunchFacts: Sendable, Hashable {
    /// The program's name without its folder, and the arguments.
    public var argv: [String]
    /// The names of the environment's variables, in order.
    public var environment: [String]
    /// The agent whose part the child plays; `nil`: none of its own.
    public var agent: String?
    /// The last part of the folder where the child starts.
    public var folder: String?
    /// The size of the child's terminal; `nil`: pipes.
    public var terminal: TerminalSize?

    /// The variable that names the agent to a child, so that a test double knows whose part it plays.
    public static let agentVariable = "UNDERSTUDY_AGENT"

    /// The facts of a launch.
    public init(_ launch: Launch) {
        argv = [Self.lastPart(launch.executable)] + launch.arguments
        environment = launch.environment.map(\.name)
        agent = launch.environment.last { $0.name == Self.agentVariable }?.value
        folder = launch.workingDirectory.map(Self.lastPart)
        if case .pseudoterminal(let size) = launch.streams { terminal = size }
    }

    /// The facts that the header of a process's recording states.
    public init(_ header: RecordingHeader) {
        let details = header.understudy
        argv = details?.argv ?? []
        environment = details?.environment ?? []
        agent = header.env.last { $0.name == Self.agentVariable }?.value
        folder = details?.cwd
        terminal = details?.streams == .pipes ? nil : header.term.size
    }

    /// States the facts in a header.
    public func state(in header: inout RecordingHeader) {
        var details = header.understudy ?? RecordingDetails()
        details.streams = terminal == nil ? .pipes : .pty
        details.argv = argv
        details.environment = environment.isEmpty ? nil : environment
        if let folder { details.cwd = folder }
        header.understudy = details
        header.term.size = terminal ?? .standard
        if let agent { header.env.append((Self.agentVariable, agent)) }
    }

    /// The last part of a path.
    public static func lastPart(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension LaunchFacts: CustomStringConvertible {
    /// The command line and what is special about it.
    public var description: String {
        let words = argv.map { $0.contains(" ") || $0.isEmpty ? "\"\($0)\"" : $0 }.joined(separator: " ")
        let place = [agent.map { "as \($0)" }, folder.map { "in \($0)" }, terminal.map { "on a \($0) terminal" }]
        return ([words] + place.compactMap(\.self)).joined(separator: ", ")
            + "; environment: \(environment.joined(separator: " "))"
    }
}

/// How the recordings of an orchestration's processes are named: a number and the part, safe in a path.
public enum RecordedName {
    /// The name of a child: `02-engineer`.
    public static func name(of process: ProcessHandle, _ launch: Launch) -> String {
        let number = process.rawValue + 1
        let agent = LaunchFacts(launch).agent ?? RecordedOrchestration.mainName
        return (number < 10 ? "0" : "") + "\(number)-\(SafeName.slug(agent))"
    }
}
