/** The version of the package, read from its manifest. */
import { readFileSync } from "node:fs";

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);
export const VERSION: string = manifest.version;
