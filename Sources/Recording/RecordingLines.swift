import Text

/// The lines of a file as its bytes come, with their numbers, their places and the hash of what went before.
struct RecordingLines: Sendable {
    /// A line, without its end.
    struct Line {
        /// Its number, from 1.
        var number: Int
        /// Where it begins in the file.
        var byte: Int
        /// Where it stands in the buffer; good until the next `feed`.
        var range: Range<Int>
        /// Whether the file ends without ending this line.
        var isTorn: Bool
    }

    /// Whether no more bytes will come.
    var isFinished = false

    private let lineBytesMax: Int
    private var buffer: [UInt8] = []
    private var position = 0
    /// The byte of the file at the start of the buffer.
    private var base = 0
    /// The number of the line that was handed out last.
    private(set) var number = 0
    private var hash = SHA256()
    private var hashed = 0
    /// Up to where no line end was found, so that a long line in many parts is not searched again and again.
    private var searched = 0

    /// Nothing yet.
    init(lineBytesMax: Int) { self.lineBytesMax = lineBytesMax }

    /// Adds bytes; lines handed out before are no longer good.
    mutating func feed(_ bytes: [UInt8]) {
        guard position < buffer.count else {
            hashTo(position)
            base += position
            buffer = bytes
            (position, hashed, searched) = (0, 0, 0)
            return
        }
        if position > 0 {
            hashTo(position)
            buffer.removeFirst(position)
            base += position
            searched = max(searched - position, 0)
            (position, hashed) = (0, 0)
        }
        buffer.append(contentsOf: bytes)
    }

    /// Adds bytes that are no array yet.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        hashTo(position)
        let rest = buffer.count - position
        base += position
        searched = max(searched - position, 0)
        // The same storage again and again: its capacity stays.
        buffer.withUnsafeMutableBytes { all in
            guard rest > 0, position > 0, let start = all.baseAddress else { return }
            start.copyMemory(from: start + position, byteCount: rest)
        }
        buffer.removeLast(position)
        (position, hashed) = (0, 0)
        buffer.append(contentsOf: bytes)
    }

    /// Refuses a header over many lines that is longer than a line may be.
    func checkLength(from line: Line) throws(RecordingError) {
        guard buffer.count - line.range.lowerBound > lineBytesMax else { return }
        throw error(.lineTooLong, line, at: 0, "the header is longer than \(lineBytesMax) bytes")
    }

    /// The next line; `nil` where none is whole yet, or at the end.
    ///
    /// - Throws: `RecordingError` where a line is longer than the limit.
    mutating func next() throws(RecordingError) -> Line? {
        let start = position
        let unsearched = max(start, searched)
        let end = buffer.withUnsafeBufferPointer { JSONRun.index(of: UInt8(ascii: "\n"), in: $0, from: unsearched) }
        searched = end
        let line = Line(number: number + 1, byte: base + start, range: start..<end, isTorn: end == buffer.count)
        if line.range.count > lineBytesMax {
            throw error(.lineTooLong, line, at: 0, "the line is longer than \(lineBytesMax) bytes")
        }
        if line.isTorn, !isFinished || line.range.isEmpty { return nil }
        number += 1
        position = min(end + 1, buffer.count)
        return line
    }

    /// Gives a line back, to be handed out again.
    mutating func putBack(_ line: Line) {
        number = line.number - 1
        position = line.range.lowerBound
        searched = position
    }

    /// All that is left, this line included, as one.
    mutating func takeAll(from line: Line) -> Line {
        position = buffer.count
        return Line(number: line.number, byte: line.byte, range: line.range.lowerBound..<buffer.count, isTorn: false)
    }

    /// The line's bytes.
    func bytes(of line: Line) -> [UInt8] { Array(buffer[line.range]) }

    /// Whether this is a comment or a blank line.
    func isForPeople(_ line: Line) -> Bool {
        guard let first = buffer[line.range].first else { return true }
        if first == UInt8(ascii: "[") { return false }
        return first == UInt8(ascii: "#") || buffer[line.range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// The line as an event of the common kind.
    func scan(_ line: Line) -> EventLine? {
        buffer.withUnsafeBufferPointer { EventLine.scan(UnsafeBufferPointer(rebasing: $0[line.range])) }
    }

    /// The line as JSON.
    func json(_ line: Line) -> Result<JSONValue, JSONError> { json(line.range) }

    /// All that is left, this line included, as one JSON value.
    func jsonOfAll(from line: Line) -> Result<JSONValue, JSONError> { json(line.range.lowerBound..<buffer.count) }

    private func json(_ range: Range<Int>) -> Result<JSONValue, JSONError> {
        buffer.withUnsafeBufferPointer { pointer in
            do throws(JSONError) {
                return .success(try JSONParser.parse(UnsafeBufferPointer(rebasing: pointer[range])))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The hash of all bytes before a line, in hexadecimal digits.
    mutating func hash(before line: Line) -> String {
        hashTo(line.range.lowerBound)
        return hash.text
    }

    private mutating func hashTo(_ end: Int) {
        guard hashed < end else { return }
        let start = hashed
        buffer.withUnsafeBufferPointer { hash.update(UnsafeBufferPointer(rebasing: $0[start..<end])) }
        hashed = end
    }

    /// Where a key stands in a line, as an offset; 0 where it does not.
    func place(ofKey key: String?, in line: Line) -> Int {
        guard let key else { return 0 }
        let wanted = Array("\"\(key)\"".utf8)
        let bytes = buffer[line.range]
        let starts = bytes.indices.dropLast(wanted.count - 1)
        return starts.first { bytes[$0...].starts(with: wanted) }.map { $0 - line.range.lowerBound } ?? 0
    }

    /// An error at an offset within a line, counted on through the lines of a header that spans several.
    func error(_ code: RecordingError.Code, _ line: Line, at offset: Int, _ reason: String) -> RecordingError {
        let before = buffer[line.range].prefix(offset)
        let ends = before.indices.filter { before[$0] == UInt8(ascii: "\n") }
        let column = ends.last.map { before.endIndex - $0 } ?? offset + 1
        return RecordingError(
            code, line: line.number + ends.count, column: column, byte: line.byte + offset, reason: reason)
    }

    /// The error for a file that ends before a header.
    func missingHeader() -> RecordingError {
        RecordingError(.empty, line: 1, column: 1, byte: 0, reason: "the file is empty")
    }
}
