import { NavLink, Stack, Text } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./Navigation.module.css";
import { type NavigationItem, navigation, settingsItem } from "./navigation.ts";
import { useProject } from "./project.tsx";

export function Navigation() {
  const { t } = useTranslation();
  return (
    <Stack gap="md" justify="space-between" mih="calc(100dvh - 78px)">
      <Stack gap={4}>
        {navigation.map(({ step, items }) => (
          <div key={step ?? "home"}>
            {step && <Text className={classes.step}>{t(`loop.${step}`)}</Text>}
            {items.map((item) => (
              <Item key={item.key} item={item} />
            ))}
          </div>
        ))}
      </Stack>
      <Item item={settingsItem} />
    </Stack>
  );
}

function Item({ item }: { item: NavigationItem }) {
  const { t } = useTranslation();
  const { id } = useProject();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const target = item.to.replace("$project", id);
  const active = item.key === "home" ? path.replace(/\/$/, "") === target : path.startsWith(target);
  const Icon = item.icon;
  return (
    <NavLink
      className={classes.item}
      renderRoot={(props) => (
        <Link
          to={item.to}
          params={{ project: id }}
          activeOptions={{ exact: item.key === "home" }}
          {...props}
        />
      )}
      active={active}
      aria-current={active ? "page" : undefined}
      label={t(`nav.${item.key}`)}
      leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
    />
  );
}
