// Exchanges the identity token in a file for credentials of a role.

import AWSAuth

do {
  let provider = try WebIdentityCredentials(
    role: "arn:aws:iam::123456789012:role/deploy", tokenFile: "/run/secrets/token", region: "eu-central-1")
  let credentials = try provider.credentials()
  print("\(credentials.accessKeyID) is good until \(credentials.expiration, default: "further notice")")
} catch let error as AWSAuthError {
  print(error)
}
