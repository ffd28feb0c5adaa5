/// Text like the answers of an assistant: prose, lists, code, some characters beyond ASCII; the same in every run.
struct AnswerCorpus {
    /// How far apart the texts are that a pattern finds, in bytes.
    static let bytesPerMatch = 5000

    /// The text.
    private(set) var bytes: [UInt8] = []
    private var state: UInt64 = 42
    private var matches = 0

    /// A corpus of about so many bytes.
    init(bytes count: Int) {
        bytes.reserveCapacity(count + 4096)
        while bytes.count < count {
            if bytes.count >= (matches + 1) * Self.bytesPerMatch {
                matches += 1
                append(Self.matching[below(Self.matching.count)] + " in step \(matches)\n\n")
            }
            switch below(10) {
            case 0..<5: paragraph()
            case 5..<7: list()
            case 7..<8: labelled()
            default: code()
            }
        }
    }

    static let words = """
        the a of to and in is that it for with as on be this are by an at from or not we can should will you your which \
        function value request server client error handling test result parser stream buffer module file path line config \
        option default timeout memory process thread queue message response token user session state change check build \
        deploy version release branch commit review design pattern simple because however therefore first second next then \
        when while before after between under over more less each every some any all new old same other different code data \
        type name list map set key index number string text byte character über naïve café → résumé
        """.split(separator: " ").map(String.init)

    private static let matching = [
        "**Engineer Agent**: build the module", "Task(QA: run f(x) and report) then go on",
        "Delegating to Research Agent: read the paper",
        "Task Tool → Ops Agent: deploy it", "Delegate to Security: audit it", "→ Documentation Agent: write it down",
        "Task for Data Engineer: load it", "The QA Agent should: check it", "Ask the Engineer Agent to: fix it",
        "@docs: describe it", "TODO: write the tests", "FIXME(ada): close the file", "Error: no such file",
        "Warning: the disk is nearly full",
    ]

    private static let codeLines = [
        "    let value = compute(input, options: .default)", "    if (request.status === 200) { return parse(body); }",
        "def handle(self, event: Event) -> None:", "    for key, value in items.items():",
        "        result[key] = value or {}",
        "{ \"name\": \"demo\", \"version\": 3, \"tags\": [\"a\", \"b\"] }",
        "// see https://example.org/guide for details",
        "$ make test && ./run --verbose", "    timeout: 30s", "    retries: 5",
    ]

    private mutating func paragraph() {
        for _ in 0..<2 + below(4) { sentence() }
        append("\n\n")
    }

    private mutating func sentence() {
        let count = 6 + below(14)
        for index in 0..<count {
            let word = Self.words[below(Self.words.count)]
            switch below(40) {
            case 0: append("`\(word)`")
            case 1: append("**\(word)**")
            default: append(word)
            }
            append(index + 1 == count ? below(12) == 0 ? ": " : ". " : below(10) == 0 ? ", " : " ")
        }
    }

    private mutating func list() {
        for index in 1..<3 + below(5) {
            append(below(2) == 0 ? "- " : "\(index). ")
            sentence()
            append("\n")
        }
        append("\n")
    }

    private mutating func labelled() {
        for _ in 0..<3 {
            append("- **\(Self.words[below(40) + 30].uppercased())**: ")
            sentence()
            append("\n")
        }
        append("\n")
    }

    private mutating func code() {
        append("```swift\n")
        for _ in 0..<4 + below(8) { append(Self.codeLines[below(Self.codeLines.count)] + "\n") }
        append("```\n\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }
}
