import Determinism
import Hosting
import Simulation
import TestMaterial
import Testing

/// Exploration finds what is wrong, only that, and makes it small.
@Suite struct PlantedBugTests {
    /// How many seeds a bug may hide from.
    private static let seedsMax: UInt64 = 2_000

    @Test("Nothing is found where nothing is planted")
    func sound() throws {
        let explorer = try Explorer(PlantedSubject(bug: nil))
        #expect(explorer.plainViolations.isEmpty)
        for seed in UInt64(0)..<UInt64(Effort.count(200, long: 2_000)) {
            let outcome = try explorer.run(seed: seed)
            #expect(outcome.violations.isEmpty, "seed \(seed): \(outcome.violations), \(outcome.fates)")
        }
    }

    @Test("Each planted bug is found within 2,000 seeds, and shrunk to its smallest", arguments: PlantedBug.allCases)
    func found(_ bug: PlantedBug) throws {
        let explorer = try Explorer(PlantedSubject(bug: bug))
        #expect(explorer.plainViolations.isEmpty, "the plain run shows it")
        var finding: (seed: UInt64, outcome: Trial.Outcome)?
        // All seeds from the first on where long tests are wanted; else those shortly before the one that finds it.
        for seed in (Effort.isLong ? 0 : bug.usualSeed)..<Self.seedsMax where finding == nil {
            let outcome = try explorer.run(seed: seed)
            if !outcome.violations.isEmpty { finding = (seed, outcome) }
        }
        let (seed, outcome) = try #require(finding, "never found")
        let violation = try #require(outcome.violations.first)
        let smallest = try explorer.shrink(outcome.choices, failing: violation)
        let again = try explorer.run(smallest)
        #expect(again.violations.contains { $0.isLike(violation) })
        #expect(bug.invariants.contains(violation.invariant), "seed \(seed): \(violation)")
        #expect(smallest.count <= bug.choicesMax, "seed \(seed): \(smallest.all), \(again.fates)")
        let fates = again.fates.filter { !$0.isEmpty }
        #expect(fates.count <= bug.faultyLaunchesMax, "seed \(seed): \(fates)")
    }
}
