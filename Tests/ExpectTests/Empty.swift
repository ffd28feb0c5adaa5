import Expect
