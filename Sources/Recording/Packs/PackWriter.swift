import Text

/// Writes a pack part by part: each result is what comes next in the file.
///
/// A pack is text between lines of JSON: `{"understudy_pack":"1.0","files":2}`, then for each recording
/// `{"file":"main.cast","bytes":1234,"sha256":"…"}`, its bytes and a line end, at last `{"end":true,"bytes":1234}`.
/// Nothing is compressed: version control and transport do that better, what is inside can be searched, and there is
/// no bomb to unpack.
public struct PackWriter: Sendable {
    private let filesDeclared: Int
    private let limits: PackLimits
    private var names: Set<String> = []
    private var position = 0
    private var contentBytes = 0
    private var open: (name: PackName, bytes: Int, hash: String)?
    private var rest = 0
    private var hash = SHA256()

    /// A writer of so many recordings.
    public init(files: Int, limits: PackLimits = PackLimits()) {
        filesDeclared = files
        self.limits = limits
    }

    /// The first line.
    public mutating func start() throws(PackError) -> [UInt8] {
        guard filesDeclared <= limits.filesMax else {
            throw fail(.tooLarge, "a pack holds at most \(limits.filesMax) recordings, there are \(filesDeclared)")
        }
        return counted(PackHeader.first(files: filesDeclared))
    }

    /// The line before a recording of a known size and hash (in hexadecimal digits).
    public mutating func begin(_ name: PackName, bytes: Int, hash: String) throws(PackError) -> [UInt8] {
        precondition(open == nil, "the recording before has not ended")
        guard names.insert(name.key).inserted else {
            throw fail(.duplicateName, "\(name) stands twice (large and small letters count as the same)")
        }
        guard bytes <= limits.fileBytesMax, contentBytes + bytes <= limits.totalBytesMax else {
            throw fail(.tooLarge, "\(name) makes the pack larger than \(limits.totalBytesMax) bytes")
        }
        open = (name, bytes, hash)
        rest = bytes
        self.hash = SHA256()
        return counted(PackHeader.file(name, bytes: bytes, hash: hash))
    }

    /// Takes a part of the recording's bytes, which the caller writes as they are.
    public mutating func take(_ bytes: [UInt8]) throws(PackError) {
        guard bytes.count <= rest else { throw fail(.changed, "the recording grew while it was packed") }
        rest -= bytes.count
        position += bytes.count
        contentBytes += bytes.count
        hash.update(bytes)
    }

    /// What follows a recording.
    public mutating func end() throws(PackError) -> [UInt8] {
        guard let open, rest == 0, hash.text == open.hash else {
            throw fail(.changed, "the recording changed while it was packed")
        }
        self.open = nil
        return counted([UInt8(ascii: "\n")])
    }

    /// The last line.
    public mutating func finish() throws(PackError) -> [UInt8] {
        guard open == nil, names.count == filesDeclared else {
            throw fail(.badHeader, "\(filesDeclared) recordings were announced, \(names.count) came")
        }
        return counted(PackHeader.end(bytes: contentBytes))
    }

    private mutating func counted(_ bytes: [UInt8]) -> [UInt8] {
        position += bytes.count
        return bytes
    }

    private func fail(_ code: PackError.Code, _ reason: String) -> PackError {
        PackError(code, byte: position, reason: reason)
    }
}
