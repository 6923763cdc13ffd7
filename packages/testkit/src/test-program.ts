/** How tests start a program of this repository in a process of its own. */
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("../../", import.meta.url));
/** `npm test` sets it: it has just built what users run, which starts in a fifth of the time. */
const BUILT_VARIABLE = "TEST_PROGRAMS_BUILT";

/**
 * What to call `node` with: the built program under `npm test`, else the sources as they are.
 *
 * @param path below `packages`, without its ending, such as `daemon/src/main`
 */
export function testProgram(path: `${string}/src/${string}`): string[] {
  if (process.env[BUILT_VARIABLE] === "1") return [`${PACKAGES}cli/dist/${path}.js`];
  return ["--conditions=@tinyagi/source", "--import", "tsx", `${PACKAGES}${path}.ts`];
}
