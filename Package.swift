// swift-tools-version: 6.2

import PackageDescription

#if os(macOS)
    #error(
        "Understudy needs epoll, pidfd and /proc, which macOS lacks: build it on Linux until the kqueue host is there.")
#endif

/// Sanitizers can't link a static executable: `DYNAMIC_FAKE=1` builds the fake like every other program.
let isFakeDynamic = Context.environment["DYNAMIC_FAKE"] != nil

/// `UNDERSTUDY_FUZZ=ARCHIVE` (libFuzzer's, without a main function) adds the program `fuzz` and what it has to see of the
/// modules: `.ci/fuzz` sets it.
let fuzzer = Context.environment["UNDERSTUDY_FUZZ"]

/// What libFuzzer has to see of a module.
let instrumentation: [SwiftSetting] =
    fuzzer == nil
    ? [] : [.unsafeFlags(["-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp"])]

let strict: [SwiftSetting] =
    instrumentation + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]

/// The program that runs a fuzz target, where libFuzzer is at hand.
let fuzzTargets: [Target] =
    fuzzer.map { archive in
        [
            .target(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
            .executableTarget(
                name: "fuzz", dependencies: ["FuzzTargets", "CLibFuzzer"], path: "Tests/Fuzz", exclude: ["CLibFuzzer"],
                swiftSettings: strict,
                linkerSettings: [.unsafeFlags([archive, "-sanitize=address", "-lstdc++"])]),
        ]
    } ?? []

/// A library module: its walls are the list of modules that it may use.
func module(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: strict)
}

/// The tests of one module; every bundle may use what all tests share.
func tests(_ name: String, of uses: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: uses + ["TestMaterial"], swiftSettings: strict)
}

/// Targets for libFuzzer exist only where `.ci/fuzz` asks for them, since they have no main function of their own.
let fuzzing: [Target] =
    Context.environment["FUZZING"] == nil
    ? []
    : [
        .executableTarget(
            name: "fuzz-recording", dependencies: ["Recording", "Text", "Determinism"],
            path: "Tests/Fuzzing/RecordingFuzzing", swiftSettings: strict)
    ]

