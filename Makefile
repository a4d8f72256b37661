# Everything that is done with this project, by one word each. Needs Swift 6.2 or newer; `test` and `try`
# install the rest (Debian packages, and PyPI packages into .venv).

SWIFT ?= swift
PROGRAM = .build/release/docker-credential-bitrise
PYTHON = .venv/bin/python

# The Swift runtime is linked in, so that the program starts fast and runs where there is no Swift.
# -s leaves out the symbols, which nothing needs at run time and which are a third of the file.
RELEASE = -c release --product docker-credential-bitrise --static-swift-stdlib -Xlinker -s

.PHONY: all build test unit-test end-to-end-test lint try format clean

all: build

build:
	$(SWIFT) build $(RELEASE)

test:
	Tests/run all

unit-test:
	Tests/run unit

end-to-end-test:
	Tests/run end-to-end

lint:
	Tests/run lint

try: build
	Tests/install
	HELPER=$(CURDIR)/$(PROGRAM) $(PYTHON) Tests/EndToEnd/try.py

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .venv .test
