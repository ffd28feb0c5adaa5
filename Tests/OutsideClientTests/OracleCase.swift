import Determinism
import Matching
import Text

/// A stream of packets and some waits for it, as both sides get them.
struct OracleCase {
    struct Pattern: Equatable, Sendable {
        let kind: String
        let source: String
    }

    struct Wait: Sendable {
        let isExact: Bool
        let patterns: [Pattern]
        let window: Int?
    }

    enum Step: Sendable {
        case write([UInt8])
        case close
        case wait(Wait)
    }

    /// What a wait came to. Bytes stand as the characters of Latin 1.
    struct Answer: Equatable, Sendable {
        var index: String
        var before: String
        var after: String
        var groups: [String?]?
    }

    let steps: [Step]
    /// Whether one write is one read.
    let isPackets: Bool
    /// The most bytes of one read.
    let maxRead: Int

    var waits: [Wait] { steps.compactMap { if case .wait(let wait) = $0 { wait } else { nil } } }

    // MARK: Drawing

    init(_ choices: inout Choices) {
        isPackets = choices.below(4, "packets") > 0
        maxRead = isPackets ? 4096 : 1 + choices.below(6, "maxread")
        var steps: [Step] = []
        var isOpen = true
        for _ in 0..<2 + choices.below(10, "steps") {
            switch choices.below(8, "step") {
            case 0...3 where isOpen: steps.append(.write(Self.text(&choices, 1 + choices.below(24, "packet"))))
            case 4 where isOpen && choices.below(3, "close") == 0:
                steps.append(.close)
                isOpen = false
            default: steps.append(.wait(Wait(&choices)))
            }
        }
        self.steps = steps + [.wait(Wait(&choices))]
    }

    static func text(_ choices: inout Choices, _ count: Int) -> [UInt8] {
        (0..<count).map { _ in Array("aaabbbcc1 \r\n>".utf8)[choices.below(13, "character")] }
    }

    // MARK: Ours

    /// The answers of ours.
    func run() throws -> [Answer] {
        var expecter = Expecter()
        expecter.settings.readBytesMax = maxRead
        var pipe: [[UInt8]] = []
        var isClosed = false
        var answers: [Answer] = []
        for step in steps {
            switch step {
            case .write(let bytes): if isPackets { pipe.append(bytes) } else { _ = expecter.feed(bytes, at: .zero) }
            case .close: isClosed = true
            case .wait(let wait):
                expecter.settings.searchWindowBytes = wait.window
                var outcome = expecter.expect(try wait.patterns.map { try $0.pattern }, timeout: .zero, at: .zero)
                while outcome == nil, !pipe.isEmpty { outcome = expecter.feed(pipe.removeFirst(), at: .zero) }
                if outcome == nil, isClosed { outcome = expecter.end(at: .zero) }
                answers.append(Answer(outcome ?? expecter.timer(at: .zero)))
            }
        }
        return answers
    }

    // MARK: Theirs

    var json: JSONValue {
        let steps = steps.map { step -> JSONValue in
            switch step {
            case .write(let bytes): ["write": .string(Latin1.text(bytes))]
            case .close: ["close": true]
            case .wait(let wait):
                [
                    "exact": .bool(wait.isExact), "window": wait.window.map { .int($0) } ?? nil,
                    "patterns": .array(wait.patterns.map { [.string($0.kind), .string($0.source)] }),
                ]
            }
        }
        return ["packets": .bool(isPackets), "maxread": .int(maxRead), "steps": .array(steps)]
    }
}

extension OracleCase.Wait {
    init(_ choices: inout Choices) {
        let isExact = choices.below(3, "mode") == 0
        window = choices.below(2, "windowed") == 0 ? nil : 1 + choices.below(16, "window")
        var patterns: [OracleCase.Pattern] = []
        for _ in 0..<1 + choices.below(4, "count") {
            if isExact {
                let text = OracleCase.text(&choices, 1 + choices.below(4, "length"))
                patterns.append(.init(kind: "exact", source: Latin1.text(text)))
            } else {
                patterns.append(.init(kind: "re", source: RandomExpression.make(&choices)))
            }
        }
        for kind in ["eof", "timeout"] where choices.below(2, "special") == 0 {
            patterns.insert(.init(kind: kind, source: ""), at: choices.below(patterns.count + 1, "place"))
        }
        self.isExact = isExact
        self.patterns = patterns
    }
}

