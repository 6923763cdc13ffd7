/** Public surface of `@tinyagi/graph`. */
export { type ApplySpawnOptions, applySpawn, type SpawnApplied } from "./compile/apply-spawn.js";
export type { Capabilities, PassReport } from "./compile/batch.js";
export { type CompileOptions, compile } from "./compile/compile.js";
export { fromJSON, toJSON } from "./graph/json.js";
export { parsePlan } from "./plan/parse.js";
