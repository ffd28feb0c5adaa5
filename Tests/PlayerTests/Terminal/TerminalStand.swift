import ClaudeProtocol
import Determinism
import Recording
import Terminal
import Text

@testable import Player

/// A terminal program on a screen, driven on virtual time by a session that answers as it is told.
struct TerminalStand {
    var program: TerminalProgram
    var screen: Screen
    var now = Instant.zero
    var requests: [TerminalRequest] = []
    /// All that was written, one element for each write.
    var writes: [[UInt8]] = []

    init(
        _ profile: Profile = .v2_1_330, columns: Int = 80, rows: Int = 24, isStarted: Bool = true,
        _ change: (inout TerminalOptions) -> Void = { _ in }
    ) {
        var options = TerminalOptions()
        options.size = TerminalSize(columns: columns, rows: rows)
        options.workingDirectory = "/home/ada/project"
        options.sessionID = "11111111-2222-4333-8444-555555555555"
        options.wallClock = 36_960_000
        change(&options)
        program = TerminalProgram(profile: profile, options: options)
        screen = Screen(size: ScreenSize(columns: columns, rows: rows))
        program.start(at: now)
        collect()
        if isStarted { wait(.milliseconds(200)) }
    }

    mutating func collect() {
        for write in program.takeOutput() {
            writes.append(write)
            screen.feed(write)
        }
        requests += program.takeRequests()
    }

    mutating func type(_ text: String) { send(Array(text.utf8)) }

    mutating func send(_ bytes: [UInt8]) {
        program.input(bytes, at: now)
        collect()
    }

    mutating func tell(_ events: SessionEvent...) {
        for event in events {
            program.tell(event, at: now)
            collect()
        }
    }

    /// Lets time pass, with every deadline in it.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        collect()
        while let deadline = program.deadline, deadline <= end {
            now = max(now, deadline)
            program.timer(at: now)
            collect()
        }
        now = end
    }

    mutating func resize(columns: Int, rows: Int) {
        screen.resize(to: ScreenSize(columns: columns, rows: rows))
        program.resize(TerminalSize(columns: columns, rows: rows), at: now)
        collect()
    }

    /// A turn from its prompt to its end.
    mutating func turn(_ prompt: String, _ answer: String) {
        type(prompt + "\r")
        tell(.turnBegan(prompt: prompt), .text(answer), .blockEnded, .turnEnded(took: .seconds(5)))
    }

    mutating func takeRequests() -> [TerminalRequest] {
        defer { requests = [] }
        return requests
    }

    /// All bytes so far, as text.
    var stream: String { String(decoding: writes.joined(), as: UTF8.self) }

    /// The lines of the input box, without its mark.
    var box: String {
        let lines = screen.lines
        guard let end = lines.lastIndex(where: { $0.hasPrefix("───") }),
            let start = lines[..<end].lastIndex(where: { $0.hasPrefix("───") })
        else { return "no box" }
        return lines[(start + 1)..<end].map { String($0.dropFirst(2)) }.joined(separator: "\n")
    }

    /// The lines below the box.
    var footer: String {
        let lines = screen.lines
        guard let end = lines.lastIndex(where: { $0.hasPrefix("───") }) else { return "no box" }
        return lines[(end + 1)...].joined(separator: "\n")
    }
}
