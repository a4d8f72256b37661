internal import CLibcurl

// The options are C enumerations, which Swift imports as types of their own.
@discardableResult
func clibcurl_set_long(_ easy: OpaquePointer, _ option: clibcurl_option, _ value: Int) -> Int32 {
  clibcurl_set_long(easy, Int32(option.rawValue), value)
}

@discardableResult
func clibcurl_set_string(_ easy: OpaquePointer, _ option: clibcurl_option, _ value: String?) -> Int32 {
  clibcurl_set_string(easy, Int32(option.rawValue), value)
}
