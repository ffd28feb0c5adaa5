/// The tables that take the bytes of one character of a set, the table of its first byte last in line.
///
/// An entry is 0 where the byte can't stand, 1 where the character is complete, else 2 + the index of the next table.
struct UTF8Tables: Sendable {
    /// How many tables one set may need.
    static let tablesMax = 60_000

    /// The first table's index in the program.
    let first: Int
    /// How many tables there are; the character begins at the last one.
    let count: Int

    private typealias Bytes = [ClosedRange<UInt8>]

    /// The tables of a set of characters in UTF-8, 256 entries each.
    ///
    /// - Parameter isReversed: whether the last byte of a character comes first.
    static func make(of set: ScalarSet, isReversed: Bool) -> [[UInt16]] {
        var sequences: [Bytes] = []
        for range in set.ranges { split(range, into: &sequences) }
        if isReversed { for index in sequences.indices { sequences[index].reverse() } }
        var builder = Builder()
        builder.build(sequences)
        return builder.tables
    }

    /// The table of a set of bytes.
    static func make(ofBytes set: ScalarSet) -> [[UInt16]] {
        var table = [UInt16](repeating: 0, count: 256)
        for range in set.ranges where range.lowerBound < 256 {
            for byte in range.lowerBound...min(range.upperBound, 255) { table[Int(byte)] = 1 }
        }
        return [table]
    }

    private struct Builder {
        var tables: [[UInt16]] = []
        var known: [[Bytes]: UInt16] = [:]

        /// Adds the table for what is left of these sequences and returns the entry that leads to it.
        @discardableResult
        mutating func build(_ sequences: [Bytes]) -> UInt16 {
            if let entry = known[sequences] { return entry }
            var table = [UInt16](repeating: 0, count: 256)
            var borders: [Int] = []
            for sequence in sequences { borders += [Int(sequence[0].lowerBound), Int(sequence[0].upperBound) + 1] }
            borders.sort()
            for (low, next) in zip(borders, borders.dropFirst()) where low < next {
                var tails: [Bytes] = []
                for sequence in sequences where sequence[0].contains(UInt8(low)) {
                    let tail = Bytes(sequence.dropFirst())
                    if tails.last != tail { tails.append(tail) }
                }
                guard let first = tails.first else { continue }
                let entry = first.isEmpty ? 1 : build(tails)
                for byte in low..<next { table[byte] = entry }
            }
            // Too many tables make the program too large, which the compiler then says.
            let entry = UInt16(2 + min(tables.count, UTF8Tables.tablesMax))
            tables.append(table)
            known[sequences] = entry
            return entry
        }
    }

    /// The sequences of byte ranges that are the UTF-8 forms of a range of scalars, without surrogates.
    private static func split(_ range: ClosedRange<UInt32>, into sequences: inout [Bytes]) {
        var low = range.lowerBound
        while low <= range.upperBound {
            if (0xD800...0xDFFF).contains(low) { low = 0xE000 }
            guard low <= range.upperBound else { return }
            let high = min(range.upperBound, end(from: low, to: range.upperBound))
            sequences.append(zip(encode(low), encode(high)).map { $0...$1 })
            low = high + 1
        }
    }

    /// The largest end of a range from `low` whose sequences are a product of byte ranges.
    private static func end(from low: UInt32, to high: UInt32) -> UInt32 {
        let lengthEnd: UInt32 =
            switch low {
            case 0..<0x80: 0x7F
            case 0x80..<0x800: 0x7FF
            case 0x800..<0xD800: 0xD7FF
            case 0xE000..<0x10000: 0xFFFF
            default: ScalarSet.scalarMax
            }
        var end = min(high, lengthEnd)
        guard low >= 0x80 else { return end }
        for shift in [18, 12, 6] as [UInt32] {
            let mask: UInt32 = (1 << shift) - 1
            guard low & ~mask != end & ~mask else { continue }
            // The bytes behind this one must run through all their values, or the ranges be cut here.
            if low & mask != 0 { end = low | mask } else if end & mask != mask { end = (end & ~mask) - 1 }
        }
        return end
    }

    private static func encode(_ value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).flatMap { UTF8.encode($0) }.map(Array.init) ?? []
    }
}
