import AWSAuth

/// The API that a registry's tokens come from: what all accounts' registries of a region have in common.
struct TokenScope: Hashable, Sendable {
  var service: ECRService
  /// The region that requests go to and are signed for.
  var region: Region
  /// Which of the API's names is used, unless a setting says otherwise.
  var variant: EndpointVariant
}
