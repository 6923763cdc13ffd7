/** `container`: where the programs of agents with the permissions `container` run. */
import { z } from "zod";

/** Programs that run containers, in the order in which `auto` looks for them. */
export const CONTAINER_RUNTIMES = ["podman", "docker"] as const;
export type ContainerRuntime = (typeof CONTAINER_RUNTIMES)[number];

/** What a container reaches besides TinyAGI, from nothing to everything. */
export const CONTAINER_NETWORKS = ["none", "provider", "all"] as const;
export type ContainerNetwork = (typeof CONTAINER_NETWORKS)[number];

/** The image that `tinyagi container build` makes. Another number means another Dockerfile. */
export const CONTAINER_IMAGE = "localhost/tinyagi-agents:1";

/** No option, no space; a registry, a path, a tag and a digest. */
const IMAGE = /^[a-z0-9][a-zA-Z0-9._:/@-]{0,254}$/;
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

export const containerSettingsSchema = z.strictObject({
  runtime: z
    .enum(["auto", ...CONTAINER_RUNTIMES])
    .optional()
    .describe(
      "Program that runs the container. `auto` (default): Podman if it is installed, otherwise Docker.",
    ),
  image: z
    .string()
    .regex(IMAGE, "use the name of an image, such as localhost/my-agents:1")
    .optional()
    .describe(
      "Image of the container. It needs Node and the agent's program. Default: the one that `tinyagi container build` makes. TinyAGI never downloads an image.",
    ),
  network: z
    .enum(CONTAINER_NETWORKS)
    .optional()
    .describe(
      "What the container reaches besides TinyAGI. `provider` (default): only the agent's provider and `hosts`, through a proxy of TinyAGI. `none`: nothing. `all`: everything that this machine reaches.",
    ),
  hosts: z
    .array(z.string().regex(HOST, "use the name of a host, such as registry.npmjs.org"))
    .max(100)
    .optional()
    .describe(
      "More hosts that the container may reach with the network `provider`, with HTTPS. An agent's list replaces the general one.",
    ),
  memoryMB: z
    .int()
    .min(256)
    .max(1_048_576)
    .optional()
    .describe("Memory of the container, in MiB. Default: 4096."),
  cpus: z
    .number()
    .min(0.1)
    .max(1_024)
    .optional()
    .describe("Processors that the container may use at once. Default: 2."),
});
export type ContainerSettings = z.infer<typeof containerSettingsSchema>;
/** The same with every default. */
export type ContainerRules = {
  readonly [Key in keyof ContainerSettings]-?: NonNullable<ContainerSettings[Key]>;
};

const DEFAULTS: ContainerRules = {
  runtime: "auto",
  image: CONTAINER_IMAGE,
  network: "provider",
  hosts: [],
  memoryMB: 4_096,
  cpus: 2,
};

/** What holds for an agent: its own settings first, then the general ones. */
export function containerRules(
  general: ContainerSettings,
  agent: { readonly container?: ContainerSettings | undefined } | undefined,
): ContainerRules {
  const given = [general, agent?.container ?? {}].map((settings) =>
    Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
  );
  return Object.assign({}, DEFAULTS, ...given);
}

/** What a container may reach. */
export type ContainerReach = Pick<ContainerRules, "network" | "hosts">;

/** What both allow. */
export function tightenReach(own: ContainerReach, bound: ContainerReach): ContainerReach {
  const rank = Math.min(...[own, bound].map(({ network }) => CONTAINER_NETWORKS.indexOf(network)));
  const network = CONTAINER_NETWORKS[rank] ?? "none";
  if (own.network === "all") return { network, hosts: bound.hosts };
  if (bound.network === "all") return { network, hosts: own.hosts };
  return { network, hosts: own.hosts.filter((host) => bound.hosts.includes(host)) };
}
