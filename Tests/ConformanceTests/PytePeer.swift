import Glibc
import Terminal
import TestMaterial
import Text

/// pyte, as `.ci/clients` installs it: it draws streams, as it is or with its known mistakes mended.
struct PytePeer {
    /// A stream, and how pyte shall draw it.
    struct Request {
        /// Whether all known mistakes are mended; otherwise none is.
        var isMended = false
        /// A mistake that is left.
        var mistake: String?
        let size: ScreenSize
        let pieces: [ArraySlice<UInt8>]

        fileprivate var line: [UInt8] {
            var object = JSONObject()
            object["fixes"] = isMended ? .string("all") : .array([])
            object["without"] = mistake.map { .string($0) } ?? .null
            object["columns"] = .number(JSONNumber(text: "\(size.columns)"))
            object["rows"] = .number(JSONNumber(text: "\(size.rows)"))
            object["pieces"] = .array(pieces.map { .string(Base64.encode($0)) })
            return JSONValue.object(object).encoded + [UInt8(ascii: "\n")]
        }
    }

    /// Why pyte gave no answer.
    struct Failure: Error {
        let reason: String
    }

    private let interpreter: String
    private let script = "\(Repository.root)/Tests/ConformanceTests/Python/pyte_peer.py"

    /// pyte, where UNDERSTUDY_CLIENTS says that it is; `nil` and a printed reason where it does not.
    init?() {
        guard let clients = getenv("UNDERSTUDY_CLIENTS").map({ String(cString: $0) }) else {
            print("skipped: this test needs pyte, which .ci/clients installs (UNDERSTUDY_CLIENTS)")
            return nil
        }
        interpreter = "\(clients)/bin/python"
    }

    /// The mistakes that are known, by name.
    func mistakes() throws -> [String] { try Self.strings(try run(["names"], input: [])) }

    /// What pyte draws for each request: see `Screen.dump`.
    func draw(_ requests: [Request]) throws -> [[String]] {
        let output = try run([], input: requests.flatMap(\.line))
        let answers = try output.split(separator: UInt8(ascii: "\n")).map { try Self.strings(Array($0)) }
        guard answers.count == requests.count else { throw Failure(reason: "pyte answered \(answers.count) times") }
        return answers
    }

    private static func strings(_ line: [UInt8]) throws -> [String] {
        try JSONParser.parse(line).array?.compactMap(\.string) ?? []
    }

    private func run(_ words: [String], input: [UInt8]) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try folder.write("input", input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, folder.path("input"), O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder.path("output"), O_WRONLY | O_CREAT, 0o600)
        var argv: [UnsafeMutablePointer<CChar>?] = ([interpreter, "-B", script] + words).map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var process: pid_t = 0
        guard posix_spawn(&process, interpreter, &actions, nil, &argv, environ) == 0 else {
            throw Failure(reason: "can't start \(interpreter)")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(reason: "pyte ended with \(status)") }
        return try PlainFile.read(folder.path("output"))
    }
}

extension Screen {
    /// The screen as `pyte_peer.py` dumps one: rows, styles where they change between characters, cursor, title.
    var dump: [String] {
        var styles: [String] = []
        for row in 0..<size.rows {
            var last = ""
            for column in 0..<size.columns {
                let cell = cell(row: row, column: column)
                guard !cell.text.isEmpty, cell.text != " " else { continue }
                let style = Self.text(of: cell.style)
                if style != last { styles.append("\(row),\(column) \(style)") }
                last = style
            }
        }
        let pending = cursor.isWrapPending ? "pending" : ""
        let hidden = cursor.isVisible ? "" : "hidden"
        return lines + styles + ["cursor \(cursor.row),\(cursor.column) \(pending) \(hidden)", title]
    }

    private static func text(of style: CellStyle) -> String {
        var marks = ""
        if style.marks.contains(.bold) { marks += "b" }
        if style.marks.contains(.italic) { marks += "i" }
        if style.underline != .none { marks += "u" }
        if style.marks.contains(.inverse) { marks += "r" }
        if style.marks.contains(.strike) { marks += "s" }
        return "\(text(of: style.foreground)) \(text(of: style.background)) \(marks)"
    }

    private static func text(of color: CellColor) -> String {
        switch color {
        case .standard: "-"
        case .indexed(let index): String(Palette.color(index).hex.dropFirst())
        case .rgb(let red, let green, let blue): String(Palette.Color(red, green, blue).hex.dropFirst())
        }
    }
}
