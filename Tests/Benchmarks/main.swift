import Glibc

// Ours beside peers and limits: `swift run -c release benchmarks [NAME…] [--short]`.

signal(SIGPIPE, SIG_IGN)

var settings = Settings()
for argument in CommandLine.arguments.dropFirst() {
    if argument == "--short" {
        settings.isShort = true
    } else if allBenchmarks.contains(where: { $0.name == argument }) {
        settings.names.append(argument)
    } else {
        print(
            "unknown benchmark \(argument); there are: \(allBenchmarks.map { $0.name }.joined(separator: ", ")), and --short"
        )
        exit(2)
    }
}

var isMissing = false
for benchmark in allBenchmarks where settings.names.isEmpty || settings.names.contains(benchmark.name) {
    print("\(benchmark.name): \(benchmark.summary)")
    do throws(BenchmarkError) {
        for line in try benchmark.run(settings) { print(line) }
    } catch {
        print("  not run: \(error.message)")
        isMissing = true
    }
}
exit(isMissing ? 1 : 0)
