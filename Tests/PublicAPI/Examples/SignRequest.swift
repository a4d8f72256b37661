// Signs a request to a service of AWS, and prints the header fields to send.

import AWSAuth
import Foundation

guard let url = RequestURL("https://api.ecr.eu-central-1.amazonaws.com/") else { exit(1) }
let request = HTTPRequest(
  method: "POST", url: url,
  fields: [
    HTTPField("Content-Type", "application/x-amz-json-1.1"),
    HTTPField("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"),
  ], body: Array("{}".utf8))
let signer = Signer(
  credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key")),
  region: "eu-central-1", service: "ecr")
for field in signer.sign(request, at: Date()).fields {
  print("\(field.name): \(field.value)")
}
