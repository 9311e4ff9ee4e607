#!/usr/bin/env bash
# abi/*.json from a fresh build; `--check` fails when a committed file differs.
set -euo pipefail
exec node "$(dirname "${BASH_SOURCE[0]}")/build-abi.mjs" "$@"
