import Matching

/// All findings of a text that comes as one chunk.
func scan(_ text: String, options: OutputScanner.Options = .init()) -> [Finding] {
    scan(Array(text.utf8), options: options)
}

/// All findings of bytes that come in chunks of the given sizes, then the rest.
func scan(_ bytes: [UInt8], cuts: [Int] = [], options: OutputScanner.Options = .init()) -> [Finding] {
    var scanner = OutputScanner(agents: .core, options: options)
    var findings: [Finding] = []
    var start = 0
    for cut in cuts {
        scanner.feed(bytes[start..<cut], into: &findings)
        start = cut
    }
    scanner.feed(bytes[start...], into: &findings)
    scanner.finish(into: &findings)
    return findings
}

/// The delegations of a text, as "agent: task".
func delegations(_ text: String, options: OutputScanner.Options = .init()) -> [String] {
    scan(text, options: options).compactMap { finding in
        guard case .delegation(let delegation) = finding else { return nil }
        return "\(delegation.agent): \(delegation.task)"
    }
}
