/// The bugs on record, each with what shows it in a naive reader, or why that can't have it.
enum NaiveBugs {
    /// What is known of one bug.
    enum Verdict: Sendable {
        /// It has the bug: so it shows.
        case has(@Sendable () throws -> Bool)
        /// It can't have the bug.
        case cannot(String)
    }

    struct Row: Sendable {
        let number: Int
        let title: String
        let verdict: Verdict
    }

    private static let oneChild = "it runs one child, and no agents"
    private static let noTerminal = "it has no terminal"
    private static let noMemory = "it measures nothing, and ends nobody for memory"
    private static let noHooks = "it has no hooks"
    private static let noLog = "it writes no log"
    private static let noMessages = "it reads text, and no messages of JSON"

    /// All of them, by their numbers.
    static let all: [Row] = [
        row(1, "a last line without its end is lost") {
            try reads(#"[ { "raw": "one\nthe very last" }, { "exit": 0 } ]"#).lines == ["one"]
        },
        row(2, "the end of the child is not seen while a grandchild holds the pipe") {
            let verdict = try reads(held)
            return verdict.lines == ["done"] && verdict.timedOut
        },
        row(3, "who ignores SIGTERM survives") {
            let verdict = try reads(#"[ { "on": { "TERM": "ignore" } }, { "wait": "600s" } ]"#)
            return verdict.timedOut && verdict.leftSomething
        },
        row(4, "a child that fails is taken for a success") {
            try reads(#"[ { "stderr": "no such module\n" }, { "exit": 2 } ]"#).isSuccess
        },
        Row(number: 5, title: "results in the order of completion", verdict: .cannot(oneChild)),
        Row(number: 6, title: "a prompt of several lines is several", verdict: .cannot(noTerminal)),
        Row(number: 7, title: "a glyph ends an answer", verdict: .cannot(noTerminal)),
        Row(number: 8, title: "the echo is parsed", verdict: .cannot(noTerminal)),
        row(9, "the exit code of the child is never known") {
            let verdicts = try [0, 3].map { try reads(#"[ { "raw": "said\n" }, { "exit": \#($0) } ]"#) }
            return verdicts.allSatisfy { $0.isSuccess && $0.lines == ["said"] }
        },
        Row(number: 10, title: "memory of a grandchild", verdict: .cannot(noMemory)),
        Row(number: 11, title: "a kill for memory loses its cause", verdict: .cannot(noMemory)),
        Row(number: 12, title: "a marker that never comes", verdict: .cannot("it waits for no marker")),
        Row(number: 13, title: "a shim that runs itself", verdict: .cannot("it is told the path of its child")),
        row(14, "characters that reads have split are broken") {
            // A letter of one byte, then letters of two: reads of an even size split one.
            let text = "a" + String(repeating: "é", count: 20_000) + "\\n"
            return try reads(#"[ { "raw": "\#(text)" }, { "exit": 0 } ]"#, timeout: 20).lines
                .contains { $0.contains("\u{FFFD}") }
        },
        row(15, "escape sequences stay in tickets") {
            try reads(#"[ { "raw": "\u001B[1mTODO\u001B[0m: \u001B[31mred\u001B[0m\n" } ]"#).lines
                .contains { $0.contains("\u{1B}") && !$0.hasPrefix("TODO: red") }
        },
        Row(number: 16, title: "two sessions, one log", verdict: .cannot(noLog)),
        row(17, "a prompt of 140 kB is more than an argument holds") {
            do {
                _ = try reads(#"[ { "text": "never" } ]"#, prompt: String(repeating: "x", count: 140_000))
                return false
            } catch is NaiveReader.Failure { return true }
        },
        Row(number: 18, title: "a redaction is undone by the next hook", verdict: .cannot(noHooks)),
        Row(number: 19, title: "a terminal of 0×0, a busy loop", verdict: .cannot(noTerminal)),
        row(20, "a child that dies is taken for one that has answered") {
            try reads(#"[ { "raw": "half\n" }, { "signal": "SEGV" } ]"#).isSuccess
        },
        row(21, "a line of more than 64 KiB ends the reading") {
            !(try reads(#"[ { "text": "after it" } ]"#, faults: #"[ { "kind": "long-line", "bytes": 200000 } ]"#)).lines
                .contains("after it")
        },
        row(22, "a flood on standard error that nobody reads stops the child") {
            let flood = String(repeating: "warning: odd\\n", count: 25_000)
            let verdict = try reads(#"[ { "stderr": "\#(flood)" }, { "text": "still here" } ]"#)
            return verdict.timedOut && !verdict.lines.contains("still here")
        },
        row(23, "an error of the service is taken for an answer") {
            try reads(#"[ { "error": { "api": 529, "retries": 0 } } ]"#).isSuccess
        },
        row(24, "every line is kept, however many come") {
            let block = String(repeating: "a\\n", count: 20_000)
            return try reads(#"[ { "raw": "\#(block)" }, { "exit": 0 } ]"#, timeout: 20).lines.count == 20_000
        },
        row(25, "a signal goes to a child that has ended") { try reads(held).signalledTheDead },
        Row(number: 26, title: "content in blocks", verdict: .cannot(noMessages)),
        Row(number: 27, title: "going on drops a flag", verdict: .cannot("it goes on with no session")),
        Row(number: 28, title: "a folder that is gone", verdict: .cannot("it starts its child where it is itself")),
        Row(number: 29, title: "an outer session leaks", verdict: .cannot("these tests give it its environment")),
        Row(number: 30, title: "a hook's input stays open", verdict: .cannot(noHooks)),
        Row(number: 31, title: "two sessions, one link", verdict: .cannot(noLog)),
        Row(number: 32, title: "pipes leak into siblings", verdict: .cannot(oneChild)),
        Row(
            number: 33, title: "invalid UTF-8 raises",
            verdict: .cannot("Swift repairs text: its reader loses the bytes, and does not raise")),
        Row(number: 34, title: "an open input holds both up", verdict: .cannot("its child reads /dev/null")),
        Row(number: 35, title: "a prompt that nobody reads", verdict: .cannot("it writes nothing to its child")),
        row(36, "a limit of the service is taken for an answer") {
            try reads(#"[ { "error": { "api": 429, "message": "slow down", "retries": 0 } } ]"#).isSuccess
        },
        row(37, "a hang behind the result is a timeout, whatever was answered") {
            let verdict = try reads(#"[ { "text": "the answer" } ]"#, faults: #"[ { "kind": "hang-after-result" } ]"#)
            return verdict.timedOut && verdict.lines.contains("the answer")
        },
        row(38, "a stopped child outlives its end") {
            let verdict = try reads(
                #"[ { "wait": "200ms" }, { "text": "never" } ]"#, faults: #"[ { "kind": "stop", "signal": "STOP" } ]"#)
            return verdict.timedOut && verdict.leftSomething
        },
        Row(number: 39, title: "a terminal is left raw", verdict: .cannot(noTerminal)),
        Row(number: 40, title: "lines of agents interleave", verdict: .cannot(oneChild)),
    ]

    private static let held =
        #"[ { "raw": "done\n" }, { "spawn": { "hold": "stdout", "for": "600s" } }, { "exit": 0 } ]"#

    private static func row(_ number: Int, _ title: String, _ shows: @escaping @Sendable () throws -> Bool) -> Row {
        Row(number: number, title: title, verdict: .has(shows))
    }

    private static func reads(
        _ steps: String, faults: String = "[]", prompt: String = "go", timeout: Double = 1
    ) throws -> NaiveReader.Verdict {
        let script = #"[ { "say": \#(steps), "faults": \#(faults) } ]"#
        return try NaiveReader(script: script, prompt: prompt, timeout: timeout).run()
    }
}
