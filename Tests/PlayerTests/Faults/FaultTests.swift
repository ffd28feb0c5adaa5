import Determinism
import Player
import Recording
import Testing
import Text

@Suite("Faults of a playing process")
struct FaultTests {
    private static let stream = ["-p", "hi", "--output-format", "stream-json", "--verbose"]
    private static let say =
        #"[{"text":"Gr\u00FC\u00DFe \u001B[31m"},{"text":"two"},{"wait":"1s"},{"text":"three"}]"#

    private static func run(
        _ faults: String, arguments: [String] = ["-p", "hi"], say: String = say, environment: [(String, String)] = [],
        stimuli: [(Double, VirtualProcess.Stimulus)] = [(0, .inputEnds)], isTerminal: Bool = false
    ) -> VirtualProcess {
        VirtualProcess(
            arguments,
            environment: [
                ("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_SEED", "1"), ("UNDERSTUDY_FAULTS", faults),
                ("UNDERSTUDY_JOURNAL", "/j"),
            ] + environment, files: TableFiles(["/s/x.json": "[{\"say\":\(say)}]"]), stimuli: stimuli,
            isTerminal: isTerminal)
    }

    private static func log(_ run: VirtualProcess) -> [String] {
        run.actions.map { "\($0.at.microseconds) \($0.action)" } + [
            "\(run.now.microseconds) \(String(describing: run.status))"
        ]
    }

    /// Kinds that need a certain input or terminal to show; each has a test of its own.
    private static let special: Set<FaultKind> = [
        .lateReader, .unansweredPermission, .ignoreInputEnd, .secondInterrupt, .slowReads, .echoInput,
        .dropEarlyInput, .eatPaste, .canonicalLimit, .rawLeftOn, .alternateLeftOn, .ignoreResize, .splitCRLF,
        .ignoreTerm, .ignoreInterrupt, .stall,
    ]

    @Test("Every kind changes what the process does", arguments: FaultKind.allCases.filter { !special.contains($0) })
    func changes(_ kind: FaultKind) {
        var fault = "{\"kind\":\"\(kind.rawValue)\""
        switch kind {
        case .trickle: fault += #","rate":100"#
        case .slowStart, .hangMidLine, .hangAfterResult, .burst: fault += #","for":"5s""#
        case .truncate: fault += #","bytes":10"#
        case .memory: fault += #","grow":"64MB","over":"2s""#
        default: break
        }
        // JSON has no escape sequences.
        let arguments = kind == .splitEscape ? ["-p", "hi"] : Self.stream
        let plain = Self.run("[]", arguments: arguments)
        let changed = Self.run("[\(fault)}]", arguments: arguments)
        #expect(Self.log(plain) != Self.log(changed))
        // All that was changed ends all the same, and says so.
        #expect(changed.status != nil || kind == .askTerminal || kind == .spinner)
    }

