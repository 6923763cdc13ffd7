/** The programs that speak ACP and what each can do: a part of the guide to providers, which is written by hand otherwise. */
import {
  ABILITIES,
  ACP_AGENT_IDS,
  ACP_PREFIX,
  type AcpCheck,
  abilitiesOf,
  acpAgentRow,
} from "@tinyagi/contracts";
import { code, table } from "./markdown.js";

export const PROVIDER_GUIDE = "docs/guide/providers.md";
const BEGIN = "<!-- generated from packages/contracts/src/acp-agent-table.ts -->";
const END = "<!-- end of the generated part -->";

const CHECKS: Readonly<Record<AcpCheck, string>> = {
  tests: "in each test run",
  asked: "by hand, with a model",
  started: "by hand, until its login",
  "not tried": "not tried",
};

export function acpTable(): string {
  const head = [
    "Provider",
    "Program",
    "Asks you",
    "Takes texts while it works",
    "Goes on with sessions",
    "Checked",
  ];
  const rows = ACP_AGENT_IDS.map((id) => {
    const provider = `${ACP_PREFIX}${id}`;
    const row = acpAgentRow(id);
    const can = new Set(abilitiesOf("acp", provider));
    const shown = ABILITIES.filter((ability) => ability !== "stay_open").map((ability) =>
      can.has(ability) ? "yes" : "no",
    );
    return [code(provider), row?.label ?? id, ...shown, CHECKS[row?.checked ?? "not tried"]];
  });
  return table(head, rows);
}

/** @throws when the guide has no place for the table */
export function withAcpTable(guide: string): string {
  const [before, rest] = guide.split(BEGIN);
  const [, after] = (rest ?? "").split(END);
  if (before === undefined || after === undefined) throw new Error(`${PROVIDER_GUIDE} lacks its marks`);
  return `${before}${BEGIN}\n\n${acpTable()}\n\n${END}${after}`;
}
