import CProcesses
import Glibc
import Player

/// Hands a call over to the recorder of `understudy`, which runs the real program in this process's place.
struct CallRecorder {
    let order: RecordOrder
    /// The arguments of the call.
    let arguments: [String]
    /// Whether the call has a terminal.
    let isTerminal: Bool

    /// Names tried before one is found that is not taken.
    private static let numbersMax = 100_000

    /// Replaces this process.
    ///
    /// - Returns: why it could not be done.
    func replaceProcess() -> String {
        guard let real = RealProgram.find() else {
            return "this call is to be recorded (UNDERSTUDY_MODE), but there is no other claude on PATH than this "
                + "stand-in: put the real one on PATH, or play only (UNDERSTUDY_MODE=none)"
        }
        guard let recorder = Companion.understudy else {
            return "recording needs the command understudy beside this program or on PATH"
        }
        let file: String
        switch reserve() {
        case .success(let path): file = path
        case .failure(let failure): return failure.description
        }
        var words = ["understudy", "record", isTerminal ? "--pty" : "--pipes", "--overwrite", "--output", file]
        if !order.input.isEmpty || order.hasInputEnded {
            guard let prefix = memoryFile() else { return "input that was read can't be handed over: \(Self.reason)" }
            if order.hasInputEnded {
                // Nothing more comes: what was read is all of standard input.
                dup2(prefix, 0)
                close(prefix)
            } else {
                words += ["--input-prefix", String(prefix)]
            }
        }
        log(file)
        let reason = ProcessImage.replace(
            by: recorder, arguments: words + ["--", real.path] + arguments, adding: [RealProgram.marking])
        return "\(recorder): \(reason)"
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// Takes a name for the recording that no other call takes: an empty file (0600), which the recorder replaces.
    private func reserve() -> Result<String, FileFailure> {
        makeFolder()
        if let number = order.number {
            let path = path(number)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { return .failure(FileFailure(path: path, reason: Self.reason)) }
            close(descriptor)
            return .success(path)
        }
        for number in 1...Self.numbersMax {
            let path = path(number)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                close(descriptor)
                return .success(path)
            }
            if errno != EEXIST { return .failure(FileFailure(path: path, reason: Self.reason)) }
        }
        return .failure(FileFailure(path: path(Self.numbersMax), reason: "there are too many recordings of this call"))
    }

    private func path(_ number: Int) -> String {
        "\(order.folder)/\(order.name)\(number > 1 ? "-\(number)" : "").cast"
    }

    private func makeFolder() {
        var place = order.folder.startIndex
        while let slash = order.folder[place...].dropFirst().firstIndex(of: "/") {
            mkdir(String(order.folder[..<slash]), 0o700)
            place = slash
        }
        mkdir(order.folder, 0o700)
    }

    /// What was read, as a file without a name that is read from its start; it stays open over execve(2).
    private func memoryFile() -> Int32? {
        let descriptor = u_memory_file("understudy input")
        guard descriptor >= 0 else { return nil }
        var rest = order.input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            rest = rest.dropFirst(count)
        }
        return lseek(descriptor, 0, SEEK_SET) == 0 ? descriptor : nil
    }

    /// Tells the suite which recording is made; that it can't be told keeps nobody from recording.
    private func log(_ file: String) {
        guard let log = order.log else { return }
        let name = (file.split(separator: "/").last.map(String.init) ?? file) + "\n"
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, name, name.utf8.count)
        close(descriptor)
    }
}
