/// Bytes that a program does not tell apart, as numbered classes of neighbouring bytes.
struct ByteClasses: Sendable {
    /// The class of each byte.
    private(set) var ofByte = [UInt8](repeating: 0, count: 256)
    /// How many there are.
    private(set) var count = 1
    /// The first byte of each class.
    private(set) var firstBytes: [UInt8] = [0]
    private var isBorder = [Bool](repeating: false, count: 257)

    /// Tells a range of bytes apart from its neighbours.
    mutating func separate(_ range: ClosedRange<UInt8>) {
        isBorder[Int(range.lowerBound)] = true
        isBorder[Int(range.upperBound) + 1] = true
    }

    /// Tells neighbours with different entries of a table apart.
    mutating func separate(_ table: [UInt16]) {
        for byte in 1..<256 where table[byte] != table[byte - 1] { isBorder[byte] = true }
    }

    /// Numbers the classes when all borders are known.
    mutating func number() {
        var current = 0
        for byte in 1..<256 {
            if isBorder[byte] {
                current += 1
                firstBytes.append(UInt8(byte))
            }
            ofByte[byte] = UInt8(current)
        }
        count = current + 1
    }
}
