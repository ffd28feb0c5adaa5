import Determinism
import Recording
import Testing
import Text

@Suite("A secret never reaches a file, however it is spelt and wherever it is split")
struct SplitSecretTests {
    private let rules = RedactionRules(RedactionRequest())

    /// Writes chunks, one millisecond apart, and returns the file.
    private func file(of chunks: [[UInt8]], _ rules: RedactionRules) -> [UInt8] {
        var writer = RedactingWriter(header: RecordingHeader(), rules: rules)
        var file = writer.headerLine()
        for (index, chunk) in chunks.enumerated() {
            file += writer.lines(
                for: RecordedEvent(at: Instant(microseconds: Int64(index) * 1000), content: .output(chunk)))
        }
        return file + writer.closingLines()
    }

    /// Checks that a file has the chunks' sizes and times and everything but the secret, and returns what it shows.
    @discardableResult
    private func check(_ chunks: [[UInt8]], _ secret: String, _ rules: RedactionRules) throws -> [UInt8] {
        let file = file(of: chunks, rules)
        let recording = try RecordingReader.read(file)
        #expect(recording.isComplete)
        #expect(recording.events.map { $0.bytes?.count ?? -1 } == chunks.map(\.count))
        #expect(recording.events.map(\.at.microseconds) == chunks.indices.map { Int64($0) * 1000 })
        let shown = recording.events.flatMap { $0.bytes ?? [] }
        for form in Spelling.forms(of: secret) {
            #expect(!shown.holds(form))
            #expect(!file.holds(form))
        }
        #expect(!recording.redactions.isEmpty)
        return shown
    }

