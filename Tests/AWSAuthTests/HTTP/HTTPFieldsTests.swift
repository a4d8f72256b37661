import AWSAuth
import Testing

@Suite struct HTTPFieldsTests {
  private let fields: HTTPFields = [
    HTTPField("Date", "today"), HTTPField("X-A", "1"), HTTPField("x-a", "2"), HTTPField("X-B", ""),
  ]

  @Test("A field is found whatever the case of its name, the first of several")
  func lookup() {
    #expect(fields["date"] == "today")
    #expect(fields["DATE"] == "today")
    #expect(fields["x-A"] == "1")
    #expect(fields["X-b"]?.isEmpty == true)
    #expect(fields["X-C"] == nil)
    #expect(fields["Dat"] == nil)
  }

  @Test("Order, repetition and spelling are kept")
  func order() {
    #expect(fields.map(\.name) == ["Date", "X-A", "x-a", "X-B"])
    #expect(fields.map(\.value) == ["today", "1", "2", ""])
    #expect(fields.count == 4)
    #expect(fields[2] == HTTPField("x-a", "2"))
    #expect(HTTPFields().isEmpty)
    #expect(HTTPFields(Array(fields)) == fields)
  }

  @Test("What is appended comes last, also beside one of that name")
  func append() {
    var fields = fields
    fields.append("Date", "tomorrow")
    #expect(fields.last == HTTPField("Date", "tomorrow"))
    #expect(fields["Date"] == "today")
    #expect(fields.count == 5)
  }

  @Test("Removing takes every field of the name out, and no other")
  func removeAll() {
    var fields = fields
    fields.removeAll(named: "X-a")
    #expect(fields.map(\.name) == ["Date", "X-B"])
    fields.removeAll(named: "none")
    #expect(fields.count == 2)
  }

  @Test("Setting leaves one field of the name, at the end")
  func set() {
    var fields = fields
    fields.set("X-A", "3")
    #expect(fields.map(\.name) == ["Date", "X-B", "X-A"])
    #expect(fields["x-a"] == "3")
  }
}
