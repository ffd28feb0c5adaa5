import CProcesses
import Glibc
public import Recording
import Terminal

/// The person's side of a host: what they type, what they are shown, their terminal, and the signals that reach us.
final class PersonPort {
    /// What is still to be read, in order.
    var inlets: [Inlet] = []
    /// How many bytes may still be read.
    var demand = 0
    /// Whether the input has ended.
    var hasEnded = false
    var output: Outlet
    var errors: Outlet
    var signals: Wire
    /// Signals that were ignored when we started, and stay so in children; bit N-1 for signal N.
    let ignoredSignals: UInt64
    /// The person's terminal, where there is one; a copy of ours.
    let terminal: Int32?
    /// The size of the terminal as it was reported last.
    var size: TerminalSize?
    /// What programs have switched on in the terminal.
    var modes = TerminalModes()

    private let isRaw: Bool
    private let followsSize: Bool

    /// Takes over the person's streams and our signals, and makes the terminal raw where that is wanted.
    init(_ streams: PersonStreams) throws(SystemError) {
        output = try Outlet(streams.output, role: .personOutput)
        errors = try Outlet(streams.errors, role: .personErrors)
        if let prefix = streams.inputPrefix { inlets.append(try Inlet(prefix)) }
        inlets.append(try Inlet(streams.input))
        terminal = try streams.terminal.map { descriptor throws(SystemError) in try SystemCalls.copy(descriptor) }
        followsSize = streams.followsSize
        isRaw = streams.isRaw && isatty(streams.input) == 1
        (signals, ignoredSignals) = try SystemCalls.openSignals()
        size = currentSize
    }

    /// The size of the person's terminal now; what it does not know is taken from the standard one (fault 28).
    var currentSize: TerminalSize? {
        followsSize ? terminal.flatMap { TerminalMeasure.size(of: $0)?.size } : nil
    }

    /// Makes the terminal raw.
    func enterRaw() throws(SystemError) {
        if isRaw, let terminal { try SystemCalls.enterRaw(terminal) }
    }

    /// Notes what a program does to the person's terminal, for the guard.
    func follow(_ bytes: [UInt8]) {
        guard isRaw, modes.feed(bytes) else { return }
        SystemCalls.setReset(modes.reset)
    }

    /// Gives the terminal back.
    func leaveRaw() {
        u_leave_raw()
        modes = TerminalModes()
        SystemCalls.setReset([])
    }
}

/// How large a terminal is.
public enum TerminalMeasure {
    /// The size of a terminal as recordings know it, and whether that is what the terminal itself says.
    ///
    /// A width or height of 0 means that the terminal does not know: the standard one is taken. `nil` where the
    /// descriptor is no terminal.
    public static func size(of descriptor: Int32) -> (size: TerminalSize, isExact: Bool)? {
        var (columns, rows): (Int32, Int32) = (0, 0)
        guard u_terminal_size(descriptor, &columns, &rows) == 0 else { return nil }
        let standard = TerminalSize.standard
        let size = TerminalSize(
            columns: columns == 0 ? standard.columns : Int(columns), rows: rows == 0 ? standard.rows : Int(rows))
        return (size, size.columns == Int(columns) && size.rows == Int(rows))
    }
}
