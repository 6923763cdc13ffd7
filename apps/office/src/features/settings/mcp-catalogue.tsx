/** MCP servers that can be added by a name: what each is, what it needs, and the command. A page adds none by itself. */
"use client";
import { type CatalogueRow, catalogueCommand, MCP_CATALOGUE } from "@tinyagi/contracts/mcp-catalogue";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { copyText } from "../../ui/terminal";

const ROWS: readonly (readonly [string, CatalogueRow])[] = Object.entries(MCP_CATALOGUE);

/** @param known ids that the settings have */
export function McpCatalogue({ known }: { known: readonly string[] }) {
  const text = words.settings.mcp.catalogue;
  return (
    <section aria-labelledby="mcp-catalogue" className="py-6">
      <h2 id="mcp-catalogue" className="text-15 font-semibold text-n-10">
        {text.title}
      </h2>
      <p className="text-12 text-n-7">{text.note}</p>
      <ul className="pt-2">
        {ROWS.map(([id, row]) => (
          <Entry key={id} id={id} row={row} isKnown={known.includes(id)} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ id, row, isKnown }: { id: string; row: CatalogueRow; isKnown: boolean }) {
  const text = words.settings.mcp.catalogue;
  const command = catalogueCommand(id, row);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-n-3 py-2 text-13">
      <span className="min-w-0 grow basis-72">
        <a
          href={row.about}
          target="_blank"
          rel="noreferrer"
          className="block text-n-10 underline-offset-2 hover:underline"
        >
          {row.title}
        </a>
        <code className="block text-12 break-all text-n-7">{command}</code>
      </span>
      <span className="text-12 text-n-7">{needs(row)}</span>
      {isKnown ? (
        <span className="text-12 text-n-7">{text.added}</span>
      ) : (
        <Button size="s" aria-label={text.copy(row.title)} onClick={() => void copyText(command)}>
          {words.common.terminal.copy}
        </Button>
      )}
    </li>
  );
}

function needs({ keys = [], login }: CatalogueRow): string {
  const { catalogue } = words.settings.mcp;
  if (login === true) return catalogue.login;
  return keys.length === 0 ? "" : catalogue.keys(keys.map(({ variable }) => variable).join(", "));
}
