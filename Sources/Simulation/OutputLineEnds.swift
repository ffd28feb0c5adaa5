/// What a terminal in its usual mode does to the bytes that a program writes (ONLCR, termios(3)).
enum OutputLineEnds {
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Puts a carriage return before each line feed.
    static func complete(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(lineFeed) else { return bytes }
        var completed: [UInt8] = []
        completed.reserveCapacity(bytes.count + bytes.count / 16 + 1)
        for byte in bytes {
            if byte == lineFeed { completed.append(carriageReturn) }
            completed.append(byte)
        }
        return completed
    }
}
