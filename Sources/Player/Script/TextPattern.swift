import Matching
public import Text

/// What a script compares a text with: a part of it, a regular expression, the whole, or a glob.
public struct TextPattern: Sendable {
    private let match: TextMatch

    /// The pattern as it was written.
    public let source: JSONValue

    /// Reads `"part"`, `"/regex/"`, `{ "exact": … }`, `{ "regex": … }` or `{ "glob": … }`.
    ///
    /// - Parameter meansExact: whether a plain string is the whole text, as in names.
    /// - Throws: `ScriptError` with the place, for another kind of value or a regular expression that can't be read.
    init(_ value: JSONValue, at path: String, meansExact: Bool = false) throws(ScriptError) {
        source = value
        if let text = ScriptReader.scalarText(value) {
            if text.utf8.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
                match = try Self.regex(String(text.dropFirst().dropLast()), at: path)
            } else {
                match = TextMatch(kind: meansExact ? .exact(text) : .contains(text))
            }
            return
        }
        guard value.object != nil else {
            throw ScriptReader.mismatch(value, at: path, expected: "a string, { exact: … } or { glob: … }")
        }
        let reader = try ScriptReader(value, at: path, keys: ScriptSchema.textPattern.names)
        if let text = try reader.text("exact") {
            match = TextMatch(kind: .exact(text))
        } else if let text = try reader.text("glob") {
            match = TextMatch(kind: .glob(text))
        } else if let text = try reader.text("regex") {
            match = try Self.regex(text, at: path)
        } else {
            throw ScriptError(path: path, reason: "expected exact, glob or regex")
        }
    }

    private static func regex(_ source: String, at path: String) throws(ScriptError) -> TextMatch {
        do { return TextMatch(kind: .regex(try Pattern(source), source: source)) } catch {
            throw ScriptError(path: path, reason: "\(error)")
        }
    }

    /// Whether a text fits.
    public func fits(_ text: String) -> Bool { match.matches(text) }
}
