# Sourced by the commands in tools/: where things are, and steps that show how they are getting on.

: "${RESTANTE_ROOT:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"
export RESTANTE_ROOT
build=$RESTANTE_ROOT/build
logs=$build/logs
mkdir -p "$logs"
export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_loglevel=error

if [ -t 1 ]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi

# A pipe that nobody writes to, to wait on: a `sleep` would outlive its parent and hold our output open.
fifo=$(mktemp -u "$logs/.silence-XXXXXX")
mkfifo "$fifo"
exec {silence}<>"$fifo"
rm "$fifo"

heartbeat=
end_heartbeat() {
    [ -z "$heartbeat" ] || kill "$heartbeat" 2>/dev/null || true
    heartbeat=
}
trap end_heartbeat EXIT

failed_logs=() # of the steps that failed

# step NAME COMMAND...: runs the command with its output in build/logs/NAME.log. Says when it starts, where it is every
# twenty seconds, how long it took; on failure also the end of the log. Answers what the command answered.
step() {
    local name=$1 started=$SECONDS status=0
    shift
    local log=$logs/${name//[^a-zA-Z0-9_.-]/-}.log
    printf '%s· %s%s\n' "$bold" "$name" "$plain"
    : >"$log"
    (
        while read -rt 20 -u "$silence" _ || true; do
            printf '  … %ss: %.100s\n' $((SECONDS - started)) "$(tail -c 2000 "$log" | tr '\r' '\n' | grep '[^[:space:]]' | tail -n 1)"
        done
    ) &
    heartbeat=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    end_heartbeat
    if [ "$status" -eq 0 ]; then
        printf '  ok, %ss\n' $((SECONDS - started))
    else
        failed_logs+=("$log")
        tail -n 60 "$log" | sed 's/^/  | /'
        printf '  %sFAILED%s (%s) after %ss; all of it is in %s\n' "$red" "$plain" "$status" \
            $((SECONDS - started)) "${log#"$RESTANTE_ROOT"/}"
    fi
    return "$status"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# The Node that everything of ours runs on; set once `setup` has brought it.
node_first() {
    local bin
    bin=$("$RESTANTE_ROOT/tests/e2e/editors/get-node" "$build/tools")
    export PATH=$bin:$PATH
}

configure() { # PRESET
    cmake --preset "$1" -S "$RESTANTE_ROOT"
}

compile() { # PRESET [TARGET...]
    local preset=$1
    shift
    ninja -C "$build/$preset" "$@"
}
