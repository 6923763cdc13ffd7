/** References as the daemon lists them. A daemon of an earlier release has no such list: nothing is known then. */
import type { Reference, ReferenceTarget } from "@tinyagi/contracts";
import { toFailure } from "../error/cli-error.js";
import type { CliContext } from "./context.js";

export interface ReferencedEntry {
  kind: ReferenceTarget;
  id: string;
}

export async function fetchDependents(context: CliContext, params: ReferencedEntry): Promise<Reference[]> {
  const client = await context.connect();
  return listed(client.call("listDependents", { params, signal: context.signal }));
}

export async function missingReferences(context: CliContext): Promise<Reference[]> {
  const client = await context.connect();
  return listed(client.call("missingReferences", { signal: context.signal }));
}

async function listed(answer: Promise<{ references: Reference[] }>): Promise<Reference[]> {
  try {
    return (await answer).references;
  } catch (error) {
    if (toFailure(error).code === "NOT_FOUND") return [];
    throw error;
  }
}
