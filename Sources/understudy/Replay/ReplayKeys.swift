/// The keys of a playback, taken out of what a terminal sends.
///
/// Keys that send several bytes and answers of the terminal are read over as a whole, so that no letter in them acts.
struct ReplayKeys {
    /// What a key does.
    enum Key: Hashable {
        case pause, step, marker, quit, interrupt, suspend
        /// A signal from outside that ends a program.
        case end(by: Int32)
    }

    private enum State {
        case key, escape, control, string, stringEscape
    }

    private var state = State.key

    /// Takes one byte.
    mutating func take(_ byte: UInt8) -> Key? {
        // These act whatever came before.
        if byte == 0x03 { return .interrupt }
        switch state {
        case .key: return key(byte)
        case .escape:
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "O"): state = .control
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"): state = .string
            default: state = .key
            }
        case .control: if (0x40..<0x7F).contains(byte) { state = .key }
        case .string: if byte == 0x07 { state = .key } else if byte == 0x1B { state = .stringEscape }
        case .stringEscape: state = byte == UInt8(ascii: "\\") ? .key : .string
        }
        return nil
    }

    private mutating func key(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: " "): return .pause
        case UInt8(ascii: "."): return .step
        case UInt8(ascii: "]"): return .marker
        case UInt8(ascii: "q"): return .quit
        case 0x1A: return .suspend
        case 0x1B: state = .escape
        default: break
        }
        return nil
    }
}
