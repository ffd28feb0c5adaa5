import TestMaterial
import Testing

/// A folder of recordings, and another `claude` further down PATH that stands for the real one: a shell script.
struct RecordStage: ~Copyable {
    let folder: TemporaryFolder

    /// Where the built programs are: the fake, and `understudy`, which records.
    static let products = String(FakeProcess.path.dropLast("/claude".count))

    init() throws {
        let folder = try TemporaryFolder()
        try folder.write("real/claude", Self.program, mode: 0o755)
        self.folder = folder
    }

    /// Notes each call, and answers with what it was asked.
    private static let program = #"""
        #!/bin/sh
        echo "$*" >> "$REAL_LOG"
        case "$*" in
        *fail*) echo "out"; echo "no" >&2; exit 3 ;;
        *die*) echo "last"; kill -TERM $$ ;;
        *size*) stty size; read -r line; echo "got $line"; exit 0 ;;
        *stream-json*)
            while read -r line; do
                case "$line" in
                *initialize*)
                    id=$(printf '%s' "$line" | sed 's/.*"request_id":"\([^"]*\)".*/\1/')
                    echo "{\"type\":\"control_response\",\"response\":{\"subtype\":\"success\",\"request_id\":\"$id\"}}" ;;
                *'"user"'*)
                    words=$(printf '%s' "$line" | sed 's/.*"content":"\([^"]*\)".*/\1/')
                    echo "{\"type\":\"result\",\"subtype\":\"success\",\"result\":\"real $words\"}" ;;
                esac
            done
            exit 0 ;;
        esac
        echo "real: $* [$(cat)]"
        """# + "\n"

    /// How often the real one was called.
    var realCalls: Int {
        guard let text = try? folder.readText("real.log") else { return 0 }
        return text.split(separator: "\n").count
    }

    /// The recordings, sorted.
    var recordings: [String] {
        ((try? FolderListing.names(in: folder.path("casts"), suffix: ".cast")) ?? []).sorted()
    }

    /// Starts a call; further places stand on PATH between the fake and the real one.
    func start(
        _ arguments: [String], mode: String, state: String? = nil, places: [String] = [], isRealThere: Bool = true,
        environment: [String: String] = [:]
    ) throws -> FakeProcess {
        let path = [Self.products] + places + (isRealThere ? [folder.path("real")] : []) + ["/usr/bin", "/bin"]
        var variables = [
            "UNDERSTUDY_PLAY": folder.path("casts"), "UNDERSTUDY_MODE": mode, "REAL_LOG": folder.path("real.log"),
            "PATH": path.joined(separator: ":"), "TMPDIR": folder.path, "HOME": folder.path,
        ]
        if let state { variables["UNDERSTUDY_STATE"] = folder.path(state) }
        return try FakeProcess(arguments, environment: variables.merging(environment) { _, new in new })
    }

    /// What a call writes, and how it ends.
    struct End: Equatable {
        let output: String
        let error: String
        let status: Int32
    }

    /// Makes a call with all of its input.
    func call(
        _ arguments: [String], input: String = "", mode: String, state: String? = nil, places: [String] = [],
        isRealThere: Bool = true, environment: [String: String] = [:]
    ) throws -> End {
        let process = try start(
            arguments, mode: mode, state: state, places: places, isRealThere: isRealThere, environment: environment)
        process.write(input)
        process.closeInput()
        let output = try process.outputText()
        return End(output: output, error: try process.errorText(), status: process.wait())
    }
}
