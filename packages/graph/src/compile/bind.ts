/** Binds a batch to what may be used. An unknown name is refused; a child never has a tool its parent lacks. */

import { normalizeClaim } from "../graph/claim-path.js";
import type { Batch, Capabilities, Draft } from "./batch.js";

/** {@link Capabilities} for look-up: made once for a run, however often it spawns. An absent set allows any name. */
export interface AllowedNames {
  readonly tools: ReadonlySet<string>;
  readonly agent?: ReadonlySet<string> | undefined;
  readonly model?: ReadonlySet<string> | undefined;
  readonly harness?: ReadonlySet<string> | undefined;
}

export function allowedNames(capabilities: Capabilities): AllowedNames {
  const { tools, agents, models, harnesses } = capabilities;
  return {
    tools: new Set(tools),
    agent: agents && new Set(agents),
    model: models && new Set(models),
    harness: harnesses && new Set(harnesses),
  };
}

const NAMED = ["agent", "model", "harness"] as const;

/** @param allowed absent only for a spawn into a run that was given none: then the parent's tools alone decide */
export function bindCapabilities(batch: Batch, allowed: AllowedNames | undefined): number {
  for (const draft of batch.drafts) {
    bindTools(batch, draft, allowed?.tools);
    if (allowed !== undefined) bindNames(batch, draft, allowed);
    bindClaims(batch, draft);
  }
  return 0;
}

function bindNames(batch: Batch, draft: Draft, allowed: AllowedNames): void {
  for (const field of NAMED) {
    const name = draft.spec[field];
    const known = allowed[field];
    if (name === undefined || known === undefined || known.has(name)) continue;
    const message = `the ${field} ${JSON.stringify(name)} is not available`;
    batch.problems.add(
      { path: `${draft.path}.${field}`, code: `unknown_${field}`, message },
      { name, known },
    );
  }
}

function bindTools(batch: Batch, draft: Draft, allowed: ReadonlySet<string> | undefined): void {
  const parentTools = batch.parent?.spec.tools;
  draft.spec.tools.forEach((tool, i) => {
    const path = `${draft.path}.tools[${i}]`;
    const shown = JSON.stringify(tool);
    if (allowed !== undefined && !allowed.has(tool)) {
      const message = `the tool ${shown} is not available`;
      batch.problems.add({ path, code: "unknown_tool", message }, { name: tool, known: allowed });
    } else if (parentTools !== undefined && !parentTools.includes(tool)) {
      const message = `the parent does not have the tool ${shown}`;
      batch.problems.add({ path, code: "tools", message }, { name: tool, known: parentTools });
    }
  });
}

function bindClaims(batch: Batch, draft: Draft): void {
  draft.spec.claims?.forEach((claim, i) => {
    const result = normalizeClaim(claim);
    if ("refused" in result) {
      batch.problems.add({
        path: `${draft.path}.claims[${i}]`,
        code: "path_escape",
        message: result.refused,
      });
    } else if (!draft.claims.includes(result.path)) draft.claims.push(result.path);
  });
}
