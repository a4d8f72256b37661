# Everything that is done with this project, by one word each. Needs Swift 6.2 or newer; `test`, `try` and
# `bench` install the rest (Debian packages, and PyPI packages into .venv).

SWIFT ?= swift
PROGRAM = .build/release/docker-credential-bitrise
PYTHON = .venv/bin/python

# Where `install` puts things; DESTDIR goes before all of it, for packages.
PREFIX ?= /usr/local
DESTDIR ?=
BIN = $(DESTDIR)$(PREFIX)/bin
MAN = $(DESTDIR)$(PREFIX)/share/man/man1
BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
NAME = docker-credential-bitrise
# zsh loads a function from a file of the same name, and this is what the script calls its function.
ZSH_FUNCTION = _docker_credential_bitrise

# The Swift runtime is linked in, so that the program starts fast and runs where there is no Swift.
# -s leaves out the symbols, which nothing needs at run time and which are a third of the file. Without the local
# rpath no library is looked for, or believed, beside the program.
RELEASE = -c release --product docker-credential-bitrise --static-swift-stdlib --disable-local-rpath -Xlinker -s \
  $(REPRODUCIBLE)

# The same bytes from the same sources, whatever directory they are in.
REPRODUCIBLE = -Xcc -ffile-prefix-map=$(CURDIR)=. -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. \
  -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen

# The C++ library, of which the runtime needs a little, costs as much at every start as everything else together:
# linked in where there is a static one. The linker takes what it finds first, so a directory with that alone.
STATIC_LIBRARIES = .build/static-libraries
STATIC_CXX = $(firstword $(wildcard $(shell $(CXX) -print-file-name=libstdc++.a) \
  $(wildcard /usr/lib/gcc/*-linux-gnu/*/libstdc++.a)))
ifneq ($(STATIC_CXX),)
RELEASE += -Xlinker -L$(STATIC_LIBRARIES) -Xlinker --as-needed
endif

# The same program without libraries: libcurl, OpenSSL and the C library are part of it, so their security fixes arrive
# with its next release, not with the system's next update. For this machine's processor, on Debian 12, Ubuntu 24.04 or
# newer.
STATIC_BUILD = .build-static
STATIC_LIBCURL = $(STATIC_BUILD)/libcurl
STATIC_PROGRAM = $(STATIC_BUILD)/release/docker-credential-bitrise
# static-pie, which only lld links without a dynamic loader, keeps addresses random.
STATIC = -c release --product docker-credential-bitrise --scratch-path $(STATIC_BUILD) --static-swift-stdlib \
  --disable-local-rpath -Xcc -DSTATIC_EXECUTABLE -Xcc -I$(STATIC_LIBCURL)/include -Xswiftc -static-executable \
  $(REPRODUCIBLE) -Xswiftc -use-ld=lld -Xswiftc -Xclang-linker -Xswiftc -static-pie \
  -Xlinker --pack-dyn-relocs=relr -Xlinker -s \
  -Xlinker -L$(STATIC_LIBCURL)/lib -Xlinker -lcurl \
  $(foreach library,$(shell pkg-config --static --libs-only-l openssl 2>/dev/null),-Xlinker $(library))

.PHONY: all build static dist image install uninstall check test unit-test coverage thread-test fuzz end-to-end-test \
  static-test lint manual try transcripts bench fleet format clean

all: build

build:
ifneq ($(STATIC_CXX),)
	mkdir -p $(STATIC_LIBRARIES)
	ln -sf $(STATIC_CXX) $(STATIC_LIBRARIES)/libstdc++.a
	ln -sf $(dir $(STATIC_CXX))libgcc_eh.a $(STATIC_LIBRARIES)/libgcc_s.a
endif
	$(SWIFT) build $(RELEASE)

static: $(STATIC_LIBCURL)/lib/libcurl.a
	$(SWIFT) build $(STATIC)

$(STATIC_LIBCURL)/lib/libcurl.a: packaging/static-libcurl packaging/apt-sources
	packaging/install-packages static
	packaging/static-libcurl $(STATIC_LIBCURL)