extension OracleCase.Pattern {
    var pattern: ExpectPattern {
        get throws {
            switch kind {
            case "eof": .endOfOutput
            case "timeout": .timeout
            case "exact": .exact(Array(source.utf8))
            default: try .regex(source)
            }
        }
    }
}

extension OracleCase.Answer {
    init(_ outcome: ExpectOutcome?) {
        switch outcome {
        case .matched(let result):
            self.init(
                index: String(result.index), before: Latin1.text(result.before), after: Latin1.text(result.after),
                groups: result.groups.isEmpty ? nil : result.groups.map { $0.map(Latin1.text) })
        case .failed(let failure):
            self.init(
                index: failure.code == .timeout ? "timeout" : "eof", before: Latin1.text(failure.before), after: "",
                groups: nil)
        case nil: self.init(index: "nothing", before: "", after: "", groups: nil)
        }
    }

    init(json: JSONValue) {
        self.init(
            index: json["index"]?.string ?? json["index"]?.int.map { String($0) } ?? "",
            before: json["before"]?.string ?? "",
            after: json["after"]?.string ?? "", groups: json["groups"]?.array?.map(\.string))
    }
}

/// Bytes as characters, one for one.
enum Latin1 {
    static func text(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}

/// Regular expressions that mean the same to Python and to RE2, but for `$`.
enum RandomExpression {
    static func make(_ choices: inout Choices) -> String {
        var result = sequence(&choices, depth: 0)
        switch choices.below(40, "edge") {
        case 0, 1: result = "^" + result
        case 2: result = choices.below(2, "end") == 0 ? result + "$" : "(?:\(result))?$"
        case 3: result += #"\b"#
        case 4: result = #"\b"# + result
        case 5: result = "(?m)^" + result
        case 6: result = "(?:\(result))?"
        default: break
        }
        return result
    }

    /// Some pieces in a row, of which at least one is not empty.
    private static func sequence(_ choices: inout Choices, depth: Int) -> String {
        var result = piece(&choices, depth, isOptional: false)
        for _ in 0..<choices.below(3, "pieces") { result += piece(&choices, depth, isOptional: true) }
        return result
    }

    private static func piece(_ choices: inout Choices, _ depth: Int, isOptional: Bool) -> String {
        let atom = atom(&choices, depth)
        // Repeated repetitions take Python exponential time.
        let counts: [String] =
            if atom.hasPrefix("(") {
                isOptional ? ["", "", "?", "??", "{1,2}"] : ["", "{2}"]
            } else {
                isOptional
                    ? ["", "", "", "+", "*", "?", "+?", "*?", "??", "{1,2}", "{0,2}"]
                    : ["", "", "", "+", "+?", "{2}", "{1,3}"]
            }
        return atom + counts[choices.below(counts.count, "quantifier")]
    }

    private static func atom(_ choices: inout Choices, _ depth: Int) -> String {
        guard depth < 2, choices.below(4, "group") == 0 else {
            let atoms = [
                "a", "b", "c", "1", ">", ".", "[ab]", "[^a]", #"\d"#, #"\w"#, #"\s"#, #"\n"#, #"\r"#, "ab", "[b-c1]",
            ]
            return atoms[choices.below(atoms.count, "atom")]
        }
        let opening = choices.below(2, "capture") == 0 ? "(" : "(?:"
        let first = sequence(&choices, depth: depth + 1)
        return choices.below(2, "alternative") == 0
            ? "\(opening)\(first))" : "\(opening)\(first)|\(sequence(&choices, depth: depth + 1)))"
    }
}
