/// A signal by its number on Linux; a number without a name can still be represented.
///
/// Source: signal(7).
public struct Signal: RawRepresentable, Sendable, Hashable {
    /// The number, 1 to 64.
    public let rawValue: Int32

    /// A signal by number.
    @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

    /// The terminal went away.
    public static let hangUp = Signal(rawValue: 1)
    /// Ctrl-C.
    public static let interrupt = Signal(rawValue: 2)
    /// Ctrl-\.
    public static let quit = Signal(rawValue: 3)
    /// A call to abort(3).
    public static let abort = Signal(rawValue: 6)
    /// The end that can't be refused.
    public static let kill = Signal(rawValue: 9)
    /// A memory access that is not allowed.
    public static let segmentationFault = Signal(rawValue: 11)
    /// A write to a pipe that nobody reads.
    public static let brokenPipe = Signal(rawValue: 13)
    /// A request to end.
    public static let terminate = Signal(rawValue: 15)
    /// Go on after a stop.
    public static let `continue` = Signal(rawValue: 18)
    /// The stop that can't be refused.
    public static let stop = Signal(rawValue: 19)
    /// Ctrl-Z.
    public static let terminalStop = Signal(rawValue: 20)
    /// The terminal's size changed.
    public static let windowChange = Signal(rawValue: 28)

    private static let names: [(Signal, String)] = [
        (hangUp, "HUP"), (interrupt, "INT"), (quit, "QUIT"), (Signal(rawValue: 4), "ILL"),
        (Signal(rawValue: 5), "TRAP"), (abort, "ABRT"), (Signal(rawValue: 7), "BUS"), (Signal(rawValue: 8), "FPE"),
        (kill, "KILL"), (Signal(rawValue: 10), "USR1"), (segmentationFault, "SEGV"), (Signal(rawValue: 12), "USR2"),
        (brokenPipe, "PIPE"), (Signal(rawValue: 14), "ALRM"), (terminate, "TERM"), (`continue`, "CONT"),
        (stop, "STOP"), (terminalStop, "TSTP"), (Signal(rawValue: 21), "TTIN"), (Signal(rawValue: 22), "TTOU"),
        (windowChange, "WINCH"),
    ]

    /// All names that `init(name:)` knows, without `SIG`.
    public static var allNames: [String] { names.map(\.1) }

    /// A signal by name, with or without `SIG`, in any case, or by number; `nil` where there is none.
    public init?(name: String) {
        let upper = name.uppercased()
        let short = upper.hasPrefix("SIG") ? String(upper.dropFirst(3)) : upper
        if let known = Self.names.first(where: { $0.1 == short }) {
            self = known.0
        } else if let number = Int32(short), (1...64).contains(number) {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    /// The name without `SIG`, or the number where there is none.
    public var name: String { Self.names.first { $0.0 == self }?.1 ?? String(rawValue) }
}

extension Signal: CustomStringConvertible {
    /// The name with `SIG`.
    public var description: String { "SIG\(name)" }
}
