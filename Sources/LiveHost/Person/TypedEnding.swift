import CProcesses
import Hosting

/// A child on a pseudoterminal whose input has ended: a terminal has no end of its own, so a character is typed that
/// means one, again and again as the child reads it, as reading beyond the end of a file would give it.
struct TypedEnding {
    let child: Child
    /// When to look again whether the child has read, on the monotonic clock.
    var nextLook: Int64
    /// How long to wait between looks, in nanoseconds.
    var pause: Int64 = 10_000_000
    /// How often the character was typed.
    var count = 0

    /// The longest pause between looks, in nanoseconds.
    static let pauseMax: Int64 = 1_000_000_000
    /// How often the character is typed at most: a program that reads it so often does not take it for an end.
    static let countMax = 16
}

extension LiveHost {
    /// Types the end of input to a child on a pseudoterminal, once it has read what was typed before.
    func endInput(of handle: ProcessHandle) {
        guard let child = child(handle), child.isTerminal, !endings.contains(where: { $0.child === child }) else {
            return
        }
        endings.append(TypedEnding(child: child, nextLook: 0))
    }

    /// How long until one of the endings has to be looked at, in nanoseconds; `nil`: there is none.
    var nanosecondsToNextLook: Int64? {
        endings.map(\.nextLook).min().map { max($0 - SystemCalls.monotonicNanoseconds, 0) }
    }

    /// Looks at the endings that are due.
    func continueEndings() throws(HostFailure) {
        guard !endings.isEmpty else { return }
        let present = SystemCalls.monotonicNanoseconds
        for index in endings.indices where endings[index].nextLook <= present {
            endings[index].nextLook = present + endings[index].pause
            endings[index].pause = min(2 * endings[index].pause, TypedEnding.pauseMax)
            typeEnd(&endings[index])
        }
        endings.removeAll { $0.count >= TypedEnding.countMax || $0.child.hasExited || $0.child.isInputGone }
    }

    private func typeEnd(_ ending: inout TypedEnding) {
        let child = ending.child
        let master = child.stdout.wire.descriptor
        guard child.pending.isEmpty, master >= 0, u_is_typing_read(master) == 1 else { return }
        let character = u_end_character(master)
        guard character >= 0 else { return }
        let byte = UInt8(truncatingIfNeeded: character)
        let count = withUnsafeBytes(of: byte) { bytes in try? SystemCalls.write(master, bytes) }
        guard count == 1 else { return }
        ending.count += 1
        report(.person(.typed(child.handle, [byte])))
    }
}
