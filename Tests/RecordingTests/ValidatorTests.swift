import Determinism
import Recording
import Testing

@Suite("Validation")
struct ValidatorTests {
    private static let header =
        #"{"version":3,"term":{"cols":80,"rows":24},"understudy":{"format":"1.0","streams":"pipes"}}"# + "\n"

    private func problems(_ text: String, part: Int = .max) -> [String] {
        var validator = RecordingValidator()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            validator.feed(Array(rest.prefix(part)))
            rest = rest.dropFirst(part)
        }
        validator.finish()
        return validator.problems.map { $0.message(file: "f") }
    }

    @Test("Every problem is named with its line and byte, and what follows is checked too", arguments: [1, 7, Int.max])
    func everyProblem(part: Int) {
        let file =
            Self.header + #"""
                [0.1, "o", "a"]
                [0.1, "o", broken
                [-1, "o", "b"]
                [0.1, "x", "zero"]
                [0.1, "Z", 1]
                [0.1, "c", "stdout"]
                [0.1, "o", "late"]
                [0.1, "x", "0"]
                [0.1, "i", "later"]

                """#
        let found = problems(file, part: part)
        let starts = [
            "f:3: error: this line is no event", "f:4: error: the time -1", "f:5: error: the data of `x`",
            "f:6: warning: the code \"Z\" is unknown", "f:8: warning: stdout was closed before this",
            "f:10: warning: the process has exited in line 9", "f: warning: the closing line is missing",
        ]
        #expect(found.count == starts.count)
        for (line, start) in zip(found, starts) { #expect(line.hasPrefix(start), "\(line)") }
        #expect(found[0].hasSuffix("(byte \(Self.header.utf8.count + 16 + 11))"))
    }

    @Test("A recording that is in order has no problem, and a newer one or a torn one only warnings")
    func good() {
        var writer = RecordingWriter(header: RecordingHeader())
        var file = writer.headerLine() + writer.line(for: RecordedEvent(at: .zero, content: .output([0xE2])))
        let torn = file.dropLast(3)
        file += writer.closingLine()
        #expect(problems(String(decoding: file, as: UTF8.self)) == [])
        let warnings = problems(String(decoding: torn, as: UTF8.self))
        #expect(warnings.count == 1 && warnings[0].hasPrefix("f:3: warning: the last line breaks off"))
        #expect(problems("")[0].hasPrefix("f:1: error: the file is empty"))
        let newer = Self.header.replacing("1.0", with: "2.0")
        #expect(problems(newer)[0].contains("install a version"))
        #expect(problems(newer).count == 1)
    }

    @Test("Noise is answered with a bounded list")
    func noise() {
        var validator = RecordingValidator()
        validator.feed(Array((Self.header + String(repeating: "noise\n", count: 10_000)).utf8))
        validator.finish()
        #expect(validator.problems.count == RecordingValidator.problemsMax)
        #expect(validator.problemsLeftOut == 10_000 + 2 - RecordingValidator.problemsMax)
    }

    @Test("A miscounting closing line is a warning")
    func miscounted() {
        var file = Array((Self.header + "[0.1, \"o\", \"a\"]\n").utf8)
        var hash = SHA256()
        hash.update(file)
        file += Array("# complete events=7 stdout=1 stderr=0 stdin=0 sha256=\(hash.text)\n".utf8)
        let found = problems(String(decoding: file, as: UTF8.self))
        #expect(found.count == 1 && found[0].contains("counts 7 events, there are 1"))
    }
}
