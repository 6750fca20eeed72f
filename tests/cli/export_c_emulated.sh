#!/bin/sh
# Exported C gives the same answers on another processor, byte for byte.
# usage: export_c_emulated.sh QEMU COMPILER NNTRAIN REPOSITORY
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
NNTRAIN_ISA=x86-64-v2 "$3" fit "$4/configs/titanic.json" "$4/data/titanic.csv" --set epochs=2 --set layers.0.activation=gelu --log quiet -o model.json
NNTRAIN_ISA=x86-64-v2 "$3" predict model.json "$4/data/titanic.csv" -o expected.csv
"$3" export model.json -o model.c
"$2" -std=c99 -Wall -Wextra -pedantic -Werror -O2 -static -Dmodel_MAIN model.c -o model
"$1" ./model --self-test
"$1" ./model < "$4/data/titanic.csv" > answers.csv
cmp answers.csv expected.csv
