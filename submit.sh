#!/usr/bin/env bash
# ./submit.sh JOB [options]: builds Glossa where needed and hands the job to Spark.
# Spark's own options (named in is_for_spark below) go to Spark; everything else goes to the job
# (./submit.sh --help lists the jobs). Where a setting of Spark is given in several places, --conf
# counts before --properties-file, that before the site's spark-defaults.conf (in SPARK_CONF_DIR, or
# in SPARK_HOME/conf), and that before Glossa's own conf/spark-defaults.conf.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
jar=$root/jobs/target/glossa.jar
bundled=$root/jobs/target/spark

fail() {
  echo "submit.sh: $1" >&2
  exit "${2:-2}"
}

is_for_spark() {
  case $1 in
    --master | --deploy-mode | --name | --conf | --properties-file | --files | --archives | --jars | \
      --packages | --driver-memory | --driver-cores | --driver-java-options | --driver-class-path | \
      --driver-library-path | --executor-memory | --executor-cores | --num-executors | \
      --total-executor-cores | --queue | --principal | --keytab) ;;
    *) return 1 ;;
  esac
}

# The jar is stale when any source that goes into it is newer. An installation that cannot be
# written to stays as it is.
is_stale() {
  [[ -f $jar && -d $bundled/jars ]] || return 0
  [[ -w $root/jobs/target && -f $root/pom.xml ]] || return 1
  [[ -n $(find "$root/pom.xml" "$root/udf/pom.xml" "$root/jobs/pom.xml" "$root/conf/glossa.conf" \
    "$root/conf/spark-defaults.conf" "$root/udf/src/main" "$root/jobs/src/main" -newer "$jar" \
    -print -quit) ]]
}

build() {
  command -v mvn >/dev/null || fail "Cannot build $jar: no mvn on the PATH (install Maven 3.8 or newer and Java 17)" 3
  echo "Building Glossa (the first build downloads its dependencies, some 600 MB) ..." >&2
  (cd -- "$root" && mvn -B -q -DskipTests -Dspotless.check.skip=true package) >&2 \
    || fail "Cannot build Glossa: the messages above say why" 3
}

