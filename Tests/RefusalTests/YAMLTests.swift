import Testing

/// YAML that is broken or means more than it says.
@Suite struct YAMLTests {
    @Test(
        "Broken YAML is refused with its place",
        arguments: [
            ("name: [a, b\n", "s.yaml:2:1: not YAML: did not find expected ',' or ']'"),
            ("name: 'a\nsteps: []\n", "s.yaml:3:1: not YAML: found unexpected end of stream"),
            (
                "steps: [ *a, &a b ]\n",
                "s.yaml:1:10: aliases ('*name') are not supported, since a few can expand to millions of values; write the value out"
            ),
            ("steps:\n\t- send: a\n", "s.yaml:2:1: not YAML: found character that cannot start any token"),
            ("a: b: c\n", "s.yaml:1:5: not YAML: mapping values are not allowed in this context"),
            ("steps: []\n---\nsteps: []\n", "s.yaml:2:1: not YAML: but found another document"),
            ("steps: \"\\q\"\n", "s.yaml:1:9: not YAML: found unknown escape character"),
            ("name: @x\n", "s.yaml:1:7: not YAML: found character that cannot start any token"),
            ("steps: []\nname: a\nname: b\n", "s.yaml:2:1: duplicate key 'name'; the first one stands here"),
            ("1: a\n\"1\": b\n", "s.yaml:2:1: duplicate key '1'"),
            ("<<: {a: b}\nsteps: []\n", "s.yaml:1:1: merge keys ('<<') are not supported; write the keys out"),
            ("? [a]\n: b\n", "s.yaml:1:3: a key has to be a word, not a list or a mapping"),
            ("? {a: b}\n: b\n", "s.yaml:1:3: a key has to be a word, not a list or a mapping"),
        ])
    func broken(text: String, error: String) { #expect(verdict(on: text) == error) }

    @Test(
        "A tag is refused, since the key decides what a value is",
        arguments: [
            ("name: !!binary aGk=\nsteps: []\n", "s.yaml:1:7: tags ('!!binary')"),
            ("name: !foo a\nsteps: []\n", "s.yaml:1:7: tags ('!foo')"),
            ("name: !!str 12\nsteps: []\n", "s.yaml:1:7: tags ('!!str')"),
            ("steps: !!set {a}\n", "s.yaml:1:8: tags ('!!set')"), ("steps: !x []\n", "s.yaml:1:8: tags ('!x')"),
            ("!foo name: a\nsteps: []\n", "s.yaml:1:1: tags ('!foo')"),
            ("!<tag:example.org,2000:x> name: a\n", "s.yaml:1:1: tags ('tag:example.org,2000:x')"),
        ])
    func tags(text: String, error: String) { #expect(verdict(on: text).hasPrefix(error), "\(verdict(on: text))") }

    @Test(
        "A control character is refused with its line and column",
        arguments: [
            ("name: a\nsteps:\0\n", "s.yaml:2:7: the control character U+0000"),
            ("name: \u{1B}[31m\n", "s.yaml:1:7: the control character U+001B"),
            ("name: ü\u{7F}\n", "s.yaml:1:8: the control character U+007F"),
            ("\u{8}", "s.yaml:1:1: the control character U+0008"),
        ])
    func controls(text: String, error: String) {
        #expect(verdict(on: text) == error + "; write it as an escape in double quotes")
    }

    @Test("Text that is not UTF-8 is refused with its place")
    func invalidUTF8() {
        #expect(
            verdict(on: Array("name: a\nstéps".utf8) + [0xC3, 0x28])
                == "s.yaml:2:6: the text is not UTF-8; save the file as UTF-8")
        let sixteen = Array("steps: []".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(verdict(on: [0xFF, 0xFE] + sixteen) == "s.yaml:1:1: the text is not UTF-8; save the file as UTF-8")
        #expect(verdict(on: [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x00, 0xFF]).hasPrefix("s.yaml:1:"))
    }

    @Test("A byte-order mark is no part of the first key")
    func byteOrderMark() { #expect(verdict(on: "\u{FEFF}steps: []\n") == "accepted") }

    @Test("Line ends of Windows are line ends")
    func windowsLines() {
        #expect(verdict(on: "name: a\r\nsteps:\r\n- send: hello\r\n") == "accepted")
        #expect(verdict(on: "name: a\r\nstps: []\r\n").hasPrefix("s.yaml:2:1: unknown key 'stps'"))
    }

    @Test(
        "A file without a value is called empty",
        arguments: [
            "", "\n\n", "# only\n# comments\n", "---\n", "---\n...\n", "~", "null\n", "\u{FEFF}", "%YAML 1.2\n---\n",
        ])
    func empty(text: String) {
        #expect(verdict(on: text) == "s.yaml: the file is empty; a scenario has at least 'steps'")
    }

    @Test("A list or a word is no scenario", arguments: [("[]", "a list"), ("hello", "'hello'"), ("- a", "a list")])
    func otherKinds(text: String, kind: String) {
        #expect(verdict(on: text) == "s.yaml:1:1: a scenario has to be a mapping, not \(kind)")
    }

    @Test(
        "Ten thousand levels end in an error, not in the stack",
        arguments: ["[", "{a: ", "- ", "? ", "a:\n ", "[{a: "])
    func depth(opening: String) {
        var text = ""
        if opening.contains("\n") {
            for level in 0..<1_100 { text += String(repeating: " ", count: level) + "a:\n" }
        } else {
            text = String(repeating: opening, count: 10_000)
        }
        let (verdict, time) = timedVerdict(on: text)
        #expect(verdict.hasPrefix("s.yaml:"), "\(verdict)")
        #expect(time < patience)
        let closed = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(timedVerdict(on: "tags: " + closed).verdict == "s.yaml:1:71: nested deeper than 64 levels")
    }

    @Test("A file above the limit is refused before it is parsed")
    func tooLarge() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 16_777_217)
        #expect(verdict(on: bytes) == "s.yaml: the file has 16777217 bytes; a scenario may have 16777216")
    }

    @Test("Words that old YAML takes for numbers and truth values stay text")
    func words() throws {
        for word in ["no", "012", "12:30:45", "1_000", "0x1F", "2024-01-01", "yes", "1e3", "Off", ".inf"] {
            #expect(verdict(on: "name: \(word)\ntags: [\(word)]\nsteps:\n- send: \(word)\n") == "accepted", "\(word)")
        }
    }
}
