/** Ways to send events, in the order they are offered. */
export const snippetTabs = ["script", "npm", "node", "curl", "segment", "posthog"] as const;
export type SnippetTab = (typeof snippetTabs)[number];

export interface Snippet {
  /** Of the code, for the reader. */
  language: "html" | "ts" | "sh";
  /** Shown in front of the code: what to install; null when nothing. */
  install: string | null;
  code: string;
}

/**
 * Ready-to-paste code with the key and this server's address filled in.
 *
 * @example snippetFor("curl", { key: "lw_abc", host: "http://127.0.0.1:8600" }, scriptTag)
 */
export function snippetFor(tab: SnippetTab, at: { key: string; host: string }, scriptTag: string): Snippet {
  const host = at.host.replace(/\/+$/, "");
  const key = JSON.stringify(at.key);
  switch (tab) {
    case "script":
      return { language: "html", install: null, code: scriptTag };
    case "npm":
      return {
        language: "ts",
        install: "npm install @lepton/sdk",
        code: `import { init, identify, track } from "@lepton/sdk";

init({ key: ${key}, host: ${JSON.stringify(host)} });

track("signed up", { plan: "pro" });
identify("user-42", { email: "ada@example.com" });`,
      };
    case "node":
      return {
        language: "ts",
        install: "npm install @lepton/sdk",
        code: `import { createClient } from "@lepton/sdk/node";

const lepton = createClient({ key: ${key}, host: ${JSON.stringify(host)} });

lepton.track({ distinctId: "user-42", event: "order paid", properties: { revenue: 49.9 } });
await lepton.shutdown(); // before the process ends`,
      };
    case "curl":
      return {
        language: "sh",
        install: null,
        code: `curl ${host}/capture/ \\
  -H 'content-type: application/json' \\
  -d '{
    "api_key": ${key},
    "event": "signed up",
    "distinct_id": "user-42",
    "properties": { "plan": "pro" }
  }'`,
      };
    case "segment":
      return {
        language: "ts",
        install: null,
        code: `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: ${key},
  host: ${JSON.stringify(host)}, // the only line that changes
});`,
      };
    case "posthog":
      return {
        language: "ts",
        install: null,
        code: `import posthog from "posthog-js";

posthog.init(${key}, {
  api_host: ${JSON.stringify(host)}, // the only line that changes
});`,
      };
  }
}
