import Determinism
import Matching
import Testing

@testable import Orchestration

@Suite("The pool of agents")
struct AgentPoolTests {
    private func delegation(_ task: String) -> Delegation {
        Delegation(agent: "qa", label: "QA", task: task, pattern: .mention, range: 0..<0)
    }

    private func pool(_ count: Int, parallelMax: Int, natives: Set<Int> = []) -> AgentPool {
        var pool = AgentPool(parallelMax: parallelMax)
        for index in 0..<count {
            let stage: AgentPool.Stage =
                natives.contains(index) ? .native(toolUseID: "t\(index)", since: .zero) : .waiting
            #expect(pool.add(delegation("\(index)"), stage: stage) == index)
        }
        return pool
    }

    private func result(_ index: Int) -> AgentResult {
        AgentResult(
            index: index, agent: "qa", task: "", status: .completed, reason: nil, text: "", startedAt: .zero,
            decidedAt: .zero, endedAt: .zero, exit: nil, lastStep: nil, peakMemory: 0)
    }

    /// All that can start now.
    private func start(_ pool: inout AgentPool) -> [Int] {
        var started: [Int] = []
        while let index = pool.startNext() { started.append(index) }
        return started
    }

    @Test("Agents start in the order of the text, no more at once than allowed")
    func order() {
        var pool = pool(5, parallelMax: 2)
        #expect(start(&pool) == [0, 1])
        pool.finish(result(1))
        #expect(start(&pool) == [2])
        pool.finish(result(0))
        pool.finish(result(2))
        #expect(start(&pool) == [3, 4])
    }

    @Test("Results stand in the order of the delegations, whatever the order in which they come")
    func results() {
        var pool = pool(3, parallelMax: 3)
        _ = start(&pool)
        for index in [2, 0, 1] { pool.finish(result(index)) }
        #expect(pool.results().map(\.index) == [0, 1, 2])
        #expect(pool.results(from: 1).map(\.index) == [1, 2])
        #expect(pool.isIdle)
    }

    @Test("Native agents need no place and hold up nobody behind them")
    func natives() {
        var pool = pool(5, parallelMax: 2, natives: [0, 2])
        #expect(start(&pool) == [1, 3])
        pool.finish(result(1))
        #expect(start(&pool) == [4])
        #expect(!pool.isIdle)
    }

    @Test("A native agent that the CLI never ran starts before those behind it that still wait")
    func reclaim() {
        var pool = pool(4, parallelMax: 1, natives: [0, 2])
        #expect(start(&pool) == [1])
        pool.reclaimNative()
        #expect(start(&pool) == [])
        pool.finish(result(1))
        #expect(start(&pool) == [0])
        pool.finish(result(0))
        #expect(start(&pool) == [2])
        pool.finish(result(2))
        #expect(start(&pool) == [3])
    }

    @Test("A native result is found by its tool call, once")
    func toolCall() {
        var pool = pool(2, parallelMax: 1, natives: [1])
        #expect(pool.native("t1")?.index == 1)
        pool.finish(result(1))
        #expect(pool.native("t1") == nil)
        #expect(pool.native("other") == nil)
    }

    @Test("A stop takes all that wait, native ones too, and leaves what runs")
    func takeWaiting() {
        var pool = pool(4, parallelMax: 1, natives: [2])
        _ = start(&pool)
        #expect(pool.takeWaiting() == [1, 2, 3])
    }

    @Test("Delegations beyond the limit are refused")
    func limit() {
        var pool = pool(AgentPool.delegationsMax, parallelMax: 1)
        #expect(pool.add(delegation("one more")) == nil)
    }
}
