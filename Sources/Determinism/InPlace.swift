/// Keeps a large value in its place: a structure that holds one is handed on by address.
///
/// A structure whose layout the compiler can load is copied whole, with a `memcpy` of all its bytes, for each call of a
/// getter of another module and for each look at an optional part of it. For an engine of some thousand bytes, which is
/// asked several times at each of millions of events, that was more than half of all the time. What stands behind an
/// existential can't be loaded, so that whatever holds it stays where it is.
public struct InPlace: Sendable {
    private let opaque: any Sendable = ()

    /// A part without a meaning of its own.
    public init() {}
}
