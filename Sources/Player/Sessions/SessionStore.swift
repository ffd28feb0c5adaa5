import ClaudeProtocol
import Text

/// The session's file: found, gone on with, and written.
struct SessionStore {
    /// Where a session comes from.
    struct Origin {
        /// The identifier that the session has.
        let id: String
        /// What was said before; `nil`: the session is new.
        let history: SessionHistory?
        /// What the file begins with, where it is a copy.
        let copy: [UInt8]
    }

    /// Why a session could not be found.
    enum Failure: Error {
        /// There is no conversation of this name: the output says so in its own form.
        case unknown(id: String)
        case refused(EarlyExit)
    }

    /// The folder that stands for `~/.claude`; `nil`: a private one is made with the first line.
    private(set) var home: String?
    private let project: String
    private let isKept: Bool
    private var path: String?
    private var needsLineEnd = false
    private(set) var writer: SessionWriter?
    /// What is written in front of the first line.
    private var copy: [UInt8] = []

    /// The path of the file, for hooks; it may not be there yet.
    func transcriptPath(_ session: MessageBuilder.Session) -> String {
        "\(home ?? session.configurationFolder)/projects/\(project)/\(session.id).jsonl"
    }

    init(home: String?, session: MessageBuilder.Session, isKept: Bool) {
        self.home = home
        self.isKept = isKept
        project = session.projectFolder
    }

    private var folder: String? { home.map { "\($0)/projects/\(project)" } }

    // MARK: Finding

    /// Finds the session that the command line asks for.
    ///
    /// - Throws: `Failure` where it is not there, or where a new one has a name that is taken.
    func find(
        _ arguments: ClaudeArguments, fresh: String, isOnTerminal: Bool, knows: (String) -> Bool,
        files: inout any FileStore
    ) throws(Failure) -> Origin {
        if let resume = arguments.resume, !resume.isEmpty {
            return try resumed(resume, arguments, fresh: fresh, knows: knows, files: &files)
        }
        // On a terminal the CLI lets the person choose, with the newest at the top; the stand-in takes that one.
        if arguments.continues || arguments.resume != nil {
            guard let id = newest(files: &files), let bytes = bytes(of: id, files: &files) else {
                if isOnTerminal {
                    let words =
                        arguments.continues ? "No conversation found to continue" : "No sessions in this project yet"
                    throw .refused(.refusal(words))
                }
                return Origin(id: arguments.sessionID ?? fresh, history: nil, copy: [])
            }
            return origin(of: id, bytes, arguments, fresh: fresh)
        }
        guard let id = arguments.sessionID else { return Origin(id: fresh, history: nil, copy: []) }
        if bytes(of: id, files: &files) != nil {
            throw .refused(.refusal("Error: Session ID \(id) is already in use."))
        }
        return Origin(id: id, history: nil, copy: [])
    }

    private func resumed(
        _ name: String, _ arguments: ClaudeArguments, fresh: String, knows: (String) -> Bool,
        files: inout any FileStore
    ) throws(Failure) -> Origin {
        if IdentifierSource.isUUID(name) {
            if let bytes = bytes(of: name, files: &files) { return origin(of: name, bytes, arguments, fresh: fresh) }
            if knows(name) {
                return Origin(id: arguments.forksSession ? arguments.sessionID ?? fresh : name, history: nil, copy: [])
            }
            throw .unknown(id: name)
        }
        for id in identifiers(files: &files) {
            guard let bytes = bytes(of: id, files: &files), SessionHistory(bytes).title == name else { continue }
            return origin(of: id, bytes, arguments, fresh: fresh)
        }
        throw .refused(ClaudeArguments.unknownTitle(name))
    }

    private func origin(
        of id: String, _ bytes: [UInt8], _ arguments: ClaudeArguments, fresh: String
    ) -> Origin {
        let history = SessionHistory(bytes)
        guard arguments.forksSession else { return Origin(id: id, history: history, copy: []) }
        let new = arguments.sessionID ?? fresh
        return Origin(id: new, history: history, copy: SessionHistory.forked(bytes, from: id, to: new))
    }

    private func bytes(of id: String, files: inout any FileStore) -> [UInt8]? {
        guard let folder else { return nil }
        return try? files.read("\(folder)/\(id).jsonl")
    }

    private func identifiers(files: inout any FileStore) -> [String] {
        guard let folder else { return [] }
        return (files.list(folder) ?? []).filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }
    }

    private func newest(files: inout any FileStore) -> String? {
        guard let folder else { return nil }
        var best: (id: String, at: Int64)?
        for id in identifiers(files: &files) {
            guard let at = files.modified("\(folder)/\(id).jsonl"), at >= best?.at ?? .min else { continue }
            best = (id, at)
        }
        return best?.id
    }

    // MARK: Writing

    /// Begins to write the session's file.
    mutating func begin(
        _ origin: Origin, profile: Profile, session: MessageBuilder.Session, entrypoint: String, title: String? = nil
    ) {
        writer = SessionWriter(
            profile: profile, session: session, entrypoint: entrypoint, continuing: origin.history, title: title)
        copy = origin.copy
        needsLineEnd = origin.history?.isTorn ?? false && origin.copy.isEmpty
        path = "\(session.id).jsonl"
    }

    /// Makes lines and appends them, in one write; where nothing is kept, nothing happens.
    mutating func append(
        files: inout any FileStore, _ lines: (inout SessionWriter) -> [UInt8]
    ) throws(FileFailure) {
        guard isKept, var writer, let path else { return }
        let bytes = lines(&writer)
        self.writer = writer
        guard !bytes.isEmpty else { return }
        let home: String
        if let known = self.home { home = known } else { home = try files.temporaryFolder() }
        self.home = home
        let start = needsLineEnd ? [UInt8(ascii: "\n")] : []
        try files.append(start + copy + bytes, to: "\(home)/projects/\(project)/\(path)")
        needsLineEnd = false
        copy = []
    }
}
