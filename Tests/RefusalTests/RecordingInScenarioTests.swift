import TestMaterial
import Testing

@testable import Scenarios

/// Recordings that a scenario plays and that can't be played.
@Suite struct RecordingInScenarioTests {
    private static let header =
        "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24},\"understudy\":{\"format\":\"1.0\",\"streams\":\"pipes\"}}\n"

    private func verdict(playing recording: String?, as path: String = "a.cast") throws -> String {
        let folder = try TemporaryFolder()
        if let recording { try folder.write("a.cast", recording) }
        let text = "claude:\n- play: \(path)\nsteps: []\n"
        return RefusalTests.verdict(on: Array(text.utf8), folder: folder.path)
    }

    @Test("A recording that breaks off is played as far as it goes")
    func torn() throws {
        #expect(try verdict(playing: Self.header + "[0.1, \"o\", \"a\"]\n[0.1, \"o\", \"b") == "accepted")
        #expect(try verdict(playing: Self.header) == "accepted")
    }

    @Test("A missing recording is named where the scenario names it")
    func missing() throws {
        #expect(
            try verdict(playing: nil) == "s.yaml:2:9: can't read the recording 'a.cast': No such file or directory")
        #expect(try verdict(playing: nil, as: ".") == "s.yaml:2:9: can't read the recording '.': Is a directory")
        #expect(
            try verdict(playing: nil, as: "/dev/zero")
                == "s.yaml:2:9: can't read the recording '/dev/zero': Not a regular file")
    }

    @Test("A recording that is broken in the middle is refused with its line")
    func broken() throws {
        let verdict = try verdict(playing: Self.header + "[0.1, \"o\", \"a\"]\n[0.1, oops]\n[0.1, \"o\", \"b\"]\n")
        #expect(verdict.hasPrefix("s.yaml:2:9: the recording 'a.cast' is broken: "), "\(verdict)")
        #expect(verdict.contains("line 3"), "\(verdict)")
    }

    @Test("An empty recording is refused")
    func empty() throws {
        #expect(try verdict(playing: "").hasPrefix("s.yaml:2:9: the recording 'a.cast' is broken: "))
        #expect(try verdict(playing: "\n\n").hasPrefix("s.yaml:2:9: the recording 'a.cast' is broken: "))
        #expect(try verdict(playing: "hello\n").hasPrefix("s.yaml:2:9: the recording 'a.cast' is broken: "))
    }

    @Test("A recording of a newer major version is refused, one of a newer minor version is played")
    func newer() throws {
        let major = Self.header.replacing("1.0", with: "2.0")
        #expect(try verdict(playing: major).hasPrefix("s.yaml:2:9: the recording 'a.cast' is broken: "))
        #expect(try verdict(playing: Self.header.replacing("1.0", with: "1.9")) == "accepted")
    }

    @Test("A recording is looked for in every form of a script")
    func entries() throws {
        let folder = try TemporaryFolder()
        let text = "claude: { entries: [ { play: a.cast } ] }\nsteps: []\n"
        #expect(
            RefusalTests.verdict(on: Array(text.utf8), folder: folder.path)
                == "s.yaml:1:30: can't read the recording 'a.cast': No such file or directory")
    }
}
