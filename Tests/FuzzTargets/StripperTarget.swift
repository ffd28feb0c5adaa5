import Terminal

extension FuzzTarget {
    /// The escape stripper: the first byte says how the others are cut.
    static let stripper = FuzzTarget(name: "stripper") { input in
        guard let first = input.first else { return }
        let bytes = Array(input.dropFirst())
        let whole = EscapeStripper.strip(bytes)
        var stripper = EscapeStripper()
        var text: [UInt8] = []
        for piece in pieces(of: bytes, by: first) { stripper.feed(piece, into: &text) }
        stripper.finish(into: &text)
        precondition(whole == text, "the text depends on how the bytes are cut")
        precondition(!whole.contains(0x1B) && whole.count <= bytes.count, "something of a sequence is left")
    }
}
