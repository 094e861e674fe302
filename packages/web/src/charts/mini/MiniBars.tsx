export interface MiniPart {
  key: string;
  name: string;
  color: string;
  values: readonly number[];
}

interface MiniBarsProps {
  parts: readonly MiniPart[];
  /** Buckets still running are hatched. */
  complete: readonly boolean[];
  height?: number;
  label: string;
}

/** Stacked bars without axes; parts below zero hang from the line. */
export function MiniBars({ parts, complete, height = 84, label }: MiniBarsProps) {
  const sums = complete.map((_, i) => ({
    up: parts.reduce((sum, { values }) => sum + Math.max(0, values[i] ?? 0), 0),
    down: parts.reduce((sum, { values }) => sum + Math.min(0, values[i] ?? 0), 0),
  }));
  const up = Math.max(1, ...sums.map((one) => one.up));
  const span = up - Math.min(0, ...sums.map((one) => one.down));
  return (
    <div role="img" aria-label={label} style={{ display: "flex", gap: 3, height }}>
      {complete.map((isComplete, i) => {
        const stack = (sign: 1 | -1) =>
          parts
            .filter(({ values }) => (values[i] ?? 0) * sign > 0)
            .map(({ key, color, values }) => (
              <div
                key={key}
                style={{ height: `${(Math.abs(values[i] ?? 0) / span) * height}px`, background: color }}
              />
            ));
        const bucketKey = `${i}-${isComplete}`;
        return (
          <div key={bucketKey} style={{ flex: 1, opacity: isComplete ? 1 : 0.55 }}>
            <div style={{ display: "flex", flexDirection: "column-reverse", height: (up / span) * height }}>
              {stack(1)}
            </div>
            <div>{stack(-1)}</div>
          </div>
        );
      })}
    </div>
  );
}
