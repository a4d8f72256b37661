package import AWSAuth

/// What is known of a role without the text that its policy is in.
package struct KnownRole: Sendable {
  package var role: RoleARN?
  /// Whether that role was asked for, so that another one's policy is of no interest.
  package var isRoleNamed: Bool
  package var account: String?
  package var partition: Partition?
  /// The command that checks the policy that it is given on standard input.
  package var checkCommand: String

  package init(
    role: RoleARN? = nil, isRoleNamed: Bool = false, account: String? = nil, partition: Partition? = nil,
    checkCommand: String = "trust-policy check -"
  ) {
    self.role = role
    self.isRoleNamed = isRoleNamed
    self.account = account
    self.partition = partition
    self.checkCommand = checkCommand
  }
}
