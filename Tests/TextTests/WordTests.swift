import Testing
import Text

@Suite("The nearest word")
struct NearestWordTests {
    private let words = ["timeout", "title", "tags", "hosts", "seed"]

    @Test(
        "A slip of the keys is found",
        arguments: [
            ("timout", "timeout"), ("tmieout", "timeout"), ("Tags", "tags"), ("host", "hosts"), ("sede", "seed"),
            ("titel", "title"),
        ])
    func slips(word: String, nearest: String) {
        #expect(NearestWord.to(word, in: words) == nearest)
    }

    @Test("What resembles nothing has no nearest word", arguments: ["configuration", "xyzzyq", "orchestrator"])
    func strangers(word: String) {
        #expect(NearestWord.to(word, in: words) == nil)
    }

    @Test("Of two equally near words the first counts, and no words give none")
    func ties() {
        #expect(NearestWord.to("cat", in: ["car", "bat"]) == "car")
        #expect(NearestWord.to("cat", in: []) == nil)
        #expect(NearestWord.to("", in: ["ab", "abcdef"]) == "ab")
    }

    @Test("A word of a megabyte costs nothing")
    func longWord() {
        #expect(NearestWord.to(String(repeating: "a", count: 1_000_000), in: ["b"]) == nil)
    }
}

@Suite("Visible text")
struct VisibleTextTests {
    @Test(
        "Controls become pictures, the rest stays",
        arguments: [
            ("plain é 漢 😀\ttab\n", "plain é 漢 😀\ttab\n"), ("\u{0}\u{1B}[2J\u{7F}", "␀␛[2J␡"), ("a\r\nb", "a\nb"),
            ("50%\r100%", "50%␍100%"), ("\u{9B}2J\u{85}", "\u{FFFD}2J\u{FFFD}"),
            ("\r\r\n", "␍\n"), ("", ""),
        ])
    func pictures(text: String, clean: String) {
        #expect(VisibleText.clean(text) == clean)
    }

    @Test("Bytes that are no text become text")
    func bytes() {
        #expect(
            VisibleText.clean([0x61, 0xFF, 0x00, 0xED, 0xA0, 0x80] as [UInt8]) == "a\u{FFFD}␀\u{FFFD}\u{FFFD}\u{FFFD}")
    }

    @Test("Every scalar comes out legal in XML 1.0, and cleaning again changes nothing")
    func everyScalar() {
        var all = String.UnicodeScalarView()
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            all.append(scalar)
        }
        let clean = VisibleText.clean(String(all))
        let bad = clean.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x20..<0x7F, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: false
            default: true
            }
        }
        #expect(bad.isEmpty)
        #expect(VisibleText.clean(clean) == clean)
    }
}
