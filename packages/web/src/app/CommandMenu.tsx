import { useMantineColorScheme } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Spotlight, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import {
  IconBrain,
  IconLanguage,
  IconLayoutDashboard,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { dashboards, insights } from "../api/hooks/saved.ts";
import { changeLanguage, languageNames, languages } from "../i18n/index.ts";
import { questionKinds } from "../pages/insights/kinds.ts";
import { readyRecipes } from "../pages/models/search.ts";
import { pages } from "./navigation.ts";
import { useProject } from "./project.tsx";

/** Everything one can go to or do, by name: ⌘K or Ctrl-K. */
export function CommandMenu() {
  const { t } = useTranslation();
  const { id: project } = useProject();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const savedInsights = insights.useList(project).data?.items ?? [];
  const savedDashboards = dashboards.useList(project).data?.items ?? [];

  const actions: SpotlightActionGroupData[] = [
    {
      group: t("command.pages"),
      actions: pages.map(({ key, to, icon: Icon, shortcut }) => ({
        id: `page-${key}`,
        label: t(`nav.${key}`),
        description: t("command.shortcut", { keys: `G ${shortcut.toUpperCase()}` }),
        leftSection: <Icon size={18} stroke={1.6} />,
        onClick: () => navigate({ to, params: { project } }),
      })),
    },
    {
      group: t("command.ask"),
      actions: questionKinds.map(({ kind, icon: Icon }) => ({
        id: `ask-${kind}`,
        label: t(`kind.${kind}`),
        description: t(`kindHint.${kind}`),
        leftSection: <Icon size={18} stroke={1.6} />,
        onClick: () => navigate({ to: "/p/$project/insights/new", params: { project }, search: { kind } }),
      })),
    },
    {
      group: t("command.train"),
      actions: readyRecipes.map((train) => ({
        id: `train-${train}`,
        label: t(`train.${train}`),
        leftSection: <IconBrain size={18} stroke={1.6} />,
        onClick: () => navigate({ to: "/p/$project/models", params: { project }, search: { train } }),
      })),
    },
    ...(savedInsights.length + savedDashboards.length > 0
      ? [
          {
            group: t("command.saved"),
            actions: [
              ...savedDashboards.map(({ id, name }) => ({
                id: `dashboard-${id}`,
                label: name,
                description: t("nav.dashboards"),
                leftSection: <IconLayoutDashboard size={18} stroke={1.6} />,
                onClick: () =>
                  navigate({ to: "/p/$project/dashboards/$dashboard", params: { project, dashboard: id } }),
              })),
              ...savedInsights.map(({ id, name }) => ({
                id: `insight-${id}`,
                label: name,
                description: t("nav.insights"),
                leftSection: <IconPlus size={18} stroke={1.6} />,
                onClick: () =>
                  navigate({ to: "/p/$project/insights/$insight", params: { project, insight: id } }),
              })),
            ],
          },
        ]
      : []),
    {
      group: t("command.appearance"),
      actions: [
        {
          id: "light",
          label: t("scheme.toLight"),
          leftSection: <IconSun size={18} />,
          onClick: () => setColorScheme("light"),
        },
        {
          id: "dark",
          label: t("scheme.toDark"),
          leftSection: <IconMoon size={18} />,
          onClick: () => setColorScheme("dark"),
        },
        ...languages.map((language) => ({
          id: `language-${language}`,
          label: languageNames[language],
          leftSection: <IconLanguage size={18} />,
          onClick: () => changeLanguage(language),
        })),
      ],
    },
  ];
  // From within a field, too, where `/` is a letter.
  useHotkeys([["mod+K", spotlight.toggle]], []);
  return (
    <Spotlight
      actions={actions}
      shortcut="/"
      highlightQuery
      scrollable
      maxHeight={440}
      limit={12}
      nothingFound={t("command.nothing")}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t("command.placeholder"),
        "aria-label": t("command.open"),
      }}
    />
  );
}
