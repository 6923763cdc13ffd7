#!/usr/bin/env node
/**
 * A fake of `tailscale` and of `cloudflared`: the forms, texts and JSON of the real commands, and a proxy that really forwards
 * HTTP from a public port to the target, with the headers that the real ones set. What it plays is in `fake-tunnel.json` beside it
 * and may change while it runs. A caller's address is what `x-test-client` says.
 */
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, request as sendRequest } from "node:http";
import { createServer as createHttps } from "node:https";
import { join } from "node:path";

const dir = process.env.FAKE_TUNNEL_DIR;
const [kind, ...args] = process.argv.slice(2);
const config = () => JSON.parse(readFileSync(join(dir, "fake-tunnel.json"), "utf8"));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
appendFileSync(
  join(dir, "calls.jsonl"),
  `${JSON.stringify({ kind, args, pid: process.pid, env: Object.keys(process.env) })}\n`,
);

if (kind === "tailscale") await tailscale();
else await cloudflared();

async function tailscale() {
  const state = config();
  if (state.backend === "none")
    fail("failed to connect to local tailscaled; it doesn't appear to be running");
  if (args[0] === "status") return print(JSON.stringify(statusOf(state)));
  if (args[1] === "status") return print(JSON.stringify(served(state)));
  const [command] = args;
  const port = Number(args.find((arg) => arg.startsWith("--https="))?.slice("--https=".length));
  const target = args.at(-1);
  const what = command === "funnel" ? "Funnel" : "Serve";
  if (!state.enabled) {
    print(
      `\n${what} is not enabled on your tailnet.\nTo enable, visit:\n\n         https://login.tailscale.com/f/${command}?node=nTESTCNTRL\n`,
    );
    await forever();
  }
  if (command === "funnel" && !state.funnel)
    fail('Funnel not available; "funnel" node attribute not set. See https://tailscale.com/s/no-funnel.');
  if (served(state).TCP?.[port] !== undefined)
    fail(
      `background configuration already exists, use \`tailscale ${command} --https=${port} off\` to remove the existing configuration`,
    );
  if (!state.operator)
    fail(
      `sending serve config: Access denied: serve config denied\n\nUse 'sudo tailscale ${args.join(" ")}'.\nTo not require root, use 'sudo tailscale set --operator=$USER' once.`,
    );
  if (state.hostile !== undefined) process.stderr.write(state.hostile);
  await sleep(state.delayMs);
  const publicPort = await proxy(state, { target, kind });
  const session = join(dir, `session-${process.pid}.json`);
  writeFileSync(
    session,
    JSON.stringify({ pid: process.pid, port, target, funnel: command === "funnel", publicPort }),
  );
  print(
    `Available ${command === "funnel" ? "on the internet" : "within your tailnet"}:\n\nhttps://${state.name}/\n|-- proxy ${target}\n\nPress Ctrl+C to exit.`,
  );
  await forever();
}

function statusOf({ backend, name }) {
  return {
    Version: "1.96.2",
    BackendState: backend,
    AuthURL: backend === "NeedsLogin" ? "https://login.tailscale.com/a/0123456789ab" : "",
    Self: { ID: "nTESTCNTRL", HostName: "box", DNSName: name === "" ? "" : `${name}.`, Online: true },
    CertDomains: [name],
    Health: [],
  };
}

/** As tailscaled has it: what a foreground command serves goes with the command. */
function served(state) {
  const { name, background, opened } = state;
  const Foreground = {};
  for (const file of readdirSync(dir).filter((one) => one.startsWith("session-"))) {
    const session = JSON.parse(readFileSync(join(dir, file), "utf8"));
    try {
      process.kill(session.pid, 0);
    } catch {
      rmSync(join(dir, file), { force: true });
      continue;
    }
    const authority = `${state.servedName ?? name}:${session.port}`;
    Foreground[`s${session.pid}`] = {
      TCP: { [session.port]: { HTTPS: true } },
      Web: { [authority]: { Handlers: { "/": { Proxy: session.target } } } },
      ...(session.funnel || opened ? { AllowFunnel: { [authority]: true } } : {}),
    };
  }
  const TCP = Object.fromEntries(background.map((port) => [port, { HTTPS: true }]));
  return {
    ...(background.length === 0 ? {} : { TCP }),
    ...(Object.keys(Foreground).length === 0 ? {} : { Foreground }),
  };
}

