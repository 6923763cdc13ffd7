import { Client, Events, GatewayIntentBits, MessageFlags, Partials } from "discord.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../wait-for.js";
import { createFakeDiscord, type FakeDiscord } from "./fake-discord.js";
import { visibleText } from "./visible-text.js";

const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];

let discord: FakeDiscord;
let client: Client | undefined;

beforeEach(async () => {
  discord = await createFakeDiscord({ heartbeatMs: 200 });
});

afterEach(async () => {
  await client?.destroy();
  client = undefined;
  await discord.close();
});

async function connect(intents: readonly GatewayIntentBits[] = INTENTS): Promise<Client<true>> {
  client = new Client({ intents, partials: [Partials.Channel], rest: { api: discord.apiRoot } });
  const ready = new Promise<Client<true>>((resolve) => client?.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}

describe("the fake Discord, with discord.js unmodified", () => {
  it("signs the bot in and shows it its servers, channels and threads", async () => {
    const guild = discord.addGuild("Acme");
    const general = discord.addChannel(guild, "general");
    const thread = discord.addThread(general, "plans");
    const bot = await connect();
    expect(bot.user.username).toBe(discord.bot.username);
    await waitFor(() => bot.guilds.cache.get(guild.id)?.available === true);
    expect(bot.channels.cache.get(general.id)?.isTextBased()).toBe(true);
    expect(bot.channels.cache.get(thread.id)?.isThread()).toBe(true);
  });

  it("delivers a direct message with its attachment, and takes an answer, an edit and a reaction", async () => {
    const eve = discord.addUser("Eve");
    const bot = await connect();
    bot.on(Events.MessageCreate, async (message) => {
      if (message.author.bot) return;
      const [file] = message.attachments.values();
      const text = await (await fetch(file?.url ?? "")).text();
      await message.react("👀");
      const answer = await message.reply({
        content: `you sent ${text}`,
        files: [{ attachment: Buffer.from("back"), name: "b.txt" }],
      });
      await answer.edit("**edited**");
    });
    const chat = discord.directChannel(eve);
    const sent = discord.say(eve, chat, "see", { files: [{ name: "a.txt", bytes: Buffer.from("hello") }] });
    await waitFor(() => discord.shown(chat)[0]?.isEdited === true);
    const [shown] = discord.shown(chat);
    expect(shown).toMatchObject({ text: "edited", content: "**edited**", replyTo: sent.id });
    expect(shown?.files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ["b.txt", "back"],
    ]);
    expect(discord.reactions(sent.id)).toEqual(["👀"]);
  });

  it("hides the text of messages that do not concern the bot when it lacks the intent for it", async () => {
    const eve = discord.addUser("Eve");
    const general = discord.addChannel(discord.addGuild("Acme"), "general");
    const bot = await connect();
    const texts: string[] = [];
    bot.on(Events.MessageCreate, ({ content }) => void texts.push(content));
    discord.say(eve, general, "secret");
    discord.say(eve, general, "hello", { mention: true });
    await waitFor(() => texts.length === 2);
    expect(texts).toEqual(["", `<@${discord.bot.id}> hello`]);
  });

  it("runs commands and button presses, each answered once", async () => {
    const eve = discord.addUser("Eve");
    const chat = discord.directChannel(eve);
    const bot = await connect();
    await bot.application.commands.set([{ name: "status", description: "Show it" }]);
    bot.on(Events.InteractionCreate, async (interaction) => {
      if (interaction.isChatInputCommand())
        await interaction.reply({ content: "fine", flags: MessageFlags.Ephemeral });
      if (!interaction.isButton()) return;
      await interaction.deferUpdate();
      await interaction.followUp({ content: interaction.customId, flags: MessageFlags.Ephemeral });
    });
    const used = discord.command(eve, chat, { name: "status" });
    await waitFor(() => used.shown === "fine");
    const channel = await bot.channels.fetch(chat.id);
    if (!channel?.isSendable()) throw new Error("the chat must take messages");
    const row = { type: 1, components: [{ type: 2, style: 1, label: "Yes", custom_id: "y" }] };
    const { id } = await channel.send({ content: "Sure?", components: [row] });
    const pressed = discord.press(eve, id, "Yes");
    await waitFor(() => pressed.notes.length === 1);
    expect(pressed.notes).toEqual(["y"]);
    expect(() => discord.press(eve, id, "No")).toThrow("no button");
  });

  it("replays what was sent while the socket was cut", async () => {
    const eve = discord.addUser("Eve");
    const bot = await connect();
    const texts: string[] = [];
    bot.on(Events.MessageCreate, ({ content }) => void texts.push(content));
    discord.gateway.drop();
    await waitFor(() => discord.gateway.connected() === 0);
    discord.say(eve, discord.directChannel(eve), "meanwhile");
    await waitFor(() => texts.includes("meanwhile"));
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 1 });
  });

  it("ends sessions that it forgot, and the client identifies again", async () => {
    const bot = await connect();
    discord.gateway.invalidate();
    discord.gateway.requestReconnect();
    await new Promise((resolve) => bot.once(Events.ShardReady, resolve));
    expect(discord.gateway.counts).toMatchObject({ identified: 2, resumed: 0 });
  });

  it("refuses a revoked token, an intent that is off, and whatever a fault says", async () => {
    const bot = await connect();
    discord.fail({ kind: "status", status: 403, code: 50_001 }, { path: /^\/users/ });
    await expect(bot.users.fetch("@me", { force: true })).rejects.toMatchObject({
      status: 403,
      code: 50_001,
    });
    discord.revokeToken();
    await expect(bot.users.fetch("@me", { force: true })).rejects.toMatchObject({ status: 401 });
    await expect(connect()).rejects.toThrow("invalid token");
    discord.world.token = discord.token;
    await expect(connect([...INTENTS, GatewayIntentBits.MessageContent])).rejects.toThrow(
      "disallowed intents",
    );
  });

  it("takes texts by their code points, and not one more", async () => {
    const eve = discord.addUser("Eve");
    const bot = await connect();
    const dm = await bot.users.createDM(eve.id);
    await dm.send("😀".repeat(2_000));
    await expect(dm.send("x".repeat(2_001))).rejects.toMatchObject({ code: 50_035 });
    expect(discord.shown(discord.directChannel(eve))).toHaveLength(1);
  });
});

describe("visibleText", () => {
  it.each([
    ["**bold** and `code`", "bold and code"],
    ["```ts\nconst a = 1;\n```", "const a = 1;"],
    ["a \\||b|| and \\*c\\*", "a ||b|| and *c*"],
    ["||hidden||", "[spoiler]"],
    ["# Title\n> quoted [link](https://a.b)", "Title\nquoted link"],
    ["snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"],
  ])("%j is shown as %j", (content, shown) => {
    expect(visibleText(content)).toBe(shown);
  });
});
