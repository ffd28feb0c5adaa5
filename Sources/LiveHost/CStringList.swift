/// Strings as C wants them: one block of bytes, and a list of pointers into it that ends with a null pointer.
final class CStringList {
    private let bytes: UnsafeMutablePointer<CChar>
    /// The list, for `execve`.
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    /// The first string; `nil` where there is none.
    var first: UnsafeMutablePointer<CChar>? { pointers[0] }

    /// Strings.
    ///
    /// - Throws: `invalidArgument` where one holds NUL, which would cut it short without a word (fault 33).
    init(_ strings: [String]) throws(SystemError) {
        for string in strings where string.utf8.contains(0) { throw .invalidArgument }
        bytes = .allocate(capacity: max(1, strings.reduce(0) { $0 + $1.utf8.count + 1 }))
        pointers = .allocate(capacity: strings.count + 1)
        var end = bytes
        for (index, string) in strings.enumerated() {
            pointers[index] = end
            for byte in string.utf8 {
                end.pointee = CChar(bitPattern: byte)
                end += 1
            }
            end.pointee = 0
            end += 1
        }
        pointers[strings.count] = nil
    }

    /// One string that C has made, up to its NUL.
    init(copying string: [CChar]) {
        bytes = .allocate(capacity: string.count + 1)
        pointers = .allocate(capacity: 2)
        for (index, character) in string.enumerated() { bytes[index] = character }
        bytes[string.count] = 0
        pointers[0] = bytes
        pointers[1] = nil
    }

    deinit {
        bytes.deallocate()
        pointers.deallocate()
    }
}
