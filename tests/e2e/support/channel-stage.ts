/** A daemon with one chat channel, and what every test of a platform needs of it. */
import type { ChannelStatus } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });

export interface ChannelStage extends AsyncDisposable {
  readonly stage: Stage;
  start(env?: Readonly<Record<string, string>>): Promise<Daemon>;
  /** Approves a person as an owner before the first message. */
  pair(person: { senderId: string; sender: string }): Promise<void>;
  state(): Promise<ChannelStatus>;
  /** Waits until the channel is in this state. */
  reached(state: ChannelStatus["state"]): Promise<ChannelStatus>;
}

/**
 * Three agents of the provider `demo` in the team `dev`, whose leader is the default agent.
 * @param settings those of the channel
 * @param more merged over all settings
 */
export async function openChannelStage(
  channel: string,
  settings: object,
  more: object = {},
): Promise<ChannelStage> {
  const stage = await openStage({
    settings: {
      default_agent: "lead",
      agents: { lead: demo("Lead"), coder: demo("Coder"), reviewer: demo("Reviewer") },
      teams: { dev: { name: "Dev", agents: ["lead", "coder", "reviewer"], leader_agent: "lead" } },
      // A test that sends several messages at once means several messages.
      channels: { enabled: [channel], [channel]: { debounceMs: 0, ...settings } },
      ...more,
    },
  });
  const client = () => stage.current().client;
  async function state(): Promise<ChannelStatus> {
    const { channels } = await client().call("listChannels");
    const found = channels.find(({ id }) => id === channel);
    if (found === undefined) throw new Error(`this daemon has no channel ${channel}`);
    return found;
  }
  return {
    stage,
    start: (env) => stage.start(env),
    async pair(person) {
      await client().call("allowSender", { body: { channel, ...person, role: "owner" } });
    },
    state,
    reached: (wanted) =>
      waitFor(
        async () => {
          const status = await state();
          return status.state === wanted ? status : undefined;
        },
        { what: `the state ${wanted}` },
      ),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