# A file's path as a URI, so that no character of a folder's name means anything to Spark or Log4j.
uri() {
  local LC_ALL=C i sign
  printf 'file:'
  for ((i = 0; i < ${#1}; i++)); do
    sign=${1:i:1}
    if [[ $sign == [a-zA-Z0-9/._~-] ]]; then
      printf %s "$sign"
    else
      printf '%%%02X' $(($(printf %d "'$sign") & 255))
    fi
  done
}

# The value that a setting of Spark has in the options and files, or nothing.
configured() {
  local value word pattern="^[[:space:]]*${1//./\\.}[[:space:]]*[[:space:]=:][[:space:]]*"
  value=$(cat -- "${files[@]}" </dev/null 2>/dev/null | grep -E "$pattern" | tail -n 1 | sed -E "s/$pattern//; s/[[:space:]]+$//") || true
  for word in ${spark[@]+"${spark[@]}"}; do
    [[ $word != "$1="* ]] || value=${word#*=}
  done
  printf %s "$value"
}

# Whether a folder takes files and lets programs run: native libraries are unpacked there.
runs_programs() {
  local probe status=0
  probe=$(mktemp -- "$1/glossa.XXXXXX" 2>/dev/null) || return 1
  printf '#!/bin/sh\n' >|"$probe" 2>/dev/null && chmod u+x "$probe" && "$probe" 2>/dev/null || status=1
  rm -f -- "$probe"
  return $status
}

spark=()
job=()
properties=
while (($#)); do
  if [[ $1 == --*=* ]] && is_for_spark "${1%%=*}"; then
    set -- "${1%%=*}" "${1#*=}" "${@:2}"
  fi
  if is_for_spark "$1"; then
    (($# > 1)) || fail "Cannot read the option $1: it needs a value"
    case $1 in
      --conf) [[ $2 == ?*=* ]] || fail "Cannot set --conf: $2 (not a setting; write --conf key=value)" ;;
      --properties-file)
        [[ -r $2 && ! -d $2 ]] || fail "Cannot read --properties-file: $2 (no such file, or it may not be read)"
        properties=$2
        ;;
    esac
    [[ $1 == --properties-file ]] || spark+=("$1" "$2")
    shift 2
  else
    job+=("$1")
    shift
  fi
done

if is_stale; then
  build
fi

# The site's settings and those of the command line's file, as one file: the last line counts. Spark
# itself would forget the first where it is given the second.
site=${SPARK_CONF_DIR:-${SPARK_HOME:-$bundled}/conf}
files=()
[[ ! -f $site/spark-defaults.conf ]] || files+=("$site/spark-defaults.conf")
[[ -z $properties ]] || files+=("$properties")
if ((${#files[@]} > 1)); then
  merged=$(mktemp -- "${TMPDIR:-/tmp}/glossa.XXXXXX") \
    || fail "Cannot write to ${TMPDIR:-/tmp}: set TMPDIR to a folder with room" 3
  for file in "${files[@]}"; do
    cat -- "$file"
    printf '\n\n'
  done >|"$merged"
  # The open file outlives its name, and nothing is left behind.
  exec 7<"$merged"
  rm -f -- "$merged"
  spark+=(--properties-file /dev/fd/7)
  echo "Spark's settings are read from ${files[0]} and, before that, ${files[1]}" >&2
elif [[ -n $properties ]]; then
  spark+=(--properties-file "$properties")
fi

[[ " ${spark[*]-} " == *" --master "* || -z ${GLOSSA_MASTER:-} ]] || spark+=(--master "$GLOSSA_MASTER")
master=$(configured spark.master)
for ((i = 0; i + 1 < ${#spark[@]}; i++)); do
  [[ ${spark[i]} != --master ]] || master=${spark[i + 1]}
done
case ${master:=local[*]} in
  # A local run talks to itself alone.
  local | local\[*\]) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  yarn | local-cluster\[*\] | spark://?* | k8s://?* | mesos://?*) ;;
  *) fail "Cannot use the master: $master (Spark knows local[N], spark://HOST:PORT, yarn and k8s://HOST:PORT)" ;;
esac
export SPARK_DRIVER_MEMORY=${SPARK_DRIVER_MEMORY:-2g}

temporary=${TMPDIR:-/tmp}
if ! runs_programs "$temporary"; then
  for other in /tmp /var/tmp "${HOME:-/nowhere}/.cache" /dev/shm; do
    if runs_programs "$other"; then
      echo "Temporary files go to $other: $temporary is full, may not be written or runs no programs" >&2
      temporary=$other
      break
    fi
  done
  [[ $temporary == "${other:-}" ]] || fail \
    "Cannot unpack libraries: $temporary (full, may not be written or runs no programs; set TMPDIR to a folder that does)" 3
fi
[[ $temporary == /tmp ]] \
  || export SPARK_SUBMIT_OPTS="\"-Djava.io.tmpdir=$temporary\" ${SPARK_SUBMIT_OPTS-}"

# Without a locale, as under cron, Java could not read file names beyond ASCII.
[[ $(locale charmap 2>/dev/null) != ANSI_X3.4-1968 ]] || export LC_ALL=C.UTF-8

export GLOSSA_HOME=$root
export GLOSSA_LOG=${GLOSSA_LOG:-$temporary/glossa-$(date +%Y%m%d-%H%M%S)-$$.log}
export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$(uri "$root/conf/log4j2.properties")}
arguments=(${spark[@]+"${spark[@]}"} --class dev.glossa.jobs.Main "$(uri "$jar")" ${job[@]+"${job[@]}"})

# The echo must not tell a secret that was handed to Spark.
say_command() {
  local word
  printf '+' >&2
  for word; do
    if [[ ${word,,} =~ ^[a-z0-9._-]*(secret|password|token|credential|access[._-]?key)[a-z0-9._-]*= ]]; then
      word=${word%%=*}=***
    fi
    printf ' %q' "$word" >&2
  done
  printf '\n' >&2
}

# The Spark of SPARK_HOME, by its own spark-submit. That ends with 1 where Spark did not start, so
# the job says 10 for "done, with errors", and the run waits to tell the two apart.
run_theirs() {
  local submit=$SPARK_HOME/bin/spark-submit core child status again code
  [[ -x $submit ]] \
    || fail "Cannot run spark-submit: $submit (SPARK_HOME is set, but has no such program; correct it or unset it)"
  for core in "$SPARK_HOME"/jars/spark-core_*.jar; do
    core=${core##*/spark-core_}
    case $core in
      2.12-3.5.* | '*.jar') ;;
      2.12-*) echo "Glossa is made for Spark 3.5; SPARK_HOME has ${core#2.12-}, which may do as well" | sed 's/\.jar//' >&2 ;;
      *) fail "Cannot run on SPARK_HOME: $SPARK_HOME (its Spark is built for Scala ${core%%-*}, Glossa for Scala 2.12; take a Spark 3.5 for Scala 2.12, or unset SPARK_HOME)" ;;
    esac
  done
  say_command "$submit" "${arguments[@]}"
  export GLOSSA_ERRORS_EXIT=10
  # A process group of its own: a shell starts others in the background with SIGINT ignored.
  set -m
  "$submit" "${arguments[@]}" &
  child=$!
  set +m
  trap 'again=1; kill -INT "$child"' INT
  trap 'again=1; kill -TERM "$child"' TERM
  trap 'again=1; kill -HUP "$child"' HUP
  # A signal ends the wait early; a wait for a child that is known to have ended answers 127.
  status=127 again=1
  while [[ $again ]]; do
    again= code=0
    wait "$child" || code=$?
    ((code == 127)) || status=$code
  done
  case $status in
    1) status=3 ;;
    10) status=1 ;;
  esac
  exit $status
}

# The Spark that comes with the build. Spark's own launcher says what to start; an entry of Glossa's
# stands before Spark's, so that the exit code is right where Spark does not start.
run_ours() {
  local java=${JAVA_HOME:+$JAVA_HOME/bin/}java command=() probe=() i said
  command -v "$java" >/dev/null || fail "Cannot run Spark: no $java (install Java 17 or set JAVA_HOME)" 3
  [[ $root != *:* ]] || fail "Cannot run from $root: Java cannot load classes from a path with a colon (move the folder)"
  export SPARK_HOME=$bundled SPARK_SCALA_VERSION=2.12
  if [[ -n ${SPARK_CONF_DIR:-} && -f $SPARK_CONF_DIR/spark-env.sh ]]; then
    set -a +eu
    # shellcheck source=/dev/null
    . "$SPARK_CONF_DIR/spark-env.sh"
    set +a -eu
    export SPARK_HOME=$bundled
  fi
  mapfile -d '' -t command < <("$java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$bundled/jars/*" \
    org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "${arguments[@]}")
  # The launcher begins with a separator and a new line.
  command=("${command[@]:1}")
  ((${#command[@]})) || fail "Cannot start Spark: the messages above say why" 3
  command[0]=${command[0]#$'\n'}
  for ((i = 0; i < ${#command[@]}; i++)); do
    case ${command[i]} in
      org.apache.spark.deploy.SparkSubmit) break ;;
      -cp) command[i + 1]+=:$jar ;;&
      -agent* | -javaagent* | -Xrun* | -Xlog* | -XX:StartFlightRecording* | -Dcom.sun.management*) ;;
      *) probe+=("${command[i]}") ;;
    esac
  done
  ((i < ${#command[@]})) || fail "Cannot start Spark: the messages above say why" 3
  command[i]=dev.glossa.jobs.Submit
  said=$("${probe[@]}" -version 2>&1) \
    || fail "Cannot start Java: ${said//$'\n'/; } (correct spark.driver.memory or the options for the driver)" 3
  say_command "${command[@]}"
  exec "${command[@]}"
}

if [[ -n ${SPARK_HOME:-} ]]; then
  run_theirs
else
  run_ours
fi
