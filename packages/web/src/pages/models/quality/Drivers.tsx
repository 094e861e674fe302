import type { Driver, Model } from "@lepton/server";
import { Button, Stack, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { type Domain, placeIn } from "../metrics.ts";
import classes from "../models.module.css";
import { useWords } from "../useWords.ts";
import { Section } from "./Section.tsx";

const few = 8;

/** What the model goes by: how much worse it gets without each feature. */
export function Drivers({ model }: { model: Model }) {
  const { t } = useTranslation("models");
  const [isWhole, setWhole] = useState(false);
  const { drivers } = model;
  const shown = isWhole ? drivers : drivers.slice(0, few);
  const domain = {
    low: Math.min(0, ...shown.map(({ importance, low }) => Math.min(importance, low ?? 0))),
    high: Math.max(...shown.map(({ importance, high }) => Math.max(importance, high ?? 0)), 1e-9),
  };
  if (drivers.length === 0) return null;
  return (
    <Section title={t("drivers.title")} text={t("drivers.text")}>
      <Stack gap={10} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {shown.map((driver) => (
          <Bar key={driver.feature} driver={driver} model={model} domain={domain} />
        ))}
      </Stack>
      {drivers.length > few && (
        <Button variant="subtle" size="xs" mt="sm" onClick={() => setWhole((now) => !now)}>
          {isWhole ? t("drivers.fewer") : t("drivers.all", { count: drivers.length })}
        </Button>
      )}
    </Section>
  );
}

function Bar({ driver, model, domain }: { driver: Driver; model: Model; domain: Domain }) {
  const { t } = useTranslation("models");
  const words = useWords();
  const format = useFormat();
  const { feature, importance, low, high, direction } = driver;
  const zero = placeIn(domain, 0);
  const Arrow = direction === "up" ? IconArrowUpRight : IconArrowDownRight;
  return (
    <li className={classes.driver}>
      <div>
        <Text size="sm" fw={550}>
          {words.feature(feature, model.inputs)}
        </Text>
        {direction && (
          <Text size="xs" c="dimmed" className={classes.direction}>
            <Arrow size={13} aria-hidden />
            {t(`drivers.${direction}.${model.target}`)}
          </Text>
        )}
      </div>
      <div className={classes.whiskers} data-bar aria-hidden>
        <span
          className={classes.bar}
          style={{ left: `${zero}%`, width: `${Math.max(0, placeIn(domain, importance) - zero)}%` }}
        />
        {low !== null && high !== null && (
          <span
            className={classes.whisker}
            style={{
              left: `${placeIn(domain, low)}%`,
              width: `${placeIn(domain, high) - placeIn(domain, low)}%`,
            }}
          />
        )}
      </div>
      <Text size="sm" ta="end">
        {importance <= 0 ? t("drivers.nothing") : format.number(importance, 4)}
      </Text>
    </li>
  );
}
