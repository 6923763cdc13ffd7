/** A mail provider on loopback. Loaded on its own: the servers of SMTP are not needed elsewhere. */
export {
  createFakeMail,
  type FakeMail,
  MAIL_PERSON,
  type MailSay,
  type ReceivedMail,
  type SmtpFault,
  visibleHtml,
} from "./fake-mail.js";
