import type { Chapter } from "./help";

/** What can happen to the connections and on this computer. */
export const TROUBLES: Chapter = {
  id: "troubles",
  title: "Connections and this computer",
  topics: [
    {
      id: "trouble-sign-in",
      title: "The QuickBooks sign-in has ended",
      text: [
        "Only an administrator of the company can renew it. If that is you, choose Sign in again. If not, copy the message for the administrator. Payments stay pending and are recorded automatically afterward, each one once.",
      ],
    },
    {
      id: "trouble-key",
      title: "Alternative no longer accepts the API key",
      text: ["The key was revoked or replaced. Create a new one in the Partner Dashboard and enter it."],
    },
    {
      id: "trouble-subscription",
      title: "The QuickBooks subscription is not active",
      text: [
        "QuickBooks accepts nothing until the subscription is renewed. Payments stay pending and are recorded automatically afterward.",
      ],
    },
    {
      id: "trouble-slow",
      title: "QuickBooks asked us to slow down",
      text: [
        "QuickBooks limits how often it can be asked. Syncing resumes automatically at the time shown, payments first; Sync now cannot shorten that.",
      ],
    },
    {
      id: "trouble-silent",
      title: "QuickBooks or Alternative does not answer",
      text: [
        "Nothing is lost. The app tries again automatically, less often the longer it lasts. Sync now tries at once.",
      ],
    },
    {
      id: "trouble-certificate",
      title: "A certificate is not trusted on this computer",
      text: [
        "QuickBooks and Alternative prove who they are with a certificate. If this computer does not trust the one it gets, nothing is sent, so no sign-in and no payment reaches a stranger. Nothing is lost, and syncing resumes automatically.",
        "A wrong date or time on this computer is the simplest cause. Otherwise a proxy or a security product on this computer or its network answers in place of the service: whoever runs it can let QuickBooks and Alternative through, or install its certificate on this computer. On a hotel or guest network, sign in to the network first.",
      ],
    },
    {
      id: "trouble-other-link",
      title: "Alternative is still connected to QuickBooks by its own link",
      text: [
        "Two links would record every payment twice, so nothing is written. Disconnect QuickBooks in Alternative’s dashboard, under Integrations. Everything that link recorded is kept and not recorded again.",
      ],
    },
    {
      id: "trouble-wrong-company",
      title: "You signed in to another company",
      text: [
        "Nothing was changed. Go back and sign in to the company that is connected here, or set up the other one separately.",
      ],
    },
    {
      id: "trouble-keychain",
      title: "The system keychain is locked",
      text: [
        "The sign-in can’t be saved. Unlock the keychain and try again, or keep the sign-in until you quit: then you sign in again next time.",
      ],
    },
    {
      id: "trouble-disk",
      title: "The app can’t save its records",
      text: [
        "The disk is full, the data folder is read-only, or the database can’t be read. Nothing is written until it can be recorded here. What is shown is the last state that was saved.",
        "If the database is damaged, choose Check everything in Settings, then Rebuild the database. QuickBooks and Alternative are read again, and nothing is recorded twice.",
        "Free up disk space, or allow the app to write to its data folder, then choose Try again.",
      ],
    },
  ],
};