async function cloudflared() {
  const state = config();
  const option = (name) => args[args.indexOf(name) + 1];
  const target = option("--url");
  const [host, port] = option("--metrics").split(":");
  const log = (text) => process.stderr.write(`2026-11-27T06:00:00Z ${text}\n`);
  log("INF Requesting new quick Tunnel on trycloudflare.com...");
  if (state.refuses) {
    log("ERR Error unmarshaling QuickTunnel response: error code: 1015 error=\"invalid character 'e'\"");
    log("failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value");
    process.exit(1);
  }
  if (state.hostile !== undefined) process.stderr.write(state.hostile);
  const name = state.quickNames.length > 1 ? takeName(state) : state.quickNames[0];
  if (state.saysName) log(`INF |  https://${name}  |`);
  const since = Date.now();
  createHttp((request, response) => {
    const isReady = Date.now() - since >= state.delayMs;
    if (request.url === "/quicktunnel") return response.end(JSON.stringify({ hostname: name }));
    if (request.url === "/ready") {
      response.statusCode = isReady ? 200 : 503;
      return response.end(JSON.stringify({ status: response.statusCode, readyConnections: isReady ? 1 : 0 }));
    }
    response.statusCode = 404;
    response.end();
  }).listen(Number(port), host);
  await proxy(state, { target, kind });
  await forever();
}

function takeName(state) {
  const [name, ...rest] = state.quickNames;
  const file = join(dir, "fake-tunnel.json");
  writeFileSync(`${file}.${process.pid}`, JSON.stringify({ ...state, quickNames: rest }));
  renameSync(`${file}.${process.pid}`, file);
  return name;
}

/** The part that is elsewhere in truth. @returns its port, which is also in `public.json` */
async function proxy(state, { target, kind }) {
  const { hostname, port } = new URL(target);
  const answer = (request, response) => {
    const { "x-test-client": client = "203.0.113.7", "x-test-funnel": funnel, ...headers } = request.headers;
    if (kind === "tailscale") {
      for (const name of [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "tailscale-funnel-request",
      ])
        delete headers[name];
      Object.assign(headers, {
        "x-forwarded-for": client,
        "x-forwarded-host": headers.host,
        "x-forwarded-proto": "https",
      });
      if (funnel !== undefined) headers["tailscale-funnel-request"] = "?1";
    } else {
      const before = headers["x-forwarded-for"];
      Object.assign(headers, {
        "cf-connecting-ip": client,
        "x-forwarded-for": before === undefined ? client : `${before}, ${client}`,
        "x-forwarded-proto": "https",
      });
    }
    const passed = sendRequest(
      { hostname, port, method: request.method, path: request.url, headers },
      (from) => {
        response.writeHead(from.statusCode, from.headers);
        from.pipe(response);
        from.once("error", () => response.destroy());
      },
    );
    passed.once("error", () => {
      if (response.headersSent) return response.destroy();
      response.statusCode = 502;
      response.end("bad gateway");
    });
    request.pipe(passed);
    response.once("close", () => passed.destroy());
  };
  const server = state.tls === undefined ? createHttp(answer) : createHttps(state.tls, answer);
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(state.publicPort, "127.0.0.1", resolve);
  });
  writeFileSync(join(dir, "public.json"), JSON.stringify({ port: server.address().port, pid: process.pid }));
  return server.address().port;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function forever() {
  setInterval(() => {}, 60_000);
  return new Promise(() => {});
}
