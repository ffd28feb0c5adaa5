import Text

/// The lines of a pack that stand between the recordings: JSON, so that a person with `head` sees what it is.
enum PackHeader {
    /// The major version that we read; a newer one is refused.
    static let major = 1
    /// How every pack begins.
    static let start = #"{"understudy_pack":"#

    /// The first line: how many recordings follow.
    static func first(files: Int) -> [UInt8] { line(#"{"understudy_pack":"1.0","files":\#(files)}"#) }

    /// The line before a recording.
    static func file(_ name: PackName, bytes: Int, hash: String) -> [UInt8] {
        line(#"{"file":"\#(name.text)","bytes":\#(bytes),"sha256":"\#(hash)"}"#)
    }

    /// The last line.
    static func end(bytes: Int) -> [UInt8] { line(#"{"end":true,"bytes":\#(bytes)}"#) }

    private static func line(_ text: String) -> [UInt8] { Array(text.utf8) + [UInt8(ascii: "\n")] }

    /// What a line says.
    enum Meaning {
        case first(files: Int)
        case file(PackName, bytes: Int, hash: String)
        case end(bytes: Int)
    }

    /// The meaning of a line, at a byte of the pack.
    static func meaning(of line: [UInt8], at byte: Int) throws(PackError) -> Meaning {
        let json: JSONValue
        do throws(JSONError) { json = try JSONParser.parse(line) } catch {
            throw PackError(
                .badHeader, byte: byte + error.byte, reason: "this is no header of a pack: \(error.code.text)")
        }
        if let version = json["understudy_pack"] { return try first(json, version: version, at: byte) }
        if let name = json["file"] { return try file(json, name: name, at: byte) }
        if json["end"]?.bool == true, let bytes = json["bytes"]?.int { return .end(bytes: bytes) }
        throw PackError(.badHeader, byte: byte, reason: "a header of a pack says `file` or `end`")
    }

    private static func first(_ json: JSONValue, version: JSONValue, at byte: Int) throws(PackError) -> Meaning {
        let parts = (version.string ?? "").split(separator: ".").map { Int($0) }
        guard parts.count == 2, let major = parts[0], parts[1] != nil else {
            throw PackError(.badHeader, byte: byte, reason: "`understudy_pack` must be MAJOR.MINOR, such as \"1.0\"")
        }
        guard major == Self.major else {
            let reason = "the pack's format is \(major), this program reads \(Self.major): install a newer Understudy"
            throw PackError(.unknownVersion, byte: byte, reason: reason)
        }
        guard let files = json["files"]?.int, files >= 0 else {
            throw PackError(.badHeader, byte: byte, reason: "the first line must say how many `files` follow")
        }
        return .first(files: files)
    }

    private static func file(_ json: JSONValue, name: JSONValue, at byte: Int) throws(PackError) -> Meaning {
        guard let text = name.string, let name = PackName(text) else {
            let shown = VisibleText.clean(String((name.string ?? name.text).prefix(60)))
            let reason = "\"\(shown)\" is no name of a recording: letters, digits, . _ - and .cast at the end"
            throw PackError(.badName, byte: byte, reason: reason)
        }
        guard let bytes = json["bytes"]?.int, bytes >= 0, let hash = json["sha256"]?.string,
            hash.utf8.count == 2 * SHA256.digestBytes
        else {
            throw PackError(.badHeader, byte: byte, reason: "a file's header must say its `bytes` and its `sha256`")
        }
        return .file(name, bytes: bytes, hash: hash)
    }
}
