import Glibc
import TestMaterial
import Testing

/// Faults on the real process. Where a test must know that the process has come to a point, it says so on standard error.
@Suite("Faults of the fake as a process")
struct FaultProcessTests {
    /// A process that does a fault at once, says "1" on standard error, and waits.
    private func start(
        _ fault: String, _ folder: borrowing TemporaryFolder, say: String = #"[{"stderr":"1"},{"wait":"600s"}]"#,
        environment: [String: String] = [:]
    ) throws -> FakeProcess {
        let path = try folder.write("script.json", #"[{"say":\#(say)}]"#)
        let process = try FakeProcess(
            ["-p", "hi"],
            environment: environment.merging([
                "UNDERSTUDY_PLAY": path, "UNDERSTUDY_FAULTS": "[\(fault)]", "TMPDIR": folder.path,
            ]) { one, _ in one })
        process.closeInput()
        return process
    }

    private func entries(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The letter of a process's state, and its parent (proc_pid_stat(5)).
    private func stat(_ process: pid_t) -> (state: String, parent: pid_t)? {
        let descriptor = open("/proc/\(process)/stat", O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[end...].dropFirst(2).split(separator: " ")
        guard words.count > 1, let parent = pid_t(words[1]) else { return nil }
        return (String(words[0]), parent)
    }

    private func children(of parent: pid_t) -> [(pid: pid_t, state: String)] {
        entries("/proc").compactMap { pid_t($0) }.compactMap { pid in
            guard let stat = stat(pid), stat.parent == parent else { return nil }
            return (pid, stat.state)
        }
    }

    @Test("Descriptors are really open, threads really there, and a file really grows and goes")
    func resources() throws {
        let folder = try TemporaryFolder()
        let process = try start(
            #"{"kind":"descriptors","count":50},{"kind":"threads","count":5},{"kind":"file-growth","bytes":100000}"#,
            folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        #expect(entries("/proc/\(process.process)/fd").count >= 53)
        #expect(entries("/proc/\(process.process)/task").count == 6)
        let own = entries(folder.path).filter { $0.hasPrefix("understudy-") }
        #expect(own.count == 1)
        process.signal(SIGTERM)
        #expect(process.wait() == 143)
        #expect(entries(folder.path).filter { $0.hasPrefix("understudy-") }.isEmpty)
    }

    @Test("Memory that grows is really touched")
    func memory() throws {
        let folder = try TemporaryFolder()
        let process = try start(#"{"kind":"memory","grow":"80MB"}"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        #expect(try process.procValue("VmRSS", in: "status") > 80_000_000)
    }

    @Test("A child that nobody waits for is a zombie, and a storm of processes has its size")
    func processes() throws {
        let folder = try TemporaryFolder()
        let process = try start(
            #"{"kind":"zombie"},{"kind":"fork-storm","count":8,"for":"300s"}"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        // The zombie is one as soon as it has ended; nothing tells us, so that we look until it is.
        var found = children(of: process.process)
        while !found.contains(where: { $0.state == "Z" }), found.count == 9 { found = children(of: process.process) }
        #expect(found.count == 9)
        #expect(found.count { $0.state == "Z" } == 1)
        for child in found { kill(child.pid, SIGKILL) }
    }

    @Test("A process that stops itself goes on when it is continued")
    func stopped() throws {
        let folder = try TemporaryFolder()
        let process = try start(
            #"{"kind":"stop","signal":"STOP","after":{"events":0},"stream":"stderr"}"#, folder,
            say: #"[{"stderr":"1"},{"stderr":"2"},{"text":"done"}]"#)
        // waitpid(2) tells of the stop.
        var status: Int32 = 0
        #expect(waitpid(process.process, &status, WUNTRACED) == process.process && status & 0xFF == 0x7F)
        process.signal(SIGCONT)
        #expect(try process.outputText() == "done\n")
        #expect(process.wait() == 0)
    }

    @Test("What a late reader has not taken is lost behind 65,536 bytes, with status 0")
    func lateReader() throws {
        let folder = try TemporaryFolder()
        let text = String(repeating: "0123456789", count: 30_000)
        let process = try start(
            #"{"kind":"late-reader","for":"4s"}"#, folder, say: "[{\"text\":\"\(text)\"}]",
            environment: ["UNDERSTUDY_SPEED": "100"])
        // Nobody reads until the process has ended.
        #expect(process.wait() == 0)
        #expect(try process.readAll(process.output).count == 65_536)
    }

    @Test("A closed output ends for the reader while the process lives")
    func closed() throws {
        let folder = try TemporaryFolder()
        let process = try start(#"{"kind":"close-output"}"#, folder)
        #expect(try process.readSome(process.error) == Array("1".utf8))
        #expect(try process.readSome(process.output) == nil)
        #expect(kill(process.process, 0) == 0)
        process.signal(SIGTERM)
        #expect(process.wait() == 143)
    }

    @Test("A busy processor has really been busy")
    func busy() throws {
        let folder = try TemporaryFolder()
        let process = try start(
            #"{"kind":"cpu-spin","for":"10s"}"#, folder, environment: ["UNDERSTUDY_SPEED": "100"])
        #expect(try process.readSome(process.error) == Array("1".utf8))
        let descriptor = open("/proc/\(process.process)/schedstat", O_RDONLY)
        defer { close(descriptor) }
        let text = String(decoding: try process.readAll(descriptor), as: UTF8.self)
        #expect((text.split(separator: " ").first.flatMap { Int($0) } ?? 0) > 100_000_000)
    }
}
