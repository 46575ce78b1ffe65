#!/usr/bin/env bash
# ./submit.sh JOB [options]: builds Glossa where needed and hands the job to Spark.
# Spark's own options --master, --deploy-mode, --name, --files, --archives, --conf and
# --properties-file go to Spark; everything else goes to the job (./submit.sh --help lists the jobs).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$root/jobs/target/glossa.jar
spark_home=$root/jobs/target/spark

fail() {
  echo "submit.sh: $1" >&2
  exit "${2:-2}"
}

# The jar is stale when any source that goes into it is newer.
stale() {
  [[ ! -f $jar || ! -d $spark_home/jars ]] && return 0
  [[ -n $(find "$root/pom.xml" "$root/udf/pom.xml" "$root/jobs/pom.xml" "$root/conf/glossa.conf" \
    "$root/udf/src/main" "$root/jobs/src/main" -newer "$jar" -print -quit) ]]
}

build() {
  command -v mvn >/dev/null || fail "Cannot build $jar: no mvn on the PATH (install Maven 3.8 or newer and Java 17)" 3
  echo "Building Glossa (the first build downloads its dependencies, some 600 MB) ..." >&2
  (cd "$root" && mvn -B -q -DskipTests -Dspotless.check.skip=true package) >&2 \
    || fail "Cannot build Glossa: the messages above say why" 3
}

master=${GLOSSA_MASTER:-local[*]}
memory=2g
spark=()
job=()
while (($#)); do
  case $1 in
    --master | --deploy-mode | --name | --files | --archives | --conf | --properties-file)
      (($# > 1)) || fail "Cannot read the option $1: it needs a value"
      case $1 in
        --master) master=$2 ;;
        --conf)
          [[ $2 == spark.driver.memory=* ]] && memory=${2#*=}
          spark+=(--conf "$2")
          ;;
        *) spark+=("$1" "$2") ;;
      esac
      shift 2
      ;;
    *)
      job+=("$1")
      shift
      ;;
  esac
done
[[ " ${spark[*]-} " == *" --properties-file "* ]] || spark=(--properties-file "$root/conf/spark-defaults.conf" "${spark[@]}")

if stale; then
  build
fi

export GLOSSA_HOME=$root LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$root/conf/log4j2.properties}
arguments=(--master "$master" --driver-memory "$memory" "${spark[@]}"
  --class dev.glossa.jobs.Main "$jar" ${job[@]+"${job[@]}"})

if [[ -n ${SPARK_HOME:-} ]]; then
  [[ -x $SPARK_HOME/bin/spark-submit ]] \
    || fail "Cannot run spark-submit: $SPARK_HOME/bin/spark-submit (SPARK_HOME is set, but has no such program; correct it or unset it)"
  command=("$SPARK_HOME/bin/spark-submit" "${arguments[@]}")
else
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "Cannot run Spark: no $java (install Java 17 or set JAVA_HOME)"
  export SPARK_HOME=$spark_home SPARK_SCALA_VERSION=2.12
  opens=()
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
    java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
    sun.security.action sun.util.calendar; do
    opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
  done
  command=("$java" "-Xmx$memory" -XX:+IgnoreUnrecognizedVMOptions "${opens[@]}"
    -Djdk.reflect.useDirectMethodHandle=false
    -cp "$spark_home/jars/*" org.apache.spark.deploy.SparkSubmit "${arguments[@]}")
fi

# Without a locale, as under cron, Java could not read file names beyond ASCII.
[[ $(locale charmap 2>/dev/null) == ANSI_X3.4-1968 ]] && export LC_ALL=C.UTF-8

# A local run talks to itself alone.
[[ $master == local* ]] && export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}

# The echo must not tell a secret that was handed to Spark.
printf '+' >&2
for word in "${command[@]}"; do
  if [[ ${word,,} =~ ^[a-z0-9._-]*(secret|password|token|credential|access[._-]?key)[a-z0-9._-]*= ]]; then
    word=${word%%=*}=***
  fi
  printf ' %q' "$word" >&2
done
printf '\n' >&2
exec "${command[@]}"
