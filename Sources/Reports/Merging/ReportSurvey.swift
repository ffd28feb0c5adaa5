/// What stands in the reports that shall be merged: read before anything is written.
struct ReportSurvey {
    /// Sums of what the roots say; the order is that in which they are written.
    static let summed = ["tests", "failures", "errors", "skipped", "disabled", "assertions"]

    /// A suite or case that stands in two reports.
    struct Twin {
        let name: String
        let line: Int
        let path: String
        let earlierPath: String
    }

    /// How many suites there are directly below the roots.
    private(set) var suites = 0
    /// How many cases there are.
    private(set) var cases = 0
    /// How many of them failed or ended in an error.
    private(set) var bad = 0
    /// How many of them were skipped.
    private(set) var skipped = 0
    /// Cases that stand in two reports.
    private(set) var twins: [Twin] = []
    /// What is odd, but no reason to refuse.
    private(set) var notes: [String] = []
    /// Whether a root says totals, so that the merged one has to.
    private(set) var hasTotals = false
    /// The sums of the suites' own counts.
    private(set) var sums: [String: Int] = [:]
    /// The sum of the suites' times, in microseconds; `nil`: none says one.
    private(set) var time: Int64?
    /// The names of the roots, where all have one name.
    private(set) var rootName: String?

    private var seen: [CaseKey: Int] = [:]
    private var suitesSeen: [String: Int] = [:]
    private var paths: [String] = []
    private var rootNames: Set<String> = []

    /// How many twins are named; the rest is counted.
    static let twinsMax = 20
    /// Twins that were not named.
    private(set) var twinsLeftOut = 0

    /// Reads a report.
    mutating func add(_ path: String) throws(MergeError) {
        paths.append(path)
        let input = try XMLInput(path)
        guard case .open(let root, let attributes) = try Self.firstElement(input) else {
            throw MergeError(path: path, reason: "there is no element")
        }
        switch root {
        case "testsuites":
            takeRoot(attributes)
            while let node = try input.next() {
                guard case .open(let name, let attributes) = node else { continue }
                guard name == "testsuite" else {
                    try Self.skip(input)
                    continue
                }
                try takeSuite(input, attributes, within: "")
            }
        case "testsuite":
            try takeSuite(input, attributes, within: "")
            while try input.next() != nil {}
        default: throw input.error("the root is \(root), not testsuites or testsuite: this is no JUnit report")
        }
        rootName = rootNames.count == 1 ? rootNames.first : nil
    }

    /// The first element; the parser has passed over comments and white space.
    static func firstElement(_ input: XMLInput) throws(MergeError) -> XMLInput.Node? {
        while let node = try input.next() {
            if case .open = node { return node }
        }
        return nil
    }

    private mutating func takeRoot(_ attributes: [(name: String, value: String)]) {
        if attributes.contains(where: { Self.summed.contains($0.name) }) { hasTotals = true }
        if let name = attributes.first(where: { $0.name == "name" })?.value { rootNames.insert(name) }
    }

    /// Reads a suite, whose start tag was read, up to its end.
    private mutating func takeSuite(
        _ input: XMLInput, _ attributes: [(name: String, value: String)], within parent: String
    ) throws(MergeError) {
        let own = attributes.first { $0.name == "name" }?.value ?? ""
        let name = parent.isEmpty ? own : "\(parent)/\(own)"
        if parent.isEmpty {
            suites += 1
            sum(attributes)
            if let earlier = suitesSeen[name], earlier != paths.count - 1 {
                notes.append(
                    "the suite \"\(name)\" is in \(paths[earlier]) and in \(paths[paths.count - 1]): kept as two")
            }
            suitesSeen[name] = paths.count - 1
        }
        var counted = 0
        while let node = try input.next() {
            switch node {
            case .close:
                check(attributes, counted, name)
                return
            case .text: continue
            case .open("testsuite", let attributes): try takeSuite(input, attributes, within: name)
            case .open("testcase", let attributes):
                counted += 1
                try takeCase(input, attributes, suite: name)
            case .open: try Self.skip(input)
            }
        }
    }

    /// A suite that says more cases than it has was cut, or was joined by hand.
    private mutating func check(_ attributes: [(name: String, value: String)], _ counted: Int, _ name: String) {
        guard let text = attributes.first(where: { $0.name == "tests" })?.value, let said = Int(text), counted > 0,
            said != counted
        else { return }
        notes.append("\(paths[paths.count - 1]): the suite \"\(name)\" says \(said) tests and has \(counted)")
    }

    private mutating func takeCase(
        _ input: XMLInput, _ attributes: [(name: String, value: String)], suite: String
    ) throws(MergeError) {
        cases += 1
        let name = attributes.first { $0.name == "name" }?.value ?? ""
        let owner = attributes.first { $0.name == "classname" }?.value ?? ""
        let key = CaseKey(suite, owner, name)
        let line = input.line
        let index = paths.count - 1
        if let earlier = seen[key], earlier != index {
            let twin = Twin(name: "\(owner).\(name)", line: line, path: paths[index], earlierPath: paths[earlier])
            if twins.count < Self.twinsMax { twins.append(twin) } else { twinsLeftOut += 1 }
        }
        seen[key] = index
        var outcomes: Set<String> = []
        while let node = try input.next() {
            switch node {
            case .close:
                if !outcomes.isDisjoint(with: ["failure", "error"]) { bad += 1 }
                if outcomes.contains("skipped") { skipped += 1 }
                return
            case .text: continue
            case .open(let name, _):
                outcomes.insert(name)
                try Self.skip(input)
            }
        }
    }

    /// Passes over an element, whose start tag was read.
    private static func skip(_ input: XMLInput) throws(MergeError) {
        var depth = 1
        while depth > 0, let node = try input.next() {
            if case .open = node { depth += 1 }
            if case .close = node { depth -= 1 }
        }
    }

    private mutating func sum(_ attributes: [(name: String, value: String)]) {
        for (name, value) in attributes {
            if Self.summed.contains(name), let count = Int(value) {
                sums[name] = (sums[name] ?? 0).addingReportingOverflow(count).partialValue
            }
            if name == "time", let microseconds = Self.microseconds(value) {
                time = (time ?? 0).addingReportingOverflow(microseconds).partialValue
            }
        }
    }

    /// The microseconds of a decimal number of seconds, such as `1,234.5`; `nil` for anything else.
    private static func microseconds(_ text: String) -> Int64? {
        let parts = text.filter { $0 != "," }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = Int64(parts.first ?? ""), (0..<1_000_000_000_000).contains(whole) else { return nil }
        guard parts.count == 2 else { return whole * 1_000_000 }
        let digits = parts[1].prefix(6)
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let padded = digits + String(repeating: "0", count: 6 - digits.count)
        return Int64(padded).map { whole * 1_000_000 + $0 }
    }
}

/// A case's names as 128 bits, so that a million of them fit in little memory.
///
/// FNV-1a from two starts: names are no secrets, and two that meet are one in 10^26 for a million cases.
private struct CaseKey: Hashable {
    private var first: UInt64 = 0xcbf2_9ce4_8422_2325
    private var second: UInt64 = 0x9e37_79b9_7f4a_7c15

    init(_ suite: String, _ owner: String, _ name: String) {
        for text in [suite, owner, name] {
            for byte in text.utf8 { mix(byte) }
            mix(0xFF)
        }
    }

    private mutating func mix(_ byte: UInt8) {
        first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
        second = (second ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 &+ 0x632b_e59b_d9b4_e019
    }
}
