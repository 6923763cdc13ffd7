/** What mail programs write before a message that they quote or pass on, in the languages of their users. Lower case. */

/** "On Tuesday, Eve wrote:": the line of a date or an address that ends so, begins a quotation. */
export const WROTE: readonly string[] = [
  "wrote",
  "writes",
  "schrieb",
  "a écrit",
  "écrit",
  "escribió",
  "ha scritto",
  "escreveu",
  "schreef",
  "skrev",
  "pisze",
  "napisał",
  "napisała",
  "napisał(a)",
  "napsal",
  "napsal(a)",
  "napísal",
  "пишет",
  "написал",
  "написала",
  "написал(а)",
  "пише",
  "kirjoitti",
  "yazdı",
  "şunu yazdı",
  "írta",
  "a scris",
  "έγραψε",
  "כתב",
  "كتب",
  "写道",
  "寫道",
  "のメール",
  "님이 작성",
];

/** Between dashes. */
export const ORIGINAL: readonly string[] = [
  "original message",
  "ursprüngliche nachricht",
  "message d'origine",
  "message d’origine",
  "message original",
  "mensaje original",
  "messaggio originale",
  "mensagem original",
  "oorspronkelijk bericht",
  "originalmeddelande",
  "oprindelig meddelelse",
  "opprinnelig melding",
  "wiadomość oryginalna",
  "исходное сообщение",
  "původní zpráva",
  "邮件原件",
  "原始邮件",
  "原始郵件",
  "元のメッセージ",
  "원본 메시지",
];

/** Between dashes, or alone in a line that ends with a colon. */
export const FORWARDED: readonly string[] = [
  "forwarded message",
  "begin forwarded message",
  "weitergeleitete nachricht",
  "anfang der weitergeleiteten nachricht",
  "message transféré",
  "début du message transféré",
  "message réexpédié",
  "mensaje reenviado",
  "inicio del mensaje reenviado",
  "messaggio inoltrato",
  "inizio messaggio inoltrato",
  "mensagem encaminhada",
  "início da mensagem encaminhada",
  "doorgestuurd bericht",
  "begin doorgestuurd bericht",
  "vidarebefordrat meddelande",
  "videresendt meddelelse",
  "wiadomość przekazana",
  "пересылаемое сообщение",
  "转发的邮件",
  "转发邮件",
  "转发邮件信息",
  "轉寄郵件",
  "転送メッセージ",
  "전달된 메시지",
];

/** "From:", "Sent:", "To:", "Subject:" of Outlook, which has no other mark. */
export const FROM_LABELS: ReadonlySet<string> = new Set(
  "from,von,de,da,van,från,fra,od,от,발신,差出人,发件人,寄件者,kimden,lähettäjä".split(","),
);
export const OTHER_LABELS: ReadonlySet<string> = new Set(
  [
    "sent,date,to,cc,subject,gesendet,datum,an,betreff,envoyé,à,objet,enviado,enviado el,fecha,para,asunto,data,assunto",
    "inviato,a,oggetto,verzonden,aan,onderwerp,skickat,till,ämne,sendt,til,emne,wysłano,do,temat,отправлено,дата,кому,тема",
    "发送时间,收件人,抄送,主题,寄件日期,收件者,主旨,送信日時,宛先,件名,reply-to,보낸 날짜,받는 사람,제목",
  ]
    .join(",")
    .split(","),
);

/** The last line, by the program of a telephone. It begins so. */
export const SENT_FROM: readonly string[] = [
  "sent from my ",
  "sent from outlook",
  "sent from mail for windows",
  "sent from proton mail",
  "get outlook for ",
  "von meinem iphone gesendet",
  "von meinem ipad gesendet",
  "gesendet von ",
  "envoyé de mon ",
  "envoyé depuis mon ",
  "enviado desde mi ",
  "enviado do meu ",
  "inviato da ",
  "verzonden vanaf mijn ",
  "verstuurd vanaf mijn ",
  "skickat från min ",
  "sendt fra min ",
  "wysłane z ",
  "отправлено с ",
  "发自我的",
  "從我的",
  "iphoneから送信",
  "나의 iphone에서 보냄",
];
