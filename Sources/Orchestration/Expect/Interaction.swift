/// A session in the hands of a person: what they type goes to the program, what it prints goes to them.
///
/// Both ways can pass through a filter. The escape character, looked for before the filter, ends it.
public struct Interaction: Sendable {
    /// Changes bytes on their way.
    public typealias Filter = @Sendable ([UInt8]) -> [UInt8]

    /// The byte that gives the session back; `nil`: none does, the program's end alone.
    public var escape: UInt8?
    /// What happens to what the person types.
    public var inputFilter: Filter?
    /// What happens to what the program prints.
    public var outputFilter: Filter?
    /// Takes what the person is to see.
    public var show: @Sendable ([UInt8]) -> Void

    /// Control and `]`, as in telnet.
    public static let standardEscape: UInt8 = 0x1D

    /// A session that is handed over.
    public init(
        escape: UInt8? = standardEscape, inputFilter: Filter? = nil, outputFilter: Filter? = nil,
        show: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.escape = escape
        self.inputFilter = inputFilter
        self.outputFilter = outputFilter
        self.show = show
    }

    /// What of some typed bytes goes to the program, and whether the session is given back behind them.
    func typed(_ bytes: [UInt8]) -> (send: [UInt8], isOver: Bool) {
        let place = escape.flatMap { bytes.firstIndex(of: $0) }
        let part = Array(bytes[..<(place ?? bytes.count)])
        return (part.isEmpty ? [] : inputFilter?(part) ?? part, place != nil)
    }

    /// Shows the person what was printed.
    func printed(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        show(outputFilter?(bytes) ?? bytes)
    }
}
