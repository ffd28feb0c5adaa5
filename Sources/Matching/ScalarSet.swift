/// A set of Unicode scalars as sorted ranges.
struct ScalarSet: Sendable, Hashable {
    /// The largest scalar.
    static let scalarMax: UInt32 = 0x10FFFF
    /// How many scalars of one range get their other case; larger ranges hold both anyway, or have none.
    static let foldedMax = 4096

    /// The ranges: sorted, apart from each other.
    private(set) var ranges: [ClosedRange<UInt32>] = []

    init(_ ranges: ClosedRange<UInt32>...) { for range in ranges { insert(range) } }

    /// Every scalar but the line feed, or every scalar.
    static let notLineFeed = ScalarSet(0...9, 11...scalarMax)
    static let all = ScalarSet(0...scalarMax)

    mutating func insert(_ range: ClosedRange<UInt32>) {
        var merged = range
        var result: [ClosedRange<UInt32>] = []
        result.reserveCapacity(ranges.count + 1)
        var isPlaced = false
        for other in ranges {
            if other.upperBound &+ 1 < merged.lowerBound {
                result.append(other)
            } else if merged.upperBound &+ 1 < other.lowerBound {
                if !isPlaced { result.append(merged) }
                isPlaced = true
                result.append(other)
            } else {
                merged = min(merged.lowerBound, other.lowerBound)...max(merged.upperBound, other.upperBound)
            }
        }
        if !isPlaced { result.append(merged) }
        ranges = result
    }

    mutating func insert(_ other: ScalarSet) { for range in other.ranges { insert(range) } }

    /// All scalars that are not in the set.
    var inverted: ScalarSet {
        var result = ScalarSet()
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.ranges.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.scalarMax { result.ranges.append(next...Self.scalarMax) }
        return result
    }

    /// The one scalar of the set, if there is only one.
    var single: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }

    /// The set with the other cases of its letters.
    ///
    /// Simple folding (one scalar for one): through the mappings to lower and upper case.
    var folded: ScalarSet {
        var result = self
        for range in ranges {
            let start = range.lowerBound
            let count = min(Int(range.upperBound - start) + 1, Self.foldedMax)
            for value in start..<start + UInt32(count) {
                for other in Self.otherCases(of: value) { result.insert(other...other) }
            }
        }
        return result
    }

    private static func otherCases(of value: UInt32) -> [UInt32] {
        switch value {
        case 0x4B, 0x6B: return [0x4B, 0x6B, 0x212A]
        case 0x53, 0x73: return [0x53, 0x73, 0x17F]
        case 0x3A3, 0x3C3, 0x3C2: return [0x3A3, 0x3C3, 0x3C2]
        case 0x41...0x5A: return [value + 32]
        case 0x61...0x7A: return [value - 32]
        case 0..<0x80: return []
        default: break
        }
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let mappings = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        let singles = mappings.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil }
        let again = singles.compactMap { single -> Unicode.Scalar? in
            let lower = single.properties.lowercaseMapping.unicodeScalars
            return lower.count == 1 ? lower.first : nil
        }
        return (singles + again).map(\.value).filter { $0 != value }
    }
}

/// The classes that have names.
extension ScalarSet {
    static let digits = ScalarSet(0x30...0x39)
    static let spaces = ScalarSet(9...10, 12...13, 32...32)
    static let words = ScalarSet(0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A)

    /// The set of a POSIX class, or `nil`: ASCII, as in RE2.
    static func posix(_ name: String) -> ScalarSet? {
        switch name {
        case "alnum": ScalarSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A)
        case "alpha": ScalarSet(0x41...0x5A, 0x61...0x7A)
        case "ascii": ScalarSet(0...0x7F)
        case "blank": ScalarSet(9...9, 32...32)
        case "cntrl": ScalarSet(0...0x1F, 0x7F...0x7F)
        case "digit": digits
        case "graph": ScalarSet(0x21...0x7E)
        case "lower": ScalarSet(0x61...0x7A)
        case "print": ScalarSet(0x20...0x7E)
        case "punct": ScalarSet(0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E)
        case "space": ScalarSet(9...13, 32...32)
        case "upper": ScalarSet(0x41...0x5A)
        case "word": words
        case "xdigit": ScalarSet(0x30...0x39, 0x41...0x46, 0x61...0x66)
        default: nil
        }
    }
}
