#!/bin/sh
# On an old processor, which has SSE 4.2 and nothing newer, the binary starts and trains the tutorial to the same bytes; with
# --reproducible to the bytes of the newest instruction set.
# usage: emulated.sh QEMU NNTRAIN REPOSITORY
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$2" gen-synthetic -o d.csv
"$1" -cpu Nehalem "$2" fit "$3/configs/tutorial.json" d.csv -o old.json --log quiet
NNTRAIN_ISA=x86-64-v2 "$2" fit "$3/configs/tutorial.json" d.csv -o new.json --log quiet
cmp old.json new.json
"$1" -cpu Nehalem "$2" fit "$3/configs/iris.json" "$3/data/iris.csv" -o old.json --log quiet --set epochs=3 --reproducible
"$2" fit "$3/configs/iris.json" "$3/data/iris.csv" -o new.json --log quiet --set epochs=3 --reproducible
cmp old.json new.json
