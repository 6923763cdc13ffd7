/** Binds a batch to what may be used. An unknown name is refused; a child never has a tool its parent lacks. */

import { normalizeClaim } from "../graph/claim-path.js";
import type { Batch, Capabilities, Draft } from "./batch.js";

const NAMED = [
  ["agent", "agents"],
  ["model", "models"],
  ["harness", "harnesses"],
] as const;

/** @param capabilities absent only for a spawn into a run that was given none: then the parent's tools alone decide */
export function bindCapabilities(batch: Batch, capabilities: Capabilities | undefined): number {
  const tools = capabilities && new Set(capabilities.tools);
  const named = NAMED.map(([field, list]) => {
    const allowed = capabilities?.[list];
    return { field, allowed: allowed && new Set(allowed) };
  });
  for (const draft of batch.drafts) {
    bindTools(batch, draft, tools);
    for (const { field, allowed } of named) {
      const name = draft.spec[field];
      if (name === undefined || allowed === undefined || allowed.has(name)) continue;
      const message = `the ${field} ${JSON.stringify(name)} is not available`;
      batch.problems.add(
        { path: `${draft.path}.${field}`, code: `unknown_${field}`, message },
        { name, known: allowed },
      );
    }
    bindClaims(batch, draft);
  }
  return 0;
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
