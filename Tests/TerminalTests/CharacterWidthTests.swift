import Terminal
import Testing

@Suite("Columns that characters take")
struct CharacterWidthTests {
    @Test(
        "Each character has the width that terminals give it",
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("\u{200B}", 0), ("\u{1B}", 0), ("\u{A0}", 1),
            ("─", 1), ("❯", 1), ("●", 1), ("⎿", 1), ("✳", 1), ("✳\u{FE0F}", 2), ("⏸", 1), ("日", 2), ("한", 2),
            ("\u{1112}\u{1161}\u{11AB}", 2), ("Ａ", 2), ("ｱ", 1), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("🇩", 1),
            ("𠀀", 2),
            ("⌚", 2), ("☺", 1), ("☺\u{FE0F}", 2), ("日本語", 6), ("a日b", 4),
        ])
    func width(_ text: String, _ columns: Int) { #expect(CharacterWidth.columns(of: text) == columns) }
}
