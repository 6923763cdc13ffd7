/** The fake WhatsApp. Its own entry, because it loads Baileys. */
export type { ShownByBot } from "./chat-view.js";
export type { Group } from "./directory.js";
export { createFakeWhatsApp, type FakeWhatsApp } from "./fake-whatsapp.js";
export type { Person } from "./person.js";
export { trustFakeWhatsApp } from "./trust.js";
export { visibleWhatsApp } from "./visible-text.js";
export type { WrittenMessage } from "./written-message.js";
