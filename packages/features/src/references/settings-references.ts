/** Every reference that settings hold, in the order of the file. Pure. */
import {
  type AgentConfig,
  botChannel,
  FETCHED_CHANNELS,
  type Reference,
  type ReferenceRole,
  type Settings,
  type TeamConfig,
} from "@tinyagi/contracts";

const CUSTOM = "custom:";

export function settingsReferences(settings: Settings): Reference[] {
  return [
    ...Object.entries(settings.teams).flatMap(([id, team]) => ofTeam(id, team)),
    ...Object.entries(settings.agents).flatMap(([id, agent]) => ofAgent(id, agent)),
    ...ofDefaults(settings),
    ...ofChannels(settings),
    ...Object.entries(settings.webhooks).map(([id, hook]) =>
      referenceTo(receiver(settings, hook.agent), { role: "webhook", from: id }),
    ),
  ];
}

/** @param from what else is known about the entry that refers */
export function referenceTo(
  target: Reference["target"],
  from: Pick<Reference, "role" | "from"> & Partial<Reference>,
): Reference {
  return { name: "", count: 1, successor: null, target, ...from };
}

/** An agent comes first, as in routing. The kind of an unknown receiver cannot be known. */
export function receiver({ agents, teams }: Settings, named: string): Reference["target"] {
  const id = named.replace(/^@/, "");
  const kind = Object.hasOwn(agents, id) ? "agent" : Object.hasOwn(teams, id) ? "team" : null;
  return { kind, id };
}

function ofTeam(id: string, team: TeamConfig): Reference[] {
  const role: ReferenceRole = team.agents.length === 1 ? "last_member" : "member";
  const from = { from: id, name: team.name };
  const members = team.agents.map((agent) => referenceTo({ kind: "agent", id: agent }, { ...from, role }));
  const successor = team.agents.find((agent) => agent !== team.leader_agent);
  if (successor === undefined) return members;
  const leader = { kind: "agent", id: team.leader_agent } as const;
  return [...members, referenceTo(leader, { ...from, role: "leader", successor })];
}

function ofAgent(id: string, { name, provider, fallback = [] }: AgentConfig): Reference[] {
  return [
    ...customProvider(provider, { role: "provider", from: id, name }),
    ...fallback.flatMap((entry) => customProvider(entry.provider, { role: "fallback", from: id, name })),
  ];
}

function ofDefaults({ default_agent: agent, models }: Settings): Reference[] {
  return [
    ...(agent === undefined
      ? []
      : [referenceTo({ kind: "agent", id: agent }, { role: "default_agent", from: "default_agent" })]),
    ...customProvider(models.provider, { role: "default_provider", from: "models.provider" }),
  ];
}

interface FurtherBot {
  readonly agent?: string | undefined;
  readonly groups?: Readonly<Record<string, { readonly agent?: string | undefined }>> | undefined;
}

function ofChannels(settings: Settings): Reference[] {
  const { defaults = {} } = settings.channels;
  const platforms = FETCHED_CHANNELS.map((channel) => [channel, settings.channels[channel]] as const);
  const bots = platforms.flatMap(([platform, its]) => {
    const named: Record<string, FurtherBot> =
      (its as { bots?: Record<string, FurtherBot> } | undefined)?.bots ?? {};
    return Object.entries(named).map(([name, bot]) => ({
      ...bot,
      channel: botChannel(platform, name),
      name,
    }));
  });
  const bound = bots.map(({ channel, name, agent = name }) =>
    referenceTo(receiver(settings, agent), { role: "bot", from: channel }),
  );
  const groups = [...platforms.map(([channel, its]) => ({ channel, groups: its?.groups })), ...bots].flatMap(
    ({ channel, groups: its = {} }) =>
      Object.entries(its).flatMap(([id, { agent }]) =>
        agent === undefined
          ? []
          : [referenceTo(receiver(settings, agent), { role: "group", from: `${channel}/${id}` })],
      ),
  );
  const senders = Object.entries(defaults).map(([sender, choice]) =>
    referenceTo(receiver(settings, typeof choice === "string" ? choice : choice.agentId), {
      role: "sender_default",
      from: sender,
    }),
  );
  return [...bound, ...groups, ...senders];
}

function customProvider(
  provider: string | undefined,
  from: Pick<Reference, "role" | "from"> & Partial<Reference>,
): Reference[] {
  if (provider?.startsWith(CUSTOM) !== true) return [];
  return [referenceTo({ kind: "provider", id: provider.slice(CUSTOM.length) }, from)];
}
