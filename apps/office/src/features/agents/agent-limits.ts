/** Budget and fallbacks of an agent as fields of a form, and back. Pure. */
import type { SettingsEdit } from "@tinyagi/contracts";
import type { AgentConfig } from "./agent-state";

export interface Fallback {
  provider: string;
  /** Empty: the provider's default. */
  model: string;
}

/** Amounts as they are typed; an empty one has no limit. */
export interface LimitDraft {
  usd: string;
  tokens: string;
  onLimit: string;
  fallback: readonly Fallback[];
}

const text = (value: number | undefined): string => (value === undefined ? "" : String(value));

export function getLimits({ budget, fallback = [] }: AgentConfig): LimitDraft {
  return {
    usd: text(budget?.usd),
    tokens: text(budget?.tokens),
    onLimit: budget?.onLimit ?? "stop",
    fallback: fallback.map(({ provider, model = "" }) => ({ provider, model })),
  };
}

/** @returns one edit for each of budget and fallbacks that changes; what the form does not show stays */
export function limitEdits(id: string, config: AgentConfig, draft: LimitDraft): SettingsEdit[] {
  const now = getLimits(config);
  const edits: SettingsEdit[] = [];
  const isOther = (["usd", "tokens", "onLimit"] as const).some((key) => draft[key].trim() !== now[key]);
  if (isOther) edits.push(edit(["agents", id, "budget"], toBudget(config, draft)));
  if (JSON.stringify(draft.fallback) !== JSON.stringify(now.fallback))
    edits.push(edit(["agents", id, "fallback"], toFallback(draft)));
  return edits;
}

function edit(path: string[], value: SettingsEdit["value"]): SettingsEdit {
  return value === undefined ? { path } : { path, value };
}

function toBudget({ budget = {} }: AgentConfig, draft: LimitDraft): SettingsEdit["value"] {
  const { usd: _usd, tokens: _tokens, onLimit: _onLimit, ...hidden } = budget;
  const kept = Object.entries(hidden).filter(([, value]) => value !== undefined);
  const amounts: Record<string, number> = {
    ...Object.fromEntries(kept),
    ...(draft.usd.trim() === "" ? {} : { usd: Number(draft.usd) }),
    ...(draft.tokens.trim() === "" ? {} : { tokens: Number(draft.tokens) }),
  };
  if (Object.keys(amounts).length === 0) return undefined;
  return { ...amounts, ...(draft.onLimit === "stop" ? {} : { onLimit: draft.onLimit }) };
}

function toFallback({ fallback }: LimitDraft): SettingsEdit["value"] {
  const list = fallback
    .filter(({ provider }) => provider !== "")
    .map(({ provider, model }) => (model.trim() === "" ? { provider } : { provider, model: model.trim() }));
  return list.length === 0 ? undefined : list;
}
