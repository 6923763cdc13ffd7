/**
 * What the project promises, by id. The README's claims cite these ids; tests cite them with `@requirement ID`.
 * `requirements.test.ts` fails on a promise without a test, a test that cites an unknown id, and a claim without an id.
 */
export interface Requirement {
  /** The promise in one sentence. */
  promise: string;
  /** Where it is described for users. */
  document: string;
}

export const REQUIREMENTS = {
  "START-1": {
    promise:
      "`npm start` sets everything up and shows a demo team at work, without a key and without a question.",
    document: "README.md",
  },
  "START-2": {
    promise:
      "A second start takes seconds and changes nothing; a problem gives one clear line and its own exit code.",
    document: "docs/guide/command-line.md",
  },
  "CLI-2": {
    promise:
      "A terminal shows one block for each agent of a reply: its words, or why it failed and what to do; no agent can imitate the block of another one.",
    document: "docs/guide/talking-to-agents.md",
  },
  "ROUTE-1": {
    promise:
      "`@agent text`, `@team text`, `[@a,b: text]` with shared context and explicit chains reach the agents they name.",
    document: "docs/guide/talking-to-agents.md",
  },
  "FANOUT-1": {
    promise: "Agents that are asked together work in parallel; if one fails, the others continue.",
    document: "docs/guide/talking-to-agents.md",
  },
  "CHAIN-1": {
    promise: "Each step of a chain receives the request, its own instruction and the earlier outputs.",
    document: "docs/guide/talking-to-agents.md",
  },
  "HANDOFF-1": {
    promise: "An agent hands work to teammates with tags, and their answers come back as one joined reply.",
    document: "docs/guide/talking-to-agents.md",
  },
  "LIMIT-1": {
    promise: "Agents that keep mentioning each other stop at a limit, and the reply names that limit.",
    document: "docs/guide/talking-to-agents.md",
  },
  "COMMAND-1": {
    promise:
      "Commands such as `/agent`, `/reset` and `/status` work the same on every channel, without an agent.",
    document: "docs/guide/talking-to-agents.md",
  },
  "COMMAND-2": {
    promise: "Only owners restart TinyAGI, stop the work of others, and approve or deny senders.",
    document: "docs/guide/talking-to-agents.md",
  },
  "COMMAND-3": {
    promise:
      "A mistyped command is answered with the nearest one and never starts a run; commands that a notice names work as they are written.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STICKY-1": {
    promise: "A name sent alone becomes the default target of that sender's later messages.",
    document: "docs/guide/talking-to-agents.md",
  },
  "JOIN-1": {
    promise:
      "With `leader`, one agent writes the reply from all results; agents that failed are still named.",
    document: "docs/guide/talking-to-agents.md",
  },
  "ROOM-2": {
    promise: "Room posts that wait for one agent are handled in one run; none is lost or answered twice.",
    document: "docs/guide/talking-to-agents.md",
  },
  "PAIR-1": {
    promise:
      "A stranger on a channel receives one code, and agents see the stranger's messages only after an approval.",
    document: "docs/guide/pairing.md",
  },
  "PAIR-2": {
    promise: "Codes expire, guessing is slowed down, and nothing of a stranger's message is stored.",
    document: "docs/guide/pairing.md",
  },
  "PEOPLE-1": {
    promise:
      "A role says which agents a person reaches, in every way that work takes: members none in bypass mode, guests the default agent or those that the settings name.",
    document: "docs/guide/pairing.md",
  },
  "PEOPLE-2": {
    promise:
      "Sessions of members and guests are their own; a command is for the roles that its table names, and a member resets only the own session.",
    document: "docs/guide/pairing.md",
  },
  "PEOPLE-3": {
    promise:
      "A sandboxed agent reads its workspace, the files of the person who asks that a message to it names, and what its setting reads opens; nothing else of the home and of other workspaces.",
    document: "docs/guide/security.md",
  },
  "LINK-1": {
    promise:
      "The operator links a person's approved senders on several channels: sessions per sender, the default agent and /stop are shared, and roles stay as they are.",
    document: "docs/guide/pairing.md",
  },
  "LINK-2": {
    promise: "Answers go to the chat of the question, or by setting also to the person's other chats.",
    document: "docs/guide/pairing.md",
  },
  "PUSH-1": {
    promise:
      "A browser is notified of what needs a person while no page is open; the push service can read nothing, and what was settled closes its notification.",
    document: "docs/guide/push.md",
  },
  "PUSH-2": {
    promise:
      "A locked screen shows no content unless the settings say so, and only what it shows in full can be approved from a notification.",
    document: "docs/guide/push.md",
  },
  "PUSH-3": {
    promise: "In quiet hours no notification is sent; what still needs a person is sent when they end.",
    document: "docs/guide/push.md",
  },
  "EXPOSE-1": {
    promise:
      "TinyOffice is reached from elsewhere only after a person opened it, for a time and with a login; it closes with the daemon, also with one that is killed.",
    document: "docs/guide/expose.md",
  },
  "EXPOSE-2": {
    promise:
      "Callers from elsewhere are told apart by their address, which they cannot forge, and no header makes them local.",
    document: "docs/guide/expose.md",
  },
  "APPROVAL-1": {
    promise:
      "A question or request of an agent waits for a person, is bound to its exact content, expires, and counts the first decision only.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-2": {
    promise:
      "An open question survives a restart: the agent runs again only when the decision is known, and gets it.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-3": {
    promise: "Only the operator and owners decide: no agent's run, no channel and no member can.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-4": {
    promise: "An agent asks a person with `ask_human` and gets the answer, or continues when no one answers.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-5": {
    promise:
      "With `permissions: ask`, Claude Code and agents without a CLI ask a person before they use a tool that needs permission, with the exact input; `tinyagi doctor` names the agents that cannot ask.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-6": {
    promise:
      "`tinyagi run` shows an approval while the agent waits: at a terminal you decide there, elsewhere it prints the exact commands.",
    document: "docs/guide/approvals.md",
  },
  "APPROVAL-7": {
    promise:
      "What a person approves is what runs: every chat, terminal and page shows it with each character, and where a part is not shown, it cannot be approved.",
    document: "docs/guide/approvals.md",
  },
  "LIVE-1": {
    promise:
      "A program that stays open answers the next message of its session with what a person has changed meanwhile; each run keeps its own limits, costs and access.",
    document: "docs/guide/agents.md",
  },
  "LIVE-2": {
    promise:
      "A program that stays open and is killed or stopped loses no message and answers none twice, and it ends with its daemon.",
    document: "docs/guide/agents.md",
  },
  "STEER-1": {
    promise: "A text can be given to a live run: the run continues with it, or drops its work for it.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STEER-2": {
    promise:
      "A text for a live run is never lost: it ends in the answer of the run or is processed on its own.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STEER-3": {
    promise:
      "A paused run waits until it is resumed, also over a restart; a refused command changes nothing.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STEER-4": {
    promise:
      "A message for a busy agent waits for its turn, joins the live run of its sender, or is answered together with others that wait.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STEER-5": {
    promise: "Only the operator, owners and the sender of the work steer a run.",
    document: "docs/guide/talking-to-agents.md",
  },
  "STEER-6": {
    promise:
      "A refused command to a run is an event with a typed reason, in the log and the trace of the run.",
    document: "docs/guide/talking-to-agents.md",
  },
  "PAUSE-1": {
    promise:
      "A provider that is down or out of quota is not asked again and again: messages wait without failing, or use a fallback, and continue by themselves.",
    document: "docs/guide/providers.md",
  },
  "LOGINS-1": {
    promise:
      "A provider can have several logins: at the limit of one the next one answers, each run says which it used, and the first is used again when its limit is over.",
    document: "docs/guide/providers.md",
  },
  "PATIENCE-1": {
    promise:
      "A message waits as long as its failure deserves: an outage, a limit, a login or a missing program costs no attempts, and its sender is notified once.",
    document: "docs/guide/reliability.md",
  },
  "SETUP-1": {
    promise:
      "`tinyagi` in a new home leads from what was found on the machine to an answered message; each step can be skipped, and flags do the same without questions.",
    document: "docs/guide/getting-started.md",
  },
  "DOCTOR-1": {
    promise:
      "`tinyagi doctor --fix` repairs permissions, missing folders, stale files and broken links, says what it did, and never touches data that it does not understand.",
    document: "docs/guide/doctor.md",
  },
  "SERVICE-1": {
    promise:
      "One command makes TinyAGI a service of systemd or launchd that starts at boot and after a crash, and another removes it.",
    document: "docs/guide/service.md",
  },
  "SERVICE-2": {
    promise:
      "A restart never costs a running daemon: it is refused if the new one could not start. A daemon that dies at each start is not restarted in a hot loop.",
    document: "docs/guide/service.md",
  },
  "SERVICE-3": {
    promise:
      "`tinyagi tmux` opens the views in a tmux session that survives the terminal; its end never harms the daemon.",
    document: "docs/guide/service.md",
  },
  "DOCKER-1": {
    promise:
      "The container runs as an ordinary user, takes secrets from files, opens TinyOffice only with a token, and ends on SIGTERM.",
    document: "docs/guide/docker.md",
  },
  "INSTALL-1": {
    promise:
      "`npm install -g` of a packed set works without a network and without a compiler, and `scripts/install.sh` checks and does it for root and for ordinary users.",
    document: "docs/guide/install.md",
  },
  "INSTALL-2": {
    promise:
      "`tinyagi update` tests the new version beside the old one, backs up, and puts code and data back by itself when the new version does not work, also after a crash in the middle.",
    document: "docs/guide/update.md",
  },
  "INSTALL-3": {
    promise:
      "`tinyagi uninstall` removes daemon, service, completions and program, and keeps or deletes the data as you say.",
    document: "docs/guide/update.md",
  },
  "BUDGET-1": {
    promise:
      "Conversations, agents, teams and days have budgets in money, tokens, runs and time; people see what is left, and can raise them.",
    document: "docs/guide/budgets.md",
  },
  "BUDGET-2": {
    promise:
      "A run that reaches its budget is ended within one usage report, with its sub-agents; what it had written is delivered.",
    document: "docs/guide/budgets.md",
  },
  "BUDGET-3": {
    promise:
      "A message whose budget is used up calls no model and gets an answer that says why; after a raise, stopped work continues and nothing finished runs again.",
    document: "docs/guide/budgets.md",
  },
  "ROOM-1": { promise: "Teams have chat rooms with history.", document: "docs/guide/talking-to-agents.md" },
  "HARNESS-1": {
    promise:
      "Claude Code and Codex run as real processes, each in its own workspace and with its own continuing session.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-2": {
    promise: "Custom endpoints run through the claude, codex or opencode harness, or without any CLI.",
    document: "docs/guide/agents.md",
  },
  "HARNESS-3": {
    promise: "A timeout ends a hanging agent and all its children.",
    document: "docs/guide/reliability.md",
  },
  "HARNESS-4": {
    promise: "OpenCode runs as a real process with the same guarantees as Claude Code and Codex.",
    document: "docs/guide/providers.md",
  },
  "HARNESS-5": {
    promise: "Agents run on model APIs without any CLI, with tools that stay in their workspace.",
    document: "docs/guide/providers.md",
  },
  "HARNESS-6": {
    promise: "If an agent's provider fails, the next one in its list answers.",
    document: "docs/guide/providers.md",
  },
  "DURABLE-1": {
    promise: "An accepted message survives `kill -9` and ends in an answer, a refusal or a visible failure.",
    document: "docs/guide/reliability.md",
  },
  "DURABLE-2": {
    promise: "A result is committed once, and an agent's messages run in the order they were accepted.",
    document: "docs/guide/reliability.md",
  },
  "RETRY-1": {
    promise:
      "A message that fails for an unknown reason is tried five times with back-off; then it is a dead letter that can be retried by hand.",
    document: "docs/guide/reliability.md",
  },
  "ORPHAN-1": {
    promise:
      "No agent process outlives a cancel, a crash or a restart. Without control groups, one that leaves its group and clears its environment does.",
    document: "docs/guide/reliability.md",
  },
  "HOST-1": {
    promise:
      "If the agent host dies or hangs, it is replaced and its runs are repeated; if the daemon dies, no agent outlives it by more than two seconds.",
    document: "docs/guide/reliability.md",
  },
  "LOCK-1": { promise: "A home has at most one daemon.", document: "docs/guide/reliability.md" },
  "CONFIG-1": {
    promise:
      "Settings are validated, saved atomically and hot-reloaded; an invalid file is never overwritten.",
    document: "docs/guide/settings.md",
  },
  "CONFIG-2": { promise: "A settings file of 0.0.20 loads.", document: "docs/guide/settings.md" },
  "CONFIG-3": {
    promise: "Secrets can be references to the environment or a file, and are never shown.",
    document: "docs/guide/settings.md",
  },
  "CONFIG-4": {
    promise:
      "Every change of the settings is a revision with an author that can be shown, compared and undone.",
    document: "docs/guide/settings.md",
  },
  "DOC-1": {
    promise:
      "The references of settings, errors, events, HTTP API and commands are generated from the sources and checked.",
    document: "docs/reference/http-api.md",
  },
  "API-1": {
    promise: "Every route of 0.0.20 answers with its shapes.",
    document: "docs/reference/http-api.md",
  },
  "API-2": {
    promise:
      "The event stream replays from `Last-Event-ID` without gaps or repeats and sends the old event names beside the new ones.",
    document: "docs/reference/http-api.md",
  },
  "API-3": {
    promise:
      "Programs made for OpenAI's Chat Completions API list agents and teams as models and get their answers, whole or streamed.",
    document: "docs/guide/openai-api.md",
  },
  "CHANNEL-1": {
    promise:
      "People talk to agents on Telegram: files both ways, one progress message, and answers in the thread of the question.",
    document: "docs/guide/channels/telegram.md",
  },
  "TALK-1": {
    promise:
      "Agents know who writes, where, when and what is answered, and no text, name or title can pretend to be what TinyAGI says about a message.",
    document: "docs/guide/talking-to-agents.md",
  },
  "TALK-2": {
    promise: "What an app splits is one message; each part is stored as it arrives.",
    document: "docs/guide/talking-to-agents.md",
  },
  "TALK-3": {
    promise: "Messages of people go before heartbeats and schedules of the same agent.",
    document: "docs/guide/talking-to-agents.md",
  },
  "CHANNEL-2": {
    promise:
      "Nothing of a sender who is not approved is downloaded or stored, and in groups the bot is silent unless it is addressed.",
    document: "docs/guide/pairing.md",
  },
  "CHANNEL-3": {
    promise:
      "A platform that is down, a crash or a revoked token loses no message and no reply, and the status of the channel shows it.",
    document: "docs/guide/channels/telegram.md",
  },
  "CHANNEL-13": {
    promise:
      "People talk to agents on WhatsApp: linked by QR code or a typed code, in direct chats and groups, with files both ways.",
    document: "docs/guide/channels/whatsapp.md",
  },
  "CHANNEL-4": {
    promise:
      "People talk to agents on Discord, in direct chats, servers and threads, as on Telegram; a reply that was sent twice is shown once.",
    document: "docs/guide/channels/discord.md",
  },
  "CHANNEL-16": {
    promise:
      "People talk to agents on Slack: direct messages, channels and threads, files both ways, buttons; what was written while TinyAGI was off is read later.",
    document: "docs/guide/channels/slack.md",
  },
  "CHANNEL-17": {
    promise:
      "People talk to agents by e-mail, if their mail server confirms them: threads, attachments both ways, and no answer to mail of programs.",
    document: "docs/guide/channels/email.md",
  },
  "CHANNEL-15": {
    promise:
      "What a person forwards reaches agents as a quotation, and is no command, no decision and no address, on every platform.",
    document: "docs/guide/talking-to-agents.md",
  },
  "HEAR-1": {
    promise:
      "A recording that a person sends reaches agents as text beside its file, paid for at most once, and is no command, no decision and no address; a failure of the transcription costs no message.",
    document: "docs/guide/speech.md",
  },
  "HEAR-2": {
    promise:
      "A program of this machine that transcribes gets the recording and nothing else: no network, no home, no shell, with limits of time and output.",
    document: "docs/guide/speech.md",
  },
  "SEE-1": {
    promise:
      "Pictures that people send and that tools return reach models that see, and a picture that a provider refuses costs no message.",
    document: "docs/guide/pictures.md",
  },
  "CHANNEL-12": {
    promise:
      "A platform may have several bots, each bound to an agent; a person pairs once for all of them, and is reached on the one written to last.",
    document: "docs/guide/channels/telegram.md",
  },
  "CHANNEL-14": {
    promise:
      "A further chat platform is one folder: the guide shows one, and it passes every check of an adapter.",
    document: "docs/guide/channels/writing-one.md",
  },
  "NETWORK-1": {
    promise:
      "Behind a proxy, channels, models, agents, skills and updates go through it, and hosts of `no_proxy` without it.",
    document: "docs/guide/network.md",
  },
  "NETWORK-2": {
    promise:
      "IPv6 addresses work in every spelling: as `server.host`, in `server.allowedHosts` and in `NO_PROXY`, and `::1` is this machine everywhere.",
    document: "docs/guide/network.md",
  },
  "NETWORK-3": {
    promise:
      "The sign-in page of a network is an outage of its own name: messages, replies and backups wait, nothing of the page is taken for an answer, and it gets no key.",
    document: "docs/guide/network.md",
  },
  "NETWORK-4": {
    promise:
      "`tinyagi doctor network` says for the daemon and for this shell what each part reaches and through what, at which step it fails and what to do, and where both differ. It sends no key.",
    document: "docs/guide/network.md",
  },
  "SECURE-1": {
    promise:
      "Every route except `/healthz`, tickets and signed webhooks needs a token; foreign hosts and origins are refused before anything happens.",
    document: "SECURITY.md",
  },
  "SECURE-2": {
    promise:
      "Text of a person or an agent never becomes a command-line option, a path outside its workspace or a prototype lookup.",
    document: "SECURITY.md",
  },
  "SECURE-3": {
    promise: "Agents see an allow-listed environment and cannot send host files.",
    document: "SECURITY.md",
  },
  "SECURE-4": {
    promise: "Agents and channels call the API with their own tokens, which open only what is theirs.",
    document: "SECURITY.md",
  },
  "SECURE-5": {
    promise: "A browser enters with a one-time ticket, a webhook with a signature, and neither works twice.",
    document: "SECURITY.md",
  },
  "SECURE-6": {
    promise:
      "`tinyagi security audit` names everything in this machine and its settings that weakens security.",
    document: "SECURITY.md",
  },
  "SECURE-7": {
    promise:
      "No change of the settings sends a stored key to another origin, and a browser page cannot weaken security or load code.",
    document: "SECURITY.md",
  },
  "SECURE-14": {
    promise:
      "A browser's session belongs to the origin of TinyOffice: another server on this machine that the browser visits receives nothing that opens the daemon.",
    document: "SECURITY.md",
  },
  "SECURE-15": {
    promise:
      "No program outside of an agent's sandbox runs what an agent can write as settings, hooks or plugins.",
    document: "SECURITY.md",
  },
  "SECURE-16": {
    promise: "Requests to TinyAGI's own addresses never go to a proxy, because they carry a token.",
    document: "SECURITY.md",
  },
  "CONTAINER-1": {
    promise:
      "An agent in a container sees its workspace and what its messages name, reaches TinyAGI and its provider, and nothing else of this machine.",
    document: "docs/guide/containers.md",
  },
  "CONTAINER-2": {
    promise:
      "A container ends with its run and with the daemon; without a runtime or an image, a message waits and nothing runs outside.",
    document: "docs/guide/containers.md",
  },
  "CODEX-1": {
    promise: "codex calls nobody but its model, the daemon and the MCP servers of your own configuration.",
    document: "docs/guide/security.md",
  },
  "CODEX-2": {
    promise:
      "What is closed to a codex agent is closed to codex itself, too, and stays closed while files are replaced or created.",
    document: "docs/guide/security.md",
  },
  "SECURE-8": {
    promise:
      "A browser page cannot do what outlives its session or weakens a guard, unless a person outside the page confirmed exactly that.",
    document: "SECURITY.md",
  },
  "SECURE-9": {
    promise:
      "Settings from outside (imports, restores, teams) never weaken a guard without a person's answer, and the report names what was left out.",
    document: "SECURITY.md",
  },
  "TUI-1": {
    promise:
      "Teams, run trees, the queue, chat rooms and the log are followed live in a terminal, from 40 columns on; a lost connection shows and resumes without a gap, and a pipe gets one line for each event.",
    document: "docs/guide/terminal.md",
  },
  "TUI-2": {
    promise:
      "However a live view ends, the terminal is as before; killing it harms neither the daemon nor its runs.",
    document: "docs/guide/terminal.md",
  },
  "TUI-3": {
    promise:
      "From the terminal views you post, steer, answer, retry, fork and cancel; what cannot be undone asks first.",
    document: "docs/guide/terminal.md",
  },
  "TUI-4": {
    promise:
      "`tinyagi chat` is a conversation in the terminal: earlier answers, words while they are written, commands and decisions in place; leaving it stops no agent.",
    document: "docs/guide/terminal.md",
  },
  "CLI-1": {
    promise: "Every command has `--json`, documented exit codes and help with examples.",
    document: "docs/guide/command-line.md",
  },
  "GRAPH-1": {
    promise:
      "A plan is compiled completely or refused with every problem named; spawning into it gives the same graph as compiling from scratch.",
    document: "packages/graph/README.md",
  },
  "GRAPH-2": {
    promise: "A graph that was killed resumes from its journal without repeating finished nodes.",
    document: "packages/graph/README.md",
  },
  "GRAPH-3": {
    promise: "The caps and budgets of a tree are never exceeded, and reservations are refunded.",
    document: "packages/graph/README.md",
  },
  "AGENTS-1": {
    promise:
      "API-model agents call tools and sub-agents within limits, can be steered, and report usage and cost.",
    document: "packages/agents/README.md",
  },
  "COMPANY-1": {
    promise:
      "Notes and text documents of the company are listed in the prompt of every agent, found by questions, and given to a run that they fit, within a token budget; what a note says is data and gives no right.",
    document: "docs/guide/knowledge.md",
  },
  "COMPANY-2": {
    promise:
      "An agent only proposes changes of the company's notes; a note changes when a person accepts exactly what was shown.",
    document: "docs/guide/knowledge.md",
  },
  "MEMORY-1": {
    promise:
      "An agent's notes are Markdown files in its own workspace and are listed, searched and changed only there.",
    document: "docs/guide/memory.md",
  },
  "PROMPT-1": {
    promise: "AGENTS.md and SOUL.md edited through the API are the files that the agent's next run reads.",
    document: "docs/guide/memory.md",
  },
  "SCHEDULE-1": {
    promise:
      "Schedules run by cron or once, each due time once, across restarts, `kill -9`, clock changes and daylight saving.",
    document: "docs/guide/schedules.md",
  },
  "HEARTBEAT-1": {
    promise:
      "Agents are asked at an interval whether there is something to do: never while busy, less often after failures, not at all at 0.",
    document: "docs/guide/heartbeat.md",
  },
  "SPEND-1": {
    promise:
      "Tokens and money that runs reported are summed by agent, team, model, provider, day or conversation.",
    document: "docs/guide/spend.md",
  },
  "WHY-1": {
    promise: "`tinyagi why` explains what happened to a message and what to do next.",
    document: "docs/guide/spend.md",
  },
  "TRACE-1": {
    promise:
      "A trace shows what every run, tool call and handoff did and when, derived from the journal alone.",
    document: "docs/guide/traces.md",
  },
  "TRACE-2": {
    promise: "Credentials are removed from what is recorded; what cannot be checked is not recorded.",
    document: "docs/guide/traces.md",
  },
  "TRACE-3": {
    promise:
      "The changes in an agent's workspace are shown without running anything that the workspace contains.",
    document: "docs/guide/traces.md",
  },
  "TRACE-4": {
    promise: "A lifecycle event takes at most 300 bytes on disk.",
    document: "docs/guide/traces.md",
  },
  "OTLP-1": {
    promise:
      "Spans go to any OTLP receiver by the GenAI conventions, off by default, without texts, and never delay a run.",
    document: "docs/guide/traces.md",
  },
  "RERUN-1": {
    promise:
      "A run is retried, or forked with another text, in a new conversation that is linked to the old one.",
    document: "docs/guide/traces.md",
  },
  "RERUN-3": {
    promise:
      "A sub-agent is retried or forked with another prompt: it, what depends on it and the answer run again, other results are kept, also across restarts.",
    document: "docs/guide/sub-agents.md",
  },
  "RERUN-2": {
    promise:
      "Two runs are compared step by step, and their graphs by sub-agent: agents, setups, answers, time, tokens and cost.",
    document: "docs/guide/traces.md",
  },
  "RERUN-4": {
    promise:
      "A graph of sub-agents is replayed step by step with times and states, in pages that each stand alone, without running anything.",
    document: "docs/guide/sub-agents.md",
  },
  "METRICS-1": {
    promise: "`/metrics` shows queue, runs, replies and process in the Prometheus format.",
    document: "docs/guide/spend.md",
  },
  "TASK-1": {
    promise:
      "A task moved to `in_progress` is sent to its agent or team once, and gets the answer as a comment.",
    document: "docs/guide/tasks.md",
  },
  "TASK-2": {
    promise: "Task identifiers are issued once and stay when a task is moved.",
    document: "docs/guide/tasks.md",
  },
  "GIT-1": {
    promise:
      "A task with a repository is worked on in a clone; exactly the changes that you saw are merged, and nothing that an agent writes there runs.",
    document: "docs/guide/git.md",
  },
  "GIT-2": {
    promise:
      "Work on a task goes to its remote and into a pull request only as you saw it; texts from there wake its agent within limits, and give it no right.",
    document: "docs/guide/git.md",
  },
  "MCP-1": {
    promise:
      "Unmodified MCP clients use the tools of TinyAGI at `/mcp`; agents with the rights of their run, people with their token.",
    document: "docs/guide/mcp.md",
  },
  "MCP-2": {
    promise: "claude, codex and opencode have the tools of their run, and no token of a run outlives it.",
    document: "docs/guide/mcp.md",
  },
  "MCP-3": {
    promise: "`tinyagi mcp` connects programs that start their MCP servers themselves.",
    document: "docs/guide/mcp.md",
  },
  "MCP-4": {
    promise:
      "Agents use your own MCP servers through TinyAGI: only those that you granted, with a question before a tool changes something, without your keys; a server that is huge, slow, dead or changes its tools harms nobody.",
    document: "docs/guide/mcp.md",
  },
  "EDITOR-1": {
    promise:
      "`tinyagi acp` connects editors that speak the Agent Client Protocol: answers as they are written, decisions in the editor, cancel, and earlier sessions.",
    document: "docs/guide/editors.md",
  },
  "WEB-1": {
    promise:
      "Agents on a model API read pages of the public web and search it, when you turn it on; no address of this machine or of a private network is reached.",
    document: "docs/guide/mcp.md",
  },
  "SEARCH-1": {
    promise:
      "Messages, replies, room posts, tasks and comments are found by their words, best matches first.",
    document: "docs/guide/search.md",
  },
  "PLUGIN-1": {
    promise:
      "Plugins change incoming and outgoing texts and receive events; a plugin that fails or hangs costs no message.",
    document: "docs/guide/plugins.md",
  },
  "PLUGIN-2": {
    promise:
      "A plugin runs only after the operator approved its exact content, and never if others could change it.",
    document: "docs/guide/plugins.md",
  },
  "SKILL-1": {
    promise:
      "Every agent gets the bundled skills, each of which does what its text says; TinyAGI never overwrites what a user edited.",
    document: "docs/guide/skills.md",
  },
  "SKILL-2": {
    promise: "A skill from elsewhere is shown first, and exactly what was shown is installed, once.",
    document: "docs/guide/skills.md",
  },
  "UPGRADE-1": {
    promise: "A home of 0.0.20 opens with every row and key, after a backup, and runs what it had accepted.",
    document: "docs/guide/upgrading.md",
  },
  "UPGRADE-2": {
    promise: "A crash during the import leaves the old home or, after the next start, the new one.",
    document: "docs/guide/upgrading.md",
  },
  "RETENTION-1": {
    promise: "Old data is removed by policy, so that nothing grows forever.",
    document: "docs/guide/backup.md",
  },
  "RETENTION-2": {
    promise: "Open data, and what it depends on, is never removed.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-1": {
    promise: "`tinyagi backup` saves a home while it works, in one private file without the token.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-2": {
    promise:
      "`tinyagi restore` checks everything first, moves existing data aside, and refuses hostile archives.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-3": {
    promise:
      "A backup is made each day and verified, and the newest of each of the last seven days is kept; a failure is told once a cause, and `tinyagi doctor` says which backup can be restored.",
    document: "docs/guide/backup.md",
  },
  "BACKUP-4": {
    promise:
      "Each daily backup is copied to a folder or an S3-compatible bucket, whole or not at all, and restored from there; agents cannot read it.",
    document: "docs/guide/backup.md",
  },
  "REPORT-1": {
    promise:
      "Answers of schedules and heartbeats reach the chat in which a paired owner wrote last, say what they answer, and reach no member or guest.",
    document: "docs/guide/schedules.md",
  },
  "DIGEST-1": {
    promise:
      "A daily digest, made from records without a model, reaches the owner once a day, and not on a day on which nothing happened.",
    document: "docs/guide/digest.md",
  },
  "OFFER-1": {
    promise: "A daily budget is proposed once at the set-up, where agents cost money, and may be declined.",
    document: "docs/guide/budgets.md",
  },
  "MOVE-1": {
    promise:
      "Agents, notes, skills, schedules, bots, allow lists and providers of OpenClaw, NanoClaw and Claude Code are imported by one command, which shows what comes and what does not, and never changes the source.",
    document: "docs/guide/moving.md",
  },
  "MOVE-2": {
    promise: "An import of another product or of a team is taken back by one command, and no work is lost.",
    document: "docs/guide/moving.md",
  },
  "TEMPLATE-3": {
    promise:
      "A team is added from a folder, an archive or a repository, with a checksum and a preview of prompts, permissions and schedules.",
    document: "docs/guide/backup.md",
  },
  "DEMO-1": {
    promise:
      "One command shows a team at work offline: fan-out, handoff, a plan with approval, a budget stop and a real crash; it leaves nothing behind.",
    document: "docs/guide/getting-started.md",
  },
  "TEMPLATE-1": {
    promise:
      "A team is shared as a file without keys, paths and permissions; importing it changes nothing that exists.",
    document: "docs/guide/backup.md",
  },
  "TEMPLATE-2": {
    promise:
      "A team is shared as a folder or file with its texts and skills; an import previews everything, runs nothing, and refuses hostile folders and files.",
    document: "docs/guide/backup.md",
  },
  "BUDGET-4": {
    promise:
      "A budget with `onLimit: ask` makes work wait for a person: an approval raises it by the exact amount shown and continues the work; a denial or no answer ends it visibly.",
    document: "docs/guide/budgets.md",
  },
  "BUDGET-5": {
    promise:
      "A plan reserves what its agents are expected to use; one that needs more than its budgets have left is refused, or a person approves it and the exact raise.",
    document: "docs/guide/budgets.md",
  },
  "SPAWN-1": {
    promise:
      "A plan in an agent's answer runs as sub-agents, which may plan again; their results come back as one answer.",
    document: "docs/guide/sub-agents.md",
  },
  "SPAWN-2": {
    promise:
      "Depth, fan-out, total, tools and duplicates of sub-agents are limited; a refused plan names the rule, and its agent goes on.",
    document: "docs/guide/sub-agents.md",
  },
  "SPAWN-3": {
    promise:
      "After a restart a plan goes on where it was; finished sub-agents do not run again, and a message waits for the sub-agents of its dead run.",
    document: "docs/guide/sub-agents.md",
  },
  "SPAWN-4": {
    promise: "When a message or conversation ends or is cancelled, all its sub-agents end.",
    document: "docs/guide/sub-agents.md",
  },
  "SPAWN-5": {
    promise:
      "The graph of a run is shown at every generation, with the state and run of each sub-agent; runs are listed with the usage of all runs below them.",
    document: "docs/guide/sub-agents.md",
  },
  "PROMPT-2": {
    promise:
      "What `tinyagi agent prompt --effective` shows is what the agent's model receives, part by part.",
    document: "docs/guide/agents.md",
  },
  "SPAWN-6": {
    promise:
      "A plan is admitted when the 90th percentile of what such agents cost fits every budget that would pay; a person who decides reads the estimate and what it is based on.",
    document: "docs/guide/sub-agents.md",
  },
  "OFFICE-10": {
    promise:
      "The office shows each agent with its state and its words, to eyes, keyboard and screen reader alike, and draws nothing while nothing changes.",
    document: "docs/guide/office.md",
  },
  "OFFICE-1": {
    promise:
      "TinyOffice opens with a link that works once; a message gets its answer live, on a desktop and on a phone.",
    document: "docs/guide/office.md",
  },
  "OFFICE-2": {
    promise:
      "The pages of TinyOffice run no script but their own, show texts of others as text, and all tabs of a browser share one event stream.",
    document: "docs/guide/office.md",
  },
  "OFFICE-3": {
    promise:
      "On the task board, dragging a card to In progress, or moving it by keyboard, starts its agent, and the card shows what the agent does.",
    document: "docs/guide/office.md",
  },
  "OFFICE-4": {
    promise:
      "The queue shows what runs, what waits and for what, and what failed for good; a replay of failed messages says before what will fail again.",
    document: "docs/guide/office.md",
  },
  "OFFICE-5": {
    promise:
      "An agent is created, changed, reset and removed from the page; changes of its settings are shown before they are saved, and an earlier state can come back.",
    document: "docs/guide/office.md",
  },
  "OFFICE-13": {
    promise:
      "A chat platform is connected from the page, by a token that is checked before it is saved or by a code that the page draws; people are approved there, and a reply that was not delivered says why and can be sent again.",
    document: "docs/guide/office.md",
  },
  "OFFICE-14": {
    promise:
      "Every setting has a field that is derived from its schema; changes are compared before they are saved, problems show at the field or the line, secrets are never shown or sent back, and each earlier state is restored with one click.",
    document: "docs/guide/office.md",
  },
  "OFFICE-15": {
    promise:
      "A new user in an empty home reaches a real answer in the browser, without a terminal: what is on the machine, a team with instructions, an optional channel, the first message.",
    document: "docs/guide/office.md",
  },
  "OFFICE-6": {
    promise:
      "In TinyOffice a run is followed live as a tree, a timeline, a graph and a log, replayed step by step, run again, forked, compared, steered and cancelled.",
    document: "docs/guide/office.md",
  },
  "OFFICE-7": {
    promise:
      "A chat room opens at its newest post, marks what is unread for all browsers of a person, and never moves what is being read.",
    document: "docs/guide/office.md",
  },
  "OFFICE-8": {
    promise:
      "A time is written in words or as cron, and the daemon shows the next times before a schedule is created; a schedule runs now, is turned off, edited and deleted from the page. A week shows what was sent, what was missed and what is due.",
    document: "docs/guide/office.md",
  },
  "OFFICE-9": {
    promise:
      "Agents change their team, lead it and report to another one by drag or by keyboard, each in one change that can be taken back.",
    document: "docs/guide/office.md",
  },
  "OFFICE-20": {
    promise:
      "TinyOffice shows what each day cost, by agent, team, model, task and channel, when a budget is used up at its pace, and what budgets stopped; a raise there continues it.",
    document: "docs/guide/office.md",
  },
  "OFFICE-21": {
    promise:
      "TinyOffice shows the log live: it can be filtered, paused and saved, shows texts of others as text, and lists who changed what with the difference.",
    document: "docs/guide/office.md",
  },
  "OFFICE-23": {
    promise:
      "In TinyOffice, menus and tabs take arrows, Home and End, menus also letters, and a press beside a menu closes it. Notices stack, wait while the pointer or the focus is on them, and each has its own Undo.",
    document: "docs/guide/office.md",
  },
  "OFFICE-22": {
    promise:
      "Files are sent to agents from the chat of TinyOffice and from the command line, and those of agents are saved there; no other file of the machine can be read this way.",
    document: "docs/guide/office.md",
  },
  "OFFICE-24": {
    promise:
      "TinyOffice shows what agents made, with its versions; pages and diagrams of agents run without its origin. A file is public only through a link that a person creates, sees and revokes.",
    document: "docs/guide/office.md",
  },
  "WORKER-1": {
    promise:
      "A machine joins with one command and a code that works once; an agent that has it as its place works there and nowhere else, and its messages wait while it is away.",
    document: "docs/guide/workers.md",
  },
  "WORKER-2": {
    promise: "A worker that was removed has no access to the engine any more.",
    document: "docs/guide/workers.md",
  },
  "WORKER-3": {
    promise:
      "An agent moves to another machine with its files: whatever ends in the middle, they are complete on one of the two, and the old folder is kept.",
    document: "docs/guide/workers.md",
  },
  "CLOCK-1": {
    promise:
      "When the machine sleeps, its clock is set or its zone changes, the daemon records `clock.jumped`, and what waits for a date looks at the clock again: schedules, heartbeats, budgets of a day, approvals, pauses of providers.",
    document: "docs/guide/reliability.md",
  },
  "CLOCK-2": {
    promise:
      "Time limits of a run do not count the time in which the machine sleeps or the daemon is stopped.",
    document: "docs/guide/reliability.md",
  },
  "CLOCK-3": {
    promise:
      "A clock that is set back makes no ticket, session, confirmation or claim of a reply live longer.",
    document: "docs/guide/reliability.md",
  },
} as const satisfies Record<string, Requirement>;
