/** WhatsApp as a channel of TinyAGI. The process of the channel loads this package by its name, if it is installed. */
export { openWhatsApp } from "./whatsapp-adapter.js";
