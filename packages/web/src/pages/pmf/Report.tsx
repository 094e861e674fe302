import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconFileSpreadsheet, IconFlask, IconPhoto, IconPrinter, IconRefresh } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type PmfReply, useRefreshPmf } from "../../api/hooks/pmf.ts";
import { useProject } from "../../app/project.tsx";
import { formatBucket } from "../../charts/buckets.ts";
import { downloadPng, downloadText } from "../../charts/download.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { PageHeader } from "../../parts/PageHeader.tsx";
import { PeopleDrawer } from "../../parts/PeopleDrawer.tsx";
import { insightSearch } from "../insights/search.ts";
import { csvOf } from "./csv.ts";
import { FeedbackLink } from "./FeedbackLink.tsx";
import { FirstSurvey } from "./FirstSurvey.tsx";
import { Headline } from "./Headline.tsx";
import { HowToRead } from "./HowToRead.tsx";
import { MeasureCard } from "./MeasureCard.tsx";
import { NextThing } from "./NextThing.tsx";
import { FailedParts, Notes } from "./Notes.tsx";
import { behindOf } from "./people.ts";
import classes from "./pmf.module.css";
import { Segments } from "./Segments.tsx";
import { Themes } from "./Themes.tsx";
import { usePrint } from "./usePrint.ts";

const route = getRouteApi("/p/$project/pmf");

export function Report({ reply }: { reply: PmfReply }) {
  const { t } = useTranslation("pmf");
  const format = useFormat();
  const project = useProject();
  const navigate = useNavigate();
  const stay = route.useNavigate();
  const search = route.useSearch();
  const refresh = useRefreshPmf(project.id);
  const print = usePrint();
  const page = useRef<HTMLDivElement>(null);
  const { result } = reply;
  const ellis = result.measures.find((it) => it.id === "ellis");
  const isSimulated = result.measures.some((it) => it.simulated);
  const picked = search.people ? behindOf(result, search.people) : null;
  const behind = picked && {
    ...picked,
    label: [
      picked.measure && t(picked.measure),
      picked.start && formatBucket(picked.start, "day", format.language),
      t(picked.label, picked.values),
    ]
      .filter(Boolean)
      .join(" · "),
  };
  const openPeople = (of: string, group: string) =>
    stay({ search: { people: { of, group } }, resetScroll: false });

  const openInsight = (question: unknown) =>
    navigate({
      to: "/p/$project/insights/new",
      params: { project: project.id },
      search: insightSearch({ q: question }),
    });

  return (
    <div ref={page}>
      <PageHeader
        title={t("title")}
        subtitle={t("computedAt", {
          at: format.instant(reply.computedAt, project.timezone),
          timezone: project.timezone,
        })}
        actions={
          <Group gap="xs" className={classes.noPrint} data-no-picture>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={refresh.isPending}
              onClick={() => refresh.mutate()}
            >
              {t("refresh")}
            </Button>
            <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={print}>
              {t("print")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPhoto size={16} />}
              onClick={() => page.current && void downloadPng(t("title"), page.current)}
            >
              {t("png")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconFileSpreadsheet size={16} />}
              onClick={() => downloadText(t("title"), "csv", csvOf(result))}
            >
              {t("csv")}
            </Button>
          </Group>
        }
      />
      <Stack gap="lg">
        <Headline report={result} />
        <FailedParts warnings={reply.warnings} />
        {isSimulated && (
          <Alert color="honey" variant="light" icon={<IconFlask size={18} />} py="xs">
            {t("simulatedNotice")}
          </Alert>
        )}
        {ellis?.verdict === "noData" ? (
          <FirstSurvey />
        ) : (
          <NextThing report={result} onInsight={openInsight} />
        )}
        <div className={classes.measures}>
          {result.measures.map((measure) => (
            <MeasureCard
              key={measure.id}
              measure={measure}
              onPeople={(it) => openPeople(measure.id, it.group)}
              onInsight={openInsight}
            />
          ))}
        </div>
        {result.segments && result.segments.personas.length > 0 ? (
          <>
            <Segments
              segments={result.segments}
              isSimulated={ellis?.simulated ?? false}
              onPeople={(persona, answer) => openPeople(`persona:${persona}`, answer)}
            />
            <div className={classes.columns}>
              <section className={classes.section} aria-labelledby="pmf-benefit">
                <Title order={2} id="pmf-benefit">
                  {t("benefit.title")}
                </Title>
                <Text c="dimmed" size="sm" mb="xs">
                  {t("benefit.lead")}
                </Text>
                {result.segments.benefits.length > 0 ? (
                  <Themes
                    themes={result.segments.benefits}
                    tone="very"
                    winning={result.segments.winningBenefit}
                  />
                ) : (
                  <Text>{t("benefit.none")}</Text>
                )}
              </section>
              <section className={classes.section} aria-labelledby="pmf-blockers">
                <Title order={2} id="pmf-blockers">
                  {t("blockers.title")}
                </Title>
                <Text c="dimmed" size="sm" mb="xs">
                  {t("blockers.lead", {
                    inFit: result.segments.somewhatInFit,
                    winning: result.segments.somewhatWinning,
                  })}
                </Text>
                {result.segments.blockers.length > 0 ? (
                  <Themes themes={result.segments.blockers} tone="somewhat" />
                ) : (
                  <Text>{t("blockers.none")}</Text>
                )}
                <FeedbackLink />
              </section>
            </div>
          </>
        ) : (
          ellis &&
          ellis.verdict !== "noData" && (
            <section className={classes.section}>
              <Title order={2}>{t("segments.title")}</Title>
              <Text c="dimmed">{t("segments.few")}</Text>
            </section>
          )
        )}
        <HowToRead report={result} />
        <Notes warnings={reply.warnings} />
      </Stack>
      <PeopleDrawer picked={behind} onClose={() => stay({ search: {}, resetScroll: false })} />
    </div>
  );
}
