/// Compares a text with a recorded one, out of which secrets, names and the home folder may have been taken.
///
/// A recorder puts `*` for each byte of a secret and `~` for each byte of a name; in a header the home folder is one `~`.
struct RedactedText: Sendable {
    private let home: [UInt8]

    /// Runs of fewer bytes than this are text.
    private static let runMin = 3

    /// - Parameter home: the home folder of whoever calls.
    init(home: String?) {
        var folder = Array((home ?? "").utf8)
        if folder.last == UInt8(ascii: "/") { folder.removeLast() }
        self.home = folder
    }

    /// Whether a recorded text may be what a recorder made of this one.
    func fits(_ text: String, recorded: String) -> Bool {
        if text == recorded { return true }
        let masked = Array(recorded.utf8)
        guard masked.contains(where: Self.isMask) else { return false }
        let bytes = Array(text.utf8)
        return Self.fits(bytes, masked) || Self.fits(withoutHome(bytes), masked)
    }

    private static func isMask(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "~") }

    private static func fits(_ bytes: [UInt8], _ masked: [UInt8]) -> Bool {
        guard bytes.count == masked.count else { return false }
        var place = 0
        while place < masked.count {
            if bytes[place] == masked[place] {
                place += 1
                continue
            }
            // The whole run is a mask, also where the text has the same byte by chance.
            guard isMask(masked[place]) else { return false }
            var (start, end) = (place, place)
            while start > 0, masked[start - 1] == masked[place] { start -= 1 }
            while end < masked.count, masked[end] == masked[place] { end += 1 }
            guard end - start >= runMin else { return false }
            place = end
        }
        return true
    }

    /// The text with `~` for the home folder, where that is not the start of a longer name.
    private func withoutHome(_ bytes: [UInt8]) -> [UInt8] {
        guard home.count > 1 else { return bytes }
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let end = place + home.count
            let isEnd = end >= bytes.count || !Self.isWord(bytes[end])
            if bytes[place] == home[0], isEnd, bytes[place...].starts(with: home) {
                result.append(UInt8(ascii: "~"))
                place = end
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: byte >= 0x80
        }
    }
}
