/** Binds the app: both loopback addresses by default, any other host only behind a strong token. */
import { AppError } from "@tinyagi/contracts";
import type { createApp } from "@tinyagi/server";

type App = ReturnType<typeof createApp>;

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

/**
 * @returns the bound port
 * @throws AppError `PORT_IN_USE`; `INVALID_INPUT` for a host that cannot be bound, or one beyond loopback with `auth: "none"`
 */
export async function listen(
  app: App,
  options: { host: string; port: number; auth: "token" | "none" },
): Promise<number> {
  const { host, port, auth } = options;
  const loopback = LOOPBACK.has(host);
  if (!loopback && auth === "none") {
    throw new AppError(
      "INVALID_INPUT",
      `server.host ${host} is reachable from other machines, so server.auth must be "token". Set it in settings.json, or bind 127.0.0.1.`,
    );
  }
  try {
    // `localhost` makes Fastify bind 127.0.0.1 and ::1 alike.
    await app.listen({ host: loopback ? "localhost" : host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE")
      throw new AppError(
        "PORT_IN_USE",
        `Port ${port} is in use by another program. Free it, or choose another with TINYAGI_API_PORT.`,
        { cause: error },
      );
    if (code === "EACCES")
      throw new AppError(
        "INVALID_INPUT",
        `Port ${port} may not be bound by this user. Choose one above 1023 with TINYAGI_API_PORT.`,
        { cause: error },
      );
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw new AppError("INVALID_INPUT", `server.host ${host} is not an address of this machine.`, {
        cause: error,
      });
    throw error;
  }
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
