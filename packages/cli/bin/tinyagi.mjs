#!/usr/bin/env node
import { openFilesRefusal } from "@tinyagi/daemon/open-files";

try {
  await import("../dist/main.js");
} catch (error) {
  // With too few open files Node cannot load the program, and its error names any file but the cause.
  const refusal = openFilesRefusal();
  if (refusal === undefined) throw error;
  process.stderr.write(`tinyagi: ${refusal.message}\n`);
  process.exit(refusal.exitCode);
}
