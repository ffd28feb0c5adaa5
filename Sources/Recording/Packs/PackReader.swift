import Text

/// Takes a pack apart as its bytes come, in flat memory, and believes nothing that it has not checked.
///
/// `feed` what a read gave and call `next` until it is `nil`; at the end of the file call `finish`.
public struct PackReader: Sendable {
    /// What comes out, in order.
    public enum Piece: Sendable, Hashable {
        /// A recording begins; `offset` is where its bytes begin in the pack.
        case begin(PackName, bytes: Int, offset: Int)
        /// Bytes of it.
        case content([UInt8])
        /// It is whole and as it was packed.
        case end(PackName)
    }

    private enum Place {
        case start
        case between
        case content(PackName, rest: Int, hash: String)
        case lineEnd(PackName)
        case done
    }

    private let limits: PackLimits
    private let checksContent: Bool
    private var buffer: [UInt8] = []
    private var position = 0
    private var base = 0
    private var place = Place.start
    private var hash = SHA256()
    private var filesDeclared = 0
    private var files = 0
    private var contentBytes = 0
    private var names: Set<String> = []
    private var failure: PackError?

    /// A reader before the first byte.
    public init(limits: PackLimits = PackLimits()) {
        self.limits = limits
        checksContent = true
    }

    /// A reader for a table of contents, which sees headers only.
    init(tableOf limits: PackLimits) {
        self.limits = limits
        checksContent = false
    }

    /// Whether bytes begin as a pack does.
    public static func isPack(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: PackHeader.start.utf8) }

    /// Adds the bytes that come next.
    public mutating func feed(_ bytes: [UInt8]) {
        buffer.removeFirst(position)
        base += position
        position = 0
        buffer.append(contentsOf: bytes)
    }

    /// The next piece; `nil` where more bytes are needed.
    ///
    /// - Throws: `PackError`; every later call throws it again.
    public mutating func next() throws(PackError) -> Piece? {
        if let failure { throw failure }
        do throws(PackError) { return try advance() } catch {
            failure = error
            throw error
        }
    }

    /// Says that there are no more bytes.
    ///
    /// - Throws: `PackError` where the pack does not end here.
    public mutating func finish() throws(PackError) {
        if let failure { throw failure }
        guard case .done = place else {
            let isNothing = base + buffer.count == 0
            throw PackError(
                isNothing ? .notAPack : .truncated, byte: base + buffer.count,
                reason: isNothing ? "the file is empty" : "the pack ends in the middle: copy it again")
        }
    }

    private mutating func advance() throws(PackError) -> Piece? {
        while true {
            switch place {
            case .start, .between:
                guard let (line, byte) = try line() else { return nil }
                if let piece = try take(line, at: byte) { return piece }
            case .content(let name, let rest, let hash):
                guard rest > 0 else {
                    guard !checksContent || self.hash.text == hash else {
                        throw error(.changed, "\(name) is not as it was packed: its SHA-256 differs")
                    }
                    place = .lineEnd(name)
                    continue
                }
                let part = Array(buffer[position...].prefix(rest))
                guard !part.isEmpty else { return nil }
                self.hash.update(part)
                position += part.count
                place = .content(name, rest: rest - part.count, hash: hash)
                return .content(part)
            case .lineEnd(let name):
                guard position < buffer.count else { return nil }
                guard buffer[position] == UInt8(ascii: "\n") else {
                    throw error(.changed, "\(name) is longer than its header says")
                }
                position += 1
                place = .between
                return .end(name)
            case .done:
                guard position == buffer.count else { throw error(.textAfterEnd, "there is something behind the end") }
                return nil
            }
        }
    }

    private mutating func line() throws(PackError) -> (line: [UInt8], byte: Int)? {
        let rest = buffer[position...].prefix(PackLimits.headerBytesMax)
        if case .start = place {
            let known = zip(rest, PackHeader.start.utf8)
            guard known.allSatisfy({ $0 == $1 }) else {
                throw error(.notAPack, "this is no pack: it would begin with \(PackHeader.start)")
            }
        }
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            guard rest.count < PackLimits.headerBytesMax else {
                throw error(.badHeader, "the line of a header is longer than \(PackLimits.headerBytesMax) bytes")
            }
            return nil
        }
        defer { position = end + 1 }
        return (Array(rest[..<end]), base + position)
    }

    private mutating func take(_ line: [UInt8], at byte: Int) throws(PackError) -> Piece? {
        switch (try PackHeader.meaning(of: line, at: byte), place) {
        case (.first(let files), .start):
            guard files <= limits.filesMax else {
                let reason = "the pack says \(files) recordings; at most \(limits.filesMax) are unpacked"
                throw PackError(.tooLarge, byte: byte, reason: reason)
            }
            filesDeclared = files
            place = .between
            return nil
        case (.file(let name, let bytes, let hash), .between):
            try checkFile(name, bytes: bytes, at: byte)
            contentBytes += bytes
            self.hash = SHA256()
            place = .content(name, rest: bytes, hash: hash)
            return .begin(name, bytes: bytes, offset: base + position)
        case (.end(let bytes), .between):
            guard files == filesDeclared, bytes == contentBytes else {
                let reason =
                    "\(filesDeclared) recordings were announced and \(bytes) bytes, "
                    + "there were \(files) and \(contentBytes)"
                throw PackError(.badHeader, byte: byte, reason: reason)
            }
            place = .done
            return nil
        default: throw PackError(.badHeader, byte: byte, reason: "this header can't stand here")
        }
    }

    private mutating func checkFile(_ name: PackName, bytes: Int, at byte: Int) throws(PackError) {
        files += 1
        guard files <= filesDeclared else {
            throw PackError(
                .badHeader, byte: byte, reason: "there are more than the \(filesDeclared) announced recordings")
        }
        guard names.insert(name.key).inserted else {
            let reason = "\(name) stands twice (large and small letters count as the same)"
            throw PackError(.duplicateName, byte: byte, reason: reason)
        }
        guard bytes <= limits.fileBytesMax, bytes <= limits.totalBytesMax - contentBytes else {
            let reason = "\(name) says \(bytes) bytes, more than a pack may hold (\(limits.totalBytesMax) bytes in all)"
            throw PackError(.tooLarge, byte: byte, reason: reason)
        }
    }

    private func error(_ code: PackError.Code, _ reason: String) -> PackError {
        PackError(code, byte: base + position, reason: reason)
    }
}

