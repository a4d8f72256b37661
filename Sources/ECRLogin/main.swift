import CProcess

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// Before there is any secret in memory.
cprocess_reset_fatal_signals()
cprocess_disable_core_dumps()
// Not `exit`: its handlers take OpenSSL apart, and a thread that opens a connection may still be in it. Nothing is
// left to be written: the program has no buffered streams.
_exit(run(.system()).rawValue)
