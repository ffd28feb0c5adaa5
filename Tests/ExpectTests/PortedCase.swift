import Matching
import Testing

/// One case of pexpect's own tests, in the words of our face.
struct PortedCase: Sendable, CustomTestStringConvertible {
    /// The file and the method.
    let name: String
    private let body: @Sendable (Stand) throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Stand) throws -> Void) {
        self.name = name
        self.body = body
    }

    var testDescription: String { name }

    func run() throws { try body(Stand()) }
}

/// `#expect` of two values; in a closure of nothing but macros the compiler sees no throwing statement.
func equal<Value: Equatable>(
    _ value: Value, _ expected: Value, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(value == expected, sourceLocation: sourceLocation)
}

/// Whether a wait fails in a way.
func expectFailure(
    _ code: ExpectFailure.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> ExpectFailure? {
    do {
        try body()
        Issue.record("something has come", sourceLocation: sourceLocation)
    } catch let failure as ExpectFailure {
        #expect(failure.code == code, sourceLocation: sourceLocation)
        return failure
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
    return nil
}