# Everything that a release consists of, in dist/: RELEASING.md.
dist: static
	packaging/install-packages dist
	SWIFT="$(SWIFT)" packaging/dist $(STATIC_PROGRAM) $(STATIC_LIBCURL)/VERSIONS dist

# The image of docker/, by a Docker engine. CERTIFICATES=FILE are those that the program in it trusts.
CERTIFICATES = /etc/ssl/certs/ca-certificates.crt
IMAGE = $(NAME)
image: $(STATIC_PROGRAM)
	rm -rf $(STATIC_BUILD)/image
	install -D -m 755 $(STATIC_PROGRAM) $(STATIC_BUILD)/image/$(NAME)
	install -m 644 $(CERTIFICATES) $(STATIC_BUILD)/image/ca-certificates.crt
	packaging/licenses $(STATIC_LIBCURL)/VERSIONS $(STATIC_BUILD)/image/licenses
	install -m 644 LICENSE NOTICE $(STATIC_BUILD)/image/licenses
	docker build --file docker/Dockerfile --tag $(IMAGE) $(STATIC_BUILD)/image

$(STATIC_PROGRAM):
	$(MAKE) static

# Not after `build`: that would build as root what `sudo make install` only has to copy.
$(PROGRAM):
	$(MAKE) build

install: $(PROGRAM)
	install -d "$(BIN)" "$(MAN)" "$(BASH_COMPLETIONS)" "$(ZSH_COMPLETIONS)" "$(FISH_COMPLETIONS)"
	install -m 755 "$(PROGRAM)" "$(BIN)/$(NAME)"
	install -m 644 docs/$(NAME).1 "$(MAN)/$(NAME).1"
	"$(PROGRAM)" completion bash > "$(BASH_COMPLETIONS)/$(NAME)"
	"$(PROGRAM)" completion zsh > "$(ZSH_COMPLETIONS)/$(ZSH_FUNCTION)"
	"$(PROGRAM)" completion fish > "$(FISH_COMPLETIONS)/$(NAME).fish"
	cd "$(DESTDIR)$(PREFIX)/share" && chmod 644 bash-completion/completions/$(NAME) \
	  zsh/site-functions/$(ZSH_FUNCTION) fish/vendor_completions.d/$(NAME).fish

uninstall:
	rm -f "$(BIN)/$(NAME)" "$(MAN)/$(NAME).1" "$(BASH_COMPLETIONS)/$(NAME)" \
	  "$(ZSH_COMPLETIONS)/$(ZSH_FUNCTION)" "$(FISH_COMPLETIONS)/$(NAME).fish"

# What to run before each commit: lint, the unit tests without sanitizers, and a few tests of the program they build.
check:
	Tests/run check

test:
	Tests/run all

unit-test:
	Tests/run unit

# The unit tests, which end in the table of what they cover.
coverage: unit-test

thread-test:
	Tests/run threads

# SECONDS=N is how long each target is fuzzed, TARGET=NAME which one; findings are in .build-fuzz/findings.
SECONDS ?= 60
TARGET ?= all
fuzz:
	Tests/Fuzz/run "$(TARGET)" "$(SECONDS)"

end-to-end-test:
	Tests/run end-to-end

static-test:
	Tests/run static

lint:
	Tests/run lint

# The tables of docs/reliability.md, "Fleets".
fleet:
	Tests/install
	$(PYTHON) Tests/Reliability/fleet.py

try: build
	Tests/install
	HELPER=$(CURDIR)/$(PROGRAM) $(PYTHON) Tests/EndToEnd/try.py

# RUNS=N is how often each figure is taken; WRITE=1 puts the table into docs/performance.md.
bench: build static
	Tests/install bench
	HELPER=$(CURDIR)/$(PROGRAM) PYTHONPATH=Tests/EndToEnd:Tests/Bench $(PYTHON) -m bench

# Writes the manual page of its template and the program's tables; a unit test finds out when that is due.
manual:
	WRITE_MANUAL=1 $(SWIFT) test --filter Documents.ManualPageTests

# Writes the transcripts in the README anew; a test finds out when that is due.
transcripts: build
	Tests/install
	HELPER=$(CURDIR)/$(PROGRAM) $(PYTHON) Tests/EndToEnd/transcripts.py

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .build-* .venv .test dist
