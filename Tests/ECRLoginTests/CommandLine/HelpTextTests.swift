import Testing

@testable import ECRLogin

@Suite struct HelpTextTests {
  static let texts = [HelpText.overview] + CommandDefinition.Name.allCases.map(HelpText.about)

  @Test("The overview, to the letter")
  func overview() {
    #expect(
      HelpText.overview == """
        docker-credential-bitrise - Amazon ECR passwords from a build's identity token, without stored keys

        Usage:
          docker-credential-bitrise COMMAND [OPTION...]

        Docker calls it by itself for the registries that its config.json lists:
          {"credHelpers": {"123456789012.dkr.ecr.eu-central-1.amazonaws.com": "bitrise"}}
        Or log in before the build:
          docker-credential-bitrise login 123456789012.dkr.ecr.eu-central-1.amazonaws.com
        To try it by hand:
          echo 123456789012.dkr.ecr.eu-central-1.amazonaws.com | docker-credential-bitrise get

        Commands:
          get           answer Docker with a registry's user name and password
          store         accept what docker login wants to keep for an ECR registry
          erase         forget the cached password of a registry
          list          list what is stored: nothing ever is
          version       show the version
          login         write registries' passwords into Docker's config.json
          logout        take out what login wrote, and forget cached passwords
          configure     make this program the registries' helper in config.json
          password      print a registry's bare password
          credentials   print the AWS credentials themselves, or hand them to envman
          trust-policy  write, check or explain what IAM needs: why was I refused?
          doctor        check the whole way from the settings to the registry
          completion    print a completion script for bash, zsh or fish
          help          show help about a command

        Options:
          --role-arn ARN                  the IAM role to assume
                                          or AWS_ROLE_ARN
          --audience NAME                 whom the identity token is for (sts.amazonaws.com)
                                          or ECR_LOGIN_AUDIENCE
          --session-name NAME             the session's name in CloudTrail (bitrise-BUILD_NUMBER)
                                          or AWS_ROLE_SESSION_NAME
          --duration-seconds N            lifetime of the AWS credentials, 900 to 43200 (the role's own)
                                          or ECR_LOGIN_DURATION_SECONDS
          --region REGION                 the region, where no registry says it
                                          or AWS_REGION, AWS_DEFAULT_REGION
          --web-identity-token-file PATH  a file that holds an identity token
                                          or AWS_WEB_IDENTITY_TOKEN_FILE
          --timeout SECONDS               the time for everything together (45)
                                          or ECR_LOGIN_TIMEOUT
          --no-cache                      neither read nor write the cache
                                          or ECR_LOGIN_CACHE=off
          --verbose                       say on standard error what is done
                                          or ECR_LOGIN_VERBOSE=1
          --quiet                         say nothing but errors
          --config PATH                   the configuration file
                                          or ECR_LOGIN_CONFIG
          -h, --help                      show this help
          -v, --version                   show the version

        Settings win in this order: option, environment variable, configuration file
        ($XDG_CONFIG_HOME/docker-credential-bitrise/config.json, else under ~/.config), default.

        The identity token is BITRISE_IDENTITY_TOKEN, else asked of BITRISE_BUILD_URL with
        BITRISE_BUILD_API_TOKEN, else read from the token file. Keys are taken from AWS_ACCESS_KEY_ID,
        AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.

        """)
  }

  @Test("Help about help, to the letter")
  func aboutHelp() {
    #expect(
      HelpText.about(.help) == """
        docker-credential-bitrise help - show help about a command

        Usage:
          docker-credential-bitrise help [COMMAND]

        The same as COMMAND --help.

        """)
  }

  @Test("Help about a command with operands and flags of its own, to the letter")
  func aboutConfigure() throws {
    let text = HelpText.about(.configure)
    #expect(
      text.hasPrefix(
        """
        docker-credential-bitrise configure - make this program the registries' helper in config.json

        Usage:
          docker-credential-bitrise configure REGISTRY... [OPTION...]

        Docker then calls it whenever it needs a password for one of them.

        Options:
          --role-arn ARN                  the IAM role to assume

        """))
    #expect(
      text.hasSuffix(
        """
          --remove                        undo what configure did
          --dry-run                       say what would change, and change nothing
          -h, --help                      show this help
          -v, --version                   show the version

        """))
  }

  @Test("The overview names every command and variable, and every flag that all commands take")
  func complete() {
    for command in CommandDefinition.all {
      #expect(HelpText.overview.contains("\n  \(command.name.rawValue) "))
      #expect(HelpText.overview.contains(command.summary))
    }
    for option in OptionDefinition.all {
      let isCommon = option.commands == nil
      #expect(HelpText.overview.contains("\n  \(option.flag)") == isCommon)
      #expect(HelpText.overview.contains(option.help) == isCommon)
      for variable in SettingDefinition.given(by: option.option)?.variables ?? [] {
        #expect(HelpText.overview.contains(variable.name))
      }
    }
  }

  @Test("Help about a command says how to call it and what it does", arguments: CommandDefinition.Name.allCases)
  func about(_ name: CommandDefinition.Name) {
    let command = CommandDefinition.of(name)
    let text = HelpText.about(name)
    #expect(text.hasPrefix("docker-credential-bitrise \(name.rawValue) - \(command.summary)\n\nUsage:\n"))
    let operands = command.operands.isEmpty ? "" : " \(command.operands)"
    let options = command.takesSettings ? " [OPTION...]" : ""
    #expect(text.contains("\n  docker-credential-bitrise \(name.rawValue)\(operands)\(options)\n"))
    #expect(text.contains(command.details))
    for option in OptionDefinition.all {
      #expect(text.contains("\n  \(option.flag)") == option.applies(to: name))
    }
  }

  @Test("Help fits into a terminal, and ends with one line break", arguments: texts)
  func layout(_ text: String) {
    for line in text.split(separator: "\n") {
      #expect(line.count <= 100)
      #expect(!line.hasSuffix(" "))
    }
    #expect(text.hasSuffix("\n"))
    #expect(!text.hasSuffix("\n\n"))
    #expect(!text.contains("\n\n\n"))
  }

  @Test("Usage is one line")
  func usage() {
    #expect(
      HelpText.usage()
        == "usage: docker-credential-bitrise COMMAND [OPTION...]; see 'docker-credential-bitrise --help'")
    #expect(HelpText.usage(of: .help) == HelpText.usage())
    #expect(
      HelpText.usage(of: .trustPolicy)
        == "usage: docker-credential-bitrise COMMAND [OPTION...]; see 'docker-credential-bitrise trust-policy --help'")
  }
}
