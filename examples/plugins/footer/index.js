/**
 * Tidies what comes in, signs what goes out, and counts the answers of each agent.
 *
 * @type {import("@tinyagi/contracts").Plugin["hooks"]}
 */
export const hooks = {
  // "pls" helps nobody. The length it had is kept: it comes back with every reply as metadata.
  transformIncoming(message) {
    return {
      text: message.replace(/\bpls\b/gi, "please"),
      metadata: { originalLength: message.length },
    };
  },
  async transformOutgoing(message, { channel, agent }) {
    if (channel === "api") return message;
    return `${message}\n\n_Answered by ${agent ?? "TinyAGI"}. Reply STOP to be left alone._`;
  },
};

/** @param {import("@tinyagi/contracts").PluginContext} context */
export function activate(context) {
  const answers = new Map();
  context.on("run.completed", (event) => {
    const { agent } = event.data;
    answers.set(agent, (answers.get(agent) ?? 0) + 1);
    context.log("info", `${agent} has answered ${answers.get(agent)} times`);
  });
  context.on("message.died", (event) => context.log("warn", `a message for ${event.data.agent} died`));
}
