# Shared by ./anqa, conformance/lab and .ci/run; to be sourced by bash. Needs no JDK 25 by default: it looks for one.
#
#   root                  the checkout's directory
#   say TEXT              a line about what this script does, on stderr
#   die TEXT              the same, and exits with 1
#   use_jdk               sets and exports JAVA_HOME to a JDK 25 or newer, or dies with what to do
#   maven ARG...          runs the pinned Maven on that JDK
#   build MODULE          brings a module's classes up to date, when they are older than their sources
#   classpath MODULE      prints what a built module runs with
#   publish               brings the Maven repository .anqa/repository up to date: what new projects depend on
#   package               makes cli/target/anqa-VERSION, the command with a runtime and a repository of its own, its .tar.gz,
#                         and where there is dpkg-deb its .deb
#   launch MODULE ARG...  builds the module and becomes the JVM that runs its main class (<main.class> in its pom)
#   node_modules DIR      brings DIR/node_modules up to DIR/package-lock.json
#
# ANQA_JAVA_OPTS holds further options for the JVM that `launch` becomes.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The oldest Java that will do.
need=25

# Netty's natives and Unsafe without warnings; small object headers, for many connections; event loops that begin
# callbacks.
jvm_options=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders
  --add-opens java.base/java.lang=ALL-UNNAMED)

# Callbacks share the cores with the event loops: with as many carriers as cores, a message changes threads more often
# than it is worked on. They are those that this process may use (taskset, cpusets), as the JVM counts them. What a
# container's quota of CPU time leaves of them, the JVM sees and nproc does not: say it to both, by ANQA_JAVA_OPTS with
# -Djdk.virtualThreadScheduler.parallelism and a collector.
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
jvm_options+=("-Djdk.virtualThreadScheduler.parallelism=$(((cores + 1) / 2))")

# Memory grows with what lives, and goes back to the system when nothing happens: the heap begins small, and what the
# compilers took is given back. On few cores the serial collector also costs less for each message; on more, its pauses
# would hold up too many loops (docs/performance.md). Left out where ANQA_JAVA_OPTS says something of the heap itself.
if [ "$cores" -le 2 ]; then
  memory_options=(-Xms32m -XX:TrimNativeHeapInterval=2000 -XX:+UseSerialGC)
else
  memory_options=(-Xms32m -XX:TrimNativeHeapInterval=1000 -XX:G1PeriodicGCInterval=1000
    -XX:MaxHeapFreeRatio=20 -XX:MinHeapFreeRatio=10)
fi

say() { printf 'anqa: %s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

# Prints the feature release of the JDK in a directory, such as 25; nothing when there is none (a JRE is none).
jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  local version=
  [ -r "$1/release" ] && version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ -n "$version" ] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  printf '%s' "$version"
}