let package = Package(
    name: "understudy",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Orchestrators", targets: ["Orchestrators"]),
        .library(name: "UnderstudyTesting", targets: ["UnderstudyTesting"]),
        .executable(name: "understudy", targets: ["understudy"]),
        .executable(name: "claude", targets: ["FakeClaude"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    ],
    targets: [
        // Pure: no Foundation, no Dispatch, no I/O, no clock.
        module("Text"),
        module("Determinism"),
        module("Terminal", uses: ["Text"]),
        module("Recording", uses: ["Text", "Determinism", "CHashing"]),
        .target(name: "CHashing", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        module("ClaudeProtocol", uses: ["Text"]),
        module("Matching", uses: ["Text", "Terminal"]),
        module("Hosting", uses: ["Text", "Recording", "Determinism"]),
        module(
            "Player", uses: ["Text", "ClaudeProtocol", "Recording", "Terminal", "Matching", "Determinism"]),
        module(
            "Orchestration",
            uses: ["Text", "Determinism", "Recording", "Hosting", "Matching", "ClaudeProtocol", "Terminal"]),

        // Hosts: one on virtual time, one on real processes.
        module("Simulation", uses: ["Text", "Determinism", "Terminal", "Hosting", "Player", "Recording"]),
        module("LiveHost", uses: ["Text", "Determinism", "Recording", "Hosting", "Terminal", "CProcesses"]),
        module(
            "Expect", uses: ["Determinism", "Recording", "Matching", "Hosting", "Orchestration", "LiveHost"]),
        .target(name: "CProcesses", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

        // The public face of the engine: actors on a thread of their own.
        module(
            "Orchestrators",
            uses: [
                "Text", "Determinism", "Recording", "Hosting", "Matching", "Orchestration", "LiveHost", "Simulation",
                "Player", .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]),

        // The edge: files, reports, the command, the fake.
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        module("Reports", uses: ["Text", "CLibXML2"]),
        module(
            "Scenarios",
            uses: [
                "Text", "Determinism", "Recording", "ClaudeProtocol", "Terminal", "Matching", "Hosting", "Player",
                "Orchestration", "Simulation", "LiveHost", .product(name: "Yams", package: "Yams"),
            ]),
        // For the Swift tests of others.
        module(
            "UnderstudyTesting",
            uses: [
                "Text", "Determinism", "Recording", "Hosting", "Player", "Orchestration", "Simulation", "Orchestrators",
                "Scenarios",
            ]),
        .executableTarget(
            name: "understudy",
            dependencies: [
                "Text", "Determinism", "Matching", "Recording", "Terminal", "Player", "Hosting", "Orchestration",
                "LiveHost", "CProcesses", "Scenarios", "Reports", "Orchestrators",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "FakeClaude",
            dependencies: ["Text", "Determinism", "Recording", "ClaudeProtocol", "Player", "CProcesses"],
            swiftSettings: strict,
            linkerSettings: isFakeDynamic ? [] : [.unsafeFlags(["-static-executable"])]),

        // What all tests share, then one bundle per module.
        .target(name: "TestMaterial", dependencies: ["CLibXML2"], path: "Tests/TestMaterial", swiftSettings: strict),
        tests("TerminalTests", of: ["Terminal", "CProcesses", "Determinism", "Text"]),
        tests("MatchingTests", of: ["Matching", "Terminal", "Text"]),
        tests("TextTests", of: ["Text", "Determinism"]),
        tests("DeterminismTests", of: ["Determinism"]),
        tests("RecordingTests", of: ["Recording", "Text", "Determinism"]),
        tests(
            "OrchestrationTests",
            of: ["Orchestration", "Hosting", "Recording", "Determinism", "Matching", "ClaudeProtocol", "Text"]),
        tests(
            "OrchestratorsTests",
            of: [
                "Orchestrators", "Orchestration", "Hosting", "Simulation", "Player", "Recording", "Determinism",
                "Matching", "Text", .product(name: "Logging", package: "swift-log"),
            ]),
        tests("HostingTests", of: ["Hosting", "Recording", "Determinism", "Text"]),
        tests(
            "SimulationTests",
            of: [
                "Simulation", "Matching", "Orchestration", "Hosting", "Player", "Recording", "Terminal", "Determinism",
                "Text",
            ]),
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "ClaudeProtocol", "Matching", "Determinism", "Hosting", "Orchestration", "Player", "Recording",
                "Simulation", "LiveHost", "Scenarios", "Terminal", "Text",
            ],
            path: "Tests/Benchmarks", swiftSettings: strict),
        tests("ClaudeProtocolTests", of: ["ClaudeProtocol", "Text"]),
        tests("PlayerTests", of: ["Player", "ClaudeProtocol", "Recording", "Determinism", "Terminal", "Text"]),
        tests("FakeClaudeTests", of: []),
        .testTarget(
            name: "OutsideClientTests", dependencies: ["TestMaterial", "Matching", "Determinism", "Text"],
            exclude: ["Python"], swiftSettings: strict),
        tests("ReportsTests", of: ["Reports", "Text", "CLibXML2"]),
        tests("LiveHostTests", of: ["LiveHost", "Hosting", "Recording", "Determinism", "CProcesses", "Text"]),
        tests(
            "ScenariosTests",
            of: ["Scenarios", "Determinism", "Hosting", "Matching", "Orchestration", "Recording", "Text"]),
        .testTarget(
            name: "ConformanceTests", dependencies: ["Terminal", "Recording", "Determinism", "Text", "TestMaterial"],
            exclude: ["Python"], swiftSettings: strict),
        .target(
            name: "FuzzTargets", dependencies: ["Terminal"], path: "Tests/FuzzTargets", swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets", "TestMaterial"], exclude: ["Corpus"],
            swiftSettings: strict),
        .testTarget(
            name: "ParityTests",
            dependencies: [
                "Scenarios", "LiveHost", "Hosting", "Recording", "Determinism", "Text", "CProcesses", "TestMaterial",
            ],
            exclude: ["Python"], swiftSettings: strict),
        tests(
            "UnderstudyTestingTests",
            of: ["UnderstudyTesting", "Orchestrators", "Orchestration", "Hosting", "Recording", "Determinism", "Text"]),
        tests("RefusalTests", of: ["Scenarios", "Recording", "Text"]),
        tests(
            "ExpectTests",
            of: [
                "Expect", "Orchestration", "Matching", "Hosting", "Simulation", "Player", "Recording", "Determinism",
                "Terminal", "Text",
            ]),
        tests("CommandTests", of: ["Text", "CProcesses", "LiveHost", "Hosting", "Recording", "Determinism"]),
    ] + fuzzing + fuzzTargets
)
