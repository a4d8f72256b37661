import AWSAuth
import Basics

extension Result where Failure == Diagnostic {
  /// What comes of some work; an error that is nobody's goes by its own words.
  init(_ work: () throws -> Success) {
    do {
      self = .success(try diagnosing(work))
    } catch let failure as Diagnostic {
      self = .failure(failure)
    } catch {
      self = .failure(Diagnostic(.malformedAnswer, "\(error)".printable()))
    }
  }
}
