/// Where a secret may begin: a look at three bytes decides, for every place of a stream.
///
/// A filter of 131,072 bits holds the first three bytes of every beginning in every spelling; nearly all places of
/// ordinary text end there, one load and one shift each, without the chain of dependent loads that an automaton has.
/// What passes is looked up exactly, as it stands and with its escapes resolved.
struct AnchorTable: Sendable {
    /// What to look for at a place.
    struct Entry: Sendable, Hashable {
        /// How the secret is spelt there.
        enum View: Sendable, Hashable {
            /// As it is, or with escapes.
            case text
            /// Without looking for escapes.
            case raw
            /// In base64, whose group had this many bytes before the secret.
            case base64(UInt8)
        }

        var view: View
        /// The number of a form, or of a literal behind the forms.
        var target: Int32
        /// The bytes that are looked for in place of the literal's own, where it is looked for as it is spelt.
        var spelling: [UInt8]?
        /// Its first eight bytes, or as many as there are, and which bits those are.
        fileprivate var start: UInt64 = 0
        fileprivate var startMask: UInt64 = 0
    }

    /// What a look at a place says.
    enum Look: Sendable {
        case nothing
        case entries([Int32])
        /// The bytes end within an escape: ask again when there are more.
        case cut
    }

    private(set) var entries: [Entry] = []
    private var filter = [UInt64](repeating: 0, count: 2048)
    /// Entries by their first three bytes, as text and as letters of base64.
    private var byText = GramTable()
    private var byLetters = GramTable()
    private var newByText: [UInt32: [Int32]] = [:]
    private var newByLetters: [UInt32: [Int32]] = [:]
    /// The first byte, and the first two, of what is looked for as text: the rest may be cut off.
    private var firstBytes: Set<UInt32> = []
    private var firstPairs: Set<UInt32> = []

    /// Adds what begins with these bytes (at least 3).
    mutating func insert(_ start: [UInt8], target: Int32, view: Entry.View, spelling: [UInt8]? = nil) {
        let number = Int32(entries.count)
        var entry = Entry(view: view, target: target, spelling: spelling)
        for (index, byte) in start.prefix(8).enumerated() {
            entry.start |= UInt64(byte) << UInt64(8 * index)
            entry.startMask |= 0xFF << UInt64(8 * index)
        }
        entries.append(entry)
        switch view {
        case .raw: insertText(start, number)
        case .text:
            insertText(start, number)
            for gram in Spellings.grams(of: start) { mark(gram) }
        case .base64(let before):
            for gram in Base64Letters.grams(of: start, before: Int(before)) {
                newByLetters[gram, default: []].append(number)
                mark(gram)
            }
        }
    }

    /// Makes the tables, once all is inserted.
    mutating func finish() {
        byText = GramTable(newByText)
        byLetters = GramTable(newByLetters)
        (newByText, newByLetters) = ([:], [:])
    }

    private mutating func insertText(_ start: [UInt8], _ number: Int32) {
        let gram = UInt32(start[0]) | UInt32(start[1]) << 8 | UInt32(start[2]) << 16
        newByText[gram, default: []].append(number)
        firstBytes.insert(gram & 0xFF)
        firstPairs.insert(gram & 0xFFFF)
        mark(gram)
    }

    private mutating func mark(_ gram: UInt32) {
        let bit = Self.bit(gram)
        filter[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
    }

    @inline(__always) private static func bit(_ gram: UInt32) -> UInt32 { (gram &* 0x9E37_79B1) >> 15 }

    /// The next place from `start` on where something may begin; where only two bytes are left, there.
    func next(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        filter.withUnsafeBufferPointer { filter in
            let filter = filter.baseAddress.unsafelyUnwrapped
            guard let base = bytes.baseAddress else { return start }
            let address = UnsafeRawPointer(base)
            var index = start
            // Three places at a time: they are in one load of five bytes, of which eight are read.
            let wide = bytes.count - 8
            while index <= wide {
                let word = address.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let hits =
                    Self.look(UInt32(truncatingIfNeeded: word) & 0xFF_FFFF, filter)
                    | Self.look(UInt32(truncatingIfNeeded: word >> 8) & 0xFF_FFFF, filter) << 1
                    | Self.look(UInt32(truncatingIfNeeded: word >> 16) & 0xFF_FFFF, filter) << 2
                    | Self.look(UInt32(truncatingIfNeeded: word >> 24) & 0xFF_FFFF, filter) << 3
                    | Self.look(UInt32(truncatingIfNeeded: word >> 32) & 0xFF_FFFF, filter) << 4
                    | Self.look(UInt32(truncatingIfNeeded: word >> 40), filter) << 5
                if hits != 0 { return index + hits.trailingZeroBitCount }
                index += 6
            }
            while index + 3 <= bytes.count {
                let gram = UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
                if Self.look(gram, filter) != 0 { return index }
                index += 1
            }
            return max(start, index)
        }
    }

    @inline(__always)
    private static func look(_ gram: UInt32, _ filter: UnsafePointer<UInt64>) -> UInt64 {
        let bit = Self.bit(gram & 0xFF_FFFF)
        return filter[Int(bit >> 6)] >> UInt64(bit & 63) & 1
    }

    /// What may begin at a place with three bytes or more.
    func look(at place: Int, in bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Look {
        let gram = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
        var found: [Int32] = []
        let plain = byText.list(gram)
        if !plain.isEmpty {
            let word = Self.plainWord(at: place, in: bytes)
            for number in plain {
                let entry = entries[Int(number)]
                if let word, (word ^ entry.start) & entry.startMask != 0 { continue }
                found.append(number)
            }
        }
        found += byLetters.list(gram)
        if (0..<3).contains(where: { EncodedText.leads.contains(bytes[place + $0]) }) {
            switch decodedGram(at: place, in: bytes, isEnd: isEnd) {
            case .value(let decoded): if decoded != gram { found += byText.list(decoded) }
            case .cut: return .cut
            case .none: break
            }
        }
        return found.isEmpty ? .nothing : .entries(found)
    }

    /// The eight bytes at a place, if they stand for themselves.
    private static func plainWord(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard place + 8 <= bytes.count else { return nil }
        var word: UInt64 = 0
        for index in 0..<8 {
            if special.contains(bytes[place + index]) { return nil }
            word |= UInt64(bytes[place + index]) << UInt64(8 * index)
        }
        return word
    }

    /// What escapes begin with, what may stand within a secret, and what may stand for a blank.
    private static let special = ByteSet("\\%&\u{1B}\r\n+")

    private enum Gram {
        case value(UInt32)
        case cut
        case none
    }

    /// The first three bytes with their escapes resolved.
    private func decodedGram(at place: Int, in bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool) -> Gram {
        var gram: UInt32 = 0
        var count = 0
        var index = place
        while count < 3 {
            let unit = index < bytes.count ? EncodedText.unit(bytes, at: index, isEnd: isEnd) : nil
            guard let unit else { return !isEnd && mayGoOn(gram, count) ? .cut : .none }
            guard unit.count > 0 else { return .none }
            gram |= unit.bytes << UInt32(8 * count)
            count += unit.count
            index += unit.length
        }
        return .value(gram & 0xFF_FFFF)
    }

    /// Whether something begins with these bytes.
    private func mayGoOn(_ gram: UInt32, _ count: Int) -> Bool {
        switch count {
        case 0: true
        case 1: firstBytes.contains(gram)
        default: firstPairs.contains(gram & 0xFFFF)
        }
    }
}
