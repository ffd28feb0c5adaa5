/// Names of files that are made of something else.
public enum SafeName {
    /// The longest name, in characters.
    public static let charactersMax = 60

    /// A name that is safe in a path: lower-case letters, digits and dashes (fault 88).
    public static func slug(_ text: String) -> String {
        let letters = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let slug = String(letters).split(separator: "-").joined(separator: "-").prefix(charactersMax)
        return slug.isEmpty ? "unnamed" : String(slug)
    }
}
