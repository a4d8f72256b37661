import AWSAuth

extension SuiteCase {
  /// How queries are signed.
  ///
  /// The expected values are computed by botocore 1.43.11.
  static let queries: [SuiteCase] = [
    // There is always a line for the query.
    SuiteCase(
      "get-vanilla", method: "GET", target: "/",
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
      "get-vanilla, empty query", method: "GET", target: "/?",
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
      "get-vanilla-query", method: "GET", target: "/?Param1=value1",
      canonicalRequest: """
        GET
        /
        Param1=value1
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "1e24db194ed7d0eec2de28d7369675a243488e08526e8c1c73571282f7c517ab",
      signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
    SuiteCase(
      "get-vanilla-empty-query-key", method: "GET", target: "/?Param1",
      canonicalRequest: """
        GET
        /
        Param1=
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "40310b7981dfd32feb2e46937d1128cf677d60b40db007c22c055b924dd31a75",
      signature: "506693d22b79f51760ff2217fe207bb63f86e8f316bf6c217a3c65d33d15410a"),
    SuiteCase(
      "get-vanilla-empty-query-value", method: "GET", target: "/?Param1=",
      canonicalRequest: """
        GET
        /
        Param1=
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "40310b7981dfd32feb2e46937d1128cf677d60b40db007c22c055b924dd31a75",
      signature: "506693d22b79f51760ff2217fe207bb63f86e8f316bf6c217a3c65d33d15410a"),
    // Parameters are sorted by the bytes of key and value.
    SuiteCase(
      "get-vanilla-query-order-key", method: "GET", target: "/?Param2=value2&Param1=value1",
      canonicalRequest: """
        GET
        /
        Param1=value1&Param2=value2
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0",
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    SuiteCase(
      "get-vanilla-query-order-key-case", method: "GET", target: "/?param=a&Param=b&PARAM=c",
      canonicalRequest: """
        GET
        /
        PARAM=c&Param=b&param=a
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "e552f0668a9b00f003143923f095b7718d3ae0ab6a000dbbb169e028cb1113b5",
      signature: "7f1acfb76e8de35401d2b6840704f96418a13361c3e0ff466c96c8b7608ca039"),
    SuiteCase(
      "get-vanilla-query-order-value", method: "GET",
      target: "/?Param=value2&Param=Value1&Param=value10&Param=value1",
      canonicalRequest: """
        GET
        /
        Param=Value1&Param=value1&Param=value10&Param=value2
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "71e97eb7cf0a55effe6c47b621d2f83a3ca2c5b6102c494f96d609323899112d",
      signature: "5b7bd9fe3ef46f88ff8cc86244876114f77d4d15c36d06bec9c3136e3c3f891b"),
    SuiteCase(
      "get-vanilla-query-order-prefix", method: "GET", target: "/?a-b=1&a=2&a0=3&a%3D=4",
      canonicalRequest: """
        GET
        /
        a=2&a%3D=4&a-b=1&a0=3
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "46e711e63134f7182888939d4210b623cef79cf03806dcc564851056e4a6b955",
      signature: "2cdfd1efacfac2d35b931873ab2c9afef8f6ab0a109a21825cb173ea0db06adb"),
    SuiteCase(
      "get-vanilla-query-order-encoded", method: "GET",
      target: "/?Param-3=Value3&%E1%88%B4=Value1&Param=Value2",
      canonicalRequest: """
        GET
        /
        %E1%88%B4=Value1&Param=Value2&Param-3=Value3
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "868294f5c38bd141c4972a373a76654f1418a8e4fc18b2e7903ae45e8ae0ec71",
      signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
    // They are decoded once and encoded again.
    SuiteCase(
      "get-vanilla-query-unreserved", method: "GET", target: "/?-._~0aA=-._~0aA",
      canonicalRequest: """
        GET
        /
        -._~0aA=-._~0aA
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "5f34632dce87530d2ef050c13a862ea02ce96ee67471b9710bc824904299cc73",
      signature: "7efd482737d55175074366d64f240a96400fab66c8b521be6c114d5e55b23d2b"),
    SuiteCase(
      "get-vanilla-utf8-query", method: "GET", target: "/?%e1%88%b4=b%61r",
      canonicalRequest: """
        GET
        /
        %E1%88%B4=bar
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "eb30c5bed55734080471a834cc727ae56beb50e5f39d1bff6d0d38cb192a7073",
      signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
    SuiteCase(
      "get-vanilla-query-reserved", method: "GET", target: "/?a=b=c/d?e:f@g!*,;",
      canonicalRequest: """
        GET
        /
        a=b%3Dc%2Fd%3Fe%3Af%40g%21%2A%2C%3B
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "be38d8e28c7278b4d341d748aa9bdcf64772181f15b8fa99a69fa5a5db4fc9f1",
      signature: "258ee34e98c9a801d0da5bd1b3f1dffae6111cd5b8fed999aae8c26aacf25c31"),
    SuiteCase(
      "get-vanilla-query-plus", method: "GET", target: "/?a=b+c%2Bd%20e",
      canonicalRequest: """
        GET
        /
        a=b%2Bc%2Bd%20e
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "39e795b44379e6e52858e82c5b5bf5eb6cde3bcb25647e0d994c22f9b083c146",
      signature: "4f45783ee226cf3db2e8560861a37bc0a78b96f1791be2f69af3ecd923418986"),
  ]
}
