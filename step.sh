#!/usr/bin/env bash
# The Bitrise step: finds the program for this machine, or builds it, and becomes it. Prints nothing unless something is
# wrong. Written for bash 3.2, which macOS has.
#
# In this order: a program in the step's own files, one that an earlier step has kept, a download, a build from source.
# The first three are started only with the SHA-256 that step/checksums has for them, which the release commits.
set -euo pipefail

name=docker-credential-bitrise
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Red, as the Bitrise CLI shows the last red text as the reason of a failed build.
fail() {
  printf '\033[31;1m%s\033[0m\n' "$*"
  exit 1
}
warn() { printf '\033[33;1m%s\033[0m\n' "$*"; }

case $(uname -s) in
Linux) os=linux ;;
Darwin) os=darwin ;;
*) os=$(uname -s) ;;
esac
case $(uname -m) in
x86_64 | amd64) arch=amd64 ;;
aarch64 | arm64) arch=arm64 ;;
*) arch=$(uname -m) ;;
esac
platform=$os-$arch
file=$name-$platform

if command -v sha256sum >/dev/null; then
  sha256=(sha256sum)
elif command -v shasum >/dev/null; then
  sha256=(shasum -a 256)
else
  fail "The step cannot verify its program: this machine has neither sha256sum nor shasum. Install coreutils."
fi

