import ClaudeProtocol
import Recording
import Text

/// Gives a recording the identity of the call that plays it: identifiers, times and the working directory.
///
/// The pieces that were written keep their borders; where something grows or shrinks, the piece in which it ends does.
struct IdentityRewriter {
    /// The identifier that the session has in the call.
    let sessionID: String
    /// Where the call was started.
    let folder: String
    /// The wall clock of the call, in milliseconds since 1970.
    let wallClock: Int64
    private var identifiers: IdentifierSource
    private var names: [String: String] = [:]
    private var oldFolder: [UInt8] = []
    private var shift: Int64?

    init(sessionID: String, folder: String, wallClock: Int64, identifiers: IdentifierSource) {
        self.sessionID = sessionID
        self.folder = folder
        self.wallClock = wallClock
        self.identifiers = identifiers
    }

    /// The recording as the call would have made it.
    mutating func rewrite(_ recording: Recording) -> Recording {
        var recording = recording
        let output = recording.events.flatMap { event -> [UInt8] in
            if case .output(let bytes) = event.content { bytes } else { [] }
        }
        if let old = Self.value("session_id", in: output) { names[old] = sessionID }
        let recorded = recording.header.understudy?.cwd
        let inside = Self.value("cwd", in: output)
        oldFolder = Array((inside ?? recorded ?? "").utf8)
        if let start = recording.header.timestamp { shift = wallClock - Int64(start) * 1000 }
        rewrite(&recording.events) {
            if case .output(let bytes) = $0 { bytes } else { nil }
        } make: {
            .output($0)
        }
        rewrite(&recording.events) {
            if case .error(let bytes) = $0 { bytes } else { nil }
        } make: {
            .error($0)
        }
        return recording
    }

    /// The first value of a key in JSON text, as it stands there.
    static func value(_ key: String, in bytes: [UInt8]) -> String? {
        guard let start = ByteSearch.firstRange(of: Array("\"\(key)\":\"".utf8), in: bytes[...])?.upperBound,
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\""))
        else { return nil }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    // MARK: One stream

    private mutating func rewrite(
        _ events: inout [RecordedEvent], _ bytes: (RecordedEvent.Content) -> [UInt8]?,
        make: ([UInt8]) -> RecordedEvent.Content
    ) {
        let places = events.indices.filter { bytes(events[$0].content) != nil }
        let whole = places.flatMap { bytes(events[$0].content) ?? [] }
        let changes = changes(of: whole)
        guard !changes.isEmpty else { return }
        var border = 0
        var piece = Piece(whole: whole, changes: changes)
        for place in places {
            border += bytes(events[place].content)?.count ?? 0
            events[place].content = make(piece.next(upTo: border))
        }
    }

    /// A part of the old bytes and what stands in its place.
    private struct Change {
        let range: Range<Int>
        let new: [UInt8]
    }

    /// Walks along the old bytes, from border to border.
    private struct Piece {
        let whole: [UInt8]
        let changes: [Change]
        private var place = 0
        private var change = 0
        /// How much of the change under way has been given.
        private var given = 0

        init(whole: [UInt8], changes: [Change]) {
            self.whole = whole
            self.changes = changes
        }

        mutating func next(upTo border: Int) -> [UInt8] {
            var piece: [UInt8] = []
            while place < border {
                guard change < changes.count, changes[change].range.lowerBound < border else {
                    piece += whole[place..<border]
                    place = border
                    break
                }
                let next = changes[change]
                if place < next.range.lowerBound {
                    piece += whole[place..<next.range.lowerBound]
                    place = next.range.lowerBound
                }
                guard next.range.upperBound > border else {
                    piece += next.new[given...]
                    (place, change, given) = (next.range.upperBound, change + 1, 0)
                    continue
                }
                // Cut in its middle: of equal length it is cut at the same place, else it belongs to the later piece.
                if next.new.count == next.range.count {
                    let end = border - next.range.lowerBound
                    piece += next.new[given..<end]
                    given = end
                }
                place = border
            }
            return piece
        }
    }

    private mutating func changes(of bytes: [UInt8]) -> [Change] {
        var changes: [Change] = []
        var place = 0
        while place < bytes.count {
            if let change = change(in: bytes, at: place) {
                if change.new != Array(bytes[change.range]) { changes.append(change) }
                place = change.range.upperBound
            } else {
                place += 1
            }
        }
        return changes
    }

    private mutating func change(in bytes: [UInt8], at place: Int) -> Change? {
        let byte = bytes[place]
        // In the middle of a word nothing begins.
        if place > 0, Self.isWord(bytes[place - 1]) { return nil }
        if Self.isHexadecimal(byte), let old = Self.uuid(in: bytes, at: place) {
            return Change(range: place..<place + 36, new: Array(name(old).utf8))
        }
        if byte == UInt8(ascii: "2"), let shift, let time = Self.time(in: bytes, at: place) {
            return Change(range: place..<place + 24, new: Array(WallClockText.text(milliseconds: time + shift).utf8))
        }
        if byte == UInt8(ascii: "/"), oldFolder.count > 1, bytes[place...].starts(with: oldFolder) {
            let end = place + oldFolder.count
            if end < bytes.count, Self.isWord(bytes[end]) || bytes[end] == UInt8(ascii: "-") { return nil }
            return Change(range: place..<end, new: Array(folder.utf8))
        }
        return nil
    }

    private mutating func name(_ old: String) -> String {
        if let name = names[old] { return name }
        let new = identifiers.uuid()
        names[old] = new
        return new
    }

    // MARK: What is looked for

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: byte >= 0x80
        }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Five groups of hexadecimal digits (RFC 9562), and no more behind them.
    private static func uuid(in bytes: [UInt8], at place: Int) -> String? {
        guard place + 36 <= bytes.count else { return nil }
        for offset in 0..<36 {
            let byte = bytes[place + offset]
            let isDash = [8, 13, 18, 23].contains(offset)
            if isDash ? byte != UInt8(ascii: "-") : !isHexadecimal(byte) { return nil }
        }
        if place + 36 < bytes.count, isWord(bytes[place + 36]) { return nil }
        return String(decoding: bytes[place..<place + 36], as: UTF8.self)
    }

    /// A time such as `2026-11-22T10:13:10.269Z`, in milliseconds since 1970.
    private static func time(in bytes: [UInt8], at place: Int) -> Int64? {
        guard place + 24 <= bytes.count else { return nil }
        return WallClockText.milliseconds(bytes[place..<place + 24])
    }
}
