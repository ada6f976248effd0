#!/bin/sh
# The command line. The services start Node themselves (tellersight.service says why).
# The neural runtime has an upload of usage data compiled in; it is off before anything is loaded.
export ORT_DISABLE_TELEMETRY=1
exec /usr/lib/tellersight/bin/node /usr/lib/tellersight/src/cli.ts "$@"