    @Test("Split in two at every place", arguments: Spelling.allCases)
    func inTwo(spelling: Spelling) throws {
        for (rule, secret) in Secrets.known {
            let stream = spelling.stream(of: secret)
            let whole = redacted([stream]).bytes
            let changed = stream.indices.filter { stream[$0] != whole[$0] }
            let (first, last) = (try #require(changed.first, "\(rule) \(spelling)"), try #require(changed.last))
            // Files cost time: the shortest secrets stand for all.
            let isInFile = secret.utf8.count <= 26
            for cut in max(1, first - 3)...min(last + 3, stream.count - 1) {
                let chunks = [Array(stream[..<cut]), Array(stream[cut...])]
                let shown = isInFile ? try check(chunks, secret, rules) : redacted(chunks).bytes
                // A start of up to three bytes was given out before the rest came.
                #expect(shown.suffix(from: min(cut, first + 4)) == whole.suffix(from: min(cut, first + 4)))
                if cut <= first || cut >= first + 4 { #expect(shown == whole, "\(rule) \(spelling) at \(cut)") }
            }
        }
    }

    @Test("Split in three, and given byte by byte", arguments: Spelling.allCases)
    func inThree(spelling: Spelling) throws {
        for (rule, secret) in Secrets.known {
            let stream = spelling.stream(of: secret)
            let whole = redacted([stream]).bytes
            let bytes = try check(stream.map { [$0] }, secret, rules)
            let differing = stream.indices.filter { bytes[$0] != whole[$0] }
            #expect(differing.count <= 4, "\(rule) \(spelling): \(String(decoding: bytes, as: UTF8.self))")
            guard secret.utf8.count <= 26 else { continue }
            let forms = Spelling.forms(of: secret)
            for first in stride(from: 1, to: stream.count - 1, by: 5) {
                for second in stride(from: first + 1, to: stream.count, by: 9) {
                    let chunks = [stream[..<first], stream[first..<second], stream[second...]].map { Array($0) }
                    let shown = redacted(chunks).bytes
                    #expect(!forms.contains { shown.holds($0) }, "\(rule) \(spelling)")
                }
            }
        }
    }

    @Test("Everything around a secret stays", arguments: Secrets.known.indices)
    func around(index: Int) throws {
        let secret = Secrets.known[index].text
        let stars = String(repeating: "*", count: secret.utf8.count)
        for spelling in [Spelling.plain, .json, .jsonInJSON, .xml] {
            let whole = try check([spelling.stream(of: secret)], secret, rules)
            #expect(
                String(decoding: whole, as: UTF8.self) == String(decoding: spelling.stream(of: stars), as: UTF8.self))
        }
        for spelling in [Spelling.base64, .base64Second, .base64Third, .base64URL] {
            let whole = try check([spelling.stream(of: secret)], secret, rules)
            let text = String(decoding: whole, as: UTF8.self)
            #expect(text == String(decoding: spelling.stream(of: stars), as: UTF8.self), "\(spelling)")
        }
    }

    @Test("Each kind is counted once, by its rule, and never shown", arguments: Secrets.known.indices)
    func counts(index: Int) throws {
        let (rule, secret) = Secrets.known[index]
        for spelling in Spelling.allCases {
            let recording = try RecordingReader.read(file(of: [spelling.stream(of: secret)], rules))
            #expect(recording.redactions.map(\.rule) == [rule], "\(spelling)")
            #expect(recording.redactions.map(\.count) == [1], "\(spelling)")
        }
    }

    @Test("A known value is found in every spelling and split, whatever characters it has")
    func literals() throws {
        for secret in ["correct horse battery", "pa\"ss/wörd+1", "a\\b%41&c<d>e", "äöüß€😀", "1234567890"] {
            var request = RedactionRequest()
            request.literals = [secret]
            let rules = RedactionRules(request)
            for spelling in Spelling.allCases where spelling != .percentAll || !secret.contains("%") {
                let stream = spelling.stream(of: secret)
                let whole = try check([stream], secret, rules)
                let changed = stream.indices.filter { stream[$0] != whole[$0] }
                #expect(!changed.isEmpty, "\(secret) \(spelling)")
                let forms = Spelling.forms(of: secret)
                for cut in 1..<stream.count {
                    let shown = redacted([Array(stream[..<cut]), Array(stream[cut...])], rules).bytes
                    #expect(shown != stream && !forms.contains { shown.holds($0) })
                }
                try check(stream.map { [$0] }, secret, rules)
            }
        }
    }

    @Test("A private key loses its lines in text, JSON and base64, and keeps the line ends of a text")
    func privateKeys() throws {
        for lineEnd in ["\n", "\r\n"] {
            let key = Secrets.privateKey(lineEnd: lineEnd)
            let line = Secrets.letters(64)
            for stream in [
                Spelling.plain.stream(of: key), Spelling.json.stream(of: key), Spelling.jsonInJSON.stream(of: key),
                Spelling.base64Second.stream(of: key),
            ] {
                let whole = try check([stream], line, rules)
                for cut in stride(from: 1, to: stream.count, by: 3) {
                    #expect(!redacted([Array(stream[..<cut]), Array(stream[cut...])]).bytes.holds(Array(line.utf8)))
                }
                #expect(whole.count { $0 == 0x0A } == stream.count { $0 == 0x0A })
            }
        }
        let shown = String(
            decoding: try check([Array(Secrets.privateKey().utf8)], Secrets.letters(64), rules), as: UTF8.self)
        #expect(shown.hasPrefix("-----" + Secrets.join("BEGIN RSA", " PRIVATE KEY-----\n***")))
        #expect(shown.hasSuffix("***\n-----" + Secrets.join("END RSA", " PRIVATE KEY-----")))
    }

    @Test("A secret that a terminal has broken over lines is found with its line end or its escape sequence within")
    func broken() throws {
        for (rule, secret) in Secrets.known where rule != "json-web-token" && rule != "openai-key" {
            for between in ["\r\n", "\n", "\u{1B}[0m", "\u{1B}[K\r\n\u{1B}[2G"] {
                let cut = secret.index(secret.startIndex, offsetBy: min(24, secret.utf8.count - 4))
                // Some kinds have no length by which a line end could be known to stand within.
                if ["anthropic-token", "slack-token"].contains(rule), between.utf8.contains(0x0A) { continue }
                let stream = Array("> \(secret[..<cut])\(between)\(secret[cut...]) <\n".utf8)
                let shown = try check([stream], secret, rules)
                let expected =
                    String(secret[..<cut].map { _ in "*" }) + between + String(secret[cut...].map { _ in "*" })
                #expect(String(decoding: shown, as: UTF8.self) == "> \(expected) <\n", "\(rule)")
            }
        }
    }

    @Test("A credential of a header is taken, its scheme stays")
    func headers() throws {
        let token = Secrets.letters(30)
        for (text, kept) in [
            ("Authorization: Bearer \(token)\r\n", "Authorization: Bearer "),
            ("authorization: basic \(token)=\n", "authorization: basic "),
            ("{\"Authorization\": \"Bearer \(token)\"}", "{\"Authorization\": \"Bearer "),
            ("x-api-key: \(token)\n", "x-api-key: "),
        ] {
            let shown = String(decoding: try check([Array(text.utf8)], token, rules), as: UTF8.self)
            #expect(shown.hasPrefix(kept + "****"))
            #expect(try check(text.utf8.map { [$0] }, token, rules) == Array(shown.utf8))
        }
    }

    @Test("Random cuts give what one piece gives", arguments: 0..<60 as Range<UInt64>)
    func randomCuts(seed: UInt64) throws {
        var choices = Choices(seed: seed)
        var stream: [UInt8] = []
        for _ in 0..<12 {
            switch choices.below(4, "kind") {
            case 0: stream += Array("ordinary text, über alles; eyes and sk-ill \\u00e4 %41 &amp; ".utf8)
            case 1: stream += (0..<choices.below(40, "noise")).map { _ in UInt8(choices.below(256, "byte")) }
            default:
                let secret = Secrets.known[choices.below(Secrets.known.count, "secret")].text
                stream += Spelling.allCases[choices.below(Spelling.allCases.count, "spelling")].stream(of: secret)
            }
        }
        let whole = redacted([stream]).bytes
        var chunks: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty {
            chunks.append(Array(rest.prefix(1 + choices.below(choices.below(2, "small") == 0 ? 6 : 400, "size"))))
            rest = rest.dropFirst(chunks.last?.count ?? 0)
        }
        let (cut, ends) = redacted(chunks)
        for place in stream.indices where cut[place] != whole[place] {
            // Only a start of up to three bytes may have gone out, and only at the end of a chunk.
            #expect(cut[place] == stream[place])
            #expect(ends.contains { $0 > place && $0 <= place + 3 }, "at \(place)")
        }
    }

    private func redacted(_ chunks: [[UInt8]], _ rules: RedactionRules? = nil) -> (bytes: [UInt8], ends: [Int]) {
        var redactor = Redactor(rules ?? self.rules)
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var fed = 0
        for chunk in chunks {
            redactor.feed(chunk)
            fed += chunk.count
            ends.append(fed)
            bytes += redactor.take(redactor.decided)
        }
        redactor.finish()
        return (bytes + redactor.take(redactor.decided), ends)
    }
}
