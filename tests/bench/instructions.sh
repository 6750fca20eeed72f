#!/bin/sh
# Counts the instructions of five fixed programs and holds them to tests/bench/instructions.txt, within 3 %: a slow-down that noise
# cannot hide. usage: instructions.sh NNTRAIN [--record]    --record writes the counts anew, for a change that is meant
#
# Counted by valgrind, on one thread and always for x86-64-v3, so that neither the machine nor its load show.
set -eu
binary=$(realpath "$1")
folder=$(cd "$(dirname "$0")" && pwd)
expected=$folder/instructions.txt
repository=$(cd "$folder/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export NNTRAIN_ISA=x86-64-v3

if ! "$binary" summary --program "$repository/configs/tutorial.json" >/dev/null 2>&1; then
  echo "this machine lacks x86-64-v3: nothing is counted"
  exit 0
fi

count() { # NAME ARGUMENTS...: a line "NAME COUNT"
  name=$1
  shift
  valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file=valgrind.txt "$binary" "$@" >/dev/null 2>&1
  echo "$name $(sed -n 's/.*Collected : //p' valgrind.txt)"
}

cat >small.json <<'JSON'
{ "layers": [{ "type": "Dense", "units": 64, "activation": "relu" }, { "type": "Dense", "units": 64, "activation": "relu" },
             { "type": "Dense", "units": 3, "activation": "softmax" }],
  "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 12 }
JSON
cat >wide.json <<'JSON'
{ "layers": [{ "type": "Dense", "units": 128, "activation": "relu" }, { "type": "Dense", "units": 128, "activation": "relu" },
             { "type": "Dense", "units": 1 }],
  "optimizer": "adam", "loss": "mse", "epochs": 3, "batch_size": 512 }
JSON
"$binary" gen-synthetic --rows 100 -o line.csv
"$binary" gen-synthetic --kind spirals --rows 512 -o spirals.csv
"$binary" gen-synthetic --weights 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 --rows 4096 -o wide.csv
"$binary" fit small.json spirals.csv -o small_model.json --log quiet
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sed 1d spirals.csv; done >rows.csv
{ head -n 1 spirals.csv; cat rows.csv; } >many.csv
{
  count tutorial fit "$repository/configs/tutorial.json" line.csv --log quiet --threads 1 --set epochs=500
  count classes fit small.json spirals.csv --log quiet --threads 1
  count products fit wide.json wide.csv --log quiet --threads 1
  count columns fit "$repository/configs/penguins_graph.json" "$repository/data/penguins.csv" --log quiet --threads 1 --set epochs=10
  count predict predict small_model.json many.csv --threads 1
} >counts.txt

if [ "${2:-}" = --record ]; then
  cp counts.txt "$expected"
  cat "$expected"
  exit 0
fi
join "$expected" counts.txt | awk '
  { ratio = $3 / $2; printf "%-10s %12d of %12d: %.3f\n", $1, $3, $2, ratio; if (ratio > 1.03 || ratio < 0.97) wrong = 1 }
  END { if (NR != 5) { print "expected five programs"; exit 1 }
        if (wrong) print "more than 3 % away; where that is meant: tests/bench/instructions.sh build/release/nntrain --record"
        exit wrong }'
