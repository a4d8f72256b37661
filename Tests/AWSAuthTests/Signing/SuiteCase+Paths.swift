import AWSAuth

extension SuiteCase {
  /// How paths are signed.
  ///
  /// The expected values are computed by botocore 1.43.11.
  static let paths: [SuiteCase] = [
    // The path is normalised.
    SuiteCase(
      "get-slash", method: "GET", target: "//",
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    SuiteCase(
      "get-slashes", method: "GET", target: "//example//",
      canonicalRequest: """
        GET
        /example/

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "cb96b4ac96d501f7c5c15bc6d67b3035061cfced4af6585ad927f7e6c985c015",
      signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
    SuiteCase(
      "get-slash-dot-slash", method: "GET", target: "/./",
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    SuiteCase(
      "get-slash-pointless-dot", method: "GET", target: "/./example",
      canonicalRequest: """
        GET
        /example

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "214d50c111a8edc4819da6a636336472c916b5240f51e9a51b5c3305180cf702",
      signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
    SuiteCase(
      "get-relative", method: "GET", target: "/example/..",
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    SuiteCase(
      "get-relative-relative", method: "GET", target: "/example1/example2/../..",
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    SuiteCase(
      "get-relative beyond the root", method: "GET", target: "/../../example/../other/",
      canonicalRequest: """
        GET
        /other/

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "32f6a6079023229b1aa3d903f148cc716034c3ca778508b6171d07fa640bc220",
      signature: "ec1025cc66b38793c07b1166ba61777d79098438d7615f09c12ebcfaac4c6c7a"),
    // It is encoded a second time.
    SuiteCase(
      "get-space", method: "GET", target: "/example%20space/",
      canonicalRequest: """
        GET
        /example%2520space/

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "6a04b36fa5a84d8d24b4287d506da70f4d5289a1772e6c608495a841a8f38627",
      signature: "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"),
    SuiteCase(
      "get-utf8", method: "GET", target: "/%E1%88%B4",
      canonicalRequest: """
        GET
        /%25E1%2588%25B4

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "05a9d6899022a3640ab14690cea6ff574ab4eef0d900ff180107a5fc5b93e126",
      signature: "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"),
    SuiteCase(
      "get-unreserved", method: "GET", target: "/-._~0123456789abcxyzABCXYZ",
      canonicalRequest: """
        GET
        /-._~0123456789abcxyzABCXYZ

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "39b7fba2aef4fb051623dfb1f9175664684324d1cd66ed77f4f286c63a0f5ee2",
      signature: "55c2f3d0dc3af98e0ecce3b0481f1ef4c556c096a56e7450920e73f68366c39e"),
    SuiteCase(
      "get-reserved", method: "GET", target: "/a!$&'()*+,;=:@b",
      canonicalRequest: """
        GET
        /a%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%40b

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "a6aa733bec44690e5d28e58370a58ed68b3c3f195a826065cb65240af8d436ad",
      signature: "28b318547191a18a7b240c35c53a0a93b1f21fd8ebefd8e8f89d1ccfe414d654"),
    // With S3 it is signed as it is sent, and so is the hash of the body.
    SuiteCase(
      "get-slashes, S3", method: "GET", target: "//example//",
      options: .s3,
      canonicalRequest: """
        GET
        //example//

        host:example.amazonaws.com
        x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        x-amz-date:20150830T123600Z

        host;x-amz-content-sha256;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "9cae5671d366ef61b11f85e6d8a14d6f86720cb55b54769f875e7639b80a3957",
      signature: "0cbf2932ca93f5f08f01720f97ea6a7a5b8dc97a27f70ca0367acfb98ba3ae9a"),
    SuiteCase(
      "get-relative, S3", method: "GET", target: "/example/..",
      options: .s3,
      canonicalRequest: """
        GET
        /example/..

        host:example.amazonaws.com
        x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        x-amz-date:20150830T123600Z

        host;x-amz-content-sha256;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "a4f9e54d22d07f5d82497a4dcb61c73e5db6b539991b9f6034956b13397a8ed7",
      signature: "66acba1fd956c3f8db80ebfffbf473a510d49e4e8c3c9843489a68b398831b08"),
    SuiteCase(
      "get-space, S3", method: "GET", target: "/example%20space/",
      options: .s3,
      canonicalRequest: """
        GET
        /example%20space/

        host:example.amazonaws.com
        x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        x-amz-date:20150830T123600Z

        host;x-amz-content-sha256;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "1455e496e4e37629a410c68ae519d09b90dcc567475e8bc624dbd799cca73b19",
      signature: "47e913364135a92395885f08767c655105e0b8a61bd851c1e268cdad3e32e4ac"),
    SuiteCase(
      "get-utf8, S3", method: "GET", target: "/%E1%88%B4",
      options: .s3,
      canonicalRequest: """
        GET
        /%E1%88%B4

        host:example.amazonaws.com
        x-amz-content-sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        x-amz-date:20150830T123600Z

        host;x-amz-content-sha256;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "84b8ac43d89526d508e2e357b6ef282d6c39a9a792f6edd0e2c7085498e12e68",
      signature: "29d69532444b4f32a4c1b19af2afc116589685058ece54d8e43f0be05aeff6c0"),
  ]
}
