extension JSONValue {
    /// Bytes as JSON: a string where they are text, an object with base64 where they are not.
    public static func bytes(_ bytes: [UInt8]) -> JSONValue {
        if UTF8Check.isValid(bytes) { return .string(String(decoding: bytes, as: UTF8.self)) }
        return ["base64": .string(Base64.encode(bytes))]
    }

    /// The bytes that `bytes(_:)` spelt; `nil` where this is something else.
    public var bytes: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .object(let object): (object["base64"]?.string).flatMap { Base64.decode($0) }
        default: nil
        }
    }
}
