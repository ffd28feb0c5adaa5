import Determinism
import Recording
import Text

/// A value of a configuration with the words for what is wrong with it.
struct ConfigurationValue {
    /// The name that messages use.
    let name: String
    let json: JSONValue

    init(_ name: String, _ json: JSONValue) {
        self.name = name
        self.json = json
    }

    private func wrong(_ expected: String) -> ConfigurationProblem {
        ConfigurationProblem(at: [], "'\(name)' has to be \(expected), not \(kind)")
    }

    private var kind: String {
        switch json {
        case .string(let text): text.isEmpty ? "nothing" : "'\(text.prefix(40))'"
        case .number(let number): "'\(number.text.prefix(40))'"
        case .bool(let flag): "'\(flag)'"
        case .null: "nothing"
        case .array: "a list"
        case .object: "a mapping"
        }
    }

    func flag() throws(ConfigurationProblem) -> Bool {
        guard let flag = json.bool else { throw wrong("true or false") }
        return flag
    }

    func integer(in range: ClosedRange<Int>) throws(ConfigurationProblem) -> Int {
        guard let number = json.int, range.contains(number) else {
            throw wrong(
                range.upperBound == .max
                    ? "a whole number of \(range.lowerBound) or more"
                    : "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Text; a number or a truth value is taken as it is spelt.
    func text() throws(ConfigurationProblem) -> String {
        switch json {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let flag): return flag ? "true" : "false"
        case .null, .array, .object: throw wrong("text")
        }
    }

    /// Text that becomes an argument, a variable or a path of a process: U+0000 would cut it.
    func argument() throws(ConfigurationProblem) -> String {
        let text = try text()
        guard !text.unicodeScalars.contains("\0") else {
            throw ConfigurationProblem(at: [], "'\(name)' becomes an argument, which can't hold U+0000")
        }
        return text
    }

    /// A list of arguments; one text stands for a list of one.
    func arguments() throws(ConfigurationProblem) -> [String] {
        guard let elements = json.array else { return [try argument()] }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            do { texts.append(try ConfigurationValue(name, element).argument()) } catch {
                throw error.inside(.index(index))
            }
        }
        return texts
    }

    /// A duration with its unit; a bare number counts as seconds where the seed document has one.
    func duration(isSecondsBare: Bool, atLeast least: Duration = .zero) throws(ConfigurationProblem) -> Duration {
        if isSecondsBare, let number = json.int, (0...1_000_000_000).contains(number) {
            return try checked(.seconds(number), atLeast: least)
        }
        if case .array = json { throw wrong("a duration") }
        if case .object = json { throw wrong("a duration") }
        do { return try checked(try Quantity.duration(try text()), atLeast: least) } catch let error as QuantityError {
            throw ConfigurationProblem(at: [], "'\(name)': \(error)")
        } catch let problem as ConfigurationProblem {
            throw problem
        } catch { throw wrong("a duration") }
    }

    private func checked(_ duration: Duration, atLeast least: Duration) throws(ConfigurationProblem) -> Duration {
        guard duration >= least else {
            throw ConfigurationProblem(at: [], "'\(name)' has to be \(least.configurationText) or longer")
        }
        return duration
    }

    /// A size with its unit, in bytes; a bare number counts as so many bytes.
    func bytes() throws(ConfigurationProblem) -> Int {
        if let number = json.int, number >= 0 { return number }
        let text = try text()
        do { return try Quantity.bytes(text) } catch { throw ConfigurationProblem(at: [], "'\(name)': \(error)") }
    }

    func word<Words: RawRepresentable & CaseIterable>(
        _ words: Words.Type
    ) throws(ConfigurationProblem) -> Words where Words.RawValue == String {
        let text = try text()
        if let word = Words(rawValue: text) { return word }
        let all = words.allCases.map(\.rawValue)
        let hint = NearestWord.to(text, in: all).map { "did you mean '\($0)'?" }
        throw ConfigurationProblem(
            at: [], "'\(name)' can't be '\(text)'; " + (hint ?? "it is one of \(all.joined(separator: ", "))"))
    }

    func terminalSize() throws(ConfigurationProblem) -> TerminalSize {
        guard let size = TerminalSize(text: try text()) else {
            throw ConfigurationProblem(at: [], "'\(name)' is COLUMNSxROWS, as 80x24")
        }
        return size
    }

    /// The elements of a list, each with its place.
    func elements<Element>(
        _ body: (ConfigurationValue) throws(ConfigurationProblem) -> Element
    ) throws(ConfigurationProblem) -> [Element] {
        guard let elements = json.array else { throw wrong("a list") }
        var result: [Element] = []
        for (index, element) in elements.enumerated() {
            do { result.append(try body(ConfigurationValue(name, element))) } catch {
                throw error.inside(.index(index))
            }
        }
        return result
    }

    /// The members of a mapping; `null` counts as absent.
    func members(_ known: [String]) throws(ConfigurationProblem) -> ConfigurationMembers {
        guard let object = json.object else { throw wrong("a mapping") }
        for member in object.members where !known.contains(member.key) {
            throw ConfigurationProblem(
                at: [.key(member.key)], isAboutKey: true, Self.unknownKey(member.key, known: known))
        }
        return ConfigurationMembers(name: name, object: object)
    }

    /// What is said about a key that nobody knows.
    static func unknownKey(_ key: String, known: [String]) -> String {
        if let nearest = NearestWord.to(key, in: known) { return "unknown key '\(key)'; did you mean '\(nearest)'?" }
        return "unknown key '\(key)'; known here: \(known.sorted().joined(separator: ", "))"
    }
}

/// The members of a mapping whose keys are known.
struct ConfigurationMembers {
    let name: String
    let object: JSONObject

    /// Reads the value of a key; `nil` where it is absent.
    func read<Value>(
        _ key: String, _ body: (ConfigurationValue) throws(ConfigurationProblem) -> Value
    ) throws(ConfigurationProblem) -> Value? {
        guard let json = object[key], json != .null else { return nil }
        do { return try body(ConfigurationValue(key, json)) } catch { throw error.inside(.key(key)) }
    }

    /// Reads the value of a key that has to be there.
    func require<Value>(
        _ key: String, _ body: (ConfigurationValue) throws(ConfigurationProblem) -> Value
    ) throws(ConfigurationProblem) -> Value {
        guard let value = try read(key, body) else {
            throw ConfigurationProblem(at: [], "'\(key)' is missing in '\(name)'")
        }
        return value
    }
}

extension Duration {
    /// The shortest spelling that reads back the same: `300s`, `250ms`, `1us`.
    var configurationText: String {
        let count = microseconds
        if count % 1_000_000 == 0 { return "\(count / 1_000_000)s" }
        return count % 1_000 == 0 ? "\(count / 1_000)ms" : "\(count)us"
    }
}
