import Testing

@testable import ECRLogin

@Suite struct DoctorTextTests {
  private let text = DoctorText(isColoured: false)

  @Test("Prose is broken between words; a word never is")
  func wrapped() {
    #expect(DoctorText.wrapped("one two three", 7) == ["one two", "three"])
    #expect(DoctorText.wrapped("one two three", 6) == ["one", "two", "three"])
    #expect(DoctorText.wrapped("arn:aws:iam::123456789012:role/ci x", 5) == ["arn:aws:iam::123456789012:role/ci", "x"])
    #expect(DoctorText.wrapped("", 5) == [])
  }

  @Test("Facts stand below each other")
  func facts() {
    var finding = CheckResult(.ecr)
    finding.add("a", "1", "here")
    finding.add("bcd", "2")
    finding.duration = .microseconds(1200)
    #expect(
      text.lines(finding) == [
        "✓ Amazon ECR                 2 ms  a    1 (here)", "                                   bcd  2",
      ])
  }

  @Test("A link of which nothing was found is a line all the same")
  func empty() {
    #expect(text.lines(CheckResult(.proxy)) == ["✓ proxy"])
  }

  @Test("The remedies of what is broken come last")
  func conclusion() {
    var broken = CheckResult(.ecr)
    broken.fail("x", advice: "mend", commands: ["now"])
    var warning = CheckResult(.program)
    warning.warn("y", advice: "look")
    var untried = CheckResult(.answer)
    untried.block(by: "Amazon ECR")
    #expect(
      text.conclusion([broken, warning, untried]) == [
        "", "Broken: Amazon ECR. Not tried: 1.", "", "! program on the PATH", "    look", "", "✗ Amazon ECR",
        "    mend", "      now",
      ])
    #expect(
      text.conclusion([warning]) == [
        "", "Every link holds, with a warning about program on the PATH.", "", "! program on the PATH", "    look",
      ])
    #expect(text.conclusion([CheckResult(.proxy)]) == ["", "Every link holds."])
  }
}
