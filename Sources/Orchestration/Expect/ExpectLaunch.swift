public import Hosting
public import Matching
public import Recording
import Terminal

/// What was read from a program or sent to it.
public enum ExpectTraffic: Sendable, Hashable {
    /// The program printed this.
    case read([UInt8])
    /// This was sent to the program.
    case sent([UInt8])
}

/// What a program is started with, and how it is waited for.
public struct ExpectLaunch: Sendable {
    /// The program; on a pseudoterminal of 80 columns unless it says something else.
    public var launch: Launch
    /// The limits of waits.
    public var settings = ExpectSettings()
    /// The steps that end the program after its terminal has hung up.
    public var stopSteps: [StopLadder.Step] = ExpectLaunch.standardSteps
    /// Is told of everything that is read and sent, on the host's thread, in order.
    public var onTraffic: (@Sendable (ExpectTraffic) -> Void)?

    /// SIGHUP's second, then SIGINT (1 s), SIGTERM and SIGCONT (2 s), SIGKILL.
    public static let standardSteps: [StopLadder.Step] = [
        StopLadder.Step(.signal(.hangUp), grace: .seconds(1)), StopLadder.Step(.signal(.interrupt), grace: .seconds(1)),
        StopLadder.Step(.signal(.terminate), grace: .seconds(2)), StopLadder.Step(.signal(.kill), grace: .seconds(1)),
    ]

    /// How long a program whose output has ended may take to end before the steps begin.
    static let farewell: Duration = .seconds(1)

    /// A program with arguments.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name to be looked up in the `PATH` of `environment`.
    ///   - environment: the whole environment; nothing else is inherited.
    ///   - streams: a pseudoterminal, or pipes, on which what goes to the error stream is read with the output.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [EnvironmentVariable] = [],
        workingDirectory: String? = nil, streams: Launch.Streams = .pseudoterminal(.standard)
    ) {
        launch = Launch(
            executable: executable, arguments: arguments, environment: environment, workingDirectory: workingDirectory,
            streams: streams)
    }
}

extension ExpectFailure.Code {
    /// The program has closed its input or has ended.
    public static let inputRefused = ExpectFailure.Code(text: "the program takes no input")
    /// The session was closed.
    public static let closed = ExpectFailure.Code(text: "the session is closed")
    /// The task that waited was cancelled.
    public static let cancelled = ExpectFailure.Code(text: "the wait was cancelled")
    /// A line is longer than what a terminal keeps that reads lines.
    public static func lineTooLong(bytes: Int) -> ExpectFailure.Code {
        ExpectFailure.Code(
            text:
                "a line of \(bytes) bytes would be cut: a terminal in canonical mode keeps \(LineDiscipline.lineBytesMax); "
                + "send it in parts with Ctrl-D between them, or by send(_:) where the program has made its terminal raw"
        )
    }
    /// The program could not be started; the number of the error (errno(3)).
    public static func notStarted(errno: Int32) -> ExpectFailure.Code {
        ExpectFailure.Code(text: "the program can't be started (errno \(errno))")
    }
}
