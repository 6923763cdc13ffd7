/** One address for several fake Bot APIs, as Telegram has one for all bots: the token in the path says which bot it is. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeTelegram } from "@tinyagi/testkit";

export interface BotsServer extends AsyncDisposable {
  readonly url: string;
}

export async function openBotsServer(bots: readonly FakeTelegram[]): Promise<BotsServer> {
  const server = createServer((incoming, outgoing) => {
    const bot = bots.find(({ token }) => incoming.url?.includes(`/bot${token}/`));
    if (bot === undefined) {
      const refusal = { ok: false, error_code: 401, description: "Unauthorized" };
      outgoing.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify(refusal));
      return;
    }
    const passed = request(
      `${bot.url}${incoming.url}`,
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.once("error", () => outgoing.destroy());
    outgoing.once("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
