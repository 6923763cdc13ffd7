/** The version of the package, read from its manifest so that it stands in one place. */
import { readFileSync } from "node:fs";

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);
export const VERSION: string = manifest.version;
