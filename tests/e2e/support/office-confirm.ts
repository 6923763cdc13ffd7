/** The person at the terminal who confirms what a page of TinyOffice wants to do. */
import type { Page } from "playwright-core";
import type { Stage } from "./stage.js";

/** Waits for the window that asks for a code, gets the code from the command it shows, and types it in. */
export async function confirmInOffice(stage: Stage, page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Confirm this outside the page" });
  const command = dialog.getByText(/^tinyagi confirm [a-z2-9]{4}$/);
  const [, ...words] = ((await command.textContent()) ?? "").split(" ");
  const { stdout } = await stage.cli([...words, "--yes", "--json"]);
  const { code } = JSON.parse(stdout) as { code: string };
  await dialog.getByLabel("Code").fill(code);
  await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
