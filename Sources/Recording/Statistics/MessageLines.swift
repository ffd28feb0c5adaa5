import Text

/// The lines of a stream as its bytes come, each whole, with a bound on what is held.
struct MessageLines: Sendable {
    /// The longest line that is held, in bytes; a longer one is passed over.
    static let lineBytesMax = 16 << 20

    private var held: [UInt8] = []
    private var isTooLong = false

    /// Nothing yet.
    init() {}

    /// The lines that are whole after these bytes, without their ends.
    mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var start = 0
        bytes.withUnsafeBufferPointer { buffer in
            while true {
                let end = JSONRun.index(of: UInt8(ascii: "\n"), in: buffer, from: start)
                guard end < buffer.count else { return }
                hold(bytes[start..<end])
                if let line = take() { lines.append(line) }
                start = end + 1
            }
        }
        hold(bytes[start...])
        return lines
    }

    /// What is left at the end of the stream.
    mutating func finish() -> [UInt8]? { held.isEmpty ? nil : take() }

    private mutating func hold(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        guard held.count + bytes.count <= Self.lineBytesMax else {
            isTooLong = true
            return held.removeAll()
        }
        held += bytes
    }

    private mutating func take() -> [UInt8]? {
        defer {
            held.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        return isTooLong ? nil : held
    }
}
