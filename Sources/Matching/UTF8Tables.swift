/// The tables that take the UTF-8 bytes of one character of a set, the last table first in line.
///
/// An entry is 0 where the byte can't stand, 1 where the character is complete, else 2 + the index of the next table.
struct UTF8Tables: Sendable {
    /// The first table's index in the program.
    let first: Int
    /// How many tables there are; the character begins at the last one.
    let count: Int

    private typealias Bytes = [ClosedRange<UInt8>]

    /// The tables of a set, one behind the other.
    static func make(of set: ScalarSet) -> (bytes: [UInt8], count: Int) {
        var sequences: [Bytes] = []
        for range in set.ranges { split(range, into: &sequences) }
        var builder = Builder()
        builder.build(sequences[...])
        return (builder.tables, builder.tables.count / 256)
    }

    private struct Builder {
        var tables: [UInt8] = []
        var known: [[Bytes]: UInt8] = [:]

        /// Adds the table for what is left of these sequences and returns the entry that leads to it.
        @discardableResult
        mutating func build(_ sequences: ArraySlice<Bytes>) -> UInt8 {
            let key = Array(sequences)
            if let entry = known[key] { return entry }
            var table = [UInt8](repeating: 0, count: 256)
            var index = sequences.startIndex
            while index < sequences.endIndex {
                let lead = sequences[index][0]
                var end = index
                while end < sequences.endIndex, sequences[end][0] == lead { end += 1 }
                let tails = sequences[index..<end].map { Bytes($0.dropFirst()) }
                let entry = tails[0].isEmpty ? 1 : build(tails[...])
                for byte in lead { table[Int(byte)] = entry }
                index = end
            }
            let entry = UInt8(2 + tables.count / 256)
            tables += table
            known[key] = entry
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
