/// Looks for secrets in any bytes, as they come, in flat memory; says where they are and never what.
///
/// ```swift
/// var scanner = SecretScanner(rules)
/// var findings = scanner.feed(block)
/// findings += scanner.finish()
/// ```
public struct SecretScanner: Sendable {
    /// Where a secret stands.
    public struct Finding: Sendable, Hashable {
        /// The rule that found it.
        public var rule: String
        /// Its first byte, from 0.
        public var byte: Int
        /// Its line, from 1.
        public var line: Int
        /// Whether this is a guess only: nothing is found because of it.
        public var isWarning: Bool
    }

    private let names: [String]
    private var redactor: Redactor

    /// A scanner before the first byte.
    public init(_ rules: RedactionRules) {
        names = rules.names
        redactor = Redactor(rules, tracksFindings: true)
    }

    /// Reads the next bytes; the secrets that they decide.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> [Finding] {
        redactor.feed(bytes)
        return findings()
    }

    /// Ends the bytes; the secrets that the end decides.
    public mutating func finish() -> [Finding] {
        redactor.finish()
        return findings()
    }

    private mutating func findings() -> [Finding] {
        redactor.skip(redactor.decided)
        return redactor.takeFindings().map {
            Finding(rule: names[$0.rule], byte: $0.byte, line: $0.line, isWarning: $0.isWarning)
        }
    }
}
