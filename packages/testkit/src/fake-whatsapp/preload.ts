/** For `node --import`: a process that tests start talks to the fake server. */
import { trustFakeWhatsApp } from "./trust.js";

trustFakeWhatsApp();