    @Test("Without faults nothing is different, to the byte and the microsecond")
    func nothing() {
        let none = VirtualProcess(
            Self.stream,
            environment: [("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_SEED", "1"), ("UNDERSTUDY_JOURNAL", "/j")],
            files: TableFiles(["/s/x.json": "[{\"say\":\(Self.say)}]"]))
        #expect(Self.log(none) == Self.log(Self.run("[]", arguments: Self.stream)))
        let unlikely = Self.run(#"[{"kind":"exit","probability":0}]"#, arguments: Self.stream)
        #expect(Self.log(none) == Self.log(unlikely))
    }

    @Test("Bytes are cut, lost, doubled and put in where the fault says")
    func bytes() {
        #expect(Self.run(#"[{"kind":"truncate","bytes":5}]"#).bytes(.stdout).count == 5)
        #expect(Self.run(#"[{"kind":"one-byte-writes"}]"#).chunks(.stdout).allSatisfy { $0.bytes.count == 1 })
        #expect(!Self.run(#"[{"kind":"no-final-newline"}]"#).text().hasSuffix("\n"))
        #expect(Self.run(#"[{"kind":"bom"}]"#).bytes(.stdout).starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(Self.run(#"[{"kind":"nul-bytes"}]"#).bytes(.stdout).contains(0))
        #expect(Self.run(#"[{"kind":"duplicate-chunk"}]"#).chunks(.stdout).count == 2)
        #expect(Self.run(#"[{"kind":"drop-chunk"}]"#).text().isEmpty)
        let long = Self.run(#"[{"kind":"long-line","bytes":"1MB"}]"#)
        #expect(long.chunks(.stdout).contains { $0.bytes.count == 1_000_000 })
        let split = Self.run(#"[{"kind":"split-utf8"}]"#).chunks(.stdout)
        #expect(split.contains { $0.bytes.last.map { $0 >= 0xC2 } ?? false })
        let cut = Self.run(#"[{"kind":"truncated-json"}]"#, arguments: Self.stream)
        #expect(cut.status == .exited(0) && !cut.text().hasSuffix("}\n"))
    }

    @Test("Messages are lost, doubled and wrong where the fault says")
    func messages() {
        func kinds(_ name: String) -> [String] { Self.run("[{\"kind\":\"\(name)\"}]", arguments: Self.stream).kinds }
        #expect(!kinds("missing-result").contains("result/success"))
        #expect(kinds("second-result").count { $0 == "result/success" } == 2)
        #expect(kinds("unknown-event").contains("understudy_unknown/event"))
        #expect(kinds("orphan-tool-result").contains("user"))
        let wrong = Self.run(#"[{"kind":"result-error"}]"#, arguments: Self.stream)
        #expect(wrong.messages.last?.message["is_error"]?.bool == true)
        let other = Self.run(#"[{"kind":"wrong-session-id","after":{"events":1}}]"#, arguments: Self.stream)
        let ids = other.messages.compactMap { $0.message["session_id"]?.string }
        #expect(ids.first != ids.last && ids.last == "00000000-0000-4000-8000-000000000000")
    }

    @Test("Time passes as the fault says")
    func time() {
        let hang = Self.run(#"[{"kind":"hang-after-result"}]"#)
        #expect(hang.status == nil && hang.text().hasSuffix("three\n"))
        let held = Self.run(#"[{"kind":"hang-after-result","for":"60s"}]"#)
        #expect(held.status == .exited(0) && held.now.microseconds == 61_000_000)
        let middle = Self.run(#"[{"kind":"hang-mid-line"}]"#)
        #expect(middle.status == nil && !middle.text().isEmpty && !middle.text().hasSuffix("\n"))
        let slow = Self.run(#"[{"kind":"trickle","rate":10}]"#)
        #expect(slow.now.microseconds > 2_000_000 && slow.text() == Self.run("[]").text())
        let late = Self.run(#"[{"kind":"late-event","for":"7s","line":"late"}]"#)
        #expect(late.text().hasSuffix("late\n") && late.now.microseconds == 8_000_000)
        let periodic = Self.run(#"[{"kind":"periodic-events","every":"2s","count":5,"line":"again"}]"#)
        #expect(periodic.text().hasSuffix("again\nagain\n") && periodic.now.microseconds == 11_000_000)
        let start = Self.run(#"[{"kind":"slow-start","for":"9s"}]"#)
        #expect(start.status == .exited(0) && start.chunks(.stdout).allSatisfy { $0.at.microseconds >= 9_000_000 })
    }

    @Test("A fault begins at its time, its write, its byte, its input, or its call")
    func triggers() {
        let stream = Self.stream
        #expect(Self.run(#"[{"kind":"exit","status":3,"at":"400ms"}]"#).now.microseconds == 400_000)
        let second = Self.run(#"[{"kind":"drop-chunk","after":{"events":1}}]"#, arguments: stream)
        #expect(
            second.kinds.first == "system/init"
                && second.kinds.count == Self.run("[]", arguments: stream).kinds.count - 1)
        let input = Self.run(
            #"[{"kind":"exit","status":4,"after":{"input":"now"}}]"#,
            stimuli: [(1, .input("not yet")), (2, .input("now")), (9, .inputEnds)])
        #expect(input.status == .exited(4) && input.now.microseconds == 2_000_000)
        let byte = Self.run(#"[{"kind":"exit","signal":"SEGV","after":{"bytes":6}}]"#)
        #expect(byte.bytes(.stdout).count == 6 && byte.status == .signaled(Signal(name: "SEGV") ?? .kill))
        let result = Self.run(#"[{"kind":"exit","status":6,"after":"result"}]"#, arguments: stream)
        #expect(result.status == .exited(6) && result.kinds.last == "result/success")
        let call = #"[{"kind":"exit","status":5,"call":2}]"#
        #expect(Self.run(call, environment: [("UNDERSTUDY_STATE", "/state")]).status == .exited(0))
    }

    @Test("Input is lost, echoed and not believed where the fault says")
    func input() {
        let wait = #"[{"read":{"contains":"y"}},{"text":"done"}]"#
        let typed: [(Double, VirtualProcess.Stimulus)] = [(1, .input("y\n")), (20, .input("y\n"))]
        let arguments = ["-p", "hi", "--output-format", "stream-json", "--verbose"]
        func end(_ fault: String, say: String) -> VirtualProcess {
            Self.run("[\(fault)]", arguments: arguments, say: say, stimuli: typed)
        }
        #expect(end(#"{"kind":"drop-early-input","for":"5s"}"#, say: wait).now.microseconds == 20_000_000)
        #expect(end(#"{"kind":"eat-paste","bytes":1}"#, say: wait).status == nil)
        #expect(end(#"{"kind":"echo-input"}"#, say: wait).text().contains("y\n"))
        #expect(end(#"{"kind":"never-reads"}"#, say: wait).status == nil)
        let deaf = Self.run(
            #"[{"kind":"ignore-input-end"}]"#,
            arguments: ["--input-format", "stream-json"] + Array(arguments.dropFirst(2)))
        #expect(deaf.status == nil)
        let cut = Self.run(
            #"[{"kind":"canonical-limit","bytes":3}]"#, arguments: ["-p"], say: #"[{"text":"ok"}]"#,
            stimuli: [(0, .input("abcdef\n")), (1, .inputEnds)])
        #expect(cut.status == .exited(0))
    }

    @Test("Signals are ignored where the fault says, and once where a second is needed")
    func signals() {
        let say = #"[{"wait":"60s"}]"#
        func end(_ kind: String, _ signals: [(Double, Signal)]) -> VirtualProcess {
            Self.run(
                "[{\"kind\":\"\(kind)\",\"at\":\"100ms\"}]", say: say,
                stimuli: [(0, .inputEnds)] + signals.map { ($0.0, .signal($0.1)) })
        }
        #expect(end("ignore-term", [(1, .terminate), (2, .hangUp)]).status == .exited(129))
        #expect(end("ignore-interrupt", [(1, .interrupt), (2, .terminate)]).status == .exited(143))
        #expect(end("second-interrupt", [(1, .interrupt)]).now.microseconds == 60_000_000)
        #expect(end("second-interrupt", [(1, .interrupt), (2, .interrupt)]).now.microseconds == 2_000_000)
    }

    @Test(
        "What can't be is refused with its place and what is known",
        arguments: [
            (#"[{"kind":"stal"}]"#, "did you mean stall"), (#"[{"kind":"disk-full"}]"#, "belongs to the host"),
            (#"[{"kind":"stall","rate":3}]"#, "unknown key"), (#"[{"kind":"trickle"}]"#, "rate is missing"),
            (#"[{"kind":"exit","probability":2}]"#, "from 0 to 1"),
            (#"[{"kind":"exit","after":{}}]"#, "expected result"),
            (#"[{}]"#, "missing"), (#"{"kind":"exit"}"#, "a list of faults"), ("[1]", "an object"), ("[", "not JSON"),
        ])
    func refusals(_ faults: String, _ words: String) {
        let run = Self.run(faults)
        #expect(run.status == .exited(2) && run.text(.stderr).contains(words), "\(run.text(.stderr))")
    }

    @Test("The journal names the faults that happened, and only those")
    func journal() {
        let files = TableFiles(["/s/x.json": "[{\"say\":\(Self.say)}]"])
        _ = VirtualProcess(
            ["-p", "hi"],
            environment: [
                ("UNDERSTUDY_PLAY", "/s/x.json"), ("UNDERSTUDY_JOURNAL", "/j"),
                ("UNDERSTUDY_FAULTS", #"[{"kind":"bom"},{"kind":"exit","at":"1h"}]"#),
            ], files: files)
        let line = String(decoding: files.files["/j"] ?? [], as: UTF8.self)
        #expect(line.contains(#""faults":["bom"]"#))
    }
}
