#!/bin/sh
# `make check`, in the directory above. Self-test: loadgen and rawlimit against each other, including injected faults.
# Bounded (rawlimit ends itself after 60 s); loopback only; exits 0 when all is as expected.
PORT=${PORT:-4197}
L=$BUILD/loadgen R=$BUILD/rawlimit fails=0 pid=
start() { $R --port "$PORT" --max-seconds 60 "$@" >/dev/null 2>&1 & pid=$!; sleep 0.3; }
stop() { kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; pid=; }
trap 'stop' EXIT
expect() { # want-rc  pattern  args...
    want=$1 pat=$2; shift 2
    out=$(timeout 50 $L "$@" --port "$PORT" --server-pid "$pid" 2>&1); rc=$?
    if [ "$rc" = "$want" ] && printf '%s' "$out" | grep -q "$pat"; then echo "ok    $*"
    else fails=$((fails + 1)); echo "FAIL  $* (rc $rc, want $want and /$pat/)"; echo "$out"; fi
}
for mode in "" --coalesce; do
    start $mode
    expect 0 '"deliveries":20000,"lost":0' fanout --clients 100 --broadcasts 200
    expect 0 '"deliveries":10000,"lost":0' fanout --clients 50 --broadcasts 200 --payload 70000 --window 2
    expect 0 '"lost":0' echo --clients 50 --outstanding 4 --duration 0.5 --warmup-s 0.2
    expect 0 '"lost":0' echo --clients 50 --same-topic --duration 0.5 --warmup-s 0.2
    expect 0 '"alive":500' idle --clients 500 --joins 3 --settle 0.2 --hold 0.2
    expect 0 '"ok":true' churn --conc 16 --duration 1 --settle 0.2
    expect 0 '"ok":true' churn --conc 16 --duration 1 --settle 0.2 --rate 300 --abrupt
    expect 0 '"lost":0' manytopics --clients 100 --topics 50 --joins 10 --broadcasts 1000
    stop
done
start --raw echo
expect 0 '"lost":0' echo --raw --clients 50 --outstanding 4 --duration 0.5 --warmup-s 0.2
expect 0 '"alive":200' idle --raw --clients 200 --settle 0.2
expect 0 '"ok":true' churn --raw --conc 16 --duration 1 --settle 0.2
stop
start --raw relay
expect 0 '"deliveries":20000,"lost":0' fanout --raw --clients 100 --broadcasts 200
stop
start --drop-every 997
expect 1 '"order":[1-9]' fanout --clients 100 --broadcasts 200 --stall 1
expect 1 '"lost":[1-9]' manytopics --clients 100 --topics 50 --joins 10 --broadcasts 1000 --stall 1
stop
start --dup-every 997
expect 1 '"order":[1-9]' fanout --clients 100 --broadcasts 200 --stall 1
stop
[ "$fails" = 0 ] && echo "all as expected"
exit "$fails"
