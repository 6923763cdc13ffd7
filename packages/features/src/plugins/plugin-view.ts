/** Describes the state of a plugin and what to do about it. Pure. */
import type { PluginView } from "@tinyagi/contracts";
import type { PluginApprovalRow } from "@tinyagi/kernel";
import type { PluginCrash } from "./crashed-plugins.js";
import type { PluginContent } from "./plugin-files.js";
import { FAILURES_MAX } from "./running-plugin.js";
import type { PluginState } from "./running-plugins.js";

export interface PluginFacts {
  name: string;
  content: PluginContent;
  approval: PluginApprovalRow | undefined;
  /** Why no plugin at all may run. */
  refusal: { reason: string; hint: string } | null;
  state: PluginState;
  /** Set when it crashed the daemon and has not been approved again. */
  crash: PluginCrash | undefined;
}

type Condition = Pick<PluginView, "state" | "reason" | "hint">;

/** An approved plugin that does not run yet is `restart_needed`. */
export function toView(facts: PluginFacts): PluginView {
  const { name, content, approval, state } = facts;
  const { running } = state;
  const isActive = running?.isActive() === true;
  return {
    name,
    ...toCondition(facts),
    digest: content.ok ? content.digest : null,
    allowedDigest: approval?.digest ?? null,
    allowedAt: approval?.approved_at ?? null,
    files: content.ok ? content.files.length : 0,
    bytes: content.ok ? content.bytes : 0,
    hooks: isActive ? Object.keys(running.hooks).sort() : [],
    events: isActive ? running.events() : [],
    ...(running?.counts() ?? { failures: 0, lastError: null, droppedEvents: 0 }),
  };
}

function toCondition({ name, content, approval, refusal, state, crash }: PluginFacts): Condition {
  const { running, failure } = state;
  const isCurrent = running !== undefined && running.digest === approval?.digest;
  if (isCurrent && running.isActive()) {
    const changed = content.ok && content.digest === running.digest;
    return {
      state: "loaded",
      reason: changed ? null : "its files changed since it was loaded; the approved content still runs",
      hint: changed ? null : `approve the new files before the next start: tinyagi plugin allow ${name}`,
    };
  }
  if (refusal !== null) return { state: "refused", ...refusal };
  if (!content.ok) return { state: "refused", reason: content.reason, hint: content.hint };
  if (approval === undefined)
    return {
      state: "not_allowed",
      reason: "nobody approved it",
      hint: `read its files, then approve them: tinyagi plugin allow ${name}`,
    };
  if (approval.digest !== content.digest)
    return {
      state: "changed",
      reason: "its files changed since they were approved",
      hint: `read its files, then approve them: tinyagi plugin allow ${name}`,
    };
  if (crash?.digest === approval.digest)
    return {
      state: "failed",
      reason: `it ended the daemon: ${crash.error}`,
      hint: `correct it, then approve it: tinyagi plugin allow ${name}; or deny it: tinyagi plugin deny ${name}`,
    };
  if (isCurrent)
    return {
      state: "disabled",
      reason: `it failed ${FAILURES_MAX} times in a row or was denied for a while`,
      hint: "correct it, approve it again, then restart: tinyagi restart",
    };
  if (failure !== undefined && failure.digest === approval.digest)
    return {
      state: "failed",
      reason: failure.reason,
      hint: `correct it, then approve it: tinyagi plugin allow ${name}`,
    };
  return { state: "restart_needed", reason: "it is approved and not loaded yet", hint: "tinyagi restart" };
}