sum_of() {
  local line
  line=$("${sha256[@]}" "$1")
  # A name with a backslash or a line break has a backslash in front of the sum.
  line=${line#\\}
  echo "${line%% *}"
}

# The sum that step/checksums has for this machine's program; empty where it has none.
expected_sum() {
  local sum listed
  [ -f "$here/step/checksums" ] || return 0
  while read -r sum listed; do
    [ "${listed#\*}" != "$file" ] || echo "$sum"
  done <"$here/step/checksums"
}

# Becomes a program whose content was verified; fails where it cannot be run from its place.
become() {
  [ -x "$1" ] || chmod 755 "$1" 2>/dev/null || return 1
  # False also on a file system that is mounted with noexec.
  [ -x "$1" ] || return 1
  exec "$1"
}

# The first directory of these in which a program can be kept and run. A directory that others can write to is used only
# by a new directory in it.
runnable_directory() {
  local parent directory probe
  for parent in "${XDG_CACHE_HOME:-}" "${HOME:+$HOME/.cache}"; do
    directory=$parent/$name/step/$1
    if [ -n "$parent" ] && (umask 077 && mkdir -p "$directory") 2>/dev/null && can_run_from "$directory"; then
      echo "$directory"
      return 0
    fi
  done
  for parent in "${TMPDIR:-}" /tmp /var/tmp "$here"; do
    [ -n "$parent" ] || continue
    directory=$(mktemp -d "$parent/$name.XXXXXX" 2>/dev/null) || continue
    if can_run_from "$directory"; then
      echo "$directory"
      return 0
    fi
    rmdir "$directory"
  done
  return 1
}

can_run_from() {
  local probe result=0
  probe=$(mktemp "$1/probe.XXXXXX" 2>/dev/null) || return 1
  chmod 755 "$probe"
  [ -x "$probe" ] || result=1
  rm -f "$probe"
  return $result
}

no_directory() {
  fail "The step has no place for its program: in none of ${XDG_CACHE_HOME:-\$XDG_CACHE_HOME}," \
    "${HOME:-\$HOME}/.cache, ${TMPDIR:-\$TMPDIR}, /tmp, /var/tmp and $here can a file be written and run."
}

# Becomes the released program, where there is one for this machine.
become_released() {
  local sum=$1 directory base url partial found problem
  local own=$here/step/$file
  if [ -f "$own" ]; then
    found=$(sum_of "$own")
    if [ "$found" != "$sum" ]; then
      warn "$own is not used: its SHA-256 is $found, but step/checksums has $sum."
    elif ! become "$own"; then
      # It cannot be run where it is: a copy elsewhere can.
      directory=$(runnable_directory "$sum") || no_directory
      partial=$(mktemp "$directory/partial.XXXXXX")
      cp "$own" "$partial"
      keep "$partial" "$directory"
    fi
  fi

  directory=$(runnable_directory "$sum") || no_directory
  if [ -f "$directory/$name" ] && [ "$(sum_of "$directory/$name")" = "$sum" ]; then become "$directory/$name"; fi

  base=${DOCKER_CREDENTIAL_BITRISE_RELEASE:-}
  [ -n "$base" ] || [ ! -f "$here/step/release" ] || base=$(head -n 1 "$here/step/release")
  [ -n "$base" ] || return 0
  url=${base%/}/$file
  if ! command -v curl >/dev/null; then
    warn "The step's program cannot be downloaded from $url: this machine has no curl."
    return 0
  fi
  # In the directory where it is kept, so that it can be renamed: a step that runs at the same time sees all or nothing.
  partial=$(mktemp "$directory/partial.XXXXXX")
  if ! problem=$(curl --fail --location --proto '=https' --retry 3 --connect-timeout 10 --max-time 60 --silent \
    --show-error --output "$partial" "$url" 2>&1); then
    rm -f "$partial"
    # Of several attempts the last one's reason; curl adds lines of advice to some of them.
    problem="curl: (${problem##*curl: (}"
    problem=${problem%%$'\n'*}
    warn "The step's program could not be downloaded from $url: $problem"
    return 0
  fi
  found=$(sum_of "$partial")
  if [ "$found" != "$sum" ]; then
    rm -f "$partial"
    fail "What $url sent is not the step's program, and was not started: its SHA-256 is $found, expected was $sum." \
      "Something on the way changes downloads, such as a proxy, or the file was damaged. Run the build again; if that" \
      "does not help, set DOCKER_CREDENTIAL_BITRISE_RELEASE to the https address of a mirror."
  fi
  keep "$partial" "$directory"
}

# Renames a verified file to the program's name, and becomes it.
keep() {
  chmod 755 "$1"
  mv -f "$1" "$2/$name"
  become "$2/$name"
  fail "The step cannot run its program from $2."
}

# Becomes the program that is built from the step's own source.
become_built() {
  local version major minor key directory scratch log
  [ -f "$here/Package.swift" ] || return 0
  command -v swift >/dev/null || return 0
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
  major=${version%%.*}
  minor=${version##*.}
  if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
    warn "The step cannot be built here: this machine has Swift ${version:-of an unknown version}, and 6.2 is needed."
    return 0
  fi
  key=$(cd "$here" && { echo "$version" && find Package.swift Sources -type f -exec "${sha256[@]}" {} +; } | LC_ALL=C sort |
    "${sha256[@]}")
  directory=$(runnable_directory "source-${key%% *}") || no_directory
  if [ -f "$directory/$name" ]; then become "$directory/$name"; fi

  # Not in the step's directory: a copied .build there is of no use to another place, and breaks the build.
  scratch=$(mktemp -d "$directory/scratch.XXXXXX")
  log=$scratch/log
  if ! swift build --package-path "$here" --scratch-path "$scratch/build" -c release --product "$name" \
    --static-swift-stdlib --disable-local-rpath >"$log" 2>&1; then
    cat "$log"
    rm -rf "$scratch"
    fail "The step could not be built from source: see the compiler's messages above."
  fi
  cp "$scratch/build/release/$name" "$scratch/$name"
  mv -f "$scratch/$name" "$directory/$name"
  rm -rf "$scratch"
  become "$directory/$name"
  fail "The step cannot run its program from $directory."
}

sum=$(expected_sum)
[ -z "$sum" ] || become_released "$sum"
become_built

if [ -n "$sum" ]; then
  fail "The step has no program for $platform: it is not in the step's files, it could not be downloaded, and this" \
    "machine has no Swift 6.2 to build it. Allow the download, or set DOCKER_CREDENTIAL_BITRISE_RELEASE to the https" \
    "address of a mirror."
fi
fail "The step has no program for $platform: this version has none for it, and this machine has no Swift 6.2 to build" \
  "it. Use a release of the step (a tag, not a branch) on Linux with an amd64 or arm64 processor, or a stack with Swift" \
  "6.2 or newer."
