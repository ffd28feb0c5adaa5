import Text

/// Reads a mapping key by key, and in the end refuses every key that nobody asked for.
struct Fields {
    let file: String
    let position: SourcePosition
    private var members: [YAMLValue.Member]
    private var known: [String] = []

    /// The fields of a value that has to be a mapping.
    init(_ value: YAMLValue, file: String, what: String) throws(SourceError) {
        guard case .mapping(let members) = value.content else {
            throw SourceError(file: file, position: value.position, "\(what) has to be a mapping, not \(value.kind)")
        }
        self.file = file
        self.members = members
        position = value.position
    }

    /// The keys that were not taken yet.
    var remainingKeys: [String] { members.map(\.key) }

    /// Takes the value of a key; `nil` where it is not there or is null.
    mutating func take(_ key: String) -> YAMLValue? {
        known.append(key)
        guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
        let value = members.remove(at: index).value
        return value.isNull ? nil : value
    }

    /// Refuses what is left.
    func finish() throws(SourceError) {
        guard let extra = members.first else { return }
        throw unknown(extra)
    }

    private func unknown(_ member: YAMLValue.Member) -> SourceError {
        var message = "unknown key '\(member.key)'"
        if let nearest = NearestWord.to(member.key, in: known) {
            message += "; did you mean '\(nearest)'?"
        } else {
            message += "; known here: \(known.sorted().joined(separator: ", "))"
        }
        return SourceError(file: file, position: member.position, message)
    }

    // MARK: Typed by field

    /// Text; a number or a truth value is taken as it is spelt.
    mutating func text(_ key: String) throws(SourceError) -> String? {
        guard let value = take(key) else { return nil }
        return try Self.text(value, key: key, file: file)
    }

    static func text(_ value: YAMLValue, key: String, file: String) throws(SourceError) -> String {
        guard case .scalar(let text, _) = value.content else {
            throw SourceError(file: file, position: value.position, "'\(key)' has to be text, not \(value.kind)")
        }
        return text
    }

    /// A list of texts; one text stands for a list of one.
    mutating func texts(_ key: String) throws(SourceError) -> [String]? {
        guard let value = take(key) else { return nil }
        return try Self.texts(value, key: key, file: file)
    }

    static func texts(_ value: YAMLValue, key: String, file: String) throws(SourceError) -> [String] {
        guard case .sequence(let elements) = value.content else { return [try text(value, key: key, file: file)] }
        var result: [String] = []
        for element in elements { result.append(try text(element, key: key, file: file)) }
        return result
    }

    /// A whole number in a range.
    mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(SourceError) -> Int? {
        guard let value = take(key) else { return nil }
        guard case .scalar(let text, isQuoted: false) = value.content, let number = Int(text), range.contains(number)
        else {
            let bounds =
                range.upperBound == .max
                ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
            throw SourceError(
                file: file, position: value.position, "'\(key)' has to be a whole number \(bounds), not \(value.kind)")
        }
        return number
    }

    /// `true` or `false`.
    mutating func flag(_ key: String) throws(SourceError) -> Bool? {
        guard let value = take(key) else { return nil }
        guard case .scalar(let text, isQuoted: false) = value.content, let flag = Bool(text) else {
            throw SourceError(
                file: file, position: value.position, "'\(key)' has to be true or false, not \(value.kind)")
        }
        return flag
    }

    /// A duration with its unit; a bare number counts as `bareUnit` where the seed document has one.
    mutating func duration(_ key: String, bareUnit: Duration? = nil) throws(SourceError) -> Duration? {
        guard let value = take(key) else { return nil }
        return try Self.duration(value, key: key, file: file, bareUnit: bareUnit)
    }

    static func duration(
        _ value: YAMLValue, key: String, file: String, bareUnit: Duration? = nil
    ) throws(SourceError) -> Duration {
        guard case .scalar(let text, _) = value.content else {
            throw SourceError(file: file, position: value.position, "'\(key)' has to be a duration, not \(value.kind)")
        }
        if let bareUnit, let number = Int(text), (0...1_000_000_000).contains(number) { return bareUnit * number }
        do { return try Quantity.duration(text) } catch {
            throw SourceError(file: file, position: value.position, "'\(key)': \(error)")
        }
    }

    /// A size with its unit, in bytes; a bare number counts as so many bytes.
    mutating func bytes(_ key: String) throws(SourceError) -> Int? {
        guard let value = take(key) else { return nil }
        let text = try Self.text(value, key: key, file: file)
        if let number = Int(text), number >= 0 { return number }
        do { return try Quantity.bytes(text) } catch {
            throw SourceError(file: file, position: value.position, "'\(key)': \(error)")
        }
    }

    /// One of the words of an enumeration.
    mutating func word<Words: RawRepresentable & CaseIterable>(
        _ key: String, _ words: Words.Type
    ) throws(SourceError) -> Words? where Words.RawValue == String {
        guard let value = take(key) else { return nil }
        return try Self.word(value, key: key, words, file: file)
    }

    static func word<Words: RawRepresentable & CaseIterable>(
        _ value: YAMLValue, key: String, _ words: Words.Type, file: String
    ) throws(SourceError) -> Words where Words.RawValue == String {
        let text = try text(value, key: key, file: file)
        if let word = Words(rawValue: text) { return word }
        let all = words.allCases.map(\.rawValue)
        let hint = NearestWord.to(text, in: all).map { "did you mean '\($0)'?" }
        throw SourceError(
            file: file, position: value.position,
            "'\(key)' can't be '\(text)'; " + (hint ?? "it is one of \(all.joined(separator: ", "))"))
    }
}
