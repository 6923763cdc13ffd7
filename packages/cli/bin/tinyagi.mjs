#!/usr/bin/env node
import { openFilesRefusal } from "../dist/daemon/src/open-files.js";

try {
  await import("../dist/cli/src/main.js");
} catch (error) {
  // With too few open files Node cannot load the program, and its error names any file but the cause.
  const refusal = openFilesRefusal();
  if (refusal === undefined) throw error;
  process.stderr.write(`tinyagi: ${refusal.message}\n`);
  process.exit(refusal.exitCode);
}
