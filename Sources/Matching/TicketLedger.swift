/// Remembers the tickets of a session, so that one which is mentioned again is not made again.
///
/// Two tickets are the same when kind and title are, whatever the case of the title's letters.
public struct TicketLedger: Sendable {
    /// How many tickets are remembered; later ones all count as new.
    public static let ticketsMax = 65_536

    private struct Key: Hashable {
        let kind: Ticket.Kind
        let title: String
    }

    private var seen: Set<Key> = []

    /// A ledger without tickets.
    public init() {}

    /// How many different tickets are remembered.
    public var count: Int { seen.count }

    /// Notes a ticket and says whether it is new.
    public mutating func insert(_ ticket: Ticket) -> Bool {
        let key = Key(kind: ticket.kind, title: Self.normalised(ticket.title))
        guard seen.count < Self.ticketsMax else { return !seen.contains(key) }
        return seen.insert(key).inserted
    }

    /// The title by which tickets are compared: lower case, words apart by one space, no punctuation at its end.
    static func normalised(_ title: String) -> String {
        var bytes: [UInt8] = []
        for byte in (title.utf8.allSatisfy { $0 < 0x80 } ? title : title.lowercased()).utf8 {
            if !byte.isSpace {
                bytes.append(byte.asciiLowercased)
            } else if let last = bytes.last, last != 0x20 {
                bytes.append(0x20)
            }
        }
        while let last = bytes.last, " .,;:!".utf8.contains(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
