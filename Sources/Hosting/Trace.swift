public import Determinism
import Recording
import Text

/// How actions and events enter the trace hash: by a tag and their fields, never by memory layout.
///
/// Left out is what differs between machines and says nothing about the run: pids, paths, the environment.
extension TraceHash {
    @usableFromInline package mutating func combine(_ occurrence: Occurrence) {
        combine(UInt64(bitPattern: occurrence.instant.microseconds))
        switch occurrence.event {
        case .spawned(let process, _): combine(tag: 1, process)
        case .spawnFailed(let process, let errno): combine(tag: 2, process, Int(errno))
        case .bytes(let channel, let bytes):
            combine(tag: 3, channel.process, Int(channel.stream.rawValue))
            combine(bytes)
        case .wrote(let process, let bytes): combine(tag: 4, process, bytes)
        case .inputRefused(let process): combine(tag: 5, process)
        case .ended(let channel): combine(tag: 6, channel.process, Int(channel.stream.rawValue))
        case .exited(let process, let status): combine(tag: 7, process, Int(status.code))
        case .sampled(let process, let sample):
            combine(tag: 8, process, sample.memory ?? -1)
            combine(sample.text)
        case .leftovers(let process, let count): combine(tag: 9, process, count)
        case .signalFailed(let process, let signal, let errno):
            combine(tag: 10, process, Int(signal.rawValue) << 32 | Int(UInt32(bitPattern: errno)))
        case .timer: combine(11)
        case .person(let event): combine(event)
        case .userCall(let call): combine(tag: 12, call.name, call.arguments)
        case .userAnswer(let id, let answer): combine(id, answer)
        }
    }

    private mutating func combine(_ event: PersonEvent) {
        switch event {
        case .resized(let size): combine(tag: 41, .person, size.columns << 16 | size.rows)
        case .signalled(let signal, let isForGroup):
            combine(tag: 42, .person, Int(signal.rawValue) << 1 | (isForGroup ? 1 : 0))
        case .stopped(let process, let signal): combine(tag: 43, process, Int(signal.rawValue))
        case .typed(let process, let bytes):
            combine(tag: 44, process)
            combine(bytes)
        }
    }

    private mutating func combine(_ action: PersonAction) {
        switch action {
        case .suspend: combine(tag: 45, .person)
        case .endInput(let process): combine(tag: 46, process)
        case .letGo(let channel): combine(tag: 47, channel.process, Int(channel.stream.rawValue))
        }
    }

    @usableFromInline package mutating func combine(_ action: Action) {
        switch action {
        case .spawn(let process, let launch):
            combine(tag: 21, process, launch.arguments.count)
            for argument in launch.arguments { combine(argument) }
            switch launch.streams {
            case .pipes: combine(0)
            case .pseudoterminal(let size): combine(UInt64(size.columns) << 32 | UInt64(size.rows))
            }
        case .write(let process, let bytes):
            combine(tag: 22, process)
            combine(bytes)
        case .closeInput(let process): combine(tag: 23, process)
        case .hangUp(let process): combine(tag: 24, process)
        case .signal(let process, let signal, let scope):
            combine(tag: 25, process, Int(signal.rawValue) << 8 | Int(scope.rawValue))
        case .resize(let process, let size): combine(tag: 26, process, size.columns << 16 | size.rows)
        case .demand(let channel, let bytes):
            combine(tag: 27, channel.process, Int(channel.stream.rawValue))
            combine(UInt64(bytes))
        case .sample(let process): combine(tag: 28, process)
        case .person(let action): combine(action)
        case .callUser(let id, let request):
            combine(UInt64(id.rawValue))
            combine(tag: 29, request.name, request.arguments)
        case .noteCall(let call): combine(tag: 30, call.name, call.arguments)
        case .noteOutcome(let outcome): combine(tag: 31, outcome.name, outcome.facts)
        }
    }

    private mutating func combine(_ id: CallID, _ answer: UserAnswer) {
        combine(13 << 32 | UInt64(id.rawValue))
        switch answer {
        case .value(let value):
            combine(0)
            combine(value.encoded)
        case .failure(let message):
            combine(1)
            combine(message)
        case .timedOut: combine(2)
        }
    }

    private mutating func combine(tag: UInt64, _ name: String, _ arguments: JSONObject) {
        combine(tag << 32)
        combine(name)
        combine(JSONValue.object(arguments).encoded)
    }

    private mutating func combine(tag: UInt64, _ process: ProcessHandle, _ value: Int = 0) {
        combine(tag << 32 | UInt64(UInt32(truncatingIfNeeded: process.rawValue)))
        combine(UInt64(bitPattern: Int64(value)))
    }
}
