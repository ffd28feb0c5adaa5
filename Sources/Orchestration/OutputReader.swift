import Matching

/// Everything that is looked for in the text of one child, in one order.
struct OutputReader: Sendable {
    /// What was found.
    enum Item: Sendable, Hashable {
        case finding(Finding)
        case match(PatternMatch)
        /// A match of this pattern became too long, and is lost.
        case tooLong(String)
    }

    private var scanner: OutputScanner?
    private var watch: PatternWatch?

    /// A reader of one child's text; what nobody looks for costs nothing.
    init(scanner: OutputScanner?, watch: PatternWatch?) {
        self.scanner = scanner
        self.watch = watch
    }

    /// How many bytes wait for the end of their line.
    var bufferedBytes: Int { (scanner?.bufferedBytes ?? 0) + (watch?.bufferedBytes ?? 0) }

    mutating func feed(_ text: String, into items: inout [Item]) {
        var text = text
        text.withUTF8 { bytes in
            collect(into: &items) { scanner, watch, findings, matches in
                scanner?.feed(bytes, into: &findings)
                watch?.feed(Array(bytes), into: &matches)
            }
        }
    }

    mutating func finish(into items: inout [Item]) {
        collect(into: &items) { scanner, watch, findings, matches in
            scanner?.finish(into: &findings)
            watch?.finish(into: &matches)
        }
    }

    /// Built-in findings and matches in the order in which they stand in the text; where both begin at one place the
    /// built-in one is first.
    private mutating func collect(
        into items: inout [Item],
        _ body: (inout OutputScanner?, inout PatternWatch?, inout [Finding], inout [PatternMatch]) -> Void
    ) {
        var findings: [Finding] = []
        var matches: [PatternMatch] = []
        body(&scanner, &watch, &findings, &matches)
        if watch != nil { for name in watch?.takeLost() ?? [] { items.append(.tooLong(name)) } }
        if findings.isEmpty, matches.isEmpty { return }
        guard !matches.isEmpty else { return items.append(contentsOf: findings.map(Item.finding)) }
        var rest = matches[...]
        for finding in findings {
            while let match = rest.first, match.range.lowerBound < finding.range.lowerBound {
                items.append(.match(match))
                rest.removeFirst()
            }
            items.append(.finding(finding))
        }
        items.append(contentsOf: rest.map(Item.match))
    }
}

extension Engine {
    /// A reader for a child that stands so deep: 0 for the main one.
    func reader(depth: Int) -> OutputReader {
        var options = OutputScanner.Options()
        let mayDelegate = configuration.strategy != .systemPrompt && depth < configuration.maxDepth
        options.delegations = mayDelegate && configuration.detections.contains(.delegations)
        options.tickets = configuration.enableTickets && configuration.detections.contains(.tickets)
        options.errors = configuration.detections.contains(.errors)
        options.allowUnknownAgents = configuration.allowUnknownAgents
        options.lineBytesMax = configuration.lineLimit
        let isNeeded = options.delegations || options.tickets || options.errors
        return OutputReader(
            scanner: isNeeded ? OutputScanner(agents: registry.names, options: options) : nil,
            watch: patterns.watch(isByLine: configuration.lineBuffer))
    }
}
