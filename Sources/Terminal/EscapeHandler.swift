/// What is done with the parts into which `EscapeParser` takes a terminal's output.
protocol EscapeHandler {
    /// Whether parameters and strings are of use; where they are not, the parser does not keep them.
    static var keepsContents: Bool { get }
    /// A run of text: UTF-8 that may be cut or invalid, without controls.
    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// An escape sequence or a C1 control begins: text is interrupted, whatever comes of it.
    mutating func beginSequence()
    /// A control character of the set C0, or DEL.
    mutating func control(_ byte: UInt8)
    /// `ESC`, intermediate bytes and a final byte; a C1 control comes as its form with `ESC`.
    mutating func escape(_ sequence: EscapeSequence, final: UInt8)
    /// `CSI`, parameters, intermediate bytes and a final byte.
    mutating func controlSequence(_ sequence: EscapeSequence, final: UInt8)
    /// A control string that was ended as it should be.
    mutating func string(_ kind: ControlString, _ bytes: [UInt8], endsInBell: Bool)
}

/// The kinds of control strings, by the final byte of their introducer.
enum ControlString: UInt8, Sendable, Hashable {
    /// `ESC P`.
    case deviceControl = 0x50
    /// `ESC X`.
    case startOfString = 0x58
    /// `ESC ]`, which BEL ends too.
    case operatingSystem = 0x5D
    /// `ESC ^`.
    case privacyMessage = 0x5E
    /// `ESC _`.
    case application = 0x5F
}
