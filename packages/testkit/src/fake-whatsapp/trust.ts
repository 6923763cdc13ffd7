/**
 * Makes Baileys in this process accept the fake server. WhatsApp's server proves itself with a certificate whose issuer
 * key is a constant of Baileys, and media travel over TLS. Only tests may call this: it turns certificate checks off.
 */
import { WA_CERT_DETAILS } from "@whiskeysockets/baileys";
import { ISSUER } from "./test-keys.js";

export function trustFakeWhatsApp(): void {
  WA_CERT_DETAILS.PUBLIC_KEY = ISSUER.public;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
}
