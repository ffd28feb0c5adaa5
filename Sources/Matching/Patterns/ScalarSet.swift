/// A set of Unicode scalars as sorted ranges.
struct ScalarSet: Sendable, Hashable {
    /// The largest scalar.
    static let scalarMax: UInt32 = 0x10FFFF
    /// How many scalars of one range get their other case; larger ranges hold both anyway, or have none.
    static let foldedMax = 4096

    /// The ranges: sorted, apart from each other.
    private(set) var ranges: [ClosedRange<UInt32>] = []

    init(_ ranges: ClosedRange<UInt32>...) { for range in ranges { insert(range) } }

    /// A set of ranges that are sorted and apart from each other.
    init(sorted ranges: [ClosedRange<UInt32>]) { self.ranges = ranges }

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

    /// Adds all scalars of another set.
    mutating func insert(_ other: ScalarSet) {
        if other.ranges.count < 4 {
            for range in other.ranges { insert(range) }
            return
        }
        var merged: [ClosedRange<UInt32>] = []
        for range in (ranges + other.ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

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

    /// The set with the other cases of its ASCII letters, and no other letters.
    var foldedASCII: ScalarSet {
        var result = self
        for value in UInt32(0x41)...0x5A {
            if contains(value) { result.insert(value + 32...value + 32) }
            if contains(value + 32) { result.insert(value...value) }
        }
        return result
    }

    /// Whether a scalar is in the set.
    func contains(_ value: UInt32) -> Bool { ranges.contains { $0.contains(value) } }

    /// The letters with more than two forms that simple folding makes one: capital, small, and signs like Kelvin's.
    private static let orbits: [[UInt32]] = [
        [0x4B, 0x6B, 0x212A], [0x53, 0x73, 0x17F], [0xB5, 0x39C, 0x3BC], [0xC5, 0xE5, 0x212B], [0xDF, 0x1E9E],
        [0x1C4, 0x1C5, 0x1C6], [0x1C7, 0x1C8, 0x1C9], [0x1CA, 0x1CB, 0x1CC], [0x1F1, 0x1F2, 0x1F3],
        [0x345, 0x399, 0x3B9, 0x1FBE], [0x392, 0x3B2, 0x3D0], [0x395, 0x3B5, 0x3F5], [0x398, 0x3B8, 0x3D1, 0x3F4],
        [0x39A, 0x3BA, 0x3F0], [0x3A0, 0x3C0, 0x3D6], [0x3A1, 0x3C1, 0x3F1], [0x3A3, 0x3C2, 0x3C3],
        [0x3A6, 0x3C6, 0x3D5], [0x3A9, 0x3C9, 0x2126], [0x412, 0x432, 0x1C80], [0x414, 0x434, 0x1C81],
        [0x41E, 0x43E, 0x1C82], [0x421, 0x441, 0x1C83], [0x422, 0x442, 0x1C84, 0x1C85], [0x42A, 0x44A, 0x1C86],
        [0x462, 0x463, 0x1C87], [0x1C88, 0xA64A, 0xA64B], [0x1E60, 0x1E61, 0x1E9B],
    ]

    private static let orbitOf: [UInt32: [UInt32]] = {
        var result: [UInt32: [UInt32]] = [:]
        for orbit in orbits { for value in orbit { result[value] = orbit } }
        return result
    }()

    private static func otherCases(of value: UInt32) -> [UInt32] {
        if let orbit = orbitOf[value] { return orbit }
        switch value {
        case 0x41...0x5A: return [value + 32]
        case 0x61...0x7A: return [value - 32]
        case 0..<0x80: return []
        default: break
        }
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let mappings = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
        let singles = mappings.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first : nil }
        return singles.map(\.value).filter { $0 != value }
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