/// Where the recordings of a pack stand, without reading them.
public struct PackTable: Sendable {
    /// A recording in a pack.
    public struct Entry: Sendable, Hashable {
        /// Its name.
        public let name: PackName
        /// Where its bytes begin.
        public let offset: Int
        /// How many they are.
        public let bytes: Int
    }

    /// All recordings, in the order of the pack.
    public private(set) var entries: [Entry] = []
    /// Where to read next; `nil` once all is known.
    public private(set) var position: Int? = 0

    private var reader: PackReader
    private let size: Int

    /// A table of a pack of so many bytes.
    public init(size: Int, limits: PackLimits = PackLimits()) {
        self.size = size
        reader = PackReader(tableOf: limits)
    }

    /// How much `take` needs to see, in bytes, where the file has as much: two headers.
    public static let windowBytes = 2 * PackLimits.headerBytesMax

    /// Takes `windowBytes` from `position` on, or what the file has left.
    ///
    /// - Throws: `PackError` for what is no pack, and for sizes that the file does not have.
    public mutating func take(_ bytes: [UInt8]) throws(PackError) {
        guard let start = position else { return }
        reader.restart(with: bytes, at: start)
        guard let piece = try reader.next() else {
            guard reader.isDone else {
                throw PackError(.truncated, byte: size, reason: "the pack ends in the middle: copy it again")
            }
            return position = nil
        }
        guard case .begin(let name, let count, let offset) = piece else { return }
        guard offset + count < size else {
            throw PackError(.truncated, byte: size, reason: "the pack ends inside \(name): copy it again")
        }
        entries.append(Entry(name: name, offset: offset, bytes: count))
        reader.skipContent()
        position = offset + count + 1
    }
}

extension PackReader {
    /// Whether the end was read.
    fileprivate var isDone: Bool { if case .done = place { true } else { false } }

    fileprivate mutating func restart(with bytes: [UInt8], at offset: Int) {
        (buffer, position, base) = (bytes, 0, offset)
    }

    fileprivate mutating func skipContent() { place = .between }
}
