/** Describes the state of a plugin and what to do about it. Pure. */
import type { PluginView, PluginWhy } from "@tinyagi/contracts";
import type { PluginApprovalRow } from "@tinyagi/kernel";
import { pluginStep, whyPhrase } from "@tinyagi/views";
import type { PluginCrash } from "./crashed-plugins.js";
import type { PluginContent } from "./plugin-files.js";
import { FAILURES_MAX } from "./running-plugin.js";
import type { PluginState } from "./running-plugins.js";

export interface PluginFacts {
  name: string;
  content: PluginContent;
  approval: PluginApprovalRow | undefined;
  /** Why no plugin at all may run. */
  refusal: PluginWhy | null;
  state: PluginState;
  /** Set when it crashed the daemon and has not been approved again. */
  crash: PluginCrash | undefined;
}

interface Condition {
  readonly state: PluginView["state"];
  readonly why: PluginWhy | null;
}

/** An approved plugin that does not run yet is `restart_needed`. */
export function toView(facts: PluginFacts): PluginView {
  const { name, content, approval, state } = facts;
  const { running } = state;
  const { state: condition, why } = toCondition(facts);
  const isActive = running?.isActive() === true;
  return {
    name,
    state: condition,
    ...sayPlugin(name, why),
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

/** The fact, and what clients of earlier releases read. */
export function sayPlugin(
  name: string,
  why: PluginWhy | null,
): Required<Pick<PluginView, "reason" | "hint" | "why">> {
  if (why === null) return { reason: null, hint: null, why };
  return { reason: whyPhrase(why), hint: pluginStep(why, name), why };
}

function toCondition({ content, approval, refusal, state, crash }: PluginFacts): Condition {
  const { running, failure } = state;
  const isCurrent = running !== undefined && running.digest === approval?.digest;
  if (isCurrent && running.isActive()) {
    const isSame = content.ok && content.digest === running.digest;
    return { state: "loaded", why: isSame ? null : { code: "plugin.edited" } };
  }
  if (refusal !== null) return { state: "refused", why: refusal };
  if (!content.ok) return { state: "refused", why: content.why };
  if (approval === undefined) return { state: "not_allowed", why: { code: "plugin.new" } };
  if (approval.digest !== content.digest) return { state: "changed", why: { code: "plugin.changed" } };
  if (crash?.digest === approval.digest)
    return { state: "failed", why: { code: "plugin.crashed", said: crash.error } };
  if (isCurrent) return { state: "disabled", why: { code: "plugin.disabled", failures: FAILURES_MAX } };
  if (failure !== undefined && failure.digest === approval.digest)
    return { state: "failed", why: failure.why };
  return { state: "restart_needed", why: { code: "plugin.restart" } };
}
