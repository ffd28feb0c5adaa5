import Glibc
import Recording
import Text

/// Secrets that are none, put together at run time: nobody's scanner shall find them in these sources.
enum Secrets {
    /// One of each known kind, with the rule that finds it.
    static let known: [(rule: String, text: String)] = [
        ("anthropic-api-key", join("sk-", "ant-", "api03-") + letters(93) + "AA"),
        ("anthropic-admin-key", join("sk-", "ant-", "admin01-") + letters(93) + "AA"),
        ("anthropic-token", join("sk-", "ant-", "oat01-") + letters(86)),
        ("openai-key", join("sk-", "proj-") + letters(74) + join("T3Blbk", "FJ") + letters(74)),
        ("openai-key", join("sk", "-") + letters(20) + join("T3Blbk", "FJ") + letters(20)),
        ("aws-key-id", join("AK", "IA") + "IOSFODNN7EXAMPLE".replacing("7", with: "Q")),
        ("bedrock-key", join("AB", "SK") + letters(132)),
        ("github-token", join("gh", "p_") + letters(36)),
        ("github-token", join("github", "_pat_") + letters(82)),
        ("gitlab-token", join("glp", "at-") + letters(20)),
        ("google-key", join("AI", "za") + letters(35)),
        ("slack-token", join("xo", "xb-") + "123456789012-" + letters(24)),
        ("npm-token", join("np", "m_") + letters(36)),
        ("hugging-face-token", join("h", "f_") + String(repeating: "aBcDeFgHiJ", count: 4).prefix(34)),
        ("json-web-token", join("ey", "JhbGciOiJIUzI1NiJ9", ".ey", "JzdWIiOiIxMjM0NTY3ODkwIn0", ".") + letters(43)),
    ]

    /// A private key of several lines, with its two lines that say so.
    static func privateKey(lineEnd: String = "\n") -> String {
        let lines = (0..<6).map { _ in letters(64) }
        return
            (["-----" + join("BEGIN RSA", " PRIVATE KEY-----")] + lines + [
                "-----" + join("END RSA", " PRIVATE KEY-----")
            ])
            .joined(separator: lineEnd)
    }

    static func join(_ parts: String...) -> String { parts.joined() }

    /// Letters and digits without a pattern, always the same.
    static func letters(_ count: Int) -> String {
        var state: UInt32 = 7
        let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        let bytes = (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return alphabet[Int(state >> 16) % alphabet.count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A way in which a secret may be spelt within a stream.
enum Spelling: CaseIterable {
    case plain, json, jsonUnicode, jsonInJSON, percent, percentAll, xml, base64, base64Second, base64Third, base64URL

    /// A stream in which a secret stands, spelt so, with other text around it.
    func stream(of secret: String) -> [UInt8] {
        let before = "Some text before it, "
        let after = ", and some after it.\n"
        switch self {
        case .plain: return Array("\(before)\(secret)\(after)".utf8)
        case .json: return object("text", "\(before)\(secret)\(after)").encoded
        case .jsonInJSON:
            let inner = object("text", "\(before)\n\(secret)\n\(after)").text
            return object("line", inner).encoded
        case .jsonUnicode:
            let escaped = secret.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return Array("{\"text\":\"\(before)\(escaped.joined())\(after.dropLast())\"}".utf8)
        case .percent:
            return Array("GET /?a=b&key=".utf8) + Self.percent(secret, all: false) + Array("&c=d HTTP/1.1\n".utf8)
        case .percentAll:
            return Array("GET /?a=b&key=".utf8) + Self.percent(secret, all: true) + Array("&c=d HTTP/1.1\n".utf8)
        case .xml:
            let escaped = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
                "\"", with: "&quot;")
            return Array("<a b=\"\(escaped)\"/>\n".utf8)
        case .base64: return base64("abc", secret)
        case .base64Second: return base64("abcd", secret)
        case .base64Third: return base64("abcde", secret)
        case .base64URL:
            return Array(
                String(decoding: base64("???>>>a", secret), as: UTF8.self).replacing("+", with: "-").replacing(
                    "/", with: "_"
                )
                .utf8)
        }
    }

    private func base64(_ before: String, _ secret: String) -> [UInt8] {
        Array("\"data\":\"\(Base64.encode(Array("\(before)\(secret) and so on".utf8)))\"}\n".utf8)
    }

    private func object(_ key: String, _ text: String) -> JSONValue {
        .object(JSONObject(members: [JSONObject.Member(key: key, value: .string(text))]))
    }

    static func percent(_ text: String, all: Bool) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            let isPlain =
                (0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x2D || byte == 0x5F)
            if isPlain, !all { return [byte] }
            let digits = String(byte, radix: 16, uppercase: true)
            return Array("%\(digits.count == 1 ? "0" : "")\(digits)".utf8)
        }
    }

    /// All that a file must not contain: the secret as it is and in each spelling, without what depends on neighbours.
    static func forms(of secret: String) -> [[UInt8]] {
        let bytes = Array(secret.utf8)
        let json = Array(JSONValue.string(secret).encoded.dropFirst().dropLast())
        var forms = [bytes, json, percent(secret, all: false), percent(secret, all: true)]
        for before in 0..<3 {
            let encoded = Base64.encoded([UInt8](repeating: 0, count: before) + bytes)
            forms.append(Array(encoded[(before == 0 ? 0 : before + 1)..<(encoded.count - 4)]))
        }
        return forms
    }
}

extension [UInt8] {
    /// Whether other bytes stand in these; fast, since it is asked a hundred thousand times.
    func holds(_ part: [UInt8]) -> Bool {
        guard let first = part.first, part.count <= count else { return part.isEmpty }
        return withUnsafeBytes { bytes in
            part.withUnsafeBytes { part in
                guard var place = bytes.baseAddress, let wanted = part.baseAddress else { return false }
                let end = place + (bytes.count - part.count + 1)
                while place < end, let hit = memchr(place, Int32(first), end - place) {
                    if memcmp(hit, wanted, part.count) == 0 { return true }
                    place = UnsafeRawPointer(hit) + 1
                }
                return false
            }
        }
    }
}
