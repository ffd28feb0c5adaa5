/// Bad input: what is wrong, where it stands, and what to do about it.
public struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path as the person wrote it.
    public let file: String
    /// Where in the file; `nil` where the whole file is meant.
    public let position: SourcePosition?
    /// What is wrong, and what to do.
    public let message: String

    /// An error in a file.
    public init(file: String, position: SourcePosition? = nil, _ message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    /// `FILE:LINE:COLUMN: MESSAGE`.
    public var description: String { position.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}

/// A place in a text file.
public struct SourcePosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether this comes earlier.
    public static func < (one: SourcePosition, other: SourcePosition) -> Bool {
        (one.line, one.column) < (other.line, other.column)
    }

    /// `LINE:COLUMN`.
    public var description: String { "\(line):\(column)" }
}
