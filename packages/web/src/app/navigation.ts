import {
  IconBolt,
  IconBrain,
  IconChartFunnel,
  IconDatabaseImport,
  IconHeartHandshake,
  IconHome,
  IconLayoutDashboard,
  IconMessage2Question,
  IconMessages,
  IconRoute,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
} from "@tabler/icons-react";

/** Pages by the step of the loop they belong to. `key` names the text and the shortcut's page. */
export const navigation = [
  { step: null, items: [{ key: "home", to: "/p/$project", icon: IconHome, shortcut: "h" }] },
  {
    step: "collect",
    items: [
      { key: "live", to: "/p/$project/live", icon: IconBolt, shortcut: "l" },
      { key: "surveys", to: "/p/$project/surveys", icon: IconMessage2Question, shortcut: "v" },
      { key: "data", to: "/p/$project/data", icon: IconDatabaseImport, shortcut: "a" },
    ],
  },
  {
    step: "analyse",
    items: [
      { key: "insights", to: "/p/$project/insights", icon: IconChartFunnel, shortcut: "i" },
      { key: "pmf", to: "/p/$project/pmf", icon: IconHeartHandshake, shortcut: "m" },
      { key: "feedback", to: "/p/$project/feedback", icon: IconMessages, shortcut: "f" },
      { key: "people", to: "/p/$project/people", icon: IconUsers, shortcut: "p" },
      { key: "dashboards", to: "/p/$project/dashboards", icon: IconLayoutDashboard, shortcut: "d" },
    ],
  },
  {
    step: "learn",
    items: [{ key: "models", to: "/p/$project/models", icon: IconBrain, shortcut: "o" }],
  },
  {
    step: "act",
    items: [{ key: "act", to: "/p/$project/act", icon: IconSpeakerphone, shortcut: "t" }],
  },
] as const;

export const settingsItem = {
  key: "settings",
  to: "/p/$project/settings",
  icon: IconSettings,
  shortcut: "s",
} as const;
export const loopIcon = IconRoute;

export type NavigationItem = (typeof navigation)[number]["items"][number] | typeof settingsItem;
export const pages: NavigationItem[] = [
  ...navigation.flatMap((group): NavigationItem[] => [...group.items]),
  settingsItem,
];
