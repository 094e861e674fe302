import type { FeedbackTheme, FeedbackThemes } from "@lepton/server";
import { Anchor, Badge, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FeedbackSelection } from "../../api/hooks/feedback.ts";
import { useProject } from "../../app/project.tsx";
import { formatBucket } from "../../charts/buckets.ts";
import { MiniBars } from "../../charts/mini/MiniBars.tsx";
import { useFormat } from "../../i18n/useFormat.ts";
import { EstimateText } from "../../parts/EstimateText.tsx";
import classes from "./feedback.module.css";
import { MakeCohort } from "./MakeCohort.tsx";
import { Returned } from "./Returned.tsx";

interface ThemeDetailProps {
  theme: FeedbackTheme;
  data: FeedbackThemes;
  selection: FeedbackSelection;
  onEntry(entry: string): void;
}

/** One theme: who said it, what became of them, what they are worth, in their words. */
export function ThemeDetail({ theme, data, selection, onEntry }: ThemeDetailProps) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { money, returnDays } = data;
  const { atRisk, revenue } = theme;
  return (
    <section aria-labelledby="theme" className={classes.card} data-padded>
      <Group justify="space-between" align="flex-start" mb="md">
        <Stack gap={6}>
          <Group gap="xs">
            <Title order={2} id="theme">
              {theme.name}
            </Title>
            <Badge size="sm" color={theme.kind === "praise" ? "pine" : "gray"}>
              {t(`kind.${theme.kind}`)}
            </Badge>
          </Group>
          {theme.phrases.length > 0 && (
            <Text size="xs" c="dimmed">
              {theme.phrases.join(" · ")}
            </Text>
          )}
        </Stack>
        <MakeCohort theme={theme} selection={selection} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
        <Figure label={t("detail.share")}>
          <EstimateText estimate={theme.share} unit="share" withN={false} />
          <Text size="xs" c="dimmed">
            {t("detail.shareOf", {
              count: theme.people,
              people: format.number(theme.people),
              all: format.number(theme.share.n),
            })}
          </Text>
        </Figure>
        <Figure label={t("detail.risk")}>
          <Text fw={650} fz="1.15rem" lh={1.1}>
            {money && atRisk.revenue !== null
              ? format.money(atRisk.revenue, money.currency)
              : t("detail.riskPeople", { count: atRisk.people, shown: format.number(atRisk.people) })}
          </Text>
          <Text size="xs" c="dimmed">
            {money && revenue !== null
              ? t("detail.riskOf", {
                  people: format.number(atRisk.people),
                  all: format.number(theme.people),
                  revenue: format.money(revenue, money.currency),
                  days: money.days,
                })
              : t("detail.noMoney")}
          </Text>
        </Figure>
        <Figure label={t("detail.returned", { days: returnDays })}>
          <Returned returned={theme.returned} />
        </Figure>
        <Figure label={t(`detail.trend_${data.interval}`)}>
          <Trend theme={theme} data={data} />
        </Figure>
      </SimpleGrid>
      <Feelings theme={theme} />
      <Fit theme={theme} />
      <Stack gap={6} mt="md">
        {theme.quotes.slice(0, 3).map(({ id, text }) => (
          <button key={id} type="button" className={classes.quote} onClick={() => onEntry(id)}>
            {text}
          </button>
        ))}
      </Stack>
    </section>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Stack gap={4}>
      <Text size="xs" fw={600} c="dimmed">
        {label}
      </Text>
      {children}
    </Stack>
  );
}

function Trend({ theme, data }: Pick<ThemeDetailProps, "theme" | "data">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { trend } = theme;
  const edge = (i: number) => formatBucket(trend.at(i)?.start ?? "", data.interval, format.language);
  const most = Math.max(...trend.map(({ texts }) => texts));
  return (
    <>
      <MiniBars
        height={48}
        complete={trend.map(({ complete }) => complete)}
        label={t("themes.trend", { name: theme.name })}
        parts={[
          {
            key: "texts",
            name: theme.name,
            color: "var(--mantine-primary-color-filled)",
            values: trend.map(({ texts }) => texts),
          },
        ]}
      />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {edge(0)}
        </Text>
        <Text size="xs" c="dimmed">
          {t("detail.most", { most: format.number(most) })}
        </Text>
        <Text size="xs" c="dimmed">
          {edge(-1)}
        </Text>
      </Group>
    </>
  );
}

function Feelings({ theme: { sentiment } }: Pick<ThemeDetailProps, "theme">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const known = sentiment.positive + sentiment.negative;
  if (known === 0) return null;
  return (
    <Stack gap={4} mt="md">
      <div className={classes.feelings} aria-hidden>
        {(["negative", "positive"] as const).map((feeling) => (
          <span key={feeling} className={classes[feeling]} style={{ flex: sentiment[feeling] }} />
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {t("detail.feelings", {
          negative: format.number(sentiment.negative),
          positive: format.number(sentiment.positive),
          unknown: format.number(sentiment.unknown),
        })}
      </Text>
    </Stack>
  );
}

/** What they answered to "how would you feel without it", with the way to the report that listens to them. */
function Fit({ theme: { fit } }: Pick<ThemeDetailProps, "theme">) {
  const { t } = useTranslation("feedback");
  const format = useFormat();
  const { id: project } = useProject();
  if (fit.very + fit.somewhat + fit.not === 0) return null;
  return (
    <Text size="sm" mt="md">
      {t("detail.fit", {
        very: format.number(fit.very),
        somewhat: format.number(fit.somewhat),
        not: format.number(fit.not),
      })}{" "}
      <Anchor
        size="sm"
        underline="always"
        renderRoot={(props) => (
          <Link to="/p/$project/pmf" params={{ project }} hash="pmf-blockers" {...props} />
        )}
      >
        {t("detail.blockers")}
      </Anchor>
    </Text>
  );
}
