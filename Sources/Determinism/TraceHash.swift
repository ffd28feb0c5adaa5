/// A fingerprint of everything that happened, in order: equal traces are equal runs.
///
/// FNV-1a over 64-bit words with a final mix; it tells runs apart, it is no defence against forgery.
public struct TraceHash: Sendable, Hashable {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    /// A hash of nothing yet.
    public init() {}

    /// Adds a word.
    @inlinable public mutating func combine(_ word: UInt64) { fold(word) }

    /// Adds bytes, with their count, so that `ab`+`c` differs from `a`+`bc`.
    public mutating func combine(_ bytes: UnsafeBufferPointer<UInt8>) {
        fold(UInt64(bytes.count))
        var index = 0
        while index + 8 <= bytes.count {
            let address = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + index)
            fold(UInt64(littleEndian: address.loadUnaligned(as: UInt64.self)))
            index += 8
        }
        var tail: UInt64 = 0
        while index < bytes.count {
            tail = tail << 8 | UInt64(bytes[index])
            index += 1
        }
        fold(tail)
    }

    /// Adds bytes.
    public mutating func combine(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { combine($0) } }

    /// Adds text.
    public mutating func combine(_ text: String) {
        var text = text
        text.withUTF8 { combine($0) }
    }

    @usableFromInline mutating func fold(_ word: UInt64) {
        state = (state ^ word) &* 0x0000_0100_0000_01B3
        state ^= state >> 29
    }

    /// The fingerprint so far.
    public var value: UInt64 { Choices.mix(state) }

    /// The fingerprint as sixteen hexadecimal digits.
    public var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
