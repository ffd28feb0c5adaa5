import Player
import Recording
import Text

/// A scenario as the tree that was written, with the recordings that it plays: what can be cut down and is still one.
struct ScenarioTree: Sendable {
    /// The tree; recordings stand in it by the names of `recordings`.
    var root: YAMLValue
    /// The recordings by the path that the scenario names.
    var recordings: [String: [UInt8]]
    /// Faults besides the scenario's own, which are not its fault: it is judged by the invariants alone where there are
    /// any.
    var addedFaults: [JSONValue] = []

    private let file: String
    private let folder: String

    /// Reads the file of a scenario again.
    ///
    /// - Throws: `SourceError` where it has become unreadable.
    init(of scenario: Scenario) throws(SourceError) {
        file = scenario.file
        let absolute = FileSystem.absolute(file) ?? file
        folder = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? "."
        let bytes: [UInt8]
        do { bytes = try FileSystem.read(file, limit: YAMLReader.fileBytesMax) } catch {
            throw SourceError(file: file, "can't be read: \(error.reason)")
        }
        guard let root = try YAMLReader.read(bytes, file: file) else { throw SourceError(file: file, "is empty") }
        self.root = root
        recordings = [:]
        for path in Self.plays(in: root) {
            let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            if let bytes = try? FileSystem.read(absolute) { recordings[path] = bytes }
        }
    }

    /// The scenario.
    ///
    /// - Throws: `SourceError` where the tree is none any more.
    func scenario() throws(SourceError) -> Scenario {
        try ScenarioDecoder(file: file, folder: folder).decode(whole)
    }

    /// The scenario without the faults that were added.
    ///
    /// - Throws: `SourceError` where the tree is none any more.
    func soundScenario() throws(SourceError) -> Scenario {
        try ScenarioDecoder(file: file, folder: folder).decode(root)
    }

    /// The tree with the faults that were added.
    var whole: YAMLValue {
        guard !addedFaults.isEmpty else { return root }
        var whole = root
        var faults: [YAMLValue] = []
        if case .sequence(let own)? = root["faults"]?.content { faults = own }
        let nowhere = SourcePosition(line: 1, column: 1)
        whole["faults"] = YAMLValue(
            content: .sequence(faults + addedFaults.map { YAMLValue($0) }), position: nowhere)
        whole["judge"] = YAMLValue(.string(Scenario.Judge.invariants.rawValue))
        return whole
    }

    /// The recordings as the simulation finds them.
    var overlay: [String: [UInt8]] {
        var overlay: [String: [UInt8]] = [:]
        for (path, bytes) in recordings {
            let absolute = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            overlay[FileSystem.absolute(absolute) ?? absolute] = bytes
        }
        return overlay
    }

    /// The paths behind every `play:`, in order.
    static func plays(in value: YAMLValue) -> [String] {
        switch value.content {
        case .scalar: []
        case .sequence(let elements): elements.flatMap { plays(in: $0) }
        case .mapping(let members):
            members.flatMap { member -> [String] in
                if member.key == "play", case .scalar(let path, _) = member.value.content { return [path] }
                return plays(in: member.value)
            }
        }
    }

    /// What each recording is called by its content.
    func namesByContent() -> [String: String] { recordings.mapValues { "\(Self.fingerprint($0)).cast" } }

    /// Eight digits of a content's SHA-256.
    static func fingerprint(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return String(hash.text.prefix(8))
    }

    /// The tree with other paths behind `play:`.
    func renamed(_ names: [String: String]) -> YAMLValue { Self.renamed(whole, names) }

    private static func renamed(_ value: YAMLValue, _ names: [String: String]) -> YAMLValue {
        switch value.content {
        case .scalar: value
        case .sequence(let elements): value.with(.sequence(elements.map { renamed($0, names) }))
        case .mapping(let members):
            value.with(
                .mapping(
                    members.map { member in
                        if member.key == "play", case .scalar(let path, _) = member.value.content {
                            return member.with(member.value.with(.scalar(names[path] ?? path, isQuoted: true)))
                        }
                        return member.with(renamed(member.value, names))
                    }))
        }
    }
}

extension YAMLValue {
    /// The same place with another content.
    func with(_ content: Content) -> YAMLValue { YAMLValue(content: content, position: position) }

    /// A value that stands nowhere yet.
    init(_ json: JSONValue) {
        let nowhere = SourcePosition(line: 1, column: 1)
        let content: Content =
            switch json {
            case .object(let object):
                .mapping(
                    object.members.map { Member(key: $0.key, position: nowhere, value: YAMLValue($0.value)) })
            case .array(let elements): .sequence(elements.map { YAMLValue($0) })
            case .string(let text): .scalar(text, isQuoted: true)
            default: .scalar(json.text, isQuoted: false)
            }
        self.init(content: content, position: nowhere)
    }

    /// The mapping with another key before all others.
    func putting(_ value: YAMLValue, first key: String) -> YAMLValue {
        guard case .mapping(let members) = content else { return self }
        return with(.mapping([Member(key: key, position: position, value: value)] + members))
    }

    /// The value of a key of a mapping.
    subscript(key: String) -> YAMLValue? {
        get {
            guard case .mapping(let members) = content else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .mapping(var members) = content else { return }
            let place = members.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): members[place] = members[place].with(value)
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(key: key, position: position, value: value))
            case (nil, nil): break
            }
            self = with(.mapping(members))
        }
    }
}

extension YAMLValue.Member {
    /// The same key with another value.
    func with(_ value: YAMLValue) -> YAMLValue.Member { YAMLValue.Member(key: key, position: position, value: value) }
}
