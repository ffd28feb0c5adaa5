public import Hosting
import Recording

extension LiveHost {
    /// Makes the control group of a child; `nil` where none is asked for, or none can be had and none has to be.
    ///
    /// - Throws: `HostFailure.Code.configuration` where it has to be there and can't.
    func makeGroup(_ handle: ProcessHandle, _ confinement: Confinement?) throws(HostFailure) -> ControlGroup? {
        guard let confinement else { return nil }
        retiredGroups.removeAll { $0.remove() }
        do throws(ControlGroups.Refusal) {
            let place = try (groups ?? ControlGroups.ofThisProcess).get()
            if confinement.isRequired, let refusal = place.refusal(of: confinement) { throw refusal }
            do throws(SystemError) {
                return try place.make("understudy-\(hostName)-\(handle.rawValue)", confinement)
            } catch { throw ControlGroups.Refusal("no group can be made in \(place.folder) (\(error.text))") }
        } catch {
            guard confinement.isRequired else { return nil }
            throw HostFailure(.configuration, error.description)
        }
    }

    /// Says why a configuration's control group can't be had on this machine; `nil`: it can, or need not.
    public static func refusal(of confinement: Confinement?) -> HostFailure? {
        guard let confinement, confinement.isRequired else { return nil }
        switch ControlGroups.ofThisProcess {
        case .failure(let refusal): return HostFailure(.configuration, refusal.description)
        case .success(let place):
            return place.refusal(of: confinement).map { HostFailure(.configuration, $0.description) }
        }
    }

    /// Starts a child in its group. One that can't join, where none has to be, starts without.
    func bear(_ handle: ProcessHandle, _ launch: Launch, in group: inout ControlGroup?) throws(SystemError) -> Birth {
        let marker = SessionMarker(host: hostName, child: handle)
        let job = person.map { Birth.Job(ignoredSignals: $0.ignoredSignals, terminal: $0.terminal) }
        do throws(SystemError) {
            return try Birth.spawn(launch, marker: marker, job: job, members: group?.membersPath)
        } catch {
            guard let made = group else { throw error }
            made.remove()
            group = nil
            guard launch.confinement?.isRequired == false else { throw error }
            return try Birth.spawn(launch, marker: marker, job: job)
        }
    }

    /// Says that the kernel has killed for memory, where it has: before the end that comes of it.
    func reportMemoryKills(of child: Child) {
        guard let kills = child.group?.memoryKills, kills > 0 else { return }
        var sample = ResourceSample()
        sample.memoryKills = kills
        report(.sampled(child.handle, sample))
    }

    /// Removes the group of a child that is let go of: at once, or when those who were killed are gone.
    func retireGroup(of child: Child) {
        guard child.hasExited, let group = child.group else { return }
        if !group.remove() { retiredGroups.append(group) }
    }

    /// Removes all groups; one in which somebody was left on purpose stays.
    func removeGroups() {
        for case let child? in children { if let group = child.group { retiredGroups.append(group) } }
        for group in retiredGroups { group.remove(within: group.isCondemned ? Self.killMilliseconds : 0) }
        retiredGroups = []
    }
}
