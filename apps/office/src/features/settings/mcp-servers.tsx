/** The owner's own MCP servers: who may use them, their tools, and what they changed. What a server says is shown as plain text. */
"use client";
import type { McpServerView, McpToolView } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { type State, StateMark } from "../../ui/glyph";
import { Empty, Reading, Trouble } from "../../ui/region";
import { copyText, Terminal } from "../../ui/terminal";
import { McpCatalogue } from "./mcp-catalogue";
import { useAcceptTools, useGrant, useMcpServers, useTestServer } from "./mcp-queries";

const STATES: Readonly<Record<McpServerView["state"], State>> = {
  unused: "waiting",
  idle: "done",
  running: "running",
  failed: "failed",
};
const ADD = "tinyagi mcp add <id> --agent <agent> -- <program>";

export function McpServers() {
  const servers = useMcpServers();
  if (servers.error !== null && servers.data === undefined)
    return <Trouble text={toWords(servers.error)} retry={() => void servers.refetch()} />;
  if (servers.data === undefined) return <Reading />;
  if (servers.data.length === 0)
    return (
      <div className="max-w-[880px]">
        <Empty title={words.settings.mcp.emptyTitle} text={words.settings.mcp.emptyText}>
          <Terminal commands={[ADD]} />
        </Empty>
        <McpCatalogue known={[]} />
      </div>
    );
  return (
    <section aria-label={words.settings.tabs.mcp} className="max-w-[880px] py-2">
      <ul>
        {servers.data.map((server) => (
          <ServerRow key={server.id} server={server} />
        ))}
      </ul>
      <Terminal commands={[ADD]} />
      <McpCatalogue known={servers.data.map(({ id }) => id)} />
    </section>
  );
}

function ServerRow({ server }: { server: McpServerView }) {
  const { id, place, state, problem, login, tools, digest } = server;
  const [isAsking, setAsking] = useState(false);
  const test = useTestServer(id);
  const trouble = test.error === null ? problem : toWords(test.error);
  return (
    <li className="grid gap-2 border-b border-n-3 py-3 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 grow basis-56">
          <b className="block font-semibold text-n-10">{id}</b>
          <code className="block text-12 break-all text-n-7">{visible(place)}</code>
        </span>
        <StateMark state={STATES[state]} word={words.settings.mcp.states[state]} />
        <Button
          size="s"
          aria-label={words.settings.mcp.testNamed(id)}
          disabled={test.isPending}
          onClick={() => test.mutate()}
        >
          {words.settings.mcp.test}
        </Button>
      </div>
      {trouble !== null && (
        <p role="alert" className="text-12 break-words text-failed">
          {oneLine(trouble, 300)}
        </p>
      )}
      <Login id={id} login={login} />
      <Grants server={server} />
      <ul className="text-12">
        {tools.map((tool) => (
          <ToolRow key={`${tool.state} ${tool.name}`} tool={tool} />
        ))}
      </ul>
      {digest !== null && (
        <p className="flex flex-wrap items-center gap-3 text-12">
          <span className="grow">{words.settings.mcp.changed}</span>
          <Button size="s" aria-label={words.settings.mcp.acceptNamed(id)} onClick={() => setAsking(true)}>
            {words.settings.mcp.accept}
          </Button>
        </p>
      )}
      {isAsking && digest !== null && (
        <Acceptance server={server} digest={digest} onClose={() => setAsking(false)} />
      )}
    </li>
  );
}

/** A login is the owner's own, in a browser and a terminal: a page that was taken over could log in with another account. */
function Login({ id, login }: Pick<McpServerView, "id" | "login">) {
  if (login === "none") return null;
  if (login === "done") return <p className="text-12 text-n-7">{words.settings.mcp.loggedIn}</p>;
  const command = `tinyagi mcp login ${id}`;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12">
      <span>{words.settings.mcp.loginNeeded}</span>
      <button
        type="button"
        title={words.common.terminal.copy}
        onClick={() => void copyText(command)}
        className="font-mono break-all text-n-9 hover:underline max-md:min-h-11"
      >
        {command}
      </button>
    </p>
  );
}

function Grants({ server: { id, agents, everyone } }: { server: McpServerView }) {
  const known = Object.keys(useAgents().data ?? {});
  const grant = useGrant(id);
  if (everyone) return <p className="text-12 text-n-7">{words.settings.mcp.everyone}</p>;
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1 text-12">
      <legend className="text-n-7">{words.settings.mcp.agents}</legend>
      {known.map((agent) => (
        <label key={agent} className="flex items-center gap-1.5">
          <input
            type="checkbox"
            aria-label={words.settings.mcp.grant(agent, id)}
            checked={agents.includes(agent)}
            disabled={grant.isPending}
            onChange={({ target }) => grant.mutate({ agent, isGranted: target.checked })}
          />
          @{agent}
        </label>
      ))}
      {grant.error && (
        <p role="alert" className="w-full text-failed">
          {toWords(grant.error)}
        </p>
      )}
    </fieldset>
  );
}

function ToolRow({ tool: { name, state, rule, description } }: { tool: McpToolView }) {
  const marks = state === "offered" ? words.settings.mcp.rules[rule] : words.settings.mcp.tools[state];
  return (
    <li className="flex gap-3 py-0.5">
      <code className="basis-40 break-all text-n-10">{visible(name)}</code>
      <span className="basis-28 text-n-7">{marks}</span>
      <span className="min-w-0 grow truncate text-n-7">{oneLine(description, 160)}</span>
    </li>
  );
}

/** What agents would get, before it is accepted. */
function Acceptance({
  server: { id, tools },
  digest,
  onClose,
}: {
  server: McpServerView;
  digest: string;
  onClose: () => void;
}) {
  const accept = useAcceptTools(id);
  const title = words.settings.mcp.acceptTitle(id);
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        {accept.error && (
          <p role="alert" className="text-failed">
            {toWords(accept.error)}
          </p>
        )}
        {tools
          .filter(({ before, after }) => before !== null || after !== null)
          .map((tool) => (
            <Difference key={tool.name} tool={tool} />
          ))}
        <Terminal commands={[`tinyagi mcp accept ${id}`]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button
            kind="go"
            disabled={accept.isPending}
            onClick={() => accept.mutate(digest, { onSuccess: onClose })}
          >
            {words.settings.mcp.accept}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Difference({ tool: { name, state, before, after } }: { tool: McpToolView }) {
  const sides = [
    [words.settings.mcp.before, before],
    [words.settings.mcp.after, after],
  ] as const;
  return (
    <section aria-label={visible(name)}>
      <h3 className="font-semibold break-all">
        {visible(name)} <span className="text-n-7">{words.settings.mcp.tools[state]}</span>
      </h3>
      {sides.map(
        ([label, text]) =>
          text !== null && (
            <div key={label}>
              <p className="text-12 text-n-7">{label}</p>
              <pre className="text-12 break-all whitespace-pre-wrap">{visible(text)}</pre>
            </div>
          ),
      )}
    </section>
  );
}
