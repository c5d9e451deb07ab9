# To be sourced. Runs programs of tests (xunit's, with its verbose reporter) and counts what became of their tests, those of a program that died included.

# A program that prints nothing for so long is stopped; how long it runs in all does not matter.
silence=${ACTORSEARCH_TEST_SILENCE:-600}
logs=$(mktemp -d)
passed=0 failed=0 skipped=0 crashed=0
summary=""

# run_program NAME COMMAND...: shows failures, skipped tests and slow ones as they come, and adds to the counts.
run_program() {
  local name=$1 log=$logs/$1.log mark=ACTORSEARCH_TEST_RUN=$$-$1 began=$SECONDS code=0 pid
  shift
  : > "$log"
  # In a shell of its own, whose word about a signal goes to the log.
  ( env "$mark" "$@"; exit $? ) >> "$log" 2>&1 < /dev/null &
  pid=$!
  watch_silence "$pid" "$log" "$mark" &
  tail -n +1 -s 0.5 -f --pid="$pid" "$log" | show
  wait "$pid" || code=$?
  stop_marked "$mark"
  count_tests "$name" "$log" "$code" $((SECONDS - began))
}

# The lines of a test that failed or was skipped, up to those of another test, and tests of a second or more. No awk: Debian's waits for a whole block.
show() {
  local line on=0
  while IFS= read -r line; do
    if [[ $line =~ ^\ {4}[^\ ] ]]; then on=0; fi
    if [[ $line =~ ^\ {4}[^\ ].*\ \[(FAIL|SKIP)\]$ || $line =~ ^\ {4}\[.*Failure ]]; then on=1; fi
    if [ $on = 1 ] || [[ $line =~ \[FINISHED\]\ Time:\ ([1-9][0-9.]*|[0-9]+:[0-9:.]+)s?$ ]]; then printf '%s\n' "${line:0:600}"; fi
  done
}

# watch_silence PID LOG MARK
watch_silence() {
  local size=-1 now since=$SECONDS
  while kill -0 "$1" 2> /dev/null; do
    now=$(stat -c %s "$2")
    if [ "$now" != "$size" ]; then size=$now since=$SECONDS; fi
    if [ $((SECONDS - since)) -ge "$silence" ]; then
      printf '\nsilent for %s s: stopped\n' "$silence" >> "$2"
      stop_marked "$3"
      return
    fi
    sleep 1
  done
}

# stop_marked MARK: whatever a program left running; all that it starts have the mark in their environment.
stop_marked() {
  local file
  for file in $(grep -lsz "^$1\$" /proc/[0-9]*/environ); do
    file=${file#/proc/}
    kill -KILL "${file%/environ}" 2> /dev/null
  done
}

# count_tests NAME LOG CODE SECONDS: by its lines, for a program that dies says nothing at the end.
count_tests() {
  local p f s running
  IFS=$'\t' read -r p f s running < <(awk '
    # Lines of a test: four blanks, its name, what happens to it.
    match($0, /^    [^ ].* \[(STARTING|BEGINS|FAIL|SKIP|NOT RUN|FINISHED)\]/) {
      line = substr($0, 5, RLENGTH - 4); at = match(line, / \[[A-Z ]*\]$/); name = substr(line, 1, at - 1); what = substr(line, at + 2, length(line) - at - 2)
      if (what == "STARTING") starting[name]++
      else if (what == "BEGINS") begun[name]++
      else if (what == "FINISHED") { ended[name]++; if (other[name] > 0) other[name]--; else passed++ }
      else { other[name]++; if (what == "FAIL") failed++; if (what == "SKIP") skipped++ }
    }
    END {
      for (name in begun) if (!(name in starting)) starting[name] = begun[name]
      for (name in starting) if (starting[name] > ended[name]) list = list (list == "" ? "" : ", ") name
      printf "%d\t%d\t%d\t%s\n", passed, failed, skipped, list
    }' "$2")
  # A program that came to its end says so itself, in its last line: other output may stand in a line of a test, which is then not counted above. Errors are
  # what went wrong beside tests, such as what they share.
  local total errors failures skips not_run
  read -r total errors failures skips not_run < <(
    sed -n 's/^ .* Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\), Not Run: \([0-9]*\),.*/\1 \2 \3 \4 \5/p' "$2" | tail -n 1)
  if [ -n "$total" ]; then
    # Never fewer failures than were shown.
    if [ "$failures" -gt "$f" ]; then f=$failures; fi
    s=$skips p=$((total - f - s - not_run)) f=$((f + errors))
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  echo "$1: $p passed, $f failed, $s skipped in $4 s"
  summary+=$(awk '/^    [^ ]/ { on = 0 } /^    [^ ].* \[FAIL\]$/ || /^    \[.*Failure/ { on = 5 } on-- > 0 { print substr($0, 5, 300) }' "$2")
  summary+=$'\n'
  # Without xunit's last line, or by a signal behind it.
  if ! grep -q '^ .* Total: [0-9]' "$2" || [ "$3" -ge 128 ] || { [ "$3" != 0 ] && [ "$f" = 0 ]; }; then
    crashed=$((crashed + 1))
    local silent
    silent=$(grep -a -m 1 -o '^silent for [0-9]* s' "$2" | sed 's/^/, stopped when /')
    summary+="crashed: $1 ended with $3$(signal_of "$3")$silent, after $p passed; in flight: ${running:-none}"$'\n'
    summary+=$(grep -a -m 1 -A 5 -E "$last_words" "$2" | cut -c 1-300 | sed 's/^/  /')$'\n'
  fi
}

# How .NET, the C library and the shell begin when a program dies.
last_words='^(Process terminated|Fatal error|Unhandled exception|free\(\)|malloc|double free|corrupted|terminate called)|: line [0-9]+: +[0-9]+ [A-Z]'

signal_of() { if [ "$1" -gt 128 ]; then echo " (SIG$(kill -l $(($1 - 128))))"; fi; }

# The end: what failed, once more where it is found, and the totals. Returns 1 unless all is well.
report_programs() {
  printf '%s' "$summary" | sed '/^$/d'
  rm -rf "$logs"
  local totals="$passed passed, $failed failed, $skipped skipped"
  if [ "$crashed" != 0 ]; then totals+=", $crashed crashed"; fi
  echo "$totals"
  [ $((failed + crashed)) = 0 ]
}
