import CProcesses
import Glibc
import TestMaterial
import Testing

/// Signals that end a run before its end.
@Suite struct InterruptionTests {
    /// Starts a run that prints into a pipe, waits for its first line, sends a signal, and waits for the end.
    private func interrupt(
        _ arguments: String, with signals: Int32..., before prefix: String = "", in folder: borrowing TemporaryFolder
    ) throws -> Int32 {
        #expect(mkfifo(folder.path("lines"), 0o600) == 0)
        let process = try Command.start(
            prefix + "exec \"$UNDERSTUDY\" run " + arguments + " > lines" + " > lines", in: folder.path,
            output: "/dev/null",
            errors: folder.path("errors"))
        let reader = open(folder.path("lines"), O_RDONLY | O_CLOEXEC)
        defer { close(reader) }
        var byte: UInt8 = 0
        while read(reader, &byte, 1) == 1, byte != 0x0A {}
        for signal in signals { kill(process, signal) }
        var rest = [UInt8](repeating: 0, count: 65_536)
        while read(reader, &rest, rest.count) > 0 {}
        return Command.finish(process)
    }

    @Test(
        "An interrupted run ends by the signal, and its report is whole and holds what ran",
        arguments: [SIGINT, SIGTERM])
    func simulated(signal: Int32) throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "name: a\nsteps: [ { send: hi } ]\n")
        let code = try interrupt("a.yaml --runs 1000000 --format jsonl --junit r.xml", with: signal, in: folder)
        #expect(code & 0x7F == signal)
        let suite = try #require(XMLTree.read(folder.path("r.xml"))?.first("testsuite"))
        #expect(suite["tests"] == "\(suite.all("testcase").count)")
        #expect(!suite.all("testcase").isEmpty)
        #expect(folder.names == ["a.yaml", "errors", "lines", "r.xml"])
        #expect(try folder.readText("errors") == "")
    }

    @Test("A second signal waits for no case that is under way, and the report holds what is known")
    func second() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "name: a\nsteps: [ { send: hi } ]\n")
        // Measured every millisecond for days, it would be at it for minutes.
        try folder.write(
            "b.yaml",
            """
            name: b
            orchestrator: { monitoring_interval: 1ms }
            claude: [ { say: [ { wait: 5000h } ] } ]
            steps: [ { send: hi }, { expect: { text: never, within: 5000h } } ]

            """)
        // Two of one kind that come together would be one.
        let code = try interrupt(
            "a.yaml b.yaml --jobs 1 --format jsonl --junit r.xml", with: SIGINT, SIGTERM, in: folder)
        #expect([SIGINT, SIGTERM].contains(code & 0x7F))
        let suites = XMLTree.read(folder.path("r.xml"))?.all("testsuite") ?? []
        #expect(suites.map { $0["name"] } == ["a"])
        #expect(folder.names == ["a.yaml", "b.yaml", "errors", "lines", "r.xml"])
    }

    @Test("Two signals end a session whose child is deaf, and its recording is whole")
    func orchestrate() throws {
        let folder = try TemporaryFolder()
        try folder.write("o.yaml", "claude_path: \(Repository.builtFake)\nlogging: debug\nlog_format: json\n")
        let deaf = #"""
            [ { "say": [ { "text": "**QA Agent**: test it\n" }, { "spawn": { "hold": "stdout", "for": "600s", "detached": true } }, { "wait": "600s" } ],
            "faults": [ { "kind": "ignore-interrupt" }, { "kind": "ignore-term" } ] } ]
            """#
        try folder.write("s.json", deaf)
        #expect(mkfifo(folder.path("lines"), 0o600) == 0)
        let process = try Command.start(
            """
            export UNDERSTUDY_PLAY=$PWD/s.json UNDERSTUDY_HOME=$PWD/home HOME=$PWD/person
            exec "$UNDERSTUDY" orchestrate --config o.yaml --record rec hello 2> lines
            """, in: folder.path, output: "/dev/null", errors: "/dev/null")
        let reader = open(folder.path("lines"), O_RDONLY | O_CLOEXEC)
        defer { close(reader) }
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while read(reader, &byte, 1) == 1 {
            text.append(byte)
            if byte == 0x0A, String(decoding: text, as: UTF8.self).contains("started agent 1") { break }
        }
        kill(process, SIGINT)
        kill(process, SIGTERM)
        while read(reader, &byte, 1) == 1 {}
        let code = Command.finish(process)
        #expect([SIGINT, SIGTERM].contains(code & 0x7F), "\(code) \(String(decoding: text, as: UTF8.self))")
        #expect(try ProcessTable.processes(withEnvironment: folder.path) == [])
        let check = try Command.run("validate rec/session-1.casts", in: folder)
        #expect(check.status == 0, "\(check.text)\(check.errors)")
    }

    @Test("A run on real processes that is interrupted leaves no child behind")
    func fake() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.yaml",
            """
            name: a
            claude: [ { say: [ { raw: "here\\n" }, { spawn: { hold: stdout, for: 600s } }, { wait: 600s } ] } ]
            steps: [ { send: hi }, { expect: { text: never, within: 700s } } ]

            """)
        // The first one's line comes a second after both have begun.
        try folder.write("0.yaml", "name: b\nclaude: [ { say: [ { wait: 1s } ] } ]\nsteps: [ { send: hi } ]\n")
        let code = try interrupt(
            ". --host fake --time-scale 1 --jobs 2 --format jsonl --junit r.xml", with: SIGINT, in: folder)
        #expect(code & 0x7F == SIGINT)
        let suites = XMLTree.read(folder.path("r.xml"))?.all("testsuite") ?? []
        #expect(suites.map { $0.all("testcase").count } == [1, 1])
        #expect(suites.last?["errors"] == "1")
        // Every child has TMPDIR in its environment, which is this test's own folder.
        #expect(try ProcessTable.processes(withEnvironment: folder.path) == [])
        #expect(folder.names == ["0.yaml", "a.yaml", "errors", "lines", "r.xml"])
    }

    @Test("A run on virtual time whose harness is killed leaves nobody behind, whatever their sessions")
    func killed() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.yaml",
            """
            name: a
            claude: [ { say: [ { spawn: { hold: stdout, for: 600s, detached: true } }, { text: here } ] } ]
            steps: [ { send: hi } ]

            """)
        let code = try interrupt(". --host fake --jobs 2 --runs 100000 --format jsonl", with: SIGKILL, in: folder)
        #expect(code & 0x7F == SIGKILL)
        // The kernel ends the children; what they have left behind ends as it finds that nobody keeps the time.
        for process in try ProcessTable.processes(withEnvironment: folder.path) {
            // A descriptor of a process is readable once it has ended (pidfd_open(2)).
            let life = u_pidfd_open(pid_t(process))
            guard life >= 0 else { continue }
            #expect(u_wait_for_two(life, -1, 30_000) == 1, "process \(process) lives on")
            close(life)
        }
        #expect(try ProcessTable.processes(withEnvironment: folder.path) == [])
    }

    @Test("A signal that was ignored when the run began stays ignored")
    func ignored() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "name: a\nsteps: [ { send: hi } ]\n")
        let code = try interrupt("a.yaml --runs 50 --format jsonl", with: SIGHUP, before: "trap '' HUP; ", in: folder)
        #expect(code == 0)
    }
}

/// The processes that are there.
enum ProcessTable {
    /// The ids of processes in whose environment a text stands.
    static func processes(withEnvironment text: String) throws -> [Int] {
        try FolderListing.names(in: "/proc").compactMap { Int($0) }.filter { process in
            // A process that ends meanwhile, or that belongs to somebody else, is none of ours.
            guard let bytes = try? PlainFile.read("/proc/\(process)/environ") else { return false }
            return String(decoding: bytes, as: UTF8.self).contains(text)
        }
    }
}
