import Testing

@testable import Scenarios

/// `expect` on virtual time: what it consumes, how long it waits, and what it says when it fails.
@Suite struct ExpectingTests {
    private static let slow = """
        claude:
        - say:
          - text: "one "
          - wait: 20s
          - text: "two "
          - wait: 40s
          - text: "one"

        """

    @Test("Each expectation takes up where the one before it matched")
    func consumesInOrder() throws {
        let steps =
            "steps: [ { send: go }, { expect: one }, { expect: two }, { expect: { text: one, within: 50s } } ]\n"
        #expect(try play(Self.slow + steps).complaints == [])
        let twice = "steps: [ { send: go }, { expect: two }, { expect: { text: two, within: 1h } } ]\n"
        let result = try play(Self.slow + twice)
        #expect(result.status == .failed)
        #expect(result.complaints.count == 1)
        #expect(
            result.complaints.first?.contains(" expect: did not happen, and the session is at rest") == true,
            "\(result.complaints)")
    }

    @Test("An expectation waits thirty seconds unless it says otherwise")
    func patience() throws {
        let late = try play(Self.slow + "steps: [ { send: go }, { expect: two }, { expect: one } ]\n")
        let complaint = late.complaints.first ?? ""
        #expect(complaint.contains("expect: did not happen within 30 s | text that contains 'one'"), "\(complaint)")
        #expect(late.virtualTime >= .seconds(50))
        #expect(late.virtualTime < .seconds(60))
        let early = try play(Self.slow + "steps: [ { send: go }, { expect: { text: two, within: 19s } } ]\n")
        #expect(early.complaints.first?.contains("did not happen within 19 s") == true)
        #expect(
            try play(Self.slow + "steps: [ { send: go }, { expect: { text: two, within: 20s } } ]\n").status == .passed)
    }

    @Test("An expectation fails at once when nothing can happen any more")
    func failsAtOnce() throws {
        let result = try play("steps: [ { send: hello }, { expect: { text: nothing such, within: 10h } } ]\n")
        #expect(result.complaints.first?.contains("did not happen, and the session is at rest") == true)
        #expect(result.virtualTime < .seconds(60))
        let unsent = try play("steps: [ { expect: { text: a, within: 10h } } ]\n")
        #expect(unsent.complaints.first?.contains("the session is at rest") == true)
    }

    @Test("A failure says what was expected and what there was")
    func words() throws {
        let result = try play("steps:\n- send: hello there\n- expect: { regex: 'b+ye' }\n")
        #expect(result.failures.count == 1)
        let failure = try #require(result.failures.first)
        #expect(failure.what == "expect")
        #expect(failure.position == SourcePosition(line: 3, column: 11))
        #expect(failure.expected == "text that matches /b+ye/")
        #expect(failure.actual.contains("hello there"), "\(failure.actual)")
    }

    @Test("'any' is met by either, 'all' only by both")
    func anyAndAll() throws {
        func status(_ expectation: String) throws -> CaseResult.Status {
            try play(Self.slow + "steps: [ { send: go }, { expect: \(expectation) } ]\n").status
        }
        #expect(try status("{ any: [ { text: nothing }, { text: one } ] }") == .passed)
        #expect(try status("{ any: [ { text: nothing }, { text: nobody } ], within: 2h }") == .failed)
        #expect(try status("{ all: [ { text: one }, { text: two } ] }") == .passed)
        #expect(try status("{ all: [ { text: one }, { text: nothing } ], within: 2h }") == .failed)
        #expect(try status("{ any: [ { all: [ { text: nothing }, { text: one } ] }, { text: two } ] }") == .passed)
    }

    @Test("What a part of 'all' has matched is given back when another part is missing")
    func allGivesBack() throws {
        let steps = """
            steps:
            - send: go
            - expect: { any: [ { all: [ { regex: 'one\\s+two' }, { text: nothing } ] }, { regex: 'one\\s+two' } ] }
            - expect: { text: one, within: 1m }
            """
        #expect(try play(Self.slow + steps).complaints == [])
    }
}
