import { Tooltip, UnstyledButton } from "@mantine/core";
import { useFormat } from "../i18n/useFormat.ts";

export interface SharePart {
  key: string;
  name: string;
  count: number;
  color: string;
  onClick?: (() => void) | undefined;
}

/** Parts of a whole in one bar; each part says its count and share and may open its people. */
export function ShareBar({ parts, height = 26 }: { parts: readonly SharePart[]; height?: number }) {
  const format = useFormat();
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <div className="hatched" style={{ height, borderRadius: 6 }} />;
  return (
    <div style={{ display: "flex", height, gap: 2, borderRadius: 6, overflow: "hidden" }}>
      {parts
        .filter(({ count }) => count > 0)
        .map(({ key, name, count, color, onClick }) => {
          const text = `${name}: ${format.number(count)} (${format.share(count / total)})`;
          return (
            <Tooltip key={key} label={text}>
              <UnstyledButton
                style={{ flex: `${count} 0 3px`, background: color, minWidth: 3 }}
                aria-label={text}
                disabled={!onClick}
                onClick={onClick}
              />
            </Tooltip>
          );
        })}
    </div>
  );
}
