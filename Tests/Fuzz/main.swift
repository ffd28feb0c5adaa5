import CLibFuzzer
import FuzzTargets

// A fuzz target under libFuzzer: `fuzz NAME [LIBFUZZER'S OPTIONS AND FOLDERS]`; `.ci/fuzz` builds and runs it.

nonisolated(unsafe) var body: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }

let name = CommandLine.arguments.dropFirst().first ?? ""
guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    fatalError("no such target: \(name); there are \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
}
body = target.body

var count = CommandLine.argc - 1
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
_ = LLVMFuzzerRunDriver(&count, &words) { bytes, count in
    body(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}
