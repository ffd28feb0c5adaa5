/// What a conversion could not keep, counted by kind: never the content.
public struct ConversionLosses: Sendable, Hashable {
    /// One kind of loss.
    public struct Loss: Sendable, Hashable {
        /// What was lost, in the singular: `chunk of stdin`.
        public let what: String
        /// What became of it: `written as output`; `nil`: it is not in the target.
        public let became: String?
        /// How often.
        public var count: Int
    }

    /// All kinds, in the order in which they were met.
    public private(set) var all: [Loss] = []

    /// Nothing lost.
    public init() {}

    /// Whether all was kept.
    public var isEmpty: Bool { all.isEmpty }

    /// Counts a loss.
    public mutating func add(_ what: String, became: String? = nil, count: Int = 1) {
        guard count > 0 else { return }
        if let index = all.firstIndex(where: { $0.what == what && $0.became == became }) {
            all[index].count += count
        } else {
            all.append(Loss(what: what, became: became, count: count))
        }
    }

    /// Counts an event that has no place in the target.
    mutating func add(event: RecordedEvent.Content) { add(Self.name(of: event)) }

    /// `left out: 3 markers, 1 exit status; written as output: 2 chunks of stderr`.
    public var text: String {
        var groups: [(became: String, texts: [String])] = []
        for loss in all {
            let became = loss.became ?? "left out"
            let text = "\(loss.count) \(loss.count == 1 ? loss.what : Self.plural(of: loss.what))"
            if let index = groups.firstIndex(where: { $0.became == became }) {
                groups[index].texts.append(text)
            } else {
                groups.append((became, [text]))
            }
        }
        return groups.map { "\($0.became): \($0.texts.joined(separator: ", "))" }.joined(separator: "; ")
    }

    /// The plural of a phrase, which shows at the noun before `of` or `that`.
    private static func plural(of phrase: String) -> String {
        var words = phrase.split(separator: " ").map(String.init)
        let noun = (words.firstIndex { ["of", "that", "with", "without"].contains($0) } ?? words.count) - 1
        guard words.indices.contains(noun) else { return phrase }
        words[noun] += words[noun].hasSuffix("s") ? "es" : "s"
        return words.joined(separator: " ")
    }

    private static func name(of event: RecordedEvent.Content) -> String {
        switch event {
        case .output: "chunk of stdout"
        case .error: "chunk of stderr"
        case .input: "chunk of stdin"
        case .resize: "resize"
        case .marker: "marker"
        case .exit: "exit status"
        case .closed: "end of a stream"
        case .signal: "signal"
        case .sample: "resource sample"
        case .fault: "fault"
        case .note: "note"
        case .unknown(let code, _): "event of code \(code)"
        }
    }
}
