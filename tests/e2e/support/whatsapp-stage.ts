/** A daemon whose WhatsApp channel talks to a fake WhatsApp, and what a person there can do. */
import { fileURLToPath } from "node:url";
import type { ChannelStatus } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import {
  createFakeWhatsApp,
  type FakeWhatsApp,
  type Group,
  type Person,
  type ShownByBot,
  trustFakeWhatsApp,
} from "@tinyagi/testkit/fake-whatsapp";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

/** Makes Baileys in the channel's process accept the fake. It is no option of the product. */
const PRELOAD = new URL("../../../packages/testkit/dist/fake-whatsapp/preload.js", import.meta.url);

const demo = (name: string) => ({ name, provider: "demo", model: "" });

export interface WhatsAppStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly fake: FakeWhatsApp;
  readonly eve: Person;
  /** Listed in the settings; its agent is `coder`. */
  readonly group: Group;
  start(): Promise<Daemon>;
  /** Scans the QR code that the API offers, and waits for the connection. */
  link(): Promise<void>;
  /** Approves the person as an owner before the first message. */
  pair(): Promise<void>;
  /** Waits for a message of the bot that fits. */
  shown(fits: (message: ShownByBot) => boolean, chat?: string): Promise<ShownByBot>;
  state(): Promise<ChannelStatus>;
  /** Waits until the channel is in this state. */
  becomes(state: ChannelStatus["state"]): Promise<ChannelStatus>;
}

/** @param settings merged over the settings */
export async function openWhatsAppStage(settings: object = {}): Promise<WhatsAppStage> {
  trustFakeWhatsApp();
  const fake = await createFakeWhatsApp();
  const eve = fake.directory.addPerson("4915550001", "Eve");
  const group = fake.directory.addGroup("Team", [fake.account, eve]);
  const stage = await openStage({
    env: { TINYAGI_WHATSAPP_URL: fake.url },
    nodeFlags: ["--import", fileURLToPath(PRELOAD)],
    settings: {
      default_agent: "lead",
      agents: { lead: demo("Lead"), coder: demo("Coder"), reviewer: demo("Reviewer") },
      teams: { dev: { name: "Dev", agents: ["lead", "coder", "reviewer"], leader_agent: "lead" } },
      channels: {
        enabled: ["whatsapp"],
        whatsapp: { debounceMs: 0, groups: { [group.jid]: { agent: "coder" } } },
      },
      ...settings,
    },
  });
  const state = async (): Promise<ChannelStatus> => {
    const { channels } = await stage.current().client.call("listChannels");
    const status = channels.find(({ id }) => id === "whatsapp");
    if (status === undefined) throw new Error("this daemon has no WhatsApp");
    return status;
  };
  const becomes: WhatsAppStage["becomes"] = (wanted) =>
    waitFor(
      async () => {
        const status = await state();
        return status.state === wanted ? status : undefined;
      },
      { what: `the channel to be ${wanted}` },
    );
  return {
    stage,
    fake,
    eve,
    group,
    state,
    becomes,
    start: () => stage.start(),
    async link() {
      const { login } = await becomes("login");
      await fake.scan(login?.qr ?? "");
      await becomes("connected");
    },
    async pair() {
      const body = { channel: "whatsapp", senderId: eve.jid, sender: "Eve", role: "owner" as const };
      await stage.current().client.call("allowSender", { body });
    },
    shown: (fits, chat = eve.jid) =>
      waitFor(() => fake.view.shown(chat).find(fits), { what: "a message of the bot" }),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake[Symbol.asyncDispose]();
      }
    },
  };
}
