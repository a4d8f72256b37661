import AWSAuth

extension SuiteCase {
  /// How headers and bodies are signed.
  ///
  /// The expected values are computed by botocore 1.43.11.
  static let headers: [SuiteCase] = [
    // Names are lower-case and sorted, values are not touched but for their blanks.
    SuiteCase(
      "post-vanilla", method: "POST", target: "/",
      canonicalRequest: """
        POST
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        host;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "553f88c9e4d10fc9e109e2aeb65f030801b70c2f6468faca261d401ae622fc87",
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    SuiteCase(
      "post-header-key-case", method: "POST", target: "/",
      fields: [HTTPField("MY-HEADER1", "value1")],
      canonicalRequest: """
        POST
        /

        host:example.amazonaws.com
        my-header1:value1
        x-amz-date:20150830T123600Z

        host;my-header1;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "9368318c2967cf6de74404b30c65a91e8f6253e0a8659d6d5319f1a812f87d65",
      signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"),
    SuiteCase(
      "post-header-key-sort", method: "POST", target: "/",
      fields: [
        HTTPField("My-Header2", "2"),
        HTTPField("My-Header10", "10"),
        HTTPField("A", "a"),
        HTTPField("My-Header1", "1"),
      ],
      canonicalRequest: """
        POST
        /

        a:a
        host:example.amazonaws.com
        my-header1:1
        my-header10:10
        my-header2:2
        x-amz-date:20150830T123600Z

        a;host;my-header1;my-header10;my-header2;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "3ed45133e06bf6bcb200d6a15f6a4eabc839ea107ee4c58418debe4db4fc2fe6",
      signature: "638e2dc2a0b0081197f45cb5efa7ae4037095d4b2e452bfdabc2b232fe5bc333"),
    SuiteCase(
      "post-header-value-case", method: "POST", target: "/",
      fields: [HTTPField("My-Header1", "VALUE1")],
      canonicalRequest: """
        POST
        /

        host:example.amazonaws.com
        my-header1:VALUE1
        x-amz-date:20150830T123600Z

        host;my-header1;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "d51ced243e649e3de6ef63afbbdcbca03131a21a7103a1583706a64618606a93",
      signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"),
    SuiteCase(
      "get-header-value-trim", method: "GET", target: "/",
      fields: [HTTPField("My-Header1", " \tvalue1 "), HTTPField("My-Header2", " \"a   b \t c\" ")],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:value1
        my-header2:"a b c"
        x-amz-date:20150830T123600Z

        host;my-header1;my-header2;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "a726db9b0df21c14f559d0a978e563112acb1b9e05476f0a6a1c7d68f28605c7",
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
    SuiteCase(
      "get-header-value-empty", method: "GET", target: "/",
      fields: [HTTPField("My-Header1", ""), HTTPField("My-Header2", "  ")],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:
        my-header2:
        x-amz-date:20150830T123600Z

        host;my-header1;my-header2;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "8df6ded66021b6e281e6586ddfb2ad03db389663db8282357d0966ed41832845",
      signature: "ffeb50c799892a13100cda8bc50de9e6ea9f4dd75225ed2e2dd15bd439a60e80"),
    SuiteCase(
      "get-header-value-multiline", method: "GET", target: "/",
      fields: [HTTPField("My-Header1", "value1\r\n  value2\n\tvalue3")],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:value1 value2 value3
        x-amz-date:20150830T123600Z

        host;my-header1;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "e99419459a677bc11de234014be3c4e72c1ea5b454ceb58b613061f5d7a162e8",
      signature: "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd"),
    SuiteCase(
      "get-header-value-utf8", method: "GET", target: "/",
      fields: [HTTPField("My-Header1", "é  ሴ")],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:é ሴ
        x-amz-date:20150830T123600Z

        host;my-header1;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "87147feaad5984d703a0716a2a3b9f8e65b685418cc08473a81d66690d02d49b",
      signature: "8e3662051229aa39e08258114961a81173310c316f729107994b6a4d391565b6"),
    // Repeated headers become one, in the order sent.
    SuiteCase(
      "get-header-key-duplicate", method: "GET", target: "/",
      fields: [
        HTTPField("My-Header1", "value2 "),
        HTTPField("my-header1", " value2"),
        HTTPField("MY-HEADER1", "value1"),
      ],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:value2,value2,value1
        x-amz-date:20150830T123600Z

        host;my-header1;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "dc7f04a3abfde8d472b0ab1a418b741b7c67174dad1551b4117b15527fbe966c",
      signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
    SuiteCase(
      "get-header-value-order", method: "GET", target: "/",
      fields: [
        HTTPField("My-Header1", "value4"),
        HTTPField("My-Header2", "x"),
        HTTPField("My-Header1", "value1"),
        HTTPField("My-Header1", "value3"),
      ],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        my-header1:value4,value1,value3
        my-header2:x
        x-amz-date:20150830T123600Z

        host;my-header1;my-header2;x-amz-date
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "267e4ffa8b643902d6e340e1fe7b78fd4bda067b1133e5a4bb0436dc8639b577",
      signature: "cb3d513a0e5b2c377ff8db4a247751732942b5286d5d21d772df5a9f5a3ec213"),
    // What changes on the way is not signed; Content-Length is, where the request names it.
    SuiteCase(
      "get-header-unsignable", method: "GET", target: "/",
      fields: [
        HTTPField("Connection", "x"),
        HTTPField("Expect", "x"),
        HTTPField("Keep-Alive", "x"),
        HTTPField("Proxy-Authenticate", "x"),
        HTTPField("Proxy-Authorization", "x"),
        HTTPField("TE", "x"),
        HTTPField("Trailer", "x"),
        HTTPField("Transfer-Encoding", "x"),
        HTTPField("Upgrade", "x"),
        HTTPField("User-Agent", "x"),
        HTTPField("X-Amzn-Trace-Id", "x"),
        HTTPField("X-Signed", "x"),
      ],
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z
        x-signed:x

        host;x-amz-date;x-signed
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "20a838fe1c7ed0f8c075fcfeee76b9a4850344abf47186177418825642a728c9",
      signature: "431804c6098f187e492c918820ad9ae41cbc4c55fd90fc4a1891ab70ed816a35"),
    SuiteCase(
      "post-x-www-form-urlencoded", method: "POST", target: "/",
      fields: [
        HTTPField("Content-Type", "application/x-www-form-urlencoded"),
        HTTPField("Content-Length", "13"),
      ],
      body: "Param1=value1",
      canonicalRequest: """
        POST
        /

        content-length:13
        content-type:application/x-www-form-urlencoded
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        content-length;content-type;host;x-amz-date
        9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e
        """,
      hash: "a1a6cdc48a69eabac00524b1103e18f2655960c25a3c2e8de6f180e59238c68a",
      signature: "fec50118d90ecf934441dd37fb9a49bd7f5adb6450802ca3a0977623bbb7c27f"),
    SuiteCase(
      "post-x-www-form-urlencoded-parameters", method: "POST", target: "/",
      fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf8")],
      body: "Param1=value1",
      canonicalRequest: """
        POST
        /

        content-type:application/x-www-form-urlencoded; charset=utf8
        host:example.amazonaws.com
        x-amz-date:20150830T123600Z

        content-type;host;x-amz-date
        9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e
        """,
      hash: "2e1cf7ed91881a30569e46552437e4156c823447bf1781b921b5d486c568dd1c",
      signature: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"),
    // The session token is signed.
    SuiteCase(
      "get-vanilla-with-session-token", method: "GET", target: "/",
      token: "a/session+token==",
      canonicalRequest: """
        GET
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z
        x-amz-security-token:a/session+token==

        host;x-amz-date;x-amz-security-token
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "7f8faaa2bf41ba89c8c86abca1a6dd489bfb0b8e90c3660320a855b5795a93d7",
      signature: "0bfab5717a678ae3dea937b69929a4ab5be3d8c33dbf551ea4c45eee11beb475"),
    SuiteCase(
      "post-sts-header-before", method: "POST", target: "/",
      token: "a/session+token==",
      canonicalRequest: """
        POST
        /

        host:example.amazonaws.com
        x-amz-date:20150830T123600Z
        x-amz-security-token:a/session+token==

        host;x-amz-date;x-amz-security-token
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        """,
      hash: "cf02ef5425e76f3884d9a1968b3278aa1b827de726418d3661ba6cbfc431bc28",
      signature: "d8d006c1bd3a5118586cb1cf7afbe8829dda6f64d1f9b788e766a3398a5558c5"),
  ]
}
