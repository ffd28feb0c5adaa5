import Testing

@Suite("A naive reader has the bugs on record")
struct NaiveReaderTests {
    private func verdict(_ steps: String, faults: String = "[]") throws -> NaiveReader.Verdict {
        try NaiveReader(script: #"[ { "say": \#(steps), "faults": \#(faults) } ]"#).run()
    }

    @Test("Bug 1: a last line without its end is lost")
    func tail() throws {
        let verdict = try verdict(#"[ { "raw": "one\nthe very last" }, { "exit": 0 } ]"#)
        #expect(verdict.lines == ["one"])
    }

    @Test("Bug 2: the end of the child is not seen while a grandchild holds the pipe")
    func held() throws {
        let verdict = try verdict(
            #"[ { "raw": "done\n" }, { "spawn": { "hold": "stdout", "for": "600s" } }, { "exit": 0 } ]"#)
        #expect(verdict.lines == ["done"] && verdict.timedOut)
    }

    @Test("Bug 3: who ignores SIGTERM survives")
    func orphan() throws {
        let verdict = try verdict(#"[ { "on": { "TERM": "ignore" } }, { "wait": "600s" } ]"#)
        #expect(verdict.timedOut && verdict.leftSomething)
    }

    @Test("Bug 4: a child that fails is taken for a success")
    func failed() throws {
        #expect(try verdict(#"[ { "stderr": "no such module\n" }, { "exit": 2 } ]"#).isSuccess)
    }

    @Test("Bug 21: a line of more than 64 KiB ends the reading")
    func longLine() throws {
        let steps = #"[ { "text": "after it" } ]"#
        let verdict = try verdict(steps, faults: #"[ { "kind": "long-line", "bytes": 200000 } ]"#)
        #expect(!verdict.lines.contains("after it"))
    }

    @Test("Bug 22: a flood on standard error that nobody reads stops the child")
    func flood() throws {
        let flood = String(repeating: "warning: odd\\n", count: 25_000)
        let verdict = try verdict(#"[ { "stderr": "\#(flood)" }, { "text": "still here" } ]"#)
        #expect(verdict.timedOut && !verdict.lines.contains("still here"))
    }

    @Test("Bug 20: a child that dies is taken for one that has answered")
    func killed() throws { #expect(try verdict(#"[ { "raw": "half\n" }, { "signal": "SEGV" } ]"#).isSuccess) }

    @Test("Bug 23: an error of the service is taken for an answer")
    func serviceError() throws {
        let verdict = try verdict(#"[ { "error": { "api": 529, "retries": 0 } } ]"#)
        #expect(verdict.isSuccess)
    }
}
