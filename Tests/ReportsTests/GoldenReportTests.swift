import Reports
import TestMaterial
import Testing

@Suite("A small report, byte for byte")
struct GoldenReportTests {
    @Test("In the Jenkins dialect properties and output stand in the suite")
    func jenkins() throws {
        try expect(
            .jenkins,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites>
              <testsuite id="0" name="One agent hangs" package="Scenarios.timeouts" hostname="builder" \
            timestamp="2026-10-12T08:30:00" tests="2" failures="1" errors="0" skipped="0" time="1.240">
                <properties>
                  <property name="host" value="simulated"/>
                  <property name="orchestrator" value="subprocess"/>
                  <property name="seed" value="7"/>
                  <property name="seed.2" value="8"/>
                </properties>
                <testcase name="One agent hangs (run 1)" classname="Scenarios.timeouts" time="1.234"/>
                <testcase name="One agent hangs (run 2)" classname="Scenarios.timeouts" time="0.006">
                  <failure message="qa was not stopped" type="result">1 of 2: qa was not stopped
            expected: a
            actual: b

            2 of 2: too long</failure>
                </testcase>
                <system-out>--- One agent hangs (run 1) ---
            first &lt;line&gt;
            second &amp; last
            </system-out>
                <system-err>--- One agent hangs (run 2) ---
            complaint
            </system-err>
              </testsuite>
              <testsuite id="1" name="Ünïcode 🎭" package="Scenarios" hostname="builder" \
            timestamp="2026-10-12T08:30:00" tests="2" failures="0" errors="1" skipped="1" time="0.000">
                <properties>
                  <property name="host" value="fake"/>
                </properties>
                <testcase name="Ünïcode 🎭" classname="Scenarios" time="0.000">
                  <error message="no fake" type="harness">not on PATH</error>
                </testcase>
                <testcase name="later" classname="Scenarios" time="0.000">
                  <skipped>needs a PTY</skipped>
                </testcase>
                <system-out/>
                <system-err/>
              </testsuite>
            </testsuites>

            """)
    }

    @Test("In the rich dialect everything stands where it belongs, and the root has totals")
    func rich() throws {
        try expect(
            .rich,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="understudy" timestamp="2026-10-12T08:30:00" tests="4" failures="1" errors="1" \
            skipped="1" time="1.240">
              <testsuite name="One agent hangs" package="Scenarios.timeouts" file="Scenarios/timeouts.yaml" \
            hostname="builder" timestamp="2026-10-12T08:30:00" tests="2" failures="1" errors="0" skipped="0" \
            time="1.240">
                <properties>
                  <property name="host" value="simulated"/>
                  <property name="orchestrator" value="subprocess"/>
                </properties>
                <testcase name="One agent hangs (run 1)" classname="Scenarios.timeouts" time="1.234" \
            file="Scenarios/timeouts.yaml">
                  <properties>
                    <property name="seed" value="7"/>
                    <property name="host" value="simulated"/>
                  </properties>
                  <system-out>first &lt;line&gt;
            second &amp; last
            </system-out>
                </testcase>
                <testcase name="One agent hangs (run 2)" classname="Scenarios.timeouts" time="0.006" \
            file="Scenarios/timeouts.yaml">
                  <properties>
                    <property name="seed" value="8"/>
                    <property name="host" value="simulated"/>
                  </properties>
                  <failure message="qa was not stopped" type="result">1 of 2: qa was not stopped
            expected: a
            actual: b

            2 of 2: too long</failure>
                  <system-err>complaint</system-err>
                </testcase>
              </testsuite>
              <testsuite name="Ünïcode 🎭" package="Scenarios" hostname="builder" \
            timestamp="2026-10-12T08:30:00" tests="2" failures="0" errors="1" skipped="1" time="0.000">
                <properties>
                  <property name="host" value="fake"/>
                </properties>
                <testcase name="Ünïcode 🎭" classname="Scenarios" time="0.000">
                  <error message="no fake" type="harness">not on PATH</error>
                </testcase>
                <testcase name="later" classname="Scenarios" time="0.000">
                  <skipped message="needs a PTY"/>
                </testcase>
              </testsuite>
            </testsuites>

            """)
    }

    @Test("In the Surefire dialect one suite has all properties, then all cases")
    func surefire() throws {
        try expect(
            .surefire,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="understudy" timestamp="2026-10-12T08:30:00" tests="4" failures="1" errors="1" \
            skipped="1" time="1.240">
              <properties>
                <property name="hostname" value="builder"/>
                <property name="One agent hangs: host" value="simulated"/>
                <property name="One agent hangs: orchestrator" value="subprocess"/>
                <property name="seed" value="7"/>
                <property name="host" value="simulated"/>
                <property name="seed.2" value="8"/>
                <property name="host.2" value="simulated"/>
                <property name="Ünïcode 🎭: host" value="fake"/>
              </properties>
              <testcase name="One agent hangs (run 1)" classname="Scenarios.timeouts" time="1.234">
                <system-out>first &lt;line&gt;
            second &amp; last
            </system-out>
              </testcase>
              <testcase name="One agent hangs (run 2)" classname="Scenarios.timeouts" time="0.006">
                <failure message="qa was not stopped" type="result">1 of 2: qa was not stopped
            expected: a
            actual: b

            2 of 2: too long</failure>
                <system-err>complaint</system-err>
              </testcase>
              <testcase name="Ünïcode 🎭" classname="Scenarios" time="0.000">
                <error message="no fake" type="harness">not on PATH</error>
              </testcase>
              <testcase name="later" classname="Scenarios" time="0.000">
                <skipped message="needs a PTY"/>
              </testcase>
            </testsuite>

            """)
    }

    @Test("A report without suites is complete, too", arguments: JUnitDialect.allCases)
    func empty(_ dialect: JUnitDialect) throws {
        let folder = try TemporaryFolder()
        try Samples.write([], dialect, to: folder.path("report.xml"))
        let root = try #require(XMLTree.read(folder.path("report.xml")))
        #expect(root.name == (dialect == .surefire ? "testsuite" : "testsuites"))
        #expect(root.all("testcase").isEmpty && root.all("testsuite").isEmpty)
    }

    private func expect(
        _ dialect: JUnitDialect, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try TemporaryFolder()
        try Samples.write(Samples.small, dialect, to: folder.path("report.xml"))
        #expect(try folder.readText("report.xml") == text, sourceLocation: sourceLocation)
    }
}
