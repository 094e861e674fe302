import type { RenderedSurvey } from "@lepton/sdk/survey";
import { Group, SegmentedControl, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft.ts";
import { devices, previewLanguages, previewThemes } from "./search.ts";
import classes from "./surveys.module.css";

const route = getRouteApi("/p/$project/surveys/$survey");

/** The widget itself, drawn by the tracker's own code, as people will see it. */
export function Preview({ draft, step }: { draft: Draft; step: number }) {
  const { t, i18n } = useTranslation("surveys");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { device = "desktop", theme = "light" } = search;
  const language = search.language ?? (i18n.resolvedLanguage === "zh" ? "zh" : "en");
  const set = (change: Partial<typeof search>) =>
    navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const box = useRef<HTMLDivElement>(null);
  const drawn = JSON.stringify(draft);
  useEffect(() => {
    let survey: RenderedSurvey | undefined;
    let isGone = false;
    void import("@lepton/sdk/survey").then(({ renderSurvey }) => {
      if (isGone || !box.current) return;
      const shown = JSON.parse(drawn) as Draft;
      survey = renderSurvey(
        box.current,
        { ...shown, id: "preview", appearance: { ...shown.appearance, theme } },
        { preview: true, language, step },
      );
    });
    return () => {
      isGone = true;
      survey?.destroy();
    };
  }, [drawn, theme, language, step]);
  return (
    <aside className={classes.preview} aria-label={t("preview")}>
      <Group gap="xs" mb="xs">
        <Text fw={650} size="sm" flex={1}>
          {t("preview")}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t("previewDevice")}
          data={devices.map((value) => ({ value, label: t(`device.${value}`) }))}
          value={device}
          onChange={(value) => set({ device: value })}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("previewTheme")}
          data={previewThemes.map((value) => ({ value, label: t(`themes.${value}`) }))}
          value={theme}
          onChange={(value) => set({ theme: value })}
        />
        <SegmentedControl
          size="xs"
          aria-label={t("previewLanguage")}
          data={previewLanguages.map((value) => ({ value, label: value === "en" ? "English" : "中文" }))}
          value={language}
          onChange={(value) => set({ language: value })}
        />
      </Group>
      <div
        className={classes.stage}
        data-device={device}
        data-theme={theme}
        data-position={draft.appearance.position}
      >
        <div className={classes.ghost} aria-hidden />
        <div ref={box} className={classes.widget} />
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {t("previewHint")}
      </Text>
    </aside>
  );
}
