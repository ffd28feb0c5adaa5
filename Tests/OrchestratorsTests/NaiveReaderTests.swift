import Testing

@Suite("A naive reader has the bugs on record")
struct NaiveReaderTests {
    private static var owned: [Int] {
        NaiveBugs.all.compactMap { if case .has = $0.verdict { $0.number } else { nil } }
    }

    @Test("It has each bug that a reader of lines can have", arguments: owned)
    func has(_ number: Int) throws {
        let row = NaiveBugs.all[number - 1]
        guard case .has(let shows) = row.verdict else { return }
        #expect(try shows(), "bug \(row.number): \(row.title)")
    }

    @Test("Every bug on record is judged, and who can't have it has a reason")
    func isComplete() {
        #expect(NaiveBugs.all.map(\.number) == Array(1...40))
        #expect(Self.owned.count >= 17)
        for row in NaiveBugs.all {
            guard case .cannot(let reason) = row.verdict else { continue }
            #expect(!reason.isEmpty)
            print("naive reader: bug \(row.number), \(row.title): can't have it: \(reason)")
        }
    }
}