# The directories in which a JDK may be, the most deliberate choice first.
jdk_candidates() {
  [ -n "${JAVA_HOME:-}" ] && printf '%s\n' "$JAVA_HOME"
  local java
  if java=$(command -v java); then
    # Symbolic links are followed by hand: readlink -f is not everywhere.
    while [ -L "$java" ]; do
      local to
      to=$(readlink "$java")
      case $to in /*) java=$to ;; *) java=$(dirname "$java")/$to ;; esac
    done
    (cd "$(dirname "$java")/.." 2>/dev/null && pwd)
  fi
  local toolchains=$HOME/.m2/toolchains.xml
  [ -r "$toolchains" ] && sed -n 's|.*<jdkHome>\(.*\)</jdkHome>.*|\1|p' "$toolchains"
  local dir
  for dir in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$dir" ] && printf '%s\n' "$dir"
  done
}

use_jdk() {
  local dir release seen=''
  while IFS= read -r dir; do
    release=$(jdk_release "$dir")
    if [ -n "$release" ] && [ "$release" -ge "$need" ]; then
      export JAVA_HOME=$dir
      return
    fi
    [ -n "$release" ] && seen="$seen
  $release in $dir"
  done < <(jdk_candidates | awk '!known[$0]++')
  [ -n "$seen" ] && seen=" Found:$seen"
  die "needs a JDK $need or newer, and there is none.$seen

Install one, for example:
  Linux            the package openjdk-$need-jdk of your distribution, or https://adoptium.net/installation/linux
  macOS            brew install openjdk@$need
  SDKMAN           sdk install java $need-tem
It is then found by itself. One in an unusual place is named by: export JAVA_HOME=/path/to/jdk-$need"
}

maven() { (cd "$root" && exec ./mvnw "$@"); }

# The file that says what a module runs with; as old as the classes.
classpath_file() { printf '%s' "$root/$1/target/runtime.classpath"; }

classpath() { printf '%s:%s' "$root/$1/target/classes" "$(cat "$(classpath_file "$1")")"; }

# Succeeds when a module's classes, and those of the modules that it runs with, are as new as their sources.
fresh() {
  local stamp
  stamp=$(classpath_file "$1")
  [ -r "$stamp" ] || return 1
  local entry sources=("$root/pom.xml")
  local IFS=:
  for entry in $(classpath "$1"); do
    [ -e "$entry" ] || return 1
    case $entry in
      */target/classes) sources+=("${entry%/target/classes}/pom.xml" "${entry%/target/classes}/src/main") ;;
    esac
  done
  # A directory is newer, too, when a file in it was taken away.
  [ -z "$(find "${sources[@]}" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

build() {
  local module=$1
  fresh "$module" && return
  use_jdk
  mkdir -p "$root/$module/target"
  # Two launches at once must not write the same classes.
  if command -v flock >/dev/null; then
    mkdir -p "$root/.anqa"
    exec 9>"$root/.anqa/build.lock"
    flock 9
    if fresh "$module"; then
      exec 9>&-
      return
    fi
  fi
  local log=$root/$module/target/build.log started=$SECONDS
  if [ -e "$(classpath_file "$module")" ]; then
    say "building $module"
  else
    say "building $module (the first time this downloads its libraries)"
  fi
  # Not -q, which would keep warnings from the log, and they are errors here.
  # The phase is test-compile, with nothing compiled for tests, so that Maven finds the modules' test jars.
  if ! maven -B -pl "$module" -am -Dmaven.test.skip=true test-compile \
    dependency:build-classpath -DincludeScope=runtime -Dmdep.outputFile=target/runtime.classpath \
    >"$log" 2>&1 9>&-; then
    grep -E '\.java:\[|^\[ERROR\] Failed to execute|^\[(ERROR|FATAL)\] Non-resolvable' "$log" | awk '!known[$0]++' | head -n 20 >&2
    die "could not build $module; the whole output is in $log"
  fi
  touch "$(classpath_file "$module")"
  say "built $module in $((SECONDS - started)) s"
  exec 9>&-
}

# What an application depends on.
published=(pubsub core cluster redis testkit metrics dashboard)

publish() {
  local stamp=$root/.anqa/repository/stamp module sources=("$root/pom.xml") modules=()
  for module in "${published[@]}"; do
    [ -d "$root/$module" ] || continue
    modules+=("$module")
    sources+=("$root/$module/pom.xml" "$root/$module/src/main")
  done
  [ -e "$stamp" ] && [ -z "$(find "${sources[@]}" -newer "$stamp" -print 2>/dev/null | head -n 1)" ] && return
  use_jdk
  mkdir -p "$root/.anqa"
  say "building what new projects depend on"
  local log=$root/.anqa/publish.log started=$SECONDS
  if ! maven -B -pl "$(IFS=,; echo "${modules[*]}")" -am -DskipTests -Dspotless.check.skip=true deploy \
    "-DaltDeploymentRepository=anqa::file://$root/.anqa/repository" >"$log" 2>&1; then
    grep -E '^\[ERROR\]' "$log" | head -n 10 >&2
    die "could not build; the whole output is in $log"
  fi
  touch "$stamp"
  say "built in $((SECONDS - started)) s"
}

# Takes what a run loads within its first seconds into an archive that later runs of the module map instead of loading
# classes one by one: the module's fast start. It holds for these options, this JDK and this build.
#
#   archive MODULE LIST KEY   makes it, of the classes in the file LIST; in target/start, which becomes complete at once
archive() {
  local module=$1 list=$2 key=$3 new=$root/$1/target/start.new entry path=''
  sleep 5
  rm -rf "$new"
  mkdir -p "$new"
  touch -r "$(classpath_file "$module")" "$new/build"
  # Archives are of classes in jars.
  local IFS=:
  for entry in $(classpath "$module"); do
    case $entry in
      */target/classes)
        local jar=${entry%/target/classes}
        jar=start/${jar##*/}.jar
        "$JAVA_HOME/bin/jar" --create --no-compress --file "$new/${jar#start/}" -C "$entry" . || return
        entry=$root/$module/target/$jar
        ;;
    esac
    path=$path${path:+:}$entry
  done
  unset IFS
  printf '%s' "$path" >"$new/classpath"
  printf '%s' "$key" >"$new/key"
  rm -rf "$root/$module/target/start"
  mv "$new" "$root/$module/target/start"
  "$JAVA_HOME/bin/java" "${jvm_options[@]}" -Xshare:dump "-XX:SharedClassListFile=$list" \
    "-XX:SharedArchiveFile=$root/$module/target/start/classes.new" -cp "$path" || return
  mv "$root/$module/target/start/classes.new" "$root/$module/target/start/classes.jsa"
}

# The modules of the JDK that the command runs with.
runtime_modules=java.base,java.compiler,java.logging,java.management,java.naming,java.net.http,jdk.compiler,jdk.unsupported,jdk.zipfs

package() {
  build cli
  publish
  use_jdk
  local version dir entry
  version=$(cat "$root/cli/target/classes/dev/anqa/cli/version.txt")
  dir=$root/cli/target/anqa-$version
  rm -rf "$dir"
  mkdir -p "$dir/bin" "$dir/lib"
  "$JAVA_HOME/bin/jlink" --add-modules "$runtime_modules" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
    --output "$dir/runtime"
  "$JAVA_HOME/bin/jar" --create --file "$dir/lib/anqa-cli.jar" -C "$root/cli/target/classes" .
  local IFS=:
  for entry in $(cat "$(classpath_file cli)"); do cp "$entry" "$dir/lib/"; done
  cp -r "$root/.anqa/repository" "$dir/repository"
  cp "$root/LICENSE" "$dir/"
  cat >"$dir/bin/anqa" <<'LAUNCHER'
#!/bin/sh
# Runs Anqa's command on the runtime beside it.
here=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
exec "$here/runtime/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow "-Danqa.repository=file://$here/repository" -cp "$here/lib/*" dev.anqa.cli.Anqa "$@"
LAUNCHER
  chmod +x "$dir/bin/anqa"
  tar -C "$root/cli/target" -czf "$dir.tar.gz" "anqa-$version"
  say "made ${dir#"$root"/} and its .tar.gz"
  if command -v dpkg-deb >/dev/null; then
    "$root/bin/debian" "$dir" "$version"
    say "made ${dir#"$root"/}.deb"
  fi
}

launch() {
  local module=$1
  shift
  local main
  main=$(sed -n 's|.*<main.class>\(.*\)</main.class>.*|\1|p' "$root/$module/pom.xml")
  [ -n "$main" ] || die "$module has nothing to run: its pom.xml has no <main.class>"
  build "$module"
  use_jdk
  local path start=$root/$module/target/start key
  path=$(classpath "$module")
  key="$(cksum <"$JAVA_HOME/release") ${jvm_options[*]}"
  if [ -r "$start/classes.jsa" ] && [ "$(cat "$start/key")" = "$key" ] &&
    ! [ "$start/build" -ot "$(classpath_file "$module")" ]; then
    path=$(cat "$start/classpath")
    jvm_options+=("-XX:SharedArchiveFile=$start/classes.jsa" -Xlog:cds=off -Xlog:aot=off)
  elif find "$start.lock" -maxdepth 0 -mmin +10 -exec rm -rf {} + 2>/dev/null
    mkdir "$start.lock" 2>/dev/null; then # An archive takes seconds; what is left of one that was cut is in the way.
    # In the background, and behind everything else that wants the machine.
    (
      trap 'rm -rf "$start.lock"' EXIT
      renice -n 19 "$BASHPID"
      archive "$module" "$start.lock/list" "$key"
    ) </dev/null >"$root/$module/target/start.log" 2>&1 9>&- &
    jvm_options+=("-XX:DumpLoadedClassList=$start.lock/list")
  fi
  case ${ANQA_JAVA_OPTS:-} in
    *-Xm[nsx]* | *HeapSize=* | *NewSize=* | *RAMPercentage=* | *-XX:+Use*GC*) ;;
    *) jvm_options+=("${memory_options[@]}") ;;
  esac
  # shellcheck disable=SC2086 # The options are words.
  exec "$JAVA_HOME/bin/java" "${jvm_options[@]}" ${ANQA_JAVA_OPTS:-} -cp "$path" "$main" "$@"
}

node_modules() {
  local dir=$1
  [ -f "$dir/package.json" ] || return 0
  command -v npm >/dev/null || die "$dir needs Node.js 20 or newer with npm: https://nodejs.org (Debian: apt-get install nodejs npm)"
  [ "$dir/node_modules/.package-lock.json" -nt "$dir/package-lock.json" ] && return
  say "fetching the packages of ${dir#"$root"/}"
  (cd "$dir" && npm ci --no-audit --no-fund --loglevel=error >&2) || die "npm ci failed in $dir"
  touch "$dir/node_modules/.package-lock.json"
}
