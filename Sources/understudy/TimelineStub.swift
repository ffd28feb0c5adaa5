import Recording
enum RecordingTimeline { static func lines(of r: Recording, width: Int) -> [String] { [] }
 static func json(of r: Recording) -> [[UInt8]] { [] } }
enum RecordingStreams { static func bytes(of r: Recording, streams: Set<StandardStream>) -> [UInt8] { [] } }
