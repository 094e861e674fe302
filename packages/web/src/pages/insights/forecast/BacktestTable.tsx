import type { ForecastedLine, ForecastReply } from "@lepton/server";
import { Badge, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../../i18n/useFormat.ts";
import { useForecastWords } from "./useWords.ts";

/** Every method's errors on the past, best of the choice first, repeating the season among them. */
export function BacktestTable({ line, reply }: { line: ForecastedLine; reply: ForecastReply }) {
  const { t } = useTranslation("forecast");
  const format = useFormat();
  const words = useForecastWords(reply.interval);
  const { methods, choiceOrigins, checkOrigins } = line.backtest;
  const figure = (errors: ForecastedLine["backtest"]["methods"][number]["choice"]) =>
    errors ? `${format.number(errors.mase, 2)} · ${format.number(errors.mae, 2)}` : "–";
  return (
    <Table.ScrollContainer
      minWidth={420}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("table.label") } }}
    >
      <Table verticalSpacing={5} horizontalSpacing="sm" fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("table.method")}</Table.Th>
            <Table.Th ta="end">{t("table.choice", { count: choiceOrigins })}</Table.Th>
            <Table.Th ta="end">{t("table.check", { count: checkOrigins })}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {methods.map((row) => (
            <Table.Tr key={`${row.key}-${row.season}-${row.withHolidays}`} fw={row.isShown ? 600 : undefined}>
              <Table.Td>
                <Group gap={6}>
                  <span>{words.method(row)}</span>
                  {row.isBaseline && (
                    <Badge size="xs" variant="light" color="gray" tt="none" c="var(--mantine-color-text)">
                      {t("table.baseline")}
                    </Badge>
                  )}
                  {row.isShown && (
                    <Badge size="xs" tt="none">
                      {t("table.shown")}
                    </Badge>
                  )}
                </Group>
              </Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
                {row.skipped ? (
                  <Text span size="sm" c="dimmed">
                    {t(`table.skipped.${row.skipped}`)}
                  </Text>
                ) : (
                  figure(row.choice)
                )}
              </Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: "nowrap" }}>
                {figure(row.check)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Caption ta="start">{t("table.caption")}</Table.Caption>
      </Table>
    </Table.ScrollContainer>
  );
}
