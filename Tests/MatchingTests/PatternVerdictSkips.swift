/// The verdicts that are not ours, by the feature that they need; one that passes, or is not there, fails the test.
enum PatternVerdictSkips {
    /// A feature that we leave out, with its tests as "file/name".
    struct Feature: Sendable {
        let name: String
        let tests: [String]

        /// The tests of a list whose words are names, each file's behind its name and a colon.
        fileprivate init(_ name: String, _ list: String) {
            self.name = name
            var file = ""
            var tests: [String] = []
            for word in list.split(whereSeparator: \.isWhitespace) {
                if word.last == ":" { file = String(word.dropLast()) } else { tests.append("\(file)/\(word)") }
            }
            self.tests = tests
        }
    }

    static let features: [Feature] = [
        Feature(
            "search kinds earliest and overlapping",
            """
            anchored: greedy-earliest earliest: no-greedy-100 no-greedy-200 look-start-test
            no-leftmost-first-100 no-leftmost-first-200 overlapping: ungreedy-dotstar-matches-everything-100
            greedy-dotstar-matches-everything-100 repetition-plus-leftmost-first-100
            repetition-plus-leftmost-first-110 repetition-plus-all-100 repetition-plus-all-110
            repetition-plus-leftmost-first-200 repetition-plus-all-200 repetition-star-leftmost-first-100
            repetition-star-all-100 repetition-star-leftmost-first-200 repetition-star-all-200
            start-end-rep-leftmost-first alt-leftmost-first-100 alt-all-100 empty-alt-000 empty-alt-010 set:
            basic10 basic20 basic50 basic60 basic61 basic70 basic90 basic100 basic101 basic102 empty10 empty11
            empty20 empty21 empty22 empty23 caps-010 caps-020 caps-030 utf8: empty-utf8yes-bounds-overlapping
            """),
        Feature(
            "match kind all",
            """
            anchored: nongreedy-all leftmost-all: alt multi dotall overlapping: iter1-bytes
            iter1-incomplete-utf8 utf8: empty-utf8no-overlapping empty-utf8no-bounds-overlapping
            empty-utf8no-anchored-bounds-overlapping empty-utf8no-startbound-overlapping
            empty-utf8no-anchored-startbound-overlapping
            """),
        Feature(
            "Unicode meaning of \\w, \\d, \\s, \\b",
            """
            anchored: word-boundary-unicode-01 bytes: word-boundary-unicode word-boundary-unicode-not
            perl-word-unicode perl-decimal-unicode perl-whitespace-unicode no-unicode: word-unicode
            decimal-unicode space-unicode substring: unicode-word-start unicode-word-end unicode: wb-100 wb-300
            perl1 perl4 perl7
            """),
        Feature(
            "flags R (lines end with carriage return too) and u",
            """
            bytes: mixed-dot crazy: ranges ranges-not email email-not crlf: basic start-end-non-empty
            start-end-empty start-end-before-after start-no-split start-no-split-adjacent
            start-no-split-adjacent-cr start-no-split-adjacent-lf end-no-split end-no-split-adjacent
            end-no-split-adjacent-cr end-no-split-adjacent-lf dot-no-crlf onepass-wrong-crlf-with-capture
            onepass-wrong-crlf-anchored multiline: basic1-crlf basic1-crlf-cr basic2-crlf basic2-crlf-cr
            basic3-crlf basic3-crlf-cr basic4-crlf basic4-crlf-cr basic5-crlf basic5-crlf-cr basic6-crlf
            basic6-crlf-cr basic7-crlf basic7-crlf-cr basic8-crlf basic8-crlf-cr basic9-crlf repeat1-crlf
            repeat1-crlf-cr repeat1-no-multi-crlf repeat1-no-multi-crlf-cr repeat2-crlf repeat2-crlf-cr
            repeat2-no-multi-crlf repeat2-no-multi-crlf-cr repeat3-crlf repeat3-crlf-cr repeat3-no-multi-crlf
            repeat3-no-multi-crlf-cr repeat4-crlf repeat4-crlf-cr repeat4-no-multi-crlf repeat4-no-multi-crlf-cr
            repeat5-crlf repeat5-crlf-cr repeat5-no-multi-crlf repeat5-no-multi-crlf-cr repeat6-crlf
            repeat6-crlf-cr repeat6-no-multi-crlf repeat6-no-multi-crlf-cr repeat7-crlf repeat7-crlf-cr
            repeat7-no-multi-crlf repeat7-no-multi-crlf-cr repeat8-crlf repeat8-crlf-cr repeat8-no-multi-crlf
            repeat8-no-multi-crlf-cr repeat9-crlf repeat9-crlf-cr repeat9-no-multi-crlf repeat9-no-multi-crlf-cr
            repeat10-crlf repeat10-crlf-cr repeat10-no-multi-crlf repeat10-no-multi-crlf-cr repeat11-crlf
            repeat11-crlf-cr repeat11-no-multi-crlf repeat11-no-multi-crlf-cr repeat12-crlf repeat12-crlf-cr
            repeat12-no-multi-crlf repeat12-no-multi-crlf-cr repeat13-crlf repeat13-crlf-cr
            repeat13-no-multi-crlf repeat13-no-multi-crlf-cr repeat14-crlf repeat14-crlf-cr
            repeat14-no-multi-crlf repeat14-no-multi-crlf-cr repeat15-crlf repeat15-crlf-cr
            repeat15-no-multi-crlf repeat15-no-multi-crlf-cr repeat16-crlf repeat16-crlf-cr
            repeat16-no-multi-crlf repeat16-no-multi-crlf-cr repeat17-crlf repeat17-crlf-cr
            repeat17-no-multi-crlf repeat17-no-multi-crlf-cr repeat18-crlf repeat18-crlf-cr
            repeat18-no-multi-crlf repeat18-no-multi-crlf-cr match-line-100-crlf match-line-100-crlf-cr
            match-line-200-crlf match-line-200-crlf-cr no-unicode: mixed
            """),
        Feature(
            "counts above 1000, as RE2",
            """
            expensive: regression-many-repeat-no-stack-overflow
            """),
        Feature(
            "other line terminators",
            """
            line-terminator: nul dot-changes-with-line-terminator not-line-feed non-ascii carriage word-byte
            non-word-byte not-word-boundary-at word-boundary-special: word-start-half-ascii-customlineterm
            """),
        Feature(
            "empty matches inside of characters",
            """
            no-unicode: iter1-bytes utf8: empty-utf8no empty-utf8no-bounds empty-utf8no-anchored
            empty-utf8no-anchored-bounds empty-utf8no-startbound empty-utf8no-anchored-startbound
            """),
        Feature(
            "folding of ASCII letters only, in UTF-8",
            """
            regex-lite: case-insensitive-is-ascii-only
            """),
        Feature(
            "properties but general categories and scripts, as RE2",
            """
            unicode: class-gencat17 class-gencat23 class-emoji1 class-emoji2 class-emoji3 class-emoji4
            class-gcb1 class-gcb2 class-gcb3 class-gcb4 class-gcb5 class-gcb6 class-word-break1
            class-word-break2 class-word-break3 class-word-break4 class-word-break5 class-sentence-break1
            class-sentence-break2 class-sentence-break3 class-sentence-break4 class-sentence-break5
            """),
        Feature(
            "a search that ends inside of a character",
            """
            utf8: empty-utf8yes-bounds
            """),
        Feature(
            "assertions of word starts and ends",
            """
            word-boundary-special: word-start-ascii-010 word-start-ascii-020 word-start-ascii-030
            word-start-ascii-050 word-start-ascii-090 word-start-ascii-110 word-end-ascii-010 word-end-ascii-020
            word-end-ascii-030 word-end-ascii-050 word-end-ascii-090 word-end-ascii-110 word-start-unicode-010
            word-start-unicode-020 word-start-unicode-030 word-start-unicode-050 word-start-unicode-060
            word-start-unicode-070 word-start-unicode-080 word-start-unicode-090 word-start-unicode-110
            word-end-unicode-010 word-end-unicode-020 word-end-unicode-030 word-end-unicode-050
            word-end-unicode-060 word-end-unicode-070 word-end-unicode-080 word-end-unicode-090
            word-end-unicode-110 word-start-half-ascii-010 word-start-half-ascii-020 word-start-half-ascii-030
            word-start-half-ascii-040 word-start-half-ascii-050 word-start-half-ascii-060
            word-start-half-ascii-060-noutf8 word-start-half-ascii-070 word-start-half-ascii-080
            word-start-half-ascii-090 word-start-half-ascii-110 word-end-half-ascii-010 word-end-half-ascii-020
            word-end-half-ascii-030 word-end-half-ascii-040 word-end-half-ascii-050 word-end-half-ascii-060
            word-end-half-ascii-070 word-end-half-ascii-080 word-end-half-ascii-090 word-end-half-ascii-110
            word-start-half-unicode-010 word-start-half-unicode-020 word-start-half-unicode-030
            word-start-half-unicode-040 word-start-half-unicode-050 word-start-half-unicode-060
            word-start-half-unicode-070 word-start-half-unicode-080 word-start-half-unicode-090
            word-start-half-unicode-110 word-end-half-unicode-010 word-end-half-unicode-020
            word-end-half-unicode-030 word-end-half-unicode-040 word-end-half-unicode-050
            word-end-half-unicode-060 word-end-half-unicode-070 word-end-half-unicode-080
            word-end-half-unicode-090 word-end-half-unicode-110 word-start-half-ascii-carriage
            word-start-half-ascii-linefeed
            """),
    ]
}
