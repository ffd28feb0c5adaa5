import CProcesses
import Determinism
import Glibc
import TestMaterial
import Testing

/// A fake whose coordinator dies goes on by itself; what it has left behind ends.
@Suite("A coordinator that is gone")
struct LostCoordinatorTests {
    /// A coordinator in the hand of the test.
    private final class Coordinator {
        let address: String
        private let listener: Int32
        private(set) var connections: [Int32] = []

        init() throws {
            address = "@understudy-test-\(UInt64.random(in: .min ... .max))"
            listener = u_clock_listen(address)
            try #require(listener >= 0)
        }

        deinit { die() }

        /// Takes the next connection and the greeting on it.
        func admit() throws -> ClockMessage {
            try #require(u_wait_for_two(listener, -1, 30_000) == 1)
            let connection = u_clock_accept(listener)
            try #require(connection >= 0)
            connections.append(connection)
            return try receive(from: connections.count - 1)
        }

        func receive(from place: Int) throws -> ClockMessage {
            try #require(u_wait_for_two(connections[place], -1, 30_000) == 1)
            var bytes = [UInt8](repeating: 0, count: ClockMessage.byteCount)
            try #require(u_clock_receive(connections[place], &bytes, bytes.count) == Int32(bytes.count))
            return try ClockMessage(bytes: bytes)
        }

        func look(_ place: Int, epoch: UInt64, at instant: Instant) {
            let message = ClockMessage(.look, epoch: epoch, instant: instant).bytes
            _ = u_clock_send(connections[place], message, message.count, 0)
        }

        /// Closes all, as the kernel does when the process is killed.
        func die() {
            for connection in connections { close(connection) }
            connections = []
            if listener >= 0 { close(listener) }
        }
    }

    /// The built fake, with its output on a pipe.
    private final class Fake {
        let pid: pid_t
        let output: Int32

        init(script: String, address: String, in folder: borrowing TemporaryFolder) throws {
            let play = try folder.write("play.json", script)
            var ends: [Int32] = [-1, -1]
            try #require(u_pipe(&ends) == 0)
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
            var words = Self.copies(["claude", "-p", "go"])
            var variables = Self.copies(
                [
                    "UNDERSTUDY_PLAY=\(play)", "\(ClockMessage.addressVariable)=\(address)", "TMPDIR=\(folder.path)",
                    "HOME=\(folder.path)", "UNDERSTUDY_SPEED=100",
                ])
            defer { for pointer in words + variables { free(pointer) } }
            var child: pid_t = 0
            let result = posix_spawn(&child, Repository.builtFake, &actions, nil, &words, &variables)
            close(ends[1])
            (pid, output) = (child, ends[0])
            try #require(result == 0)
        }

        private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
            texts.map { (text: String) in strdup(text) } + [nil]
        }

        deinit {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            close(output)
        }

        /// All that is written until the last writer is gone.
        func readAll() throws -> String {
            var text: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                try #require(u_wait_for_two(output, -1, 30_000) == 1)
                let count = read(output, &buffer, buffer.count)
                guard count > 0 else { return String(decoding: text, as: UTF8.self) }
                text += buffer[..<count]
            }
        }
    }

    @Test("leaves the fake on real time, from where the virtual one stood")
    func fake() throws {
        let folder = try TemporaryFolder()
        let coordinator = try Coordinator()
        let fake = try Fake(
            script: #"[{"say": [{"wait": "1001s"}, {"text": "alone"}]}]"#, address: coordinator.address, in: folder)
        let hello = try coordinator.admit()
        #expect(hello == ClockMessage(.hello, value: fake.pid))
        coordinator.look(0, epoch: 1, at: .zero)
        #expect(try coordinator.receive(from: 0).kind == .running)
        let idle = try coordinator.receive(from: 0)
        #expect(idle == ClockMessage(.idle, epoch: 1, instant: Instant(microseconds: 1_001_000_000)))
        coordinator.look(0, epoch: 2, at: Instant(microseconds: 1_000_000_000))
        #expect(try coordinator.receive(from: 0).epoch == 2)
        coordinator.die()
        #expect(try fake.readAll() == "alone\n")
    }

    @Test("ends what a fake has left behind")
    func grandchild() throws {
        let folder = try TemporaryFolder()
        let coordinator = try Coordinator()
        let fake = try Fake(
            script: #"[{"say": [{"spawn": {"hold": "stdout", "for": "100h"}}, {"text": "done"}]}]"#,
            address: coordinator.address, in: folder)
        _ = try coordinator.admit()
        coordinator.look(0, epoch: 1, at: .zero)
        #expect(try coordinator.receive(from: 0).kind == .running)
        let expected = try coordinator.receive(from: 0)
        #expect(expected.kind == .expect)
        #expect(expected.instant == Instant(microseconds: 360_000_000_000))
        let hello = try coordinator.admit()
        #expect(hello == ClockMessage(.hello, value: expected.value))
        coordinator.look(1, epoch: 2, at: .zero)
        #expect(try coordinator.receive(from: 1).instant == expected.instant)
        coordinator.die()
        // The end comes only once the grandchild has let go of the pipe.
        #expect(try fake.readAll() == "done\n")
    }

    @Test("is no harm where nobody has ever listened")
    func nobody() throws {
        let folder = try TemporaryFolder()
        let fake = try Fake(
            script: #"[{"say": [{"wait": "1s"}, {"text": "alone"}]}]"#, address: "@understudy-nobody-listens-here",
            in: folder)
        let text = try fake.readAll()
        // The folder stays until here: the fake reads its script from it when it comes to it.
        #expect(text == "alone\n", "in \(folder.path)")
    }
}
