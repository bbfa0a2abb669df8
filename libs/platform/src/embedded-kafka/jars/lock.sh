#!/usr/bin/env bash
# Writes jars.sha256 anew from what Maven brings for pom.xml. Look at the difference before you commit it.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
jars=$(mktemp -d)
trap 'rm -rf -- "$jars"' EXIT
mvn -B -q -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars"
(cd -- "$jars" && LC_ALL=C sha256sum -- *.jar) >"$here/jars.sha256"
