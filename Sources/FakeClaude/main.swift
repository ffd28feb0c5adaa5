import Glibc
import Player

// The commonest call of all is answered before anything else is touched.
if CommandLine.argc == 2, let argument = CommandLine.unsafeArgv[1], getenv("UNDERSTUDY_PROFILE") == nil,
    strcmp(argument, "--version") == 0 || strcmp(argument, "-v") == 0, !ProcessInvocation.playsFolder
{
    let text: StaticString = "2.1.330 (Claude Code)\n"
    _ = write(1, text.utf8Start, text.utf8CodeUnitCount)
    _exit(0)
}
if let name = CommandLine.unsafeArgv[0], strcmp(name, GrandchildProcess.name) == 0 { GrandchildProcess.live() }
if RealProgram.isInsideRecording { RealProgram.replaceProcess() }

var process = PlayingProcess(invocation: ProcessInvocation.current())
process.run()
