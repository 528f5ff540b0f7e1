# Shared by benchmarks/run and benchmarks/compare, to be sourced by bash behind bin/launch.sh.
#
#   tools            builds loadgen, rawlimit and this module
#   first_lab DIR    starts the Lab of a checkout once, until its archive of classes is made
#   measure MAIN ARG...  becomes the JVM that runs a class of this module

tools() {
  build benchmarks
  make -s -C "$root/benchmarks/tools" >&2 || die "could not build the tools; they need Linux, make and a C compiler"
}

# The first run after a build makes the archive five seconds later, which would be measured, too.
first_lab() {
  local start=$1/conformance/target/start line waited=0
  coproc lab { exec "$1/conformance/lab" --port 0 2>"$root/benchmarks/target/first-lab.log"; }
  local pid=$lab_PID
  read -r line <&"${lab[0]}" || die "the Lab of $1 does not start; see benchmarks/target/first-lab.log"
  while [ -d "$start.lock" ] && [ $((waited++)) -lt 60 ]; do sleep 1; done
  kill "$pid"
  wait "$pid" || true
}

measure() {
  use_jdk
  cd "$root"
  exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmn64m --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -cp "$(classpath benchmarks)" "$@"
}
