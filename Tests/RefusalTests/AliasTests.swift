import Testing

/// Aliases in every place: each is refused where it stands, and none costs time.
@Suite struct AliasTests {
    /// Nine levels of nine aliases: three hundred million values once expanded.
    private static func bomb(levels: Int = 9) -> String {
        var text = "x0: &x0 [a, a, a, a, a, a, a, a, a]\n"
        for level in 1...levels {
            let alias = "*x\(level - 1)"
            text += "x\(level): &x\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        return text
    }

    @Test("An alias bomb is refused in milliseconds, at its first alias")
    func bombOfLists() {
        let (verdict, time) = timedVerdict(on: Self.bomb())
        #expect(verdict.hasPrefix("s.yaml:2:10: aliases ('*name') are not supported"))
        #expect(time < patience)
    }

    @Test(
        "An alias bomb that is used as a key is refused in milliseconds",
        arguments: ["? *x9\n: 1\n", "{ *x9 : 1 }", "*x9 : 1\n"])
    func bombAsKey(key: String) {
        // Composing hashes keys, so this one explodes before there is a tree to look at.
        let (verdict, time) = timedVerdict(on: Self.bomb() + "last:\n  " + key)
        #expect(verdict.hasPrefix("s.yaml:2:10: aliases"))
        #expect(time < patience)
    }

    @Test("A bomb behind a duplicate key is never composed")
    func bombBehindDuplicate() {
        let (verdict, time) = timedVerdict(on: "a: 1\na: 2\n" + Self.bomb() + "? *x9\n: 1\n")
        #expect(verdict.hasPrefix("s.yaml:"))
        #expect(time < patience)
    }

    @Test(
        "One alias is refused wherever it stands",
        arguments: [
            ("[&x a, *x]", "1:8"), ("[&x [], *x]", "1:9"), ("[&x {}, *x]", "1:9"), ("{a: &x {}, b: *x}", "1:15"),
            ("{a: &x [], b: *x}", "1:15"), ("a: &x 1\nb: *x\n", "2:4"), ("&x a: 1\n*x : 2\n", "2:1"),
            ("{ &x a: 1, b: *x }", "1:15"), ("steps: &s\n- send: a\ncheck: *s\n", "3:8"), ("a: *x\n", "1:4"),
            ("'*q&q': é&x *y\n", "1:1"), ("'*q&q': [ä, &x 1, *y]\n", "1:19"),
        ])
    func oneAlias(text: String, place: String) {
        let verdict = verdict(on: text)
        #expect(verdict.hasPrefix("s.yaml:\(place): "), "\(verdict)")
        #expect(verdict.contains("aliases") || verdict.contains("unknown key"), "\(verdict)")
    }

    @Test("Stars and ampersands in text are text")
    func starsInText() {
        let text = """
            name: "**Engineer Agent**: R&D *and* &more"
            steps:
            - send: |
                *bold* &x *x
                **QA Agent**: test it & *go*
            - send: a *x &x
            """
        #expect(verdict(on: text) == "accepted")
    }

    @Test("An anchor that nobody uses does no harm")
    func anchorAlone() { #expect(verdict(on: "steps: &s\n- send: &m hello\n") == "accepted") }
}
