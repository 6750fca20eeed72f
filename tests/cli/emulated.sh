#!/bin/sh
# On an old processor, which has SSE 4.2 and nothing newer, the binary starts and trains the tutorial to the same bytes.
# usage: emulated.sh QEMU NNTRAIN REPOSITORY
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$2" gen-synthetic -o d.csv
"$1" -cpu Nehalem "$2" fit "$3/configs/tutorial.json" d.csv -o old.json --log quiet
NNTRAIN_ISA=x86-64-v2 "$2" fit "$3/configs/tutorial.json" d.csv -o new.json --log quiet
cmp old.json new.json
