import Glibc
import Hosting
import LiveHost
import Recording
import TestMaterial
import Testing

@Suite("Children that can't be started")
struct SpawnFailureTests {
    private func failure(
        of executable: String, in folder: String? = nil, path: String = "/usr/bin:/bin",
        streams: Launch.Streams = .pipes
    ) throws -> Int32? {
        let stage = try Stage()
        let child = try stage.start(
            Launch(
                executable: executable, environment: [EnvironmentVariable("PATH", path)], workingDirectory: folder,
                streams: streams))
        let event = try stage.wait("a failure") { $0.process == child }
        #expect(try stage.host.sweep() == 0)
        if case .spawnFailed(_, let number) = event { return number }
        return nil
    }

    @Test("A program that is nowhere is ENOENT, by name, by path, and on a terminal")
    func missing() throws {
        #expect(try failure(of: "no-such-program") == ENOENT)
        #expect(try failure(of: "/nowhere/program") == ENOENT)
        #expect(try failure(of: "/nowhere/program", streams: .pseudoterminal(.standard)) == ENOENT)
        #expect(try failure(of: "") == ENOENT)
    }

    @Test("A folder that is not there is ENOENT")
    func missingFolder() throws { #expect(try failure(of: "true", in: "/nowhere") == ENOENT) }

    @Test("A file without the right to execute it is EACCES, by path and by name")
    func notExecutable() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("program", "#!/bin/sh\n", mode: 0o644)
        #expect(try failure(of: path) == EACCES)
        #expect(try failure(of: "program", path: folder.path) == EACCES)
    }

    @Test("A script without a first line that names its interpreter is ENOEXEC")
    func noInterpreterLine() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("program", "echo hello\n", mode: 0o755)
        #expect(try failure(of: path) == ENOEXEC)
    }

    @Test("Arguments that are longer than the kernel takes are E2BIG, and NUL in one is EINVAL")
    func badArguments() throws {
        let stage = try Stage()
        for (argument, number) in [(String(repeating: "x", count: 3_000_000), E2BIG), ("a\0b", EINVAL)] {
            let child = try stage.start("echo", argument)
            try stage.wait("a failure") { $0 == .spawnFailed(child, errno: number) }
        }
    }

    @Test("Actions on a child that was never started are answered or ignored, never fatal")
    func actionsOnNobody() throws {
        let stage = try Stage()
        let child = try stage.start("no-such-program")
        try stage.host.perform(.write(child, [1]))
        try stage.host.perform(.closeInput(child))
        try stage.host.perform(.hangUp(child))
        try stage.host.perform(.resize(child, .standard))
        for scope in [SignalScope.process, .group] {
            try stage.host.perform(.signal(child, .terminate, scope))
            try stage.wait { $0 == .signalFailed(child, .terminate, errno: ESRCH) }
        }
        #expect(try stage.signalTree(child, .kill) == 0)
        #expect(try stage.sample(child).processes == 0)
    }
}
