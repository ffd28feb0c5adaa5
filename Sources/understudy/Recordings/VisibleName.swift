import Text

/// Names of files as messages show them: no control character reaches the terminal.
enum VisibleName {
    /// The name on one line, harmless.
    static func clean(_ name: String) -> String {
        String(VisibleText.clean(name).map { $0 == "\n" ? "␊" : $0 })
    }
}

/// The nearest word, where one is near enough.
func nearest(to word: String, in words: [String]) -> String? { NearestWord.to(word, in: words) }
