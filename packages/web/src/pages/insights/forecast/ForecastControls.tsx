import type { Interval } from "@lepton/growth";
import type { ForecastSpecInput } from "@lepton/server";
import { Group, NumberInput, SegmentedControl, Select, Switch, TagsInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface ForecastControlsProps {
  spec: ForecastSpecInput;
  /** As answered: what stands where nothing was chosen. */
  horizon: number | undefined;
  interval: Interval;
  withRehearsals: boolean;
  onChange: (spec: ForecastSpecInput) => void;
  onRehearsals: (shown: boolean) => void;
}

const levels = ["0.8", "0.9", "0.95"] as const;
const mostSteps = 366;
const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** How far, how sure, which target, which days are special. */
export function ForecastControls(props: ForecastControlsProps) {
  const { spec, horizon, interval, withRehearsals, onChange, onRehearsals } = props;
  const { t } = useTranslation("forecast");
  const { target } = spec;
  return (
    <Group gap="sm" align="flex-end" data-no-picture>
      <Whole
        label={t("control.horizon", { unit: t(`unit.${interval}`) })}
        width={120}
        value={spec.horizon ?? horizon}
        min={1}
        max={mostSteps}
        onCommit={(next) => next !== undefined && onChange({ ...spec, horizon: next })}
      />
      <div>
        <SegmentedControl
          aria-label={t("control.level")}
          title={t("control.level")}
          data={levels.map((value) => ({ value, label: `${Math.round(100 * Number(value))}%` }))}
          value={String(spec.level ?? 0.9)}
          onChange={(next) => onChange({ ...spec, level: Number(next) as 0.9 })}
        />
      </div>
      <Target target={target} onChange={(next) => onChange({ ...spec, target: next })} />
      <TagsInput
        label={t("control.holidays")}
        placeholder={spec.holidays?.length ? "" : t("control.holidaysHint")}
        w={230}
        value={spec.holidays ? [...spec.holidays] : []}
        onChange={(days) => onChange({ ...spec, holidays: days.filter(isDate).sort() })}
        splitChars={[",", " ", "，"]}
      />
      <Switch
        label={t("control.rehearsals")}
        checked={withRehearsals}
        onChange={({ currentTarget }) => onRehearsals(currentTarget.checked)}
        pb={7}
      />
    </Group>
  );
}

type TargetInput = NonNullable<ForecastSpecInput["target"]>;

/** A value and a date make a target; until both are there, nothing is asked. */
function Target({
  target,
  onChange,
}: {
  target: TargetInput | undefined;
  onChange: (target: TargetInput | undefined) => void;
}) {
  const { t } = useTranslation("forecast");
  const [value, setValue] = useState<number | undefined>(target?.value);
  const [date, setDate] = useState<string | null>(target?.date ?? null);
  const set = (nextValue: number | undefined, nextDate: string | null) => {
    setValue(nextValue);
    setDate(nextDate);
    if (nextValue !== undefined && nextDate !== null)
      onChange({ ...target, value: nextValue, date: nextDate });
    else if (target) onChange(undefined);
  };
  return (
    <>
      <Whole
        label={t("control.target")}
        width={130}
        value={value}
        isFree
        placeholder={t("control.targetHint")}
        onCommit={(next) => set(next, date)}
      />
      <Select
        aria-label={t("control.when")}
        w={92}
        data={(["by", "on"] as const).map((when) => ({ value: when, label: t(`control.${when}`) }))}
        value={target?.when ?? "by"}
        disabled={!target}
        allowDeselect={false}
        onChange={(next) => target && onChange({ ...target, when: next === "on" ? "on" : "by" })}
      />
      <DateInput
        aria-label={t("control.date")}
        placeholder={t("control.dateHint")}
        w={140}
        valueFormat="YYYY-MM-DD"
        minDate={new Date().toISOString().slice(0, 10)}
        value={date}
        clearable
        clearButtonProps={{ "aria-label": t("control.clear") }}
        onChange={(next) => set(value, next)}
      />
    </>
  );
}

interface WholeProps {
  label: string;
  width: number;
  value: number | undefined;
  min?: number;
  max?: number;
  /** Any number, and nothing. */
  isFree?: boolean;
  placeholder?: string;
  onCommit: (value: number | undefined) => void;
}

/** A number that counts once it is left or entered, so that half of it is not asked. */
function Whole({ label, width, value, min, max, isFree = false, placeholder, onCommit }: WholeProps) {
  const [draft, setDraft] = useState<string | number>(value ?? "");
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setDraft(value ?? "");
  }
  const commit = () => {
    const next = draft === "" ? undefined : Number(draft);
    if (next === value || (next !== undefined && !Number.isFinite(next))) return;
    if (next === undefined && !isFree) setDraft(value ?? "");
    else onCommit(next);
  };
  return (
    <NumberInput
      label={label}
      w={width}
      value={draft}
      {...(placeholder ? { placeholder } : {})}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      allowDecimal={isFree}
      thousandSeparator=","
      hideControls={isFree}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={({ key }) => key === "Enter" && commit()}
    />
  );
}
