/**
 * One step for each command of `tinyagi`, in an order that works in a new home. `{…}` is replaced with output of an
 * earlier step (`keep`); `{home}` is always defined.
 */

export interface Step {
  /** Arguments of `tinyagi`, as in a shell: single quotes group words. */
  readonly run: string;
  /** Default 0. */
  readonly code?: number;
  readonly stdout?: RegExp;
  readonly stderr?: RegExp;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Path below the home to text, written before. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name to path in the JSON of stdout, e.g. `{ conv: "conversationId" }`; the step runs with `--json`. */
  readonly keep?: Readonly<Record<string, string>>;
}

/** The smallest server of the Model Context Protocol, with one tool. */
const NOTES_SERVER = `import { createInterface } from "node:readline";
const tool = { name: "look", description: "Looks.", inputSchema: { type: "object" }, annotations: { readOnlyHint: true } };
const answers = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "notes", version: "1" } },
  "tools/list": { tools: [tool] },
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method] ?? {} }));
});
`;

export const STEPS: readonly Step[] = [
  { run: "version", stdout: /^tinyagi \d+\.\d+\.\d+/ },
  { run: "status", code: 69, stderr: /tinyagi start/ },
  { run: "doctor", stdout: /settings/ },
  { run: "doctor network", stdout: /network\./ },
  { run: "doctor --fix --dry-run", stderr: /Nothing was changed/ },
  { run: "doctor --fix", stderr: /repairs? done|Nothing to repair/ },
  { run: "import home --dry-run", code: 1, stderr: /No data of an older TinyAGI/ },
  { run: "import report", code: 1, stderr: /no import report/ },
  { run: "start", stdout: /started \(pid \d+\)/ },
  { run: "start", stdout: /already running/ },
  { run: "status", stdout: /live runs/ },
  { run: "needs", stdout: /^Nothing needs you\./ },
  { run: "office --url", stdout: /^http:\/\/127\.0\.0\.1:\d+\/#ticket=[\w-]{43}$/ },
  { run: "office --qr", code: 69, stderr: /server\.allowedHosts/ },
  { run: "docs", stdout: /\/docs\/open#ticket=/ },
  { run: "setup --template demo", stdout: /The team demo is ready: @lead/ },
  { run: "team add shop --template ops --provider demo", stdout: /The team shop is ready: @chief/ },
  { run: "setup --agent helper --provider demo --role helps", stdout: /@helper is ready/ },
  ...agentsAndTeams(),
  ...messages(),
  ...providers(),
  ...capabilities(),
  ...times(),
  ...people(),
  ...board(),
  ...settings(),
  { run: "completion bash", stdout: /complete -o default/ },
  { run: "webhook add shop --agent writer --template 'An order came in.'", stdout: /api\/hooks\/shop/ },
  { run: "webhook list", stdout: /shop +/ },
  { run: "webhook test shop", stdout: /\S/ },
  { run: "webhook remove shop --yes", stdout: /removed shop/ },
  { run: "token create --channel matrix", keep: { token: "id" } },
  { run: "token list", stdout: /matrix/ },
  { run: "token revoke {token}", stdout: /revoked/ },
  { run: "security audit", stdout: /\S/ },
  { run: "export team press --out {home}/press.json", stdout: /2 agents/ },
  { run: "skill install writer {home}/rhyme --yes", stdout: /rhyme/ },
  { run: "export team press --folder {home}/press", stdout: /2 agents/ },
  { run: "team remove press --yes", stdout: /removed/ },
  { run: "agent remove reader --yes", stdout: /removed/ },
  {
    run: "import team {home}/press --rename writer=author --dry-run",
    stderr: /@author [\s\S]*SOUL\.md[\s\S]*Nothing is run by the import/,
    stdout: /Nothing was changed/,
  },
  { run: "import team {home}/press --rename writer=author --yes", stdout: /Added the team press/ },
  { run: "agent soul author", stdout: /Calm/ },
  { run: "skill list author", stdout: /rhyme +Rhymes/ },
  { run: "team export press --to {home}/press.tgz", stdout: /Checksum: [0-9a-f]{64}/ },
  { run: "import undo --yes", stdout: /Took the import .*-team back/ },
  { run: "team add {home}/press.tgz --yes", stdout: /Added the team press/ },
  { run: "import --from openclaw {home}/nowhere", code: 2, stderr: /does not exist/ },
  { run: "demo --fast", stdout: /That was TinyAGI in/ },
  { run: "backup --no-workspaces", keep: { backup: "backup.path" } },
  { run: "backup list", stdout: /tinyagi-.*\.tar\.gz/ },
  { run: "backup run", stdout: /backup/i },
  { run: "backup restore latest --dry-run", stdout: /can be restored/ },
  { run: "digest show", stdout: /\S/ },
  { run: "digest on --at 07:30", stdout: /07:30/ },
  { run: "digest send", stdout: /\S/ },
  { run: "digest off", stdout: /\S/ },
  { run: "restore {backup} --yes", code: 73, stderr: /tinyagi stop/ },
  { run: "restart", stdout: /started/ },
  { run: "tmux", env: { PATH: "/nowhere" }, code: 69, stderr: /apt-get install tmux/ },
  // Whether it is ready depends on the machine.
  { run: "container status", code: 1, stdout: /image +localhost\/tinyagi-agents/ },
  { run: "container build now", code: 2, stderr: /Too many arguments/ },
  { run: "service install --dry-run", stdout: /^# Written by `tinyagi service install`/ },
  { run: "service status", code: 1, stdout: /not installed/ },
  { run: "service uninstall --yes", stdout: /there is no service/ },
  { run: "update --check", code: 69, stderr: /git pull/ },
  { run: "uninstall --dry-run", stdout: /Nothing was changed/ },
  { run: "stop", stdout: /stopped/ },
  { run: "stop", stdout: /not running/ },
  { run: "restore {backup} --dry-run", stdout: /can be restored/ },
  { run: "restore {backup} --yes", stdout: /Restored/ },
  { run: "agent list", code: 69, stderr: /tinyagi start/ },
];

function agentsAndTeams(): Step[] {
  return [
    { run: "agent list", stdout: /helper/ },
    { run: "agent add writer --provider demo", stderr: /replaces the agent of the demo team/ },
    { run: "agent add writer --provider demo", code: 1, stderr: /tinyagi agent set writer/ },
    { run: "agent add reader --provider demo --role words", stdout: /words/ },
    { run: "agent show reader", stdout: /words/ },
    { run: "agent templates", stdout: /dev:coder +Coder +Writes the code/ },
    { run: "agent add --template dev:coder --provider demo", stdout: /role +Writes the code/ },
    { run: "agent prompt coder", stdout: /smallest change that is right/ },
    { run: "agent remove coder --yes", stdout: /removed/ },
    { run: "agent show nobody", code: 1, stderr: /Your agents: .*reader/ },
    { run: "agent set writer --role letters", stdout: /letters/ },
    { run: "agent provider writer", stdout: /demo/ },
    { run: "agent prompt writer --file -", input: "Write short sentences.\n", stdout: /AGENTS\.md/ },
    { run: "agent prompt writer", stdout: /short sentences/ },
    { run: "agent soul writer --file -", input: "Calm.\n", stdout: /SOUL\.md/ },
    { run: "agent soul writer", stdout: /Calm/ },
    { run: "agent reset writer", stdout: /new session/ },
    { run: "agent close writer", stdout: /No program is open/ },
    { run: "agent place writer nas", code: 78, stderr: /execution\.workers/ },
    { run: "agent place writer here", stdout: /works on this machine/ },
    { run: "agent move writer", code: 1, stderr: /was not moved/ },
    { run: "agent move writer nas", code: 1, stderr: /No engine is set/ },
    { run: "expose", stdout: /No tunnel to TinyOffice is open/ },
    { run: "expose status", stdout: /ssh -L \d+:/ },
    { run: "expose link", code: 69, stderr: /tinyagi expose start/ },
    { run: "expose start", code: 2, stderr: /Tailscale is not installed/ },
    { run: "expose stop", stdout: /No tunnel to TinyOffice is open/ },
    { run: "worker list", stdout: /tinyagi worker invite/ },
    { run: "worker invite nas", code: 1, stderr: /execution\.engine\.url/ },
    { run: "worker show nas", code: 1, stderr: /No worker has this name/ },
    { run: "worker doctor", stdout: /tinyagi worker --help/ },
    { run: "worker doctor nas", code: 1, stderr: /No worker has this name/ },
    { run: "worker drain nas", code: 1, stderr: /No worker has this name/ },
    { run: "worker remove nas --yes", code: 1, stderr: /No worker has this name/ },
    { run: "worker join hello", code: 65, stderr: /not a join code/ },
    { run: "worker start", code: 1, stderr: /has joined no daemon/ },
    { run: "worker run", code: 1, stderr: /has joined no daemon/ },
    { run: "worker stop", stdout: /no worker runs/ },
    { run: "reset writer", stdout: /new session/ },
    { run: "team add press --agents writer,reader --leader writer", stdout: /press/ },
    { run: "team list", stdout: /writer, reader/ },
    { run: "team templates", stdout: /dev +Plans, builds, tests/ },
    { run: "team show press", stdout: /leader +writer/ },
    { run: "team visualize press --once", stdout: /@press [\s\S]*@writer .* leader\n[\s\S]*@reader/ },
    { run: "top --once", stdout: /writer idle/ },
    { run: "team set press --join stream", stdout: /stream/ },
    { run: "team add-agent press helper", stdout: /helper/ },
    { run: "team move helper press --lead", stdout: /leader +helper/ },
    { run: "team move writer press --lead", stdout: /leader +writer/ },
    { run: "team remove-agent press helper", stdout: /writer, reader\n/ },
    { run: "chatroom press --post 'hello all'", stdout: /hello all/ },
    { run: "chatroom", stdout: /#press +0 .*hello all/ },
    { run: "chatroom press --read", stdout: /hello all/ },
  ];
}

function messages(): Step[] {
  return [
    { run: "run '@writer hello'", stdout: /\S/ },
    { run: "run --json '@writer hello'", keep: { conv: "id", message: "messageId" } },
    { run: "send '@nobody hello' --agent nobody", code: 65, stderr: /tinyagi agent list/ },
    { run: "send '@writer again'", stdout: /Accepted: .* for @writer/ },
    { run: "conversation list", stdout: /conv_/ },
    { run: "conversation list --agent writer --channel nowhere", stdout: /no conversations/ },
    { run: "conversation list --unread", stdout: /conv_/ },
    { run: "conversation read {conv}", stdout: /read/ },
    { run: "conversation show {conv}", stdout: /hello/ },
    { run: "conversation cancel {conv}", code: 1, stderr: /already closed/ },
    { run: "attach {conv}", stdout: /\S/ },
    { run: "chat writer", input: "hello from a pipe\n", stdout: /\S/ },
    { run: "confirm", stdout: /Nothing waits for a confirmation/ },
    { run: "login ftp://127.0.0.1", code: 2, stderr: /tinyagi/ },
    { run: "logout", code: 0 },
    { run: "runs --limit 1", keep: { run: "0.runId" } },
    { run: "runs show {run}", stdout: /run_/ },
    { run: "why {message}", stdout: /answered/ },
    { run: "trace {run}", stdout: /run @writer/ },
    { run: "trace {run} --log", stdout: /run\.started/ },
    { run: "trace {conv}", stdout: /handoff @writer → @reviewer/ },
    { run: "graph {run}", code: 1, stderr: /graph/ },
    { run: "replay {run}", code: 1, stderr: /This run has no graph/ },
    { run: "compare {run} {run}", stdout: /the same agents ran/ },
    { run: "retry {run}", stdout: /runs again in conv_/ },
    { run: "retry {run} --from root/check", code: 1, stderr: /This run has no graph/ },
    { run: "fork {run} write it in French", stdout: /runs again in conv_/ },
    { run: "steer {run} faster", code: 1, stderr: /ended|not live/ },
    { run: "pause {run}", code: 1, stderr: /ended|not live/ },
    { run: "resume {run}", code: 1, stderr: /ended|not live|paused/ },
    { run: "cancel {run}", code: 1, stderr: /ended|not live/ },
    { run: "approvals", stdout: /Nothing waits/ },
    { run: "approve ask_k7qx2m9p", code: 1, stderr: /no approval/ },
    { run: "deny ask_k7qx2m9p", code: 1, stderr: /no approval/ },
    { run: "answer ask_k7qx2m9p yes", code: 1, stderr: /no approval/ },
    { run: "budgets", stdout: /No budgets are set/ },
    { run: "budget stops", stdout: /No budget has stopped/ },
    { run: "budget extend day --usd 1", code: 1, stderr: /budget/ },
    { run: "mcp", input: "", stdout: /^$/ },
    { run: "acp --agent writer", input: "", stdout: /^$/ },
    { run: "spend --by model", stdout: /total/ },
    { run: "spend --by channel --days 2", stdout: /total/ },
    { run: "trends --days 7", stdout: /SUCCESS/ },
    { run: "logs --limit 5", stdout: /\S/ },
    { run: "logs --activity --limit 500", stdout: /run\.completed/ },
    { run: "logs queue", stdout: /\S/, stderr: /only one log/ },
    { run: "queue", stdout: /\S/ },
    { run: "queue status", stdout: /processing +\d/ },
    { run: "queue agents", stdout: /\S/ },
    { run: "queue processing", stdout: /\S/ },
    { run: "queue lanes", stdout: /\S/ },
    { run: "queue dead", stdout: /no dead letters/ },
    { run: "queue retry 999", code: 1, stderr: /dead message not found/ },
    { run: "queue retry --all", stdout: /retrying 0/ },
    { run: "queue retry --all --dry-run", stdout: /no dead letters to retry/ },
    { run: "queue delete 999 --yes", code: 1, stderr: /dead message not found/ },
    { run: "queue purge --yes", stdout: /deleted 0/ },
    { run: "queue kill 999", code: 1, stderr: /No waiting or running message/ },
  ];
}

function providers(): Step[] {
  return [
    // What the first start found on this machine, or how to set one.
    { run: "provider", stdout: /^(anthropic|openai|opencode) |tinyagi provider anthropic/ },
    {
      run: "provider api --base-url http://127.0.0.1:9 --api-key-stdin",
      input: "sk-0123456789-0123456789\n",
      stdout: /^provider api/,
      stderr: /tinyagi provider api --model/,
    },
    { run: "config get models", stdout: /^(?![\s\S]*0123456789)[\s\S]*sk-…6789/ },
    { run: "provider test", code: 1, stdout: /key: from the settings[\s\S]*tinyagi provider api --model/ },
    { run: "provider api --model sonnet", stdout: /provider api sonnet/ },
    { run: "provider test", code: 1, stdout: /configured: api, claude-sonnet[\s\S]*check the network/ },
    { run: "agent add caller", stdout: /provider +api/ },
    { run: "agent set caller --fallback demo,anthropic=opus", stdout: /fallback +demo, anthropic=opus/ },
    { run: "agent remove caller --yes", stdout: /removed/ },
    { run: "provider anthropic", stdout: /provider anthropic/ },
    { run: "provider list", stdout: /anthropic \*/ },
    {
      run: "provider add local --harness api --base-url http://127.0.0.1:9/v1 --model m --api-key-stdin",
      input: "sk-0123456789\n",
      stdout: /tinyagi provider test custom:local/,
    },
    {
      run: "provider login add custom:local spare --api-key-stdin",
      input: "sk-9876543210\n",
      stdout: /^custom:local: spare added; it is used after default/,
    },
    { run: "provider login use custom:local spare", stdout: /order: spare, default/ },
    { run: "provider login list custom:local", stdout: /spare +api_key +in use[\s\S]*default +own +ready/ },
    { run: "provider login order custom:local default spare", stdout: /order: default, spare/ },
    { run: "provider login remove custom:local spare --yes", stdout: /spare removed/ },
    { run: "provider test demo", stdout: /ok +answer/ },
    { run: "provider resume demo", stdout: /\S/ },
    { run: "provider test custom:local", code: 1, stdout: /failed +answer/ },
    { run: "provider remove local --yes", stdout: /custom:local removed/ },
    { run: "model sonnet", stdout: /anthropic: sonnet/ },
    { run: "model", stdout: /anthropic \* +claude-sonnet/ },
  ];
}

/** Skills, notes, plugins. */
function capabilities(): Step[] {
  const skill = "---\nname: rhyme\ndescription: Rhymes. Use for poems.\n---\n\nRhyme.\n";
  return [
    { run: "skill list writer", stdout: /memory +Keep/ },
    { run: "skill show writer memory", stdout: /name: memory/ },
    // An agent's: without one nothing is asked of the public registry.
    { run: "skill search nobody rhyme", code: 1, stderr: /agent/ },
    {
      run: "skill install writer {home}/rhyme --yes",
      files: { "rhyme/SKILL.md": skill },
      stdout: /rhyme/,
    },
    { run: "skill remove writer rhyme --yes", stdout: /deleted rhyme/ },
    {
      run: "memory add writer work/release --name Release --summary 'How it is cut' --text 'On Fridays.'",
      stdout: /added work\/release\.md/,
    },
    { run: "memory list writer", stdout: /How it is cut/ },
    { run: "memory show writer work/release", stdout: /On Fridays/ },
    {
      run: "memory edit writer work/release --file -",
      input: "---\nname: Release\nsummary: How it is cut\n---\n\nOn Mondays.\n",
      stdout: /changed work\/release\.md/,
    },
    {
      run: "mcp add notes --agent writer --yes -- node {home}/notes.mjs",
      files: { "notes.mjs": NOTES_SERVER },
      stdout: /look +allow +offered +Looks\./,
      stderr: /tinyagi mcp remove notes/,
    },
    { run: "mcp list", stdout: /notes +running +1 +writer/ },
    { run: "mcp test notes", stdout: /running/ },
    { run: "mcp tools notes", stdout: /look +allow +offered/ },
    { run: "mcp rule notes look deny", stdout: /look +deny +denied/ },
    { run: "mcp grant notes --everyone", stdout: /agents +all/ },
    {
      run: "mcp revoke notes --agent writer --everyone",
      stdout: /agents +none/,
      stderr: /tinyagi mcp grant notes/,
    },
    { run: "mcp accept notes", stdout: /nothing changed/ },
    { run: "mcp catalog", stdout: /notion .*a login +tinyagi mcp add notion/ },
    { run: "mcp login notes", code: 65, stderr: /Only servers at an address have a login/ },
    { run: "mcp logout notes", stdout: /notes/ },
    {
      run: "mcp import --from {home}/claude.json --agent writer --yes",
      files: { "claude.json": '{"mcpServers": {"Other": {"type": "stdio", "command": "other"}}}' },
      stdout: /added other/,
    },
    { run: "mcp test other", code: 69, stderr: /other cannot be used/ },
    { run: "mcp remove other --yes", stdout: /removed other/ },
    { run: "mcp remove notes --yes", stdout: /removed notes/, stderr: /config rollback/ },
    { run: "memory search writer mondays", stdout: /work\/release\.md/ },
    { run: "memory remove writer work/release --yes", stdout: /deleted/ },
    {
      run: "company add goals --name Goals --summary 'This year' --text 'Ten paying customers.'",
      stdout: /added goals\.md/,
    },
    { run: "company list", stdout: /This year/ },
    { run: "company show goals", stdout: /Ten paying/ },
    {
      run: "company edit goals --file -",
      input: "---\nname: Goals\nsummary: This year\n---\n\nTwenty paying customers.\n",
      stdout: /changed goals\.md/,
    },
    {
      run: "ask 'how do I connect telegram?'",
      stdout: /channel setup telegram[\s\S]*channels\/telegram\.md/,
    },
    { run: "push list", stdout: /No browser is notified/ },
    { run: "push test push_0123456789ab", code: 1, stderr: /push list/ },
    { run: "push remove push_0123456789ab", code: 1, stderr: /push list/ },
    { run: "company search 'how many customers pay'", stdout: /Twenty paying/ },
    { run: "company review", stdout: /No agent proposes/ },
    { run: "company remove goals --yes", stdout: /deleted/ },
    {
      run: "plugin list",
      files: { "plugins/footer/index.js": "export const hooks = { transformOutgoing: (text) => text };\n" },
      stdout: /footer/,
    },
    { run: "plugin show footer", stdout: /index\.js/ },
    { run: "plugin allow footer --yes", stdout: /digest/ },
    { run: "plugin deny footer", stdout: /revoked the approval/ },
  ];
}

function times(): Step[] {
  return [
    {
      run: "schedule add --agent writer --cron '0 9 * * 1-5' --label standup 'What is left?'",
      stdout: /next/,
    },
    { run: "schedule preview every weekday at 6:00 --limit 2", stdout: /^0 6 \* \* 1-5 .*\n\S+ 0?6:00/ },
    { run: "schedule list", stdout: /standup +\S+ +writer +0 9 \* \* 1-5/ },
    { run: "schedule show standup", stdout: /What is left/ },
    { run: "schedule set standup --time-zone UTC", stdout: /UTC/ },
    { run: "schedule disable standup", stdout: /disabled/ },
    { run: "schedule enable standup", stdout: /next +\d{4}/ },
    { run: "schedule run standup", stdout: /Accepted/ },
    { run: "schedule week --time-zone UTC", stdout: /standup +writer/ },
    { run: "schedule week 2026-02-30", code: 65, stderr: /no such day/ },
    { run: "schedule history standup", stdout: /\S/ },
    { run: "schedule remove standup --yes", stdout: /removed/ },
    { run: "heartbeat set writer --interval 30m --on", stdout: /changed/, stderr: /every 30 min/ },
    { run: "heartbeat list", stdout: /writer +30 min/ },
    { run: "heartbeat show writer", stdout: /heartbeat\.md/ },
    { run: "heartbeat run writer", stdout: /Accepted/ },
  ];
}

function people(): Step[] {
  return [
    { run: "pairing allow telegram 42 --name Ann", stdout: /Approved: Ann \(42\) on telegram as owner/ },
    { run: "pairing role telegram 42 member", stdout: /is now member/ },
    { run: "channel status", stdout: /telegram +not set up/ },
    { run: "channel start telegram", code: 65, stderr: /missing token/ },
    { run: "channel stop telegram", code: 65, stderr: /is not running/ },
    { run: "channel restart telegram", code: 65, stderr: /Failed to restart/ },
    { run: "channel reset telegram --yes", stdout: /reset telegram/ },
    { run: "channel setup telegram --token-stdin", input: "nonsense", code: 65, stderr: /check bot_token/ },
    { run: "channel undelivered", stdout: /everything was delivered|REASON/ },
    { run: "channel retry 999999", code: 1, stderr: /There is no reply/ },
    { run: "channel test discord", code: 1, stderr: /nobody to send to/ },
    { run: "pairing list", stdout: /No one is waiting.*\n\nCHANNEL[\s\S]*Ann +42 +member/ },
    { run: "pairing pending", stdout: /No one is waiting/ },
    { run: "pairing approved", stdout: /Ann/ },
    { run: "pairing approve ABCD2345", code: 1, stderr: /Pairing code not found/ },
    { run: "pairing dismiss ABCD2345", code: 1, stderr: /Pending pairing not found/ },
    { run: "pairing allow discord 7 --name Ann", stdout: /Approved: Ann \(7\) on discord as member/ },
    { run: "pairing link telegram 42 discord 7", stdout: /Linked: Ann on discord .* telegram 42/ },
    { run: "pairing unlink discord 7", stdout: /Unlinked: Ann on discord/ },
    { run: "pairing unpair telegram 42", stdout: /Revoked/ },
  ];
}

function board(): Step[] {
  return [
    { run: "project add Board", stdout: /prefix +BOA/ },
    { run: "project list --status active", stdout: /BOA +Board/ },
    { run: "project show board", stdout: /proj_/ },
    { run: "project rename BOA 'New board'", stdout: /New board/ },
    { run: "project archive BOA", stdout: /archived/ },
    { run: "project unarchive BOA", stdout: /active/ },
    { run: "task add 'Choose a font' --project BOA", stdout: /BOA-1/ },
    { run: "task repository BOA-1 site", code: 65, stderr: /no repository with this id/ },
    { run: "task repository BOA-1 none", stdout: /no repository now/ },
    { run: "task diff BOA-1", code: 1, stderr: /has no repository/ },
    { run: "task review BOA-1 'Use one font'", code: 1, stderr: /has no repository/ },
    { run: "task clean BOA-1", stdout: /no clone/ },
    { run: "task approve BOA-1 --yes", code: 1, stderr: /has no repository/ },
    { run: "task publish BOA-1 --yes", code: 1, stderr: /has no repository/ },
    { run: "task pull BOA-1", code: 1, stderr: /Nothing of this task was published/ },
    { run: "task merge BOA-1 --yes", code: 1, stderr: /Nothing of this task was published/ },
    { run: "task import acme/app#12", code: 65, stderr: /No repository of the settings has this remote/ },
    { run: "artifact list --shared", stdout: /\S/ },
    { run: "artifact list", stdout: /No agent has sent a file yet/ },
    { run: "artifact show 1", code: 1, stderr: /no such artifact/ },
    { run: "artifact open 1", code: 1, stderr: /no such artifact/ },
    { run: "artifact share 1 --days 1", code: 1, stderr: /no such artifact/ },
    { run: "artifact unshare share_abcd1234", code: 1, stderr: /no such link/ },
    { run: "task assign BOA-1 writer", stdout: /@writer/ },
    { run: "task update BOA-1 --title 'Choose two fonts'", stdout: /two fonts/ },
    {
      run: "task update BOA-1 --priority high --due 2027-01-31",
      stdout: /priority +high[\s\S]*due +2027-01-31/,
    },
    { run: "task list --sort priority", stdout: /BOA-1 +\S+ +high/ },
    { run: "task send BOA-1", stdout: /conversation +conv_/ },
    { run: "task comment BOA-1 'Please hurry'", stdout: /cmt_/ },
    { run: "task move boa-1 done", stdout: /status +done/ },
    { run: "task list --status done", stdout: /BOA-1/ },
    { run: "task board --project BOA", stdout: /done +BOA-1/ },
    { run: "task show BOA-1", stdout: /Please hurry/ },
    { run: "search 'two fonts' --kind task", stdout: /BOA-1 Choose two fonts/ },
    { run: "task delete BOA-1 --yes", stdout: /deleted/ },
    { run: "project delete BOA --yes", stdout: /its tasks are kept/ },
  ];
}

function settings(): Step[] {
  return [
    { run: "config path", stdout: /settings\.json/ },
    { run: "config get agents.writer.role", stdout: /letters/ },
    { run: "config set agents.writer.role poems", stdout: /agents\.writer\.role = "poems"/ },
    { run: "config edit", env: { EDITOR: "true" }, stdout: /nothing was changed/ },
    { run: "config validate", stdout: /valid/ },
    { run: "config history --limit 1", keep: { revision: "0.id" } },
    { run: "config diff {revision}", stdout: /poems/ },
    { run: "config rollback {revision} --yes", stdout: /nothing was changed/ },
    { run: "config schema", stdout: /"\$schema"/ },
  ];
}

/** Splits a line into words; single quotes group words. */
export function toWords(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "");
}
