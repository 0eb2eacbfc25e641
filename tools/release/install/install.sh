#!/bin/sh
# Installs ngobrol and ngobrol-server for the user who runs it: no root, no question, nothing is run of what is downloaded.
# An archive whose checksum is not that of SHA256SUMS is not unpacked.

set -eu

version=@VERSION@
url=${NGOBROL_URL:-@URL@}
prefix=${NGOBROL_PREFIX:-${HOME:-}/.local}
uninstall=

usage() {
    cat <<EOF
Installs ngobrol and ngobrol-server

Usage: install.sh [--version VERSION] [--prefix DIR] [--uninstall]

  --version VERSION  default $version
  --prefix DIR       where bin/ and share/ are (default $prefix; or NGOBROL_PREFIX)
  --uninstall        remove what was installed there; chats and their data stay

Archives come from $url (or NGOBROL_URL).
EOF
}

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
        --version | --prefix)
            [ $# -gt 1 ] || fail "$1 takes a value"
            case $1 in --version) version=$2 ;; *) prefix=$2 ;; esac
            shift
            ;;
        --uninstall) uninstall=yes ;;
        --help | -h) usage && exit ;;
        *) fail "there is no option $1; see --help" ;;
    esac
    shift
done

case $prefix in
    /*) ;;
    *) fail "--prefix takes a path that begins with /: $prefix" ;;
esac
case $version in
    *[!0-9A-Za-z.-]* | '') fail "--version takes a version such as 1.2.3: $version" ;;
esac
list=$prefix/share/ngobrol/installed

# What an installation wrote, and nothing else.
remove_installed() {
    while IFS= read -r file; do rm -f "$prefix/$file"; done <"$list"
    rm -f "$list"
    rmdir "$prefix/share/ngobrol" 2>/dev/null || true
}

if [ -n "$uninstall" ]; then
    [ -f "$list" ] || fail "nothing is installed in $prefix"
    remove_installed
    echo "Removed ngobrol and ngobrol-server from $prefix"
    exit
fi

case $(uname -s)-$(uname -m) in
    Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    *) fail "there is no executable for $(uname -s) on $(uname -m)" ;;
esac

if command -v sha256sum >/dev/null; then
    sum() { sha256sum "$1"; }
elif command -v shasum >/dev/null; then
    sum() { shasum -a 256 "$1"; }
else
    fail "neither sha256sum nor shasum is here to check what is downloaded"
fi

if command -v curl >/dev/null; then
    download() { curl -fsSL --retry 2 -o "$2" "$1"; }
elif command -v wget >/dev/null; then
    download() { wget -q -O "$2" "$1"; }
else
    fail "neither curl nor wget is here to download with"
fi
if [ "$(uname -s)" = Linux ]; then
    command -v xz >/dev/null || fail "xz is needed to unpack (the package xz-utils or xz)"
fi

mkdir -p "$prefix" 2>/dev/null || fail "cannot make $prefix; --prefix names another directory"
work=$(mktemp -d "$prefix/.ngobrol.XXXXXX" 2>/dev/null) || fail "cannot write in $prefix; --prefix names another directory"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

name=ngobrol-$version-$target
archive=$name.tar.xz
download "$url/v$version/SHA256SUMS" "$work/SHA256SUMS" || fail "cannot download $url/v$version/SHA256SUMS"
expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$work/SHA256SUMS")
[ -n "$expected" ] || fail "release $version has no $archive"
download "$url/v$version/$archive" "$work/$archive" || fail "cannot download $url/v$version/$archive"
actual=$(sum "$work/$archive" | cut -d ' ' -f 1)
[ "$actual" = "$expected" ] || fail "the checksum of $archive is $actual and should be $expected; nothing was installed"

tar -xJf "$work/$archive" -C "$work" || fail "cannot unpack $archive"
"$work/$name/ngobrol" --version >/dev/null 2>&1 || fail "the executable does not start here; it needs glibc 2.27 or newer"

# put FILE PATH: into the place of what is there, in one step.
put() {
    mkdir -p "$(dirname "$prefix/$2")"
    mv -f "$work/$name/$1" "$prefix/$2"
    echo "$2" >>"$work/installed"
}

[ ! -f "$list" ] || remove_installed
put ngobrol bin/ngobrol
ln -sf ngobrol "$prefix/bin/ngobrol-server"
echo bin/ngobrol-server >>"$work/installed"
for page in ngobrol ngobrol-server; do put "man/$page.1" "share/man/man1/$page.1"; done
put completions/ngobrol.bash share/bash-completion/completions/ngobrol
ln -sf ngobrol "$prefix/share/bash-completion/completions/ngobrol-server"
echo share/bash-completion/completions/ngobrol-server >>"$work/installed"
put completions/_ngobrol share/zsh/site-functions/_ngobrol
put completions/ngobrol.fish share/fish/vendor_completions.d/ngobrol.fish
for text in README.md LICENSE THIRD_PARTY_LICENSES.txt; do put $text share/doc/ngobrol/$text; done
mkdir -p "$prefix/share/ngobrol"
mv -f "$work/installed" "$list"

echo "Installed ngobrol and ngobrol-server $version in $prefix/bin, with manual pages and completions in $prefix/share"
case :${PATH:-}: in
    *":$prefix/bin:"*) ;;
    *) echo "$prefix/bin is not in PATH: add it, or call $prefix/bin/ngobrol" ;;
esac
echo "To remove them: install.sh --uninstall --prefix $prefix"
