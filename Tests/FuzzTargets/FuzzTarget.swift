/// What libFuzzer and the ordinary tests feed with bytes: it traps where something does not hold.
///
/// A new one is a file beside this one, a line in `all`, and a folder of inputs under `Tests/FuzzTests/Corpus` with its
/// name. `.ci/fuzz NAME SECONDS` runs it; `swift test` runs every input that is committed.
public struct FuzzTarget: Sendable {
    /// The word that selects it, and the name of its folder of inputs.
    public let name: String
    /// Takes one input.
    public let body: @Sendable (UnsafeBufferPointer<UInt8>) -> Void

    /// A target by its name.
    public init(name: String, body: @escaping @Sendable (UnsafeBufferPointer<UInt8>) -> Void) {
        self.name = name
        self.body = body
    }

    /// All targets.
    public static let all = [screen, stripper]
}

extension FuzzTarget {
    /// Cuts bytes into pieces of 1 to 17 bytes, by a number that an input gives.
    static func pieces(of bytes: some Collection<UInt8>, by number: UInt8) -> [[UInt8]] {
        var rest = Array(bytes)[...]
        var (pieces, step) = ([[UInt8]](), Int(number))
        while !rest.isEmpty {
            step = (step * 29 + 7) % 17
            pieces.append(Array(rest.prefix(step + 1)))
            rest = rest.dropFirst(step + 1)
        }
        return pieces
    }
}
